"""What the simulator refuses, in words.

RefusedError            something that was asked for and cannot be done
├── UnknownError        there is no such thing
│   ├── UnknownCallError
│   ├── UnknownConferenceError
│   ├── UnknownMailError
│   └── UnknownFaultError
└── NotPossibleError    the call, text or phone is not in a state that allows it
"""


class RefusedError(Exception):
    """Something that was asked for and cannot be done; the text says why."""


class UnknownError(RefusedError):
    """There is nothing by that name."""


class UnknownCallError(UnknownError):
    """There is no call with that SID."""


class UnknownConferenceError(UnknownError):
    """There is no conference with that SID."""


class UnknownMailError(UnknownError):
    """There is no mail with that id."""


class UnknownFaultError(UnknownError):
    """The fault plan has no such rule."""


class NotPossibleError(RefusedError):
    """It cannot be done now, or not with that number."""
