"""`mimp token`: what is handed to a person, and what the settings keep."""

import json
import re

from config.person_tokens import digest_of
from tests.cli.command import outcome


def test_a_token_is_printed_with_the_entry_for_the_settings() -> None:
    """Whoever hands it out reads whose it is, the token, and the line to add; the entry is the token's digest."""
    status, printed, said = outcome("token", "nadia-rahman")
    whose, token, what_to_do, entry = printed.splitlines()

    assert (0, "") == (status, said)
    assert "The token of Nadia Rahman, shown this once: give it to nobody else." == whose
    assert re.fullmatch(r"mimp_[\w-]{43}", token)
    assert what_to_do.startswith("Add this to MIMP_PERSON_TOKENS, with a comma between it and others")
    assert f"nadia-rahman:{digest_of(token)}" == entry


def test_no_two_tokens_are_the_same() -> None:
    """A person may have a second one, to change the first without a gap."""
    one, other = (json.loads(outcome("token", "nadia-rahman", "--json")[1]) for _ in range(2))

    assert {"person", "token", "setting"} == one.keys()
    assert f"nadia-rahman:{digest_of(one['token'])}" == one["setting"]
    assert one["token"] != other["token"]


def test_nobody_the_organisation_does_not_name_gets_one() -> None:
    """A mistyped id is status 3, and nothing is made."""
    assert (3, "", "Nobody in the organisation file has the id 'nobody'.\n") == outcome("token", "nobody")
