"""Where settings meet the providers' clients: the only place where real things are joined."""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime

import temporalio.client
from temporalio.common import MetricMeter

from activities.addresses import CallbackAddresses
from activities.calls import Calls
from activities.canary import Canary
from activities.directory import Directory
from activities.earlier_incidents import Memory
from activities.history_book import HistoryBook
from activities.lanes import Lanes
from activities.mails import Mails
from activities.pager_desk import PagerDesk
from activities.people import People
from activities.providers import sendgrid_client, twilio_client
from activities.receipts import ReceiptBook
from activities.recent_changes import ChangeReader
from activities.recent_incidents import IncidentIndex
from activities.recipients import Recipients
from activities.review_mails import ReviewMails
from activities.round_mails import RoundMails
from activities.round_texts import RoundTexts
from activities.sending import Sending
from activities.telephone import Telephone
from activities.texts import Texts
from config.clock import wall_clock
from config.round_letters import RoundLetters
from config.settings import Settings
from domain.history.pages import zones_by_name
from domain.lanes import Rates
from domain.names import Queue
from domain.organisation import Organisation
from domain.senders import Senders
from domain.text_segments import longest_page_text
from records.store import RecordStore
from workers.registry import Activities

_COMMS_REQUESTS_A_SECOND = 25.0
"""How many requests of a round of comms are made in a second: an even pace, so that a page beside it finds the processors free."""


def lane_rates(settings: Settings, organisation: Organisation) -> dict[Queue, float | None]:
    """Return what each lane is held to in a second, None for no limit.

    The provider counts segments, the queue counts texts: each is taken for the longest usual text of a page, so that the sum of
    their segments stays within what the provider takes.
    """
    rates = Rates(calls=settings.call_rate, text_segments=settings.text_segment_rate)
    return {
        Queue.CALLS: rates.calls,
        Queue.TEXTS: rates.texts(longest_page_text(organisation)),
        Queue.COMMS: _COMMS_REQUESTS_A_SECOND,
    }


def make_activities(
    settings: Settings,
    organisation: Organisation,
    client: temporalio.client.Client,
    threads: Executor,
    *,
    meter: MetricMeter = MetricMeter.noop,
    now: Callable[[], datetime] = wall_clock,
) -> Activities:
    """Return every activity with its client, simulated or real as the settings say.

    `threads` are what providers may block; `meter` takes what is measured; `now` tells the time (UTC).
    """
    lanes = Lanes(client, lane_rates(settings, organisation), meter)
    telephone, sending = _telephone(settings, organisation), Sending(threads)
    letters = RoundLetters(settings.templates, settings.our_numbers)
    post = sendgrid_client(
        settings.sendgrid_api_key.get_secret_value(),
        base_url=settings.simulator_url if settings.mail_simulated else None,
    )
    records = RecordStore(settings.records_url.get_secret_value(), zones_by_name(organisation))
    return Activities(
        directory=Directory(organisation),
        pager_desk=PagerDesk(client, organisation, lanes, now),
        incident_index=IncidentIndex(client, organisation),
        change_reader=ChangeReader(client, organisation),
        calls=Calls(telephone, sending),
        texts=Texts(telephone, sending),
        mails=Mails(post, organisation, telephone.addresses, settings.mail_from, telephone.senders, sending),
        recipients=Recipients(organisation, now),
        round_mails=RoundMails(post, organisation, letters, settings.mail_from, sending),
        round_texts=RoundTexts(telephone, letters, sending),
        people=People(organisation),
        review_mails=ReviewMails(post, organisation, telephone.addresses, settings.mail_from, sending),
        receipts=ReceiptBook(records),
        history=HistoryBook(records),
        memory=Memory(records),
        canary=Canary(settings.heartbeat_url),
        lanes=lanes,
    )


def _telephone(settings: Settings, organisation: Organisation) -> Telephone:
    secret = settings.twilio_api_secret or settings.twilio_auth_tokens[0]
    twilio = twilio_client(
        settings.twilio_account_sid,
        secret.get_secret_value(),
        api_key=settings.twilio_api_key,
        base_url=settings.simulator_url if settings.telephone_simulated else None,
    )
    addresses = CallbackAddresses(public_url=settings.public_url, signing_key=settings.secret())
    senders = Senders(default=settings.twilio_number, others=settings.twilio_numbers)
    return Telephone(twilio, organisation, senders, addresses)
