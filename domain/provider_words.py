"""What providers and other people's servers say of a delivery, as it may stand on the timeline, in receipts and in histories.

They repeat whom a message was for. Whoever may read that somebody was not reached need not read their number or address.
"""

import re

from domain.writing import MOST_CHARACTERS

_READ = 4 * MOST_CHARACTERS
"""How much of what they say is looked at: enough for what is kept, however long it is."""

_ADDRESS = re.compile(r"""(?:"[^"@]*"|[^\s<>()\[\],;:"'@][^\s<>,;:"@]*)@(?=[^\s@])""")
"""A mail address up to its domain, which stays: it says whose mail server is meant."""

_NUMBER = re.compile(
    r"(?<!\w)(?!\d{4}-\d\d-\d\d)"  # a day is none
    r"(?:\+\d(?:[ .()/-]{0,2}\d){6,18}"
    r"|\(?\d(?:[ ()/-]{0,2}\d){8,18}"  # without a plus no dots, which addresses of hosts have, and longer than two codes
    r"|\d{7,8})"
    r"(?!\w)"
)
"""A telephone number, as E.164 has it or as people write them: seven digits or more, nine where they stand apart."""


def in_short(words: str) -> str:
    """Return what somebody else's machine says as one line of what can be seen, and not too much of it."""
    return _one_line(words)[:MOST_CHARACTERS]


def on_record(words: str) -> str:
    """Return the same without telephone numbers and mail addresses: their last two digits and their domains stay, as a hint."""
    without_addresses = _ADDRESS.sub("***@", _one_line(words)[:_READ])
    return _NUMBER.sub(lambda number: f"***{number[0][-2:]}", without_addresses)[:MOST_CHARACTERS]


def _one_line(words: str) -> str:
    return "".join(character for character in " ".join(words.split()) if character.isprintable())
