"""Who is told, by id: whom the incident names and whom somebody added, less whom somebody dropped (P14)."""

from collections.abc import Container, Iterable, Mapping

from pydantic import BaseModel, Field


class Membership(BaseModel):
    """People, or teams, by id, each with why they are told; the same for both audiences, as an id says nothing of what is told.

    `by_hand` was added, `dropped` is told nothing more, whoever names them. `covered` was looked up for the last round, and has no
    message of it under that id: whoever is neither covered nor has one is a newcomer.
    """

    by_hand: dict[str, str] = Field(default_factory=dict)
    dropped: list[str] = Field(default_factory=list)
    covered: list[str] = Field(default_factory=list)

    def add(self, member: str, because: str) -> None:
        """Tell this one from now on."""
        self.by_hand[member] = because
        self.dropped = _less(self.dropped, {member})

    def drop(self, member: str) -> None:
        """Tell this one nothing more; added again, they are a newcomer."""
        self.by_hand.pop(member, None)
        self.dropped = sorted({*self.dropped, member})
        self.covered = _less(self.covered, {member})

    def told(self, named: Mapping[str, str]) -> dict[str, str]:
        """Return who is told, of those the incident names and those added by hand."""
        unwanted = set(self.dropped)
        return {member: why for member, why in {**named, **self.by_hand}.items() if member not in unwanted}

    def newcomers(self, named: Mapping[str, str], on_the_way: Container[str] = ()) -> dict[str, str]:
        """Return who of them is not among those of the last round."""
        known = set(self.covered)
        return {
            member: why for member, why in self.told(named).items() if member not in known and member not in on_the_way
        }

    def cover(self, members: Iterable[str], on_the_way: Container[str] = ()) -> None:
        """Note who was looked up for the last round."""
        self.covered = sorted({*self.covered, *(member for member in members if member not in on_the_way)})


def _less(members: Iterable[str], unwanted: Container[str]) -> list[str]:
    return [member for member in members if member not in unwanted]
