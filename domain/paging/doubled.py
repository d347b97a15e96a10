"""Two calls under one attempt: the provider's answer was lost, its list did not show the call yet, and it was placed again.

One of them is followed. What is said of another never ends the attempt, nor the call that is followed; once the one followed is
over, the attempt goes on with the other.
"""

from domain.machines import is_machine
from domain.paging.state import Attempt, ProviderCall
from domain.sending import CallReport


def named(attempt: Attempt, provider_id: str) -> None:
    """Note the provider's name for a call: the first is followed, another one is remembered, so that it can be ended."""
    if attempt.provider_id is None:
        attempt.provider_id = provider_id
    elif attempt.provider_id != provider_id:
        _another(attempt, provider_id)


def is_another(attempt: Attempt, report: CallReport) -> bool:
    """Whether a word is about another call than the one that is followed."""
    return attempt.provider_id not in {None, report.provider_id}


def heard_of_another(attempt: Attempt, report: CallReport) -> bool:
    """Take in a word about another call; return whether it is to be followed now.

    One that is picked up is, as a person may have picked it up; and one that rings when the one followed was given up.
    """
    call = _another(attempt, report.provider_id)
    if report.answered_by is not None:
        call.machine = call.machine or is_machine(report.answered_by)
        return False
    if report.status is None or report.sequence <= call.sequence or call.over:
        return False
    call.status, call.sequence = report.status, report.sequence
    talking = report.status == "in-progress"
    if not (call.over or call.machine or attempt.concluded) and (talking or not attempt.under_way):
        attempt.follow(call)
        return True
    call.picked_up = call.picked_up or talking
    return False


def follow_another(attempt: Attempt) -> bool:
    """Follow another call of the attempt that may still be answered, one that was picked up first; return whether there is one."""
    going_on = [call for call in attempt.others if not (call.over or call.machine or call.end_asked)]
    if not going_on:
        return False
    attempt.follow(next((call for call in going_on if call.picked_up), going_on[0]))
    return True


def _another(attempt: Attempt, provider_id: str) -> ProviderCall:
    known = next((call for call in attempt.others if call.provider_id == provider_id), None)
    if known is not None:
        return known
    attempt.others.append(ProviderCall(provider_id=provider_id))
    return attempt.others[-1]
