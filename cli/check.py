"""`mimp check`: what is wrong with the organisation file and the templates of comms, or what they hold when nothing is."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from config.organisation import Mistake, OrganisationInvalid, load_organisation
from config.round_templates import TemplateCheck, check_templates
from domain.lanes import Burden, Rates, burden
from domain.organisation import Organisation
from domain.technical_words import CompanyWords, company_words
from domain.wording import counted, duration_in_words


@dataclass(frozen=True)
class CheckResult:
    """The outcome of a check."""

    mistakes: tuple[Mistake, ...]
    organisation: Organisation | None
    rates: Rates
    burden: Burden | None
    templates: TemplateCheck

    def as_lines(self) -> list[str]:
        """Return it in words."""
        if self.mistakes or self.organisation is None or self.burden is None:
            return [*map(str, self.mistakes), f"{counted(len(self.mistakes), 'mistake')}."]
        counts = ", ".join(f"{n} {what}" for what, n in self._counts().items())
        holds = f"{self.organisation.name}: {counts}. No mistakes."
        return [
            holds,
            _calls(self.burden, self.rates),
            _texts(self.burden, self.rates),
            *_templates(self.templates),
        ]

    def as_data(self) -> dict[str, Any]:
        """Return it as data."""
        return {
            "mistakes": [asdict(mistake) for mistake in self.mistakes],
            "hints": [asdict(hint) for hint in self.templates.hints],
            "counts": self._counts(),
            "rates": {"calls_per_second": self.rates.calls, "text_segments_per_second": self.rates.text_segments},
            "burden": _as_data(self.burden) if self.burden else {},
        }

    def _counts(self) -> dict[str, int]:
        found = self.organisation
        if found is None:
            return {}
        return {
            "business areas": len(found.business_areas),
            "services": len(found.services),
            "teams": len(found.teams),
            "people": len(found.people),
            "rotas": len(found.rotas),
            "ladders": len(found.ladders),
        }


def check_organisation(path: Path, rates: Rates, at: datetime, own_templates: Path | None = None) -> CheckResult:
    """Check a file or folder and the templates of comms, every mistake at once.

    `at` (UTC) is when its ladders are asked who everyone is; `own_templates` is the company's own folder of templates.
    """
    try:
        organisation = load_organisation(path)
    except OrganisationInvalid as invalid:
        templates = check_templates(own_templates, CompanyWords())
        return CheckResult((*invalid.mistakes, *templates.mistakes), None, rates, None, templates)
    templates = check_templates(own_templates, company_words(organisation))
    return CheckResult(templates.mistakes, organisation, rates, burden(organisation, rates, at), templates)


def _templates(found: TemplateCheck) -> list[str]:
    """Return what there is to say of the company's own templates; nothing where the built-in ones are used."""
    if not found.own:
        return []
    return [f"Comms: {counted(found.own, 'template')} of your own.", *(f"Hint: {hint}" for hint in found.hints)]


def _calls(found: Burden, rates: Rates) -> str:
    if rates.calls is None:
        return "Calls are not limited here: MIMP_CALLS_PER_SECOND is what your provider starts in a second."
    pace = "1 call" if rates.calls == 1 else f"{rates.calls:g} calls"
    widest = f"{found.widest_team}, everyone: {found.widest_phones} phones"
    return (
        f"{found.phones} phones at {pace} a second take {duration_in_words(found.call_all)}; "
        f"the widest rung ({widest}) takes {duration_in_words(found.call_widest)}."
    )


def _texts(found: Burden, rates: Rates) -> str:
    if rates.text_segments is None:
        return "Texts are not limited here: MIMP_TEXT_SEGMENTS_PER_SECOND is what your provider sends in a second."
    each = "1 segment" if found.segments == 1 else f"{found.segments} segments"
    return (
        f"A text to all {found.phones}, of {each} each at {rates.text_segments:g} a second, "
        f"takes {duration_in_words(found.text_all)}."
    )


def _as_data(found: Burden) -> dict[str, Any]:
    """Return the burden with its durations in seconds."""
    fields = asdict(found)
    durations = {name: value for name, value in fields.items() if isinstance(value, timedelta)}
    seconds = {f"{name}_seconds": value.total_seconds() for name, value in durations.items()}
    return {name: value for name, value in fields.items() if name not in durations} | seconds
