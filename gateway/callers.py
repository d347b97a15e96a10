"""Who calls us: known by the number a call comes from, which can be forged."""

from domain.organisation import Organisation, Person
from gateway.forms import TwilioForm

STRANGER = "This number is not known here."


def caller(organisation: Organisation, form: TwilioForm) -> Person | None:
    """Return whose number a call comes from; None for nobody's. Raises `RequestRefused` where none is given."""
    number = form.required("From")
    return next((person for person in organisation.people.values() if number in person.phones), None)


def masked(number: str) -> str:
    """Return a telephone number (E.164) as a timeline shows it: it tells two phones apart, and nobody is called by it."""
    return f"a number ending in {number[-2:]}"
