"""Who is senior enough to declare a major incident (P11), as one list for each agreement a company may have made."""

from collections.abc import Mapping

from domain.organisation import RungName
from domain.policies import Seniority

SENIORS: Mapping[Seniority, tuple[RungName, ...]] = {
    Seniority.HEAD_OF_DEPARTMENT: (RungName.HEAD_OF_DEPARTMENT,),
    Seniority.SERVICE_OWNER: (RungName.SERVICE_OWNER, RungName.HEAD_OF_DEPARTMENT),
}
"""Who may declare, in the order in which they are called; whoever stands in for one of them may, too."""

RUNG_NAMES: Mapping[RungName, str] = {
    RungName.ON_CALL: "on-call engineer",
    RungName.SERVICE_OWNER: "service owner",
    RungName.HEAD_OF_DEPARTMENT: "head of department",
}
"""The places of a ladder, as people call them."""


def called_to_declare(seniority: Seniority) -> str:
    """Return who is called to declare, in their order, as the subject of a sentence with a verb in the singular."""
    first, *then = (f"the {RUNG_NAMES[who]}" for who in SENIORS[seniority])
    return f"{first}, and then {' and '.join(then)}," if then else first


def who_declares(seniority: Seniority) -> str:
    """Return who may declare, as it is said in a sentence (P11)."""
    people = [f"the {RUNG_NAMES[who]}" for who in SENIORS[seniority]]
    if len(people) == 1:
        return f"{people[0]} or their deputy"
    return f"{', '.join(people)}, or whoever stands in for them"
