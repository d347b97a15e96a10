"""A person's number or address at the moment something is sent, never earlier."""

from domain.errors import DeliveryFailed, FailureKind
from domain.organisation import Organisation, Person


def phone_of(organisation: Organisation, person: str, wished: str = "") -> str:
    """Return the number to call and text (E.164): the one wished for if it is theirs now, else their first.

    Raises:
        DeliveryFailed: permanent, when they have none.

    """
    found = _person(organisation, person)
    if wished in found.phones:
        return wished
    if found.phone is None:
        raise DeliveryFailed(FailureKind.PERMANENT, f"{person} has no phone number")
    return found.phone


def mail_of(organisation: Organisation, person: str) -> str:
    """Return the mail address. Raises `DeliveryFailed`, permanent, when there is none."""
    email = _person(organisation, person).email
    if email is None:
        raise DeliveryFailed(FailureKind.PERMANENT, f"{person} has no mail address")
    return email


def _person(organisation: Organisation, person: str) -> Person:
    found = organisation.people.get(person)
    if found is None:
        raise DeliveryFailed(FailureKind.PERMANENT, f"{person} is not in the organisation file any more")
    return found
