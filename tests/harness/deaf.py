"""Providers that take everything and whose phones nobody picks up, for stories too long for a telephone network."""

from temporalio import activity

from domain.comms.dispatch.delivery import BusinessMails, ReceiptsToRecord, Taken, TechnicalMails
from domain.history.rows import EarlierIncidents, EarlierQuery, HistoryToRecord
from domain.names import Activity
from domain.sending import Accepted, CallCheck, CallEnd, CallFound, CallOrder, CallRedirect, MailOrder, TextOrder


class DeafProviders:
    """Remembers every order, and reports nothing by itself: whoever asks what came of a call hears that nobody answered."""

    def __init__(self) -> None:
        self.calls: list[CallOrder] = []
        self.texts: list[TextOrder] = []
        self.mails: list[MailOrder] = []
        self.rounds: list[BusinessMails | TechnicalMails] = []
        self.recorded: list[HistoryToRecord] = []

    @activity.defn(name=Activity.PLACE_CALL)
    async def place_call(self, order: CallOrder) -> Accepted:
        """Take a call."""
        self.calls.append(order)
        return Accepted(provider_id=f"CA-{order.attempt_id}")

    @activity.defn(name=Activity.CHECK_CALL)
    async def check_call(self, check: CallCheck) -> CallFound:
        """Say that nobody answered."""
        return CallFound(attempt_id=check.attempt_id, provider_id=check.provider_id, status="no-answer")

    @activity.defn(name=Activity.END_CALL)
    async def end_call(self, end: CallEnd) -> None:
        """Take the end of a call."""

    @activity.defn(name=Activity.REDIRECT_CALL)
    async def redirect_call(self, redirect: CallRedirect) -> None:
        """Take new words for a call."""

    @activity.defn(name=Activity.SEND_TEXT)
    async def send_text(self, order: TextOrder) -> Accepted:
        """Take a text."""
        self.texts.append(order)
        return Accepted(provider_id=f"SM-{order.attempt_id}")

    @activity.defn(name=Activity.SEND_MAIL)
    async def send_mail(self, order: MailOrder) -> Accepted:
        """Take a mail."""
        self.mails.append(order)
        return Accepted(provider_id=f"mail-{order.attempt_id}")

    @activity.defn(name=Activity.SEND_BUSINESS_MAILS)
    async def send_business_mails(self, batch: BusinessMails) -> Taken:
        """Take mails of a round."""
        self.rounds.append(batch)
        return Taken(provider_id=f"mail-{batch.batch}")

    @activity.defn(name=Activity.SEND_TECHNICAL_MAILS)
    async def send_technical_mails(self, batch: TechnicalMails) -> Taken:
        """Take mails of a round."""
        self.rounds.append(batch)
        return Taken(provider_id=f"mail-{batch.batch}")

    @activity.defn(name=Activity.RECORD_RECEIPTS)
    async def record_receipts(self, written: ReceiptsToRecord) -> None:
        """Take what is to be written down."""

    @activity.defn(name=Activity.RECORD_HISTORY)
    async def record_history(self, history: HistoryToRecord) -> None:
        """Take what happened."""
        self.recorded.append(history)

    @activity.defn(name=Activity.EARLIER_INCIDENTS)
    async def earlier_incidents(self, _: EarlierQuery) -> EarlierIncidents:
        """Know of none."""
        return EarlierIncidents()
