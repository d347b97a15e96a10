"""A person's number or address at the moment something is sent, never earlier."""

from domain.errors import DeliveryFailed, FailureKind
from domain.organisation import Organisation, Person


def phone_of(organisation: Organisation, person: str) -> str:
    """Return the number to call and text (E.164). Raises `DeliveryFailed`, permanent, when there is none."""
    phone = _person(organisation, person).phone
    if phone is None:
        raise DeliveryFailed(FailureKind.PERMANENT, f"{person} has no phone number")
    return phone


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
