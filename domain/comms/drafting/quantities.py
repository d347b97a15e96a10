"""The total impact in numbers (P20): what people give, checked, and said in a line."""

from collections.abc import Iterable
from decimal import Decimal

from domain.comms.drafting.updates import Quantity
from domain.errors import Refused
from domain.writing import one_line

_MOST_QUANTITIES = 12
_LONGEST_AMOUNT = 30  # digits before or after the point; nothing that is counted has more


def checked(total: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """Return the quantities, each in one line.

    Raises:
        Refused: there are more than anybody reads, or one does not say of what it is or how it was counted.

    """
    if len(total) > _MOST_QUANTITIES:
        raise Refused(f"The total impact has {_MOST_QUANTITIES} quantities at most.")
    return tuple(
        each.model_copy(
            update={
                "unit": one_line(each.unit, missing=f"Say of what {each.amount} are counted."),
                "counted": one_line(each.counted, missing=f"Say how the {each.amount} {each.unit} were counted."),
            }
        )
        for each in total
    )


def revised(total: tuple[Quantity, ...], reason: str) -> tuple[tuple[Quantity, ...], str]:
    """Return the quantities that put the total impact right, and why they do.

    Raises:
        Refused: there is no reason or no quantity, or as `checked`.

    """
    why = one_line(reason, missing="Say why the total impact is another.")
    if not total:
        raise Refused("Say at least one quantity: how much of what, and how it was counted.")
    return checked(total), why


def amount_in_words(amount: Decimal) -> str:
    """Return an amount with its thousands apart, "1,240"; of one nobody could read, its first digits and the power of ten."""
    exponent = amount.as_tuple().exponent
    readable = isinstance(exponent, int) and max(abs(amount.adjusted()), abs(exponent)) <= _LONGEST_AMOUNT
    return f"{amount:,f}" if readable else f"{amount:.3g}"


def in_words(total: Iterable[Quantity]) -> str:
    """Return how much of what, for the timeline and for replies."""
    return "; ".join(f"{amount_in_words(each.amount)} {each.unit}" for each in total)
