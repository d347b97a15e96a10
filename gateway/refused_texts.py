"""What is texted back to whoever was refused something: no more than their pager allows, as sender numbers can be forged."""

from domain.organisation import Person
from domain.page_messages import TextReceived
from gateway.engine import Engine, Gone
from gateway.forms import TwilioForm

_COUNT_WITHIN_SECONDS = 4  # Twilio itself gives up after 15 seconds


async def reply_to_refused(engine: Engine, person: Person, form: TwilioForm, words: str) -> str | None:
    """Return why a text is refused, as often as the person's pager has any such text replied to; None for silence.

    Raises:
        TemporalUnavailable: the pager does not answer.

    """
    received = TextReceived(text_id=form.required("MessageSid"), body=form.text("Body"), refused=words)
    try:
        meaning = await engine.understand_text(person.id, received, within=_COUNT_WITHIN_SECONDS)
    except Gone:  # nothing was ever sent to them: this reply starts their pager, which counts from then on
        return words
    return meaning.reply
