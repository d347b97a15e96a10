"""What a caller who reports something is asked, and what their keys mean: which service, then whether to report it (P9).

Nothing is reported but by key 9 after it was read back: a telephone in a pocket pages nobody, nor does a key that is pressed twice.
With thousands of services nobody listens to pages: after a few of them only "none of these" is left, which goes to the catch-all
team. 8 leads on and 9 confirms, as in every call (domain/phone_menu.py).
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.incident.view import IncidentView
from domain.organisation import Service
from domain.phone_menu import BACK, CONFIRM, ON
from domain.reporting.words import what_it_joins
from domain.wording import headline, spoken, spoken_codes

SERVICES_ON_A_PAGE = 7
"""As many as a caller keeps in mind, and keys 8, 9 and 0 are left."""

MOST_PAGES = 3
"""How many pages of services are read out: a minute of listening."""

_MORE, _NONE = ON, "0"


class Turn(StrEnum):
    """What a key may do besides choosing a service."""

    MORE = "more"
    NONE_OF_THESE = "none_of_these"
    REPORT = "report"
    CHOOSE_AGAIN = "choose_again"


@dataclass(frozen=True)
class ServiceMenu:
    """One page of the services that are offered, in the order in which they are; pages are counted from 1."""

    services: tuple[Service, ...]
    page: int = 1

    @property
    def keys(self) -> dict[str, Service | Turn]:
        """What each key means; a wrong key, `*` or silence repeats the menu."""
        more: dict[str, Service | Turn] = {_MORE: Turn.MORE} if self._has_more else {}
        chosen = {str(number): service for number, service in enumerate(self._on_this_page, 1)}
        return {**chosen, **more, _NONE: Turn.NONE_OF_THESE}

    @property
    def prompt(self) -> str:
        """What is said: the services with their keys, then the way on."""
        asks = "Which service is it about? Press" if self.page == 1 else "Press"
        named = [f"{number} for {_said(service)}" for number, service in enumerate(self._on_this_page, 1)]
        more = [f"{_MORE} for more"] if self._has_more else []
        none = f"{_NONE} for none of these" if named else f"{_NONE} to report trouble with something else"
        return f"{asks} {', '.join([*named, *more, none])}, star to repeat."

    @property
    def _on_this_page(self) -> tuple[Service, ...]:
        return self.services[(self.page - 1) * SERVICES_ON_A_PAGE :][:SERVICES_ON_A_PAGE]

    @property
    def _has_more(self) -> bool:
        return self.page < MOST_PAGES and len(self.services) > self.page * SERVICES_ON_A_PAGE


@dataclass(frozen=True)
class ReadBack:
    """What is about to be reported: about this service, or None of those listed.

    `team` is the name of the team that is called, `standing` how the incident that is open for it stands, if there is one.
    """

    service: Service | None
    team: str
    standing: IncidentView | None = None

    @property
    def keys(self) -> dict[str, Service | Turn]:
        """What each key means; a wrong key, `*` or silence repeats it."""
        return {CONFIRM: Turn.REPORT, BACK: Turn.CHOOSE_AGAIN}

    @property
    def prompt(self) -> str:
        """What is said: what would be reported and what it would join, then the keys."""
        joins = what_it_joins(self.standing) or f"It goes to {self.team}."
        codes = filter(None, (self.standing.code, self.standing.part_of)) if self.standing else ()
        return spoken_codes(
            f"You report {self._what} {joins} Press {CONFIRM} to report it, {BACK} to choose again, star to repeat.",
            codes,
        )

    @property
    def _what(self) -> str:
        if self.service is None:
            return "trouble with something that is not listed."
        effect = self.service.customer_effect
        return spoken(headline(_said(self.service), effect, "")) if effect else f"trouble with {_said(self.service)}."


def _said(service: Service) -> str:
    """Return a service's name as a voice says it."""
    return service.spoken_name or service.name
