"""Where settings meet the providers' clients: the only place where real things are joined."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import temporalio.client

from activities.addresses import CallbackAddresses
from activities.calls import Calls
from activities.directory import Directory
from activities.mails import Mails
from activities.pager_desk import PagerDesk
from activities.providers import sendgrid_client, twilio_client
from activities.recent_incidents import IncidentIndex
from activities.texts import Texts
from config.settings import Settings
from domain.organisation import Organisation
from workers.registry import Activities


def _wall_clock() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def make_activities(
    settings: Settings,
    organisation: Organisation,
    client: temporalio.client.Client,
    *,
    now: Callable[[], datetime] = _wall_clock,
) -> Activities:
    """Return every activity with its client, simulated or real as the settings say; `now` tells the time (UTC)."""
    secret = settings.twilio_api_secret or settings.twilio_auth_tokens[0]
    telephone = twilio_client(
        settings.twilio_account_sid,
        secret.get_secret_value(),
        api_key=settings.twilio_api_key,
        base_url=settings.simulator_url if settings.telephone_simulated else None,
    )
    post = sendgrid_client(
        settings.sendgrid_api_key.get_secret_value(),
        base_url=settings.simulator_url if settings.mail_simulated else None,
    )
    addresses = CallbackAddresses(public_url=settings.public_url, signing_key=settings.secret())
    return Activities(
        directory=Directory(organisation),
        pager_desk=PagerDesk(client, organisation, now),
        incident_index=IncidentIndex(client, organisation),
        calls=Calls(telephone, organisation, addresses, settings.twilio_number),
        texts=Texts(telephone, organisation, addresses, settings.twilio_number),
        mails=Mails(post, organisation, settings.mail_from),
    )
