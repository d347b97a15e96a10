"""The errors of this product.

MimpError
├── Refused           the rules do not allow a request; the text is the reason, for the person who asked
├── TokenInvalid      a callback address or link was not signed by us, or was altered
└── DeliveryFailed    a provider did not take a call, text or mail; `kind` says what that means for the next step
    ├── Throttled     it had too many requests at once, and may have said when to come back
    └── RecipientsRefused   it took nothing, as it takes no mail to some of those it was for; to the others it would
"""

from datetime import timedelta
from enum import StrEnum


class MimpError(Exception):
    """The root of every error this product raises on purpose."""


class Refused(MimpError):
    """A request that the rules do not allow; the message is one sentence for the person who asked."""


class TokenInvalid(MimpError):
    """A token that was not signed by this installation, or was altered on the way."""


class FailureKind(StrEnum):
    """What a failed delivery means for the next step."""

    PERMANENT = "permanent"
    """This way to reach the person is closed: take the next one, and mend the entry by daylight."""
    TEMPORARY = "temporary"
    """The provider did not take it and says so: the same may work later."""
    MISCONFIGURED = "misconfigured"
    """Our account, key or sender number is at fault: no one can be reached this way until it is mended."""
    UNKNOWN = "unknown"
    """The provider may or may not have taken it (time-out, cut connection, 5xx): never blindly repeated."""


class DeliveryFailed(MimpError):
    """A provider did not take a call, text or mail."""

    def __init__(self, kind: FailureKind, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.code = code


class Throttled(DeliveryFailed):
    """A provider had too many requests and did not process this one; `wait` is how long it asks for, None if it does not say."""

    def __init__(self, reason: str, code: int | None = None, wait: timedelta | None = None) -> None:
        super().__init__(FailureKind.TEMPORARY, reason, code)
        self.wait = wait


class RecipientsRefused(DeliveryFailed):
    """A provider took nothing because of some recipients; `places` says which, by their place in the request, and why."""

    def __init__(self, reason: str, code: int, places: dict[int, str]) -> None:
        super().__init__(FailureKind.PERMANENT, reason, code)
        self.places = places
