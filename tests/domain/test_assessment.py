"""The first contact judges on five questions, and what nobody answered is never taken for a no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from domain.assessment import (
    WORDINGS,
    Assessment,
    Impact,
    Judge,
    JudgeByText,
    Judgement,
    JudgeRequest,
    Question,
    in_words,
    judge,
    open_questions,
    says_yes,
)
from domain.errors import Refused
from domain.incident.state import Incident
from domain.lifecycle import Role
from domain.organisation import Channel
from domain.timeline import Kind
from domain.wording import spoken
from tests.domain.builders import PATIENT, actor, at, incident

HEAD = Role.HEAD_OF_DEPARTMENT
NOBODY_JUDGED = "Nothing is judged yet."
answers = st.dictionaries(st.sampled_from(Question), st.sampled_from(Impact))


class Case:
    """An incident that Ana has, and what was judged of it."""

    def __init__(self, has_it: str | None = "ana") -> None:
        self.incident: Incident = incident()
        self.assessment = Assessment()
        self.has_it = has_it

    def judge(self, question: Question, impact: Impact, *, by: str = "ana", why: str | None = None) -> str:
        """Judge one question, and return what is said back."""
        request = Judge(actor=actor(by, *([HEAD] if by == "cy" else [])), question=question, impact=impact, reason=why)
        return judge(self.assessment, request, at(5), self.incident.write, first_contact=self.has_it)

    def refusal(self, question: Question, impact: Impact, *, by: str = "ana", why: str | None = None) -> str:
        """Return why it is refused; nothing may have changed."""
        before = (self.assessment.model_dump(), len(self.incident.timeline.entries))
        with pytest.raises(Refused) as refused:
            self.judge(question, impact, by=by, why=why)
        assert before == (self.assessment.model_dump(), len(self.incident.timeline.entries))
        return str(refused.value)


def judged(given_answers: dict[Question, Impact]) -> Assessment:
    """Return what Ana judged."""
    answer = {
        question: Judgement(impact=impact, by="ana", by_name="Ana", at=at(5))
        for question, impact in given_answers.items()
    }
    return Assessment(answers=answer)


def test_there_are_the_five_questions_of_the_process() -> None:
    """In its order: SLA, trade, reputation, law, work; each has its words."""
    assert ["sla", "trade", "reputation", "law", "work"] == list(Question) == list(WORDINGS)
    assert tuple(Question) == open_questions(Assessment())


@pytest.mark.parametrize("question", Question)
def test_every_question_is_spoken_in_under_eight_seconds(question: Question) -> None:
    """Nobody waits for the end of a question at night: none is cut, and each asks about now and about soon."""
    asked = WORDINGS[question].spoken

    assert asked == spoken(asked)
    assert asked.endswith("now or soon?")


def test_a_first_answer_needs_no_reason() -> None:
    """A number pressed is enough; who said it, when and how stays known."""
    case = Case()
    words = case.judge(Question.TRADE, Impact.HAPPENING)

    expected = Judgement(impact=Impact.HAPPENING, by="ana", by_name="Ana", at=at(5))
    assert {Question.TRADE: expected} == case.assessment.answers
    assert "Noted. Yes, happening: customers or staff cannot trade. Not judged: SLA, reputation, law, work." == words


def test_every_answer_stands_on_the_timeline() -> None:
    """Who judged what, on which channel, and what they showed as proof."""
    case = Case()
    by_phone = actor("ana").model_copy(update={"channel": Channel.CALL})
    request = Judge(actor=by_phone, question=Question.LAW, impact=Impact.IMMINENT)
    judge(case.assessment, request, at(5), case.incident.write, first_contact="ana")
    entry = case.incident.timeline.entries[-1]

    assert (Kind.ANSWER, "judges legal consequences: imminent") == (entry.kind, entry.what)
    assert ("Ana", Channel.CALL, "code 4821") == (entry.who, entry.channel, entry.why)
    assert Channel.CALL is case.assessment.answers[Question.LAW].channel


def test_changing_an_answer_needs_a_reason() -> None:
    """Who changes it hears what it was and by whom, so that a wrong key changes nothing."""
    case = Case()
    case.judge(Question.TRADE, Impact.HAPPENING)

    refused = case.refusal(Question.TRADE, Impact.NO, by="cy")

    assert "Say why (in a text after the word BECAUSE): trade was judged happening by Ana." == refused
    assert refused == case.refusal(Question.TRADE, Impact.NO, by="cy", why="   ")


def test_an_answer_can_be_changed_with_a_reason() -> None:
    """The timeline says what it was, who judged it so, and why it is another now."""
    case = Case()
    case.judge(Question.TRADE, Impact.HAPPENING)
    words = case.judge(Question.TRADE, Impact.NO, by="cy", why="only the test shop fails")
    entry = case.incident.timeline.entries[-1]

    assert "Noted. No: trade. Not judged: SLA, reputation, law, work." == words
    assert "judges customers or staff cannot trade: no, which Ana had judged happening" == entry.what
    assert ("Cy", "only the test shop fails (code 4821)") == (entry.who, entry.why)
    assert "only the test shop fails" == case.assessment.answers[Question.TRADE].reason


def test_the_same_answer_again_changes_nothing() -> None:
    """A key pressed twice needs no reason, and stands on the timeline once."""
    case = Case()
    case.judge(Question.SLA, Impact.NO)
    before = case.assessment.model_dump()

    assert case.judge(Question.SLA, Impact.NO).startswith("It stands so already. No: SLA.")
    assert (before, 1) == (case.assessment.model_dump(), len(case.incident.timeline.entries))


def test_a_reason_that_is_too_long_is_refused() -> None:
    """It is heard and read by people who were just woken."""
    refused = Case().refusal(Question.SLA, Impact.NO, why="x" * 501)

    assert "That is 501 characters long: say it in 500 at most." == refused


def test_only_who_has_it_or_the_head_of_department_judges() -> None:
    """A colleague who looks on may not; who heads the department may, even when nobody has it yet."""
    case = Case()

    refused = case.refusal(Question.SLA, Impact.NO, by="dee")
    assert "Only the one who has it, or the head of department, may judge it." == refused
    assert case.judge(Question.SLA, Impact.NO, by="cy").startswith("Noted.")
    assert Case(has_it=None).judge(Question.SLA, Impact.NO, by="cy").startswith("Noted.")


def test_before_anybody_has_it_nobody_else_judges() -> None:
    """Who wants to judge takes it first."""
    refused = Case(has_it=None).refusal(Question.SLA, Impact.NO)

    assert "Nobody has it yet: acknowledge the page first, then judge it." == refused


def test_imminent_is_a_yes() -> None:
    """What is about to happen counts as much as what happens, said to one question or in one text to several."""
    ana = actor("ana")
    said = [
        says_yes(Judge(actor=ana, question=Question.LAW, impact=Impact.IMMINENT)),
        says_yes(JudgeByText(actor=ana, written="1N 4")),
        says_yes(Judge(actor=ana, question=Question.SLA, impact=Impact.NO)),
        says_yes(JudgeByText(actor=ana, written="1N REST NO")),
    ]

    assert [True, True, False, False] == said


def test_the_head_of_department_hears_the_worst_first() -> None:
    """Happening, then imminent, then what was denied, then what nobody has judged."""
    words = in_words(
        judged({Question.SLA: Impact.NO, Question.TRADE: Impact.IMMINENT, Question.WORK: Impact.HAPPENING})
    )

    happening, imminent = "Yes, happening: staff cannot work.", "Yes, imminent: customers or staff cannot trade."
    assert f"{happening} {imminent} No: SLA. Not judged: reputation, law." == words


def test_nothing_judged_is_said_so() -> None:
    """Silence is not taken for five times no."""
    assert NOBODY_JUDGED == in_words(Assessment())


@PATIENT
@given(answers)
def test_every_question_is_heard_exactly_once(given_answers: dict[Question, Impact]) -> None:
    """Whatever was judged: no question is left out, none is told twice, and it is short."""
    words = in_words(judged(given_answers))
    named = words.replace(".", ",").replace(":", ",").split(",")
    said = [part.strip() for part in named]
    yes = {question for question, impact in given_answers.items() if impact is not Impact.NO}

    for question in Question if given_answers else ():
        effect, topic = WORDINGS[question].effect, WORDINGS[question].topic
        assert 1 == said.count(effect if question in yes else topic)
    assert len(words) <= 160


@PATIENT
@given(
    st.lists(st.tuples(st.sampled_from(Question), st.sampled_from(Impact), st.sampled_from([None, "why"])), max_size=12)
)
def test_no_answer_is_changed_without_a_reason(
    asked: list[tuple[Question, Impact, str | None]],
) -> None:
    """Whatever is asked in whatever order, an answer given is another one only where a reason was given."""
    case = Case()
    for question, impact, why in asked:
        before = case.assessment.answers.get(question)
        if before and before.impact is not impact and why is None:
            case.refusal(question, impact)
            assert before == case.assessment.answers[question]
        else:
            case.judge(question, impact, why=why)
            assert impact is case.assessment.answers[question].impact


def test_a_request_is_known_by_its_kind() -> None:
    """What is read back from the wire is what was sent."""
    adapter: TypeAdapter[JudgeRequest] = TypeAdapter(JudgeRequest)
    request = Judge(actor=actor("ana"), question=Question.SLA, impact=Impact.NO)

    assert request == adapter.validate_json(request.model_dump_json())
