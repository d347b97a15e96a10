"""A mail on its way to a mailbox: what becomes of it, by script, by its address, or as usual."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simulator.people import Arrive, Bounce, Defer, Drop, MailBehaviour
from simulator.records import MailChange, MailRecord, MailStatus
from simulator.services import Services
from simulator.views import mail_view

_MAGIC: Mapping[str, MailBehaviour] = MappingProxyType(
    {
        "bounce": Bounce(do="bounce"),
        "blocked": Bounce(do="bounce", type="blocked", reason="550 5.7.1 Blocked by the recipient's server"),
        "drop": Drop(do="drop"),
        "deferred": Defer(do="defer"),
    }
)
"""What addresses that begin so stand for: `bounce@example.com`, `bounce-7@example.com`. Scripts go before them."""

Report = Callable[[MailRecord, MailChange], None]
"""Takes what has become of a mail."""


def magic_behaviour(address: str) -> MailBehaviour | None:
    """Tell what an address stands for, None for an ordinary one."""
    return _MAGIC.get(re.split(r"[^a-z]", address.lower(), maxsplit=1)[0])


@dataclass(frozen=True)
class OutgoingMail:
    """Carries one mail from the mail company to the mailbox."""

    mail: MailRecord
    behaviour: MailBehaviour
    services: Services
    report: Report

    def set_out(self) -> None:
        """Take it up a moment later; what becomes of it then happens on the clock."""
        if isinstance(self.behaviour, Drop):
            reason = self.behaviour.reason
            self._later(self.services.config.mail_processed_seconds, lambda: self._change(MailStatus.DROPPED, reason))
        else:
            self._later(self.services.config.mail_processed_seconds, self._processed)

    def _processed(self) -> None:
        self._change(MailStatus.PROCESSED)
        self._later(self.services.config.mail_delivered_seconds, self._arrived)

    def _arrived(self) -> None:
        match self.behaviour:
            case Bounce(reason=reason, type=kind):
                self._change(MailStatus.BOUNCED, reason, kind)
            case Defer(reason=reason, after=after):
                self._change(MailStatus.DEFERRED, reason)
                self._later(after, lambda: self._change(MailStatus.DELIVERED))
            case _:
                self._change(MailStatus.DELIVERED)

    def _change(self, status: MailStatus, reason: str = "", kind: str = "") -> None:
        change = MailChange(self.services.clock.now(), status, reason, kind)
        self.mail.history.append(change)
        self.report(self.mail, change)
        self.services.feed.publish("mail", mail_view(self.mail))
        if status in (MailStatus.BOUNCED, MailStatus.DROPPED):
            self.services.feed.tell(f"{self.mail.to}: a mail did not arrive ({status.value})")

    def _later(self, seconds: float, step: Callable[[], object]) -> None:
        clock = self.services.clock
        clock.call_at(clock.after(seconds), step)


def usual() -> MailBehaviour:
    """Return what becomes of a mail nobody has said anything of."""
    return Arrive(do="arrive")
