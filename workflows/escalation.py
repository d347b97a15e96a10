"""The escalation: the search for a person, up the ladder, until someone answers (P4).

The on-call engineer is paged, as often as the ladder says; then the service owner; then the head of department; then everyone; and
again from the start. It never gives up. Who has it may pass it on, and the search goes on from there. A question to one person by
name is asked of them alone. It ends when its purpose is settled, not when someone has answered. Which step comes next is the rule
in domain/escalation.py.
"""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain.answering import (
    AskWhoHasIt,
    SearchOn,
    answer,
    ask_who_has_it,
    check_in_question,
    heard_of,
    next_while_held,
    refusal,
    search_on,
)
from domain.codes import run_suffix
from domain.errors import DeliveryFailed
from domain.escalation import Hold, PageNow, next_step
from domain.lanes import turn_note
from domain.lookups import LadderQuery
from domain.messages import (
    AlertsCleared,
    Answer,
    AnswerReply,
    FactsRecorded,
    HeardOf,
    PageWords,
    Stop,
)
from domain.names import Signal, Update, WorkflowType, pager_id
from domain.page_messages import (
    HandedOver,
    PageCleared,
    PageLapsed,
    PageOrder,
    PageReport,
    PageReworded,
    PageWithdrawal,
)
from domain.search import (
    EscalationInput,
    Holder,
    SearchState,
    details,
    due_withdrawals,
    page_of,
    paged,
    people_to_reword,
    people_with_open_page,
    report_due,
    reworded,
    stop,
    told_to,
    unreachable,
    withdrawn,
)
from domain.timeline import Journal, Kind
from workflows import activity_calls
from workflows.rolling import RollsOver
from workflows.sending import send
from workflows.timers import wait_until


@workflow.defn(name=WorkflowType.ESCALATION)
class Escalation(RollsOver):
    """One search, in one team or of one person, for one purpose."""

    @workflow.init
    def __init__(self, start: EscalationInput) -> None:
        info = workflow.info()
        self._start = start
        self._state = start.carried or SearchState(
            escalation=info.workflow_id,
            incident=start.incident,
            code=start.code,
            purpose=start.purpose,
            urgency=start.urgency,
            journal=Journal(origin=f"{info.workflow_id}#{run_suffix(info.first_execution_run_id)}"),
        )
        self._woken = False

    @workflow.run
    async def run(self, _: EscalationInput) -> None:
        """Search until someone has it; hold while they do; search on when they pass it on; end when it is settled."""
        while not self._state.settled:  # only the incident's stop ends this: there is no time-out and no last rung
            await self._tell_whether_cleared()
            await self._tell_what_pages_say()
            if self._state.holder:
                await self._stay_with(self._state.holder)
            else:
                await self._take_the_next_step()
            await self._roll_over_when_due()
        await self._withdraw_pages()
        await self._report(ended=True)

    async def _take_the_next_step(self) -> None:
        """Ask who is on the ladder now, and page them or give those who were paged their time."""
        now = workflow.now()
        query = LadderQuery(
            team=self._start.team,
            service=self._start.service,
            at=now,
            urgency=self._start.urgency,
            purpose=self._start.purpose,
            first=self._start.first,
            deputy_of=self._start.deputy_of,
            person=self._start.person,
            seniority=self._start.seniority,
        )
        ladder = await activity_calls.resolve_ladder(query)
        self._state.acknowledgement_lasts = ladder.acknowledgement_lasts
        if self._state.holder or self._state.settled:  # answered while we asked
            return
        match next_step(ladder, self._state.attempts, now):
            case PageNow() as step:
                await self._page(step)
            case Hold() as hold:
                await self._wait(hold)

    async def _page(self, step: PageNow) -> None:
        made = paged(self._state, step, workflow.now())
        handed = await asyncio.gather(*(self._hand_to_pager(each.contact.person, each.intent) for each in made))
        if note := turn_note(filter(None, handed), workflow.now()):
            self._state.write(workflow.now(), Kind.NOTE, note, why="the provider takes only so many calls a second")

    async def _stay_with(self, holder: Holder) -> None:
        """Stop every other phone, and stay with whoever has it: one who is not heard of is asked, then the ladder goes on."""
        match next_while_held(self._state, holder, workflow.now()):
            case Hold() as hold:
                await self._wait(hold)
            case AskWhoHasIt() as step:
                intent = ask_who_has_it(self._state, holder, step, workflow.now())
                question = check_in_question(self._state.code, holder, step, workflow.now())
                await self._hand_to_pager(holder.contact.person, intent, question)
            case SearchOn():
                search_on(self._state, holder, workflow.now())
                await self._tell_that_it_lapsed(holder.contact.person)

    async def _tell_that_it_lapsed(self, person: str) -> None:
        """Whoever did not answer learns that it is not theirs any more: their page asks what it asks everybody else."""
        page = page_of(self._state, person)
        news = PageLapsed(page_id=page, purpose=self._start.purpose, words=self._words)
        await send(pager_id(person), Signal.PAGE_LAPSED, news)

    async def _hand_to_pager(self, person: str, intent: str, question: str | None = None) -> HandedOver | None:
        """Page a person, or ask whoever has it the question whether they are still on it."""
        purpose, words = told_to(self._start, self._words, person)
        order = PageOrder(
            page_id=page_of(self._state, person),
            intent=intent,
            owner=self._state.escalation,
            incident=self._state.incident,
            code=self._state.code,
            person=person,
            purpose=purpose,
            words=words,
            cleared=self._state.cleared,
            team=self._start.team,
            urgency=self._start.urgency,
        )
        try:
            return await activity_calls.hand_to_pager(order.reminding(question) if question else order)
        except DeliveryFailed as failure:
            unreachable(self._state, PageReport(page_id=order.page_id, because=failure.reason))
            return None

    async def _tell_whether_cleared(self) -> None:
        """Nobody is rung out of bed for an alert that is gone; everyone who was paged and gave no answer learns that it is."""
        cleared = self._state.cleared
        if cleared == self._state.cleared_told:
            return
        self._state.cleared_told = cleared
        pages = {person: page_of(self._state, person) for person in people_with_open_page(self._state)}
        news = (
            send(pager_id(person), Signal.PAGE_CLEARED, PageCleared(page_id=page, cleared=cleared))
            for person, page in pages.items()
        )
        await asyncio.gather(*news)

    def _words_to(self, person: str) -> PageWords:
        _, words = told_to(self._start, self._words, person)
        return words

    async def _tell_what_pages_say(self) -> None:
        """What the pages are about has changed: they say what holds now, and nobody is called or texted for it."""
        if self._state.words_told:
            return
        self._state.words_told = True
        pages = {person: page_of(self._state, person) for person in people_to_reword(self._state)}
        news = (
            send(pager_id(person), Signal.PAGE_REWORDED, PageReworded(page_id=page, words=self._words_to(person)))
            for person, page in pages.items()
        )
        await asyncio.gather(*news)

    @property
    def _words(self) -> PageWords:
        return self._state.words or self._start.words

    async def _wait(self, hold: Hold) -> None:
        """Stop the phones nobody needs any more, tell the incident what happened, and wait for news."""
        await self._withdraw_pages()
        await self._report()
        workflow.set_current_details(details(self._state, hold.because))
        await wait_until(self._has_news, hold.until, hold.because)
        self._woken = False

    def _has_news(self) -> bool:
        return self._woken or self._state.settled or self._roll_over_due()

    async def _withdraw_pages(self) -> None:
        due = due_withdrawals(self._state)
        withdrawn(self._state, due)
        await asyncio.gather(*(self._withdraw(person, order) for person, order in due.items()))

    async def _withdraw(self, person: str, order: PageWithdrawal) -> None:
        await send(pager_id(person), Signal.WITHDRAW_PAGE, order)

    async def _report(self, *, ended: bool = False) -> None:
        """Tell the incident what happened, and who has it: once told that the search has ended it may end itself."""
        for code, entries in self._state.journal.take().items():
            await send(self._state.incident, Signal.FACTS_RECORDED, FactsRecorded(code=code, entries=entries))
        if report := report_due(self._state, ended=ended):
            await send(self._state.incident, Signal.ESCALATION_REPORTED, report)

    async def _roll_over_when_due(self) -> None:
        if self._roll_over_due() and not self._state.settled:
            await self._handlers_done()
            carried = self._start.model_copy(update={"carried": self._state})
            workflow.continue_as_new(carried)

    @workflow.update(name=Update.ANSWER, description="A person answers a page of this escalation.")
    def answer(self, given: Answer) -> AnswerReply:
        """Decide an answer and return the words to say back."""
        self._woken = True
        return answer(self._state, given, workflow.now())

    @answer.validator
    def _check_answer(self, given: Answer) -> None:
        if reason := refusal(self._state, given):
            raise ApplicationError(reason, type="Refused", non_retryable=True)

    @workflow.signal(name=Signal.PAGE_REPORTED)
    def page_reported(self, report: PageReport) -> None:
        """A person cannot be reached on any channel."""
        unreachable(self._state, report)
        self._woken = True

    @workflow.signal(name=Signal.STOP)
    def stop(self, order: Stop) -> None:
        """The purpose is settled."""
        stop(self._state, order, workflow.now())

    @workflow.signal(name=Signal.HEARD_OF)
    def heard_of(self, sign: HeardOf) -> None:
        """Whoever has it gave a sign of life elsewhere."""
        heard_of(self._state, sign.person, workflow.now())
        self._woken = True

    @workflow.signal(name=Signal.ALERTS_CLEARED)
    def alerts_cleared(self, news: AlertsCleared) -> None:
        """The alerts behind this search are gone, or one fires again."""
        self._state.cleared = news.cleared
        self._woken = True

    @workflow.signal(name=Signal.WORDS_CHANGED)
    def words_changed(self, words: PageWords) -> None:
        """What the pages say has changed."""
        reworded(self._state, words)
        self._woken = True
