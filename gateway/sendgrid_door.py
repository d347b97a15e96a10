"""Whether a report comes from SendGrid: its signature over the time it was signed at and every byte of its body.

Nothing is asked of that time: what we did not take is sent again for a day, and a repeated report changes nothing.
"""

import binascii
from http import HTTPStatus

from fastapi import Request
from sendgrid.helpers.eventwebhook import EventWebhook
from sendgrid.helpers.eventwebhook.eventwebhook_header import EventWebhookHeader

from gateway.bodies import read_body
from gateway.counts import Counts
from gateway.refusals import RequestRefused

_MOST_BYTES = 2 * 1024 * 1024  # SendGrid collects up to 768 KB (SendGrid documentation, event webhook)


class SendGridDoor:
    """Lets in what SendGrid signed with the key of our event webhook; without that key, nothing."""

    def __init__(self, public_key: str | None, counts: Counts) -> None:
        self._webhook = EventWebhook(public_key) if public_key else None
        self._counts = counts

    async def body(self, request: Request) -> bytes:
        """Return the body of a request that SendGrid sent.

        Raises:
            RequestRefused: it was not signed by SendGrid (403), or its body is too large (413).

        """
        if self._webhook is None:
            raise self._refused(
                "signature wrong", "No key for events of mails is set here: set MIMP_SENDGRID_EVENT_KEY."
            )
        signature = request.headers.get(EventWebhookHeader.SIGNATURE)
        signed_at = request.headers.get(EventWebhookHeader.TIMESTAMP)
        if not signature or not signed_at:
            missing = EventWebhookHeader.TIMESTAMP if signature else EventWebhookHeader.SIGNATURE
            raise self._refused("signature missing", f"The header {missing} is missing.")
        body = await read_body(request, _MOST_BYTES)
        if not self._signed(self._webhook, body, signature, signed_at):
            raise self._refused("signature wrong", "The signature does not match: body, time or key differ.")
        return body

    @staticmethod
    def _signed(webhook: EventWebhook, body: bytes, signature: str, signed_at: str) -> bool:
        """Whether it is signed; what is no base64, or no UTF-8, cannot be."""
        try:
            return bool(webhook.verify_signature(body.decode(), signature, signed_at))
        except (binascii.Error, ValueError):
            return False

    def _refused(self, reason: str, sentence: str) -> RequestRefused:
        self._counts.add(reason)
        return RequestRefused(HTTPStatus.FORBIDDEN, sentence)
