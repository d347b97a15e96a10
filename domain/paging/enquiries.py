"""How often one person is answered who asks by text how it stands: three times within ten minutes.

Numbers can be forged, and every answer is a text to whoever owns the number: more than that is said once to be too much, and then
left without a reply. The answer changes with each update, which is every half hour at most.
"""

from datetime import datetime, timedelta

from domain.page_messages import Enquiry, EnquiryCounted
from domain.paging import inbox
from domain.paging.state import PagerState

_MOST = 3
_COUNTED_FOR = timedelta(minutes=10)


def count(state: PagerState, asked: Enquiry, now: datetime) -> EnquiryCounted:
    """Count an enquiry once, however often it is delivered, and say whether it is answered."""
    if inbox.is_locked(state, now):
        return EnquiryCounted(answered=False)
    lately = {text_id: at for text_id, at in state.enquiries.items() if now - at < _COUNTED_FOR}
    if len(lately) <= _MOST:  # one more than are answered is kept: it is told so
        lately.setdefault(asked.text_id, now)
    state.enquiries = lately
    if asked.text_id not in lately:
        return EnquiryCounted(answered=False)
    if list(lately).index(asked.text_id) < _MOST:
        return EnquiryCounted()
    again = inbox.clock_of(state, min(lately.values()) + _COUNTED_FOR)
    return EnquiryCounted(
        answered=False, words=f"STATUS is answered {_MOST} times in ten minutes; from {again} on it is again."
    )
