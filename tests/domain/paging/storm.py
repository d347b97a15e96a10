"""A storm of pages for one person, as tests of its bound hold it."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.names import escalation_id, page_id
from domain.organisation import Channel
from domain.page_messages import OpenPage, PageEnding, PageOrder, PageRequest, TextMeaning, TextReceived
from domain.paging import pages
from domain.paging.carrying import carried_over, restored
from domain.paging.inbox import understand
from domain.paging.state import PagerInput
from domain.paging.views import known_pages
from domain.timeline import TimelineEntry
from tests.domain.builders import TRIAGE, words
from tests.domain.paging.desk import Desk, card

WORDS = words().model_copy(
    update={
        "headline": "Warehouse management: parcels are not sorted. " * 4,
        "detail": "SorterDown: belt 4 stands. " * 40,
    }
)


def key(number: int) -> str:
    """Return the page to Ana about one of many services."""
    return page_id(_owner(number), "ana")


def _owner(number: int) -> str:
    return escalation_id(f"incident/warehouse-management-{number:04d}", "7K3Q", TRIAGE, "warehouse-platform")


@dataclass
class Storm(Desk):
    """A desk at which pages of many incidents arrive, and everything the pager ever wrote of them."""

    opened: set[str] = field(default_factory=set)
    in_hand: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    written: list[TimelineEntry] = field(default_factory=list)

    def arrives(self, number: int, *channels: Channel) -> None:
        """A page arrives, by these channels or all, or the next try of one that is known."""
        self.intents += 1
        order = PageOrder(
            page_id=key(number),
            intent=f"{key(number)}#{self.intents}",
            owner=_owner(number),
            incident=f"incident/warehouse-management-{number:04d}",
            code=f"warehouse-management-{number:04d}-7K3Q",
            person="ana",
            purpose=TRIAGE,
            words=WORDS,
            team="warehouse-platform",
        )
        pages.open_page(self.state, PageRequest(order=order, contact=card(*channels)), number * 7 % 10_000, self.now)
        if page := self.state.pages.get(key(number)):
            self.codes[key(number)] = page.code
            self.opened.add(key(number))
            self.in_hand.discard(key(number))

    def ends(self, page: str, ending: PageEnding, by: str = "bo") -> None:
        """A page comes to its end, or to a later one."""
        self.withdraw(page, ending, by=by, notice="It was stood down." if ending is PageEnding.SUPERSEDED else None)
        self.opened.discard(page)
        self.in_hand.discard(page)
        if ending is PageEnding.ANSWERED and by == "ana":
            self.in_hand.add(page)

    def carried(self) -> str:
        """Return what would be carried over now, once incidents and searches are told what they are owed, as the workflow does."""
        self.turned_away += [pages.owner_told(self.state, page) for page in list(self.state.turned_away)]
        for entries in self.state.journal.take().values():
            self.written += entries
        return PagerInput(person="ana", carried=carried_over(self.state)).model_dump_json()

    def rolls_over(self) -> None:
        """The pager continues as new."""
        carried = PagerInput.model_validate_json(self.carried()).carried
        assert carried is not None
        self.state = restored(carried)

    def texts_back(self, body: str) -> TextMeaning:
        """Ana sends a text."""
        self.later(timedelta(seconds=1))
        return understand(self.state, TextReceived(text_id=f"SM{self.now.isoformat()}", body=body), self.now)

    def known(self) -> dict[str, OpenPage]:
        """Return the pages the gateway is told of."""
        return {page.page_id: page for page in known_pages(self.state)}


def storm(count: int, *channels: Channel) -> Storm:
    """Return a desk at which so many pages arrived at once, by these channels or all."""
    desk = Storm()
    for number in range(count):
        desk.arrives(number, *channels)
    return desk
