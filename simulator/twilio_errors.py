"""Twilio's error bodies. The words are Twilio's own where they are known."""

from typing import Any


class TwilioRefusal(Exception):
    """A request Twilio refuses; becomes its JSON error body."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status

    def body(self) -> dict[str, Any]:
        """Give the body of the answer."""
        return {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def not_found(path: str) -> TwilioRefusal:
    """There is nothing at that address."""
    return TwilioRefusal(20404, f"The requested resource {path} was not found", 404)


def unauthorised() -> TwilioRefusal:
    """The account or key and its secret do not fit."""
    return TwilioRefusal(20003, "Authenticate", 401)


def unsubscribed() -> TwilioRefusal:
    """Whoever has that number has answered STOP."""
    return TwilioRefusal(21610, "Attempt to send to unsubscribed recipient")


def invalid_parameter(name: str, value: str) -> TwilioRefusal:
    """A parameter that cannot be read."""
    return TwilioRefusal(20422, f"Invalid Parameter: {name} cannot be '{value}'", 400)
