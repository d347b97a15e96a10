"""Whose words may go out: who writes drafts, and how often; which one is approved, and which was read.

| a draft by | while one is approved |
|---|---|
| who may send | takes its place: nothing is approved any more |
| anybody else who takes part | stands beside it, as a proposal: what is approved stays so, and is what goes out |
"""

from domain.comms.rounds.state import Rounds
from domain.errors import Refused
from domain.lifecycle import Actor

MOST_DRAFTS = 20
"""How often one person who may not send writes to one round: whoever has read a draft can be sure of it again before long."""


def check_may_write(rounds: Rounds, actor: Actor) -> None:
    """Let those write who have something to do with the incident, so often; who may send is not asked this.

    They are its own team and service owner, the technical teams that are called or told of it, and who was called by name.

    Raises:
        Refused: with who writes, or how often.

    """
    status = rounds.incident_status
    called = actor.contact in {*status.called, *status.technical.people} or actor.teams & status.technical.teams.keys()
    if not (actor.roles or called):
        raise Refused(
            f"Who takes part in {rounds.code} writes its updates: its team, and who is called or told of it there."
        )
    if rounds.written_by.get(actor.contact, 0) >= MOST_DRAFTS:
        raise Refused(f"You have written to {rounds.name} {MOST_DRAFTS} times: leave the rest to whoever sends it.")


def note_written(rounds: Rounds, actor: Actor, *, may_send: bool) -> None:
    """Note who wrote: a draft of whoever may send takes the place of what was approved."""
    if may_send:
        rounds.edition.approved = None
    else:
        rounds.written_by[actor.contact] = rounds.written_by.get(actor.contact, 0) + 1


def is_approved(rounds: Rounds, revision: int | None) -> bool:
    """Whether this draft is approved, word for word; None asks of any."""
    edition = rounds.edition
    return edition.approved is not None and revision in {None, edition.approved_revision}


def check_stands(rounds: Rounds, revision: int | None) -> None:
    """Refuse a draft that somebody names by its `revision` and that does not stand there any more.

    Raises:
        Refused: it has gone out, or is another now.

    """
    if revision is not None and (rounds.edition.draft is None or revision != rounds.revision):
        raise Refused("The draft you saw has gone out, or was changed since: look at it again.")


def check_named(rounds: Rounds, revision: int | None) -> None:
    """Refuse to approve whatever stands there: whoever does has read a draft, and names it.

    Raises:
        Refused: with the draft that stands there now.

    """
    if revision is None:
        raise Refused(
            f"Nobody has approved {rounds.name}: name the draft you have read. It is draft {rounds.revision} now."
        )
