"""The pager: one person's open pages, one call at a time (P4).

It carries messages and decides nothing: pages come from escalations, answers go to them, and only they end a page. What to do next
is the rule in domain/paging/actions.py; this file carries it out. Texts and mails go out beside the loop, as they may wait minutes
for their turn.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain.codes import PAGE_CODES, incident_of, run_suffix
from domain.errors import DeliveryFailed, Refused
from domain.messages import (
    FactsRecorded,
)
from domain.names import Query, Signal, Update, WorkflowType, pager_id
from domain.organisation import Channel
from domain.page_messages import (
    CallScript,
    CallScriptQuery,
    Enquiry,
    EnquiryCounted,
    Notice,
    OpenPages,
    PageCleared,
    PageLapsed,
    PageReport,
    PageRequest,
    PageReworded,
    PageWithdrawal,
    ReportCounted,
    ReportMade,
    TextMeaning,
    TextReceived,
    TextsOpened,
)
from domain.paging import actions, attempts, carrying, enquiries, inbox, measured, orders, pages, reports, texts, views
from domain.paging.state import Attempt, PagerInput, PagerState
from domain.sending import Accepted, CallReport, TextOrder, TextReport
from domain.timeline import Journal
from domain.wording import taken_text
from workflows import activity_calls, measures
from workflows.rolling import RollsOver
from workflows.sending import send
from workflows.timers import wait_until


@workflow.defn(name=WorkflowType.PAGER)
class Pager(RollsOver):
    """One person's pages."""

    @workflow.init
    def __init__(self, start: PagerInput) -> None:
        run = run_suffix(workflow.info().first_execution_run_id)
        fresh = PagerState(
            person=start.person,
            run=run,
            journal=Journal(origin=f"{pager_id(start.person)}#{run}"),
            last_busy=workflow.now(),
        )
        self._state = carrying.restored(start.carried or fresh)
        self._state.bounded = self._state.bounded or workflow.patched("pages-have-a-bound")
        self._woken = False
        self._sending: list[asyncio.Task[None]] = []

    @workflow.run
    async def run(self, start: PagerInput) -> None:
        """Do what is due, one thing after another, until nothing has been open for a day."""
        while not isinstance(action := actions.next_action(self._state, workflow.now()), actions.Leave):
            await self._perform(action)
            self._collect_sent()
            if self._may_roll_over():
                await self._handlers_done()
                carried = carrying.carried_over(self._state)
                workflow.continue_as_new(PagerInput(person=start.person, carried=carried))

    async def _perform(self, action: actions.Action) -> None:
        perform: dict[type[actions.Action], Callable[[Any], Awaitable[None]]] = {
            actions.EndCall: self._end_call,
            actions.TellWhoHasIt: self._tell_who_has_it,
            actions.AskAboutCall: self._ask_about_call,
            actions.Conclude: self._conclude,
            actions.StartAttempt: self._attempt,
            actions.TurnAway: self._turn_away,
            actions.TellCodes: self._tell_codes,
            actions.SendNotices: self._send_notices,
            actions.ReportUnreachable: self._report_unreachable,
            actions.Wait: self._rest,
        }
        await perform[type(action)](action)

    async def _attempt(self, action: actions.StartAttempt) -> None:
        """Call, text or mail; what the provider does not take moves on to the next channel at once."""
        attempt = attempts.start_attempt(self._state, action, self._code(), workflow.now())
        if attempt.channel is Channel.CALL:
            await self._deliver(attempt)
        else:
            self._send_beside(self._deliver(attempt))

    async def _deliver(self, attempt: Attempt) -> None:
        try:
            word = await self._hand_over(attempt)
        except DeliveryFailed as failure:
            attempts.not_accepted(self._state, attempt, failure, workflow.now())
        else:
            attempts.accepted(self._state, attempt, word, workflow.now())

    async def _hand_over(self, attempt: Attempt) -> Accepted:
        """Have the provider take it, unless nobody wants it any more when its turn has come. Raises `DeliveryFailed`."""
        name = self._state.pages_of(attempt)[0].contact.name

        def unwanted() -> bool:
            return not actions.wanted(self._state, attempt)

        match attempt.channel:
            case Channel.CALL:
                return await activity_calls.place_call(orders.call(self._state, attempt), name, unwanted)
            case Channel.TEXT:
                return await activity_calls.send_text(orders.text(self._state, attempt), name, unwanted)
            case Channel.MAIL:
                return await activity_calls.send_mail(orders.mail(self._state, attempt), name, unwanted)

    def _send_beside(self, sending: Coroutine[Any, Any, None]) -> None:
        self._sending.append(asyncio.create_task(sending))

    def _collect_sent(self) -> None:
        """An error beside the loop is raised in it, and fails the workflow task: a task nobody looks at would swallow it."""
        over = [sending for sending in self._sending if sending.done()]
        self._sending = [sending for sending in self._sending if not sending.done()]
        for sent in over:
            sent.result()

    async def _end_call(self, action: actions.EndCall) -> None:
        """End a call that nobody needs any more. One that cannot be ended runs out by itself, so a failure is only noted."""
        attempt = self._state.attempts[action.attempt_id]
        call = attempt.call_named(action.provider_id)
        call.end_asked = True
        try:
            await activity_calls.end_call(orders.end(self._state, call), self._state.person)
        except DeliveryFailed as failure:
            attempts.call_not_ended(self._state, attempt, failure.reason, workflow.now())

    async def _tell_who_has_it(self, action: actions.TellWhoHasIt) -> None:
        """Have the call fetch its words anew. Where that fails the caller hears it at the next key, so it is only noted."""
        attempt = self._state.attempts[action.attempt_id]
        attempt.tell_closed = False
        try:
            await activity_calls.redirect_call(orders.redirect(self._state, attempt), self._state.person)
        except DeliveryFailed as failure:
            attempts.caller_not_told(self._state, attempt, failure.reason, workflow.now())

    async def _ask_about_call(self, action: actions.AskAboutCall) -> None:
        """A lost word of the provider holds up the next channel no longer than it takes to ask."""
        attempt = self._state.attempts[action.attempt_id]
        try:
            found = await activity_calls.check_call(orders.check(attempt), self._state.person)
        except DeliveryFailed as failure:
            attempts.call_lost(self._state, attempt, failure.reason, workflow.now())
        else:
            attempts.call_found(self._state, attempt, found.status, workflow.now())

    async def _conclude(self, action: actions.Conclude) -> None:
        attempts.call_over(self._state, self._state.attempts[action.attempt_id], workflow.now())

    async def _tell_codes(self, _: actions.TellCodes) -> None:
        """Whoever took pages by phone is texted their codes: with one they can pass it on, or close it."""
        owed = texts.codes_told(self._state)
        body = taken_text([(page.order.code, page.code) for page in owed])
        notice = Notice(notice_id=f"{owed[0].order.page_id}/taken/{owed[0].order.intent}", body=body)
        texts.add_notice(self._state, notice, workflow.now())

    async def _send_notices(self, action: actions.SendNotices) -> None:
        texts.notices_leave(self._state, action.notices)
        self._send_beside(self._tell_notices(action.notices))

    async def _tell_notices(self, notices: tuple[Notice, ...]) -> None:
        body = "\n".join(notice.body for notice in notices)
        first = notices[0]
        order = TextOrder(attempt_id=first.notice_id, person=self._state.person, body=body, to=first.to)
        try:
            await activity_calls.send_text(order, self._state.person)
        except DeliveryFailed as failure:
            texts.notices_not_told(self._state, failure, workflow.now())
        else:
            texts.notices_told(self._state)

    async def _report_unreachable(self, action: actions.ReportUnreachable) -> None:
        page = self._state.pages[action.page_id]
        pages.unreachable_reported(page)
        self._state.unreachable = True
        report = PageReport(page_id=action.page_id, because=page.last_failure)
        await send(page.order.owner, Signal.PAGE_REPORTED, report)

    async def _turn_away(self, action: actions.TurnAway) -> None:
        report = pages.owner_told(self._state, action.page_id)
        await send(action.owner, Signal.PAGE_REPORTED, report)

    async def _rest(self, wait: actions.Wait) -> None:
        """Tell the incidents what happened, then wait for news: telling comes after everything that may ring a phone."""
        self._measure()
        for code, entries in self._state.journal.take().items():
            await send(incident_of(code), Signal.FACTS_RECORDED, FactsRecorded(code=code, entries=entries))
        workflow.set_current_details(views.details(self._state))
        await wait_until(self._has_news, wait.until, wait.because)
        self._woken = False

    def _has_news(self) -> bool:
        return self._woken or self._may_roll_over() or any(sending.done() for sending in self._sending)

    def _may_roll_over(self) -> bool:
        """Whether to continue as new here: what is being sent is waited for, as its result would be lost.

        What happened is told first, that a storm of it need not be carried; so it is done where the pager rests.
        """
        owed = self._sending or self._state.journal.unsent or self._state.turned_away
        return self._roll_over_due() and not owed

    def _measure(self) -> None:
        for channel, outcome in measured.outcomes(self._state):
            measures.attempt_concluded(channel, outcome.name.lower())
        for waited in measured.first_rings(self._state):
            measures.first_ring(waited)
        measures.unreachable(self._state.person, yes=self._state.unreachable)

    def _code(self) -> int:
        return workflow.random().randrange(PAGE_CODES)

    @workflow.signal(name=Signal.OPEN_PAGE)
    def open_page(self, request: PageRequest) -> None:
        """A page for this person, or the same once more."""
        pages.open_page(self._state, request, self._code(), workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.WITHDRAW_PAGE)
    def withdraw_page(self, withdrawal: PageWithdrawal) -> None:
        """A page has come to its end."""
        pages.withdraw_page(self._state, withdrawal, workflow.now())
        if withdrawal.put_through:
            attempts.put_through(self._state, withdrawal.page_id, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.CALL_REPORTED)
    def call_reported(self, report: CallReport) -> None:
        """The provider's word on a call."""
        attempts.call_reported(self._state, report, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.TEXT_REPORTED)
    def text_reported(self, report: TextReport) -> None:
        """The provider's word on a text."""
        attempts.text_reported(self._state, report, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.TELL)
    def tell(self, notice: Notice) -> None:
        """Words to be texted to this person."""
        texts.add_notice(self._state, notice, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.PAGE_CLEARED)
    def page_cleared(self, news: PageCleared) -> None:
        """The alerts behind a page are gone, or back."""
        pages.clear_page(self._state, news, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.PAGE_REWORDED)
    def page_reworded(self, news: PageReworded) -> None:
        """What a page is about has changed."""
        pages.reword_page(self._state, news)
        self._woken = True

    @workflow.signal(name=Signal.PAGE_LAPSED)
    def page_lapsed(self, news: PageLapsed) -> None:
        """This person had it, and did not answer whether they are still on it."""
        pages.lapse_page(self._state, news, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.TEXTS_OPENED)
    def texts_opened(self, news: TextsOpened) -> None:
        """The person has stopped our texts, or lets them through again."""
        texts.open_texts(self._state, news, workflow.now())
        self._woken = True

    @workflow.update(name=Update.UNDERSTAND_TEXT, description="What a text this person sent us means.")
    def understand_text(self, received: TextReceived) -> TextMeaning:
        """Say what a text means; wrong codes are counted."""
        return inbox.understand(self._state, received, workflow.now())

    @workflow.update(name=Update.COUNT_REPORT, description="Whether one more report of this person is taken.")
    def count_report(self, report: ReportMade) -> ReportCounted:
        """Count what this person reports by text or call (P9)."""
        reports.count(self._state, report, workflow.now())
        return ReportCounted()

    @workflow.update(name=Update.COUNT_ENQUIRY, description="Whether this person is answered how it stands.")
    def count_enquiry(self, asked: Enquiry) -> EnquiryCounted:
        """Count that this person asks by text how it stands."""
        return enquiries.count(self._state, asked, workflow.now())

    @count_report.validator
    def _check_report(self, report: ReportMade) -> None:
        try:
            reports.check(self._state, report, workflow.now())
        except Refused as refused:
            raise ApplicationError(str(refused), type="Refused", non_retryable=True) from refused

    @workflow.query(name=Query.OPEN_PAGES)
    def open_pages(self) -> OpenPages:
        """Which pages a texted code may mean."""
        return OpenPages(pages=views.known_pages(self._state))

    @workflow.query(name=Query.CALL_SCRIPT)
    def call_script(self, query: CallScriptQuery) -> CallScript | None:
        """What a call says now."""
        return views.call_script(self._state, query.attempt_id)
