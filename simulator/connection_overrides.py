"""What the fragment of a callback's address says about repeats: `#rc=3&rp=5xx,ct,rt` (Twilio documentation)."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

MOST_RETRIES = 5


class Failure(StrEnum):
    """How one attempt failed, by the name of the retry policy that covers it."""

    CONNECT = "ct"
    READ = "rt"
    CLIENT_ERROR = "4xx"
    SERVER_ERROR = "5xx"


_POLICIES = frozenset([*Failure, "all"])


@dataclass(frozen=True)
class Retries:
    """How often an attempt is repeated, and after which failures. Twilio's default: once, when no connection came."""

    count: int = 1
    policies: frozenset[str] = frozenset({Failure.CONNECT})

    def covers(self, failure: Failure) -> bool:
        """Tell whether an attempt that failed like this is repeated."""
        return failure in self.policies or "all" in self.policies


def read_retries(fragment: str) -> Retries:
    """Read retry count and policies; other overrides, such as time-outs, are left alone.

    Raises ValueError, in words, for what Twilio reports as error 11243.
    """
    given = dict(parse_qsl(fragment, keep_blank_values=True))
    default = Retries()
    count = given.get("rc", str(default.count))
    if not count.isdecimal() or int(count) > MOST_RETRIES:
        raise ValueError(f"rc={count} must be a number from 0 to {MOST_RETRIES}")
    policies = frozenset(given["rp"].split(",")) if "rp" in given else default.policies
    if not policies <= _POLICIES:
        raise ValueError(f"rp={given['rp']} must be of {', '.join(sorted(_POLICIES))}")
    return Retries(int(count), policies)
