"""The pager: one person's open pages, one call at a time (P4).

It carries messages and decides nothing: pages come from escalations, answers go to them, and only they end a page. What to do next
is the rule in domain/paging/actions.py; this file carries it out.
"""

from temporalio import workflow

from domain.codes import PAGE_CODES, incident_of, run_suffix
from domain.errors import DeliveryFailed
from domain.messages import (
    CallEnd,
    CallOrder,
    CallReport,
    CallScript,
    CallScriptQuery,
    FactsRecorded,
    MailOrder,
    Notice,
    OpenPages,
    PageReport,
    PageRequest,
    PageWithdrawal,
    TextOrder,
    TextReport,
)
from domain.names import Query, Signal, WorkflowType, pager_id
from domain.organisation import Channel
from domain.paging import actions, events, views
from domain.paging.state import Attempt, Page, PagerInput, PagerState
from domain.timeline import Journal
from domain.wording import page_mail_body, page_mail_subject, page_text
from workflows import activity_calls
from workflows.rolling import RollsOver
from workflows.sending import send
from workflows.timers import wait_until


@workflow.defn(name=WorkflowType.PAGER)
class Pager(RollsOver):
    """One person's pages."""

    @workflow.init
    def __init__(self, start: PagerInput) -> None:
        origin = f"{pager_id(start.person)}#{run_suffix(workflow.info().first_execution_run_id)}"
        self._state = start.carried or PagerState(
            person=start.person, journal=Journal(origin=origin), last_busy=workflow.now()
        )
        self._woken = False

    @workflow.run
    async def run(self, start: PagerInput) -> None:
        """Do what is due, one thing after another, until nothing has been open for a day."""
        while not isinstance(action := actions.next_action(self._state, workflow.now()), actions.Leave):
            await self._perform(action)
            if self._roll_over_due():
                await self._handlers_done()
                workflow.continue_as_new(PagerInput(person=start.person, carried=self._state))

    async def _perform(self, action: actions.Action) -> None:
        match action:
            case actions.EndCall():
                await self._end_call(action)
            case actions.GiveUpOn():
                events.give_up_on(self._state, self._state.attempts[action.attempt_id], workflow.now())
            case actions.StartAttempt():
                await self._attempt(action)
            case actions.SendNotice():
                await self._send_notice(action.notice)
            case actions.ReportUnreachable():
                await self._report_unreachable(action)
            case actions.Wait():
                await self._rest(action)

    async def _attempt(self, action: actions.StartAttempt) -> None:
        """Call, text or mail; what the provider does not take moves on to the next channel at once."""
        attempt = events.start_attempt(self._state, action, workflow.now())
        page = self._state.page_of(attempt)
        deliver = {Channel.CALL: self._call, Channel.TEXT: self._text, Channel.MAIL: self._mail}[attempt.channel]
        try:
            provider_id = await deliver(attempt, page)
        except DeliveryFailed as failure:
            events.not_accepted(self._state, attempt, failure.kind, failure.reason, workflow.now())
        else:
            events.accepted(self._state, attempt, provider_id)

    async def _call(self, attempt: Attempt, page: Page) -> str:
        order = CallOrder(
            attempt_id=attempt.id,
            page_id=attempt.page_id,
            owner=page.order.owner,
            incident=page.order.incident,
            person=self._state.person,
            ring=page.contact.ring,
            time_limit=page.contact.answer_limit,
        )
        return (await activity_calls.place_call(order, page.contact.name)).provider_id

    async def _text(self, attempt: Attempt, page: Page) -> str:
        body = page_text(page.order.code, page.code, page.order.words.headline)
        order = TextOrder(
            attempt_id=attempt.id,
            page_id=attempt.page_id,
            owner=page.order.owner,
            incident=page.order.incident,
            person=self._state.person,
            body=body,
        )
        return (await activity_calls.send_text(order, page.contact.name)).provider_id

    async def _mail(self, attempt: Attempt, page: Page) -> str:
        words = page.order.words
        order = MailOrder(
            attempt_id=attempt.id,
            person=self._state.person,
            subject=page_mail_subject(page.order.code, words.headline),
            body=page_mail_body(page.contact.name, page.order.code, page.code, words.headline, words.detail),
            thread=page.order.code,
        )
        return (await activity_calls.send_mail(order, page.contact.name)).provider_id

    async def _end_call(self, action: actions.EndCall) -> None:
        """End a call that nobody needs any more. One that cannot be ended runs out by itself, so a failure is only noted."""
        attempt = self._state.attempts[action.attempt_id]
        attempt.end_asked = True
        order = CallEnd(provider_id=attempt.provider_id or "", person=self._state.person, picked_up=attempt.picked_up)
        try:
            await activity_calls.end_call(order, self._state.page_of(attempt).contact.name)
        except DeliveryFailed as failure:
            events.call_not_ended(self._state, attempt, failure.reason, workflow.now())

    async def _send_notice(self, notice: Notice) -> None:
        self._state.notices.remove(notice)
        order = TextOrder(attempt_id=notice.notice_id, person=self._state.person, body=notice.body)
        try:
            await activity_calls.send_text(order, self._state.person)
        except DeliveryFailed as failure:
            events.notice_not_sent(self._state, notice, failure.reason, workflow.now())

    async def _report_unreachable(self, action: actions.ReportUnreachable) -> None:
        page = self._state.pages[action.page_id]
        events.unreachable_reported(page)
        report = PageReport(page_id=action.page_id, because=page.last_failure)
        await send(page.order.owner, Signal.PAGE_REPORTED, report)

    async def _rest(self, wait: actions.Wait) -> None:
        """Tell the incidents what happened, then wait for news: telling comes after everything that may ring a phone."""
        for code, entries in self._state.journal.take().items():
            await send(incident_of(code), Signal.FACTS_RECORDED, FactsRecorded(code=code, entries=entries))
        workflow.set_current_details(views.details(self._state))
        await wait_until(lambda: self._woken or self._roll_over_due(), wait.until, wait.because)
        self._woken = False

    @workflow.signal(name=Signal.OPEN_PAGE)
    def open_page(self, request: PageRequest) -> None:
        """A page for this person, or the same once more."""
        events.open_page(self._state, request, workflow.random().randrange(PAGE_CODES), workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.WITHDRAW_PAGE)
    def withdraw_page(self, withdrawal: PageWithdrawal) -> None:
        """A page has come to its end."""
        events.withdraw_page(self._state, withdrawal, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.CALL_REPORTED)
    def call_reported(self, report: CallReport) -> None:
        """The provider's word on a call."""
        events.call_reported(self._state, report, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.TEXT_REPORTED)
    def text_reported(self, report: TextReport) -> None:
        """The provider's word on a text."""
        events.text_reported(self._state, report, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.TELL)
    def tell(self, notice: Notice) -> None:
        """Words to be texted to this person."""
        events.add_notice(self._state, notice, workflow.now())
        self._woken = True

    @workflow.query(name=Query.OPEN_PAGES)
    def open_pages(self) -> OpenPages:
        """Which pages a texted code may mean."""
        return OpenPages(pages=views.known_pages(self._state))

    @workflow.query(name=Query.CALL_SCRIPT)
    def call_script(self, query: CallScriptQuery) -> CallScript | None:
        """What a call says now."""
        return views.call_script(self._state, query.attempt_id)
