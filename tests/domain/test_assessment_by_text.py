"""All five questions can be judged by one text, and a person who was just woken does no harm with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assessment import (
    Assessment,
    Impact,
    JudgeByText,
    Question,
    TextAnswers,
    judge,
    open_questions,
    questions_text,
    read_answers,
)
from domain.errors import Refused
from domain.text_segments import segments
from tests.domain.builders import CODE, PATIENT, actor, at, incident

SLA, TRADE, REPUTATION, LAW, WORK = Question
NO, IMMINENT, HAPPENING = Impact


def judged(*texts: str) -> dict[Question, Impact]:
    """Return the answers after Ana has sent these texts, of which none may be refused."""
    return _answers(_assessment(*texts))


def refusal(text: str, *before: str) -> str:
    """Return why a text is refused after others; nothing may have changed."""
    assessment = _assessment(*before)
    untouched = assessment.model_copy(deep=True)
    with pytest.raises(Refused) as refused:
        _send(assessment, text)
    assert untouched == assessment
    return str(refused.value)


def test_the_text_that_asks_is_short_and_says_how_to_answer() -> None:
    """All five questions, with their numbers, in two segments at most."""
    text = questions_text("customer-notifications-7K3Q", "4821")

    assert "1 SLA breached, 2 cannot trade, 3 reputation damaged, 4 legal consequences, 5 staff cannot work." in text
    assert "JUDGE 4821" in text
    assert segments(text) <= 2


@pytest.mark.parametrize("text", ["2 4", "4 2", " 2,4. ", "2y 4Y", "2; 4", "2\n4", "2 2 4"])
def test_a_number_is_a_yes_however_it_is_typed(text: str) -> None:
    """Order, commas, capitals and a number sent twice do not matter."""
    assert {TRADE: HAPPENING, LAW: HAPPENING} == judged(text)


def test_a_letter_after_a_number_says_imminent_or_no() -> None:
    """I for imminent, N for no."""
    assert {SLA: NO, TRADE: HAPPENING, LAW: IMMINENT} == judged("2 4i 1N")


def test_what_is_not_named_stays_open() -> None:
    """Nobody says no by leaving something out."""
    assessment = _assessment("2")

    assert (SLA, REPUTATION, LAW, WORK) == open_questions(assessment)


def test_no_to_the_rest_is_said_in_words() -> None:
    """REST NO answers what is open, and all five when nothing was said before."""
    assert {SLA: NO, TRADE: HAPPENING, REPUTATION: NO, LAW: IMMINENT, WORK: NO} == judged("2 4I rest no")
    assert dict.fromkeys(Question, NO) == judged("REST NO")


def test_no_to_the_rest_never_changes_what_was_answered() -> None:
    """A yes given before stays a yes."""
    assert HAPPENING is judged("2", "REST NO")[TRADE]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "because I say so",
        "24",
        "6",
        "0",
        "2 NO",
        "NO",
        "ALL NO",
        "REST NO 2",
        "REST",
        "REST YES",
        "2 4 major",
        "2X",
        "2 N",
        "4821 2",
        "٢",
        "REST NO BUT 2",
    ],
)
def test_what_is_not_wholly_understood_is_not_taken_at_all(text: str) -> None:
    """A word too many, a blank too few, or a NO that could mean two things: nothing is noted, and the reply says how to write."""
    assert refusal(text).startswith("Nothing is noted. After JUDGE and the code write the number of each yes")


def test_a_question_has_one_answer() -> None:
    """Yes and no to the same question in one text is neither."""
    refused = refusal("2 2N")

    assert "Nothing is noted: a question is answered in two ways. Send one answer to each." == refused


def test_a_number_typed_wrongly_changes_no_answer() -> None:
    """Without a reason all of the text is refused, also the part that is new."""
    refused = refusal("2N 5", "2 4I")

    assert "Say why (in a text after the word BECAUSE): trade was judged happening by Ana." == refused


def test_an_answer_is_changed_with_a_reason() -> None:
    """The reason follows the word BECAUSE, and is kept as it was written."""
    assessment = _assessment("2 4I", "2n Because it was a Test, only")

    assert (NO, "it was a Test, only") == (assessment.answers[TRADE].impact, assessment.answers[TRADE].reason)
    assert (IMMINENT, None) == (assessment.answers[LAW].impact, assessment.answers[LAW].reason)


def test_because_without_a_reason_is_refused() -> None:
    """The word alone is no reason."""
    assert "Nothing is noted: write the reason after BECAUSE." == refusal("2N because ", "2")


def test_the_reply_says_how_everything_stands() -> None:
    """A mistake is seen at once, in the words of the questions and not in their numbers."""
    reply = _send(Assessment(), "2 4I")

    still_open = "Not judged: SLA, reputation, work."
    yes = "Yes, happening: customers or staff cannot trade. Yes, imminent: legal consequences."
    assert f"Noted. {yes} {still_open}" == reply


def test_only_who_has_it_judges_by_text() -> None:
    """The code of somebody else's page gives no right."""
    with pytest.raises(Refused, match=r"^Only the one who has it"):
        _send(Assessment(), "2", by="dee")


@PATIENT
@given(st.text(alphabet="12345YINyin ,.RESTO", max_size=20) | st.text(max_size=20))
def test_whatever_is_typed_no_question_becomes_a_no_by_itself(text: str) -> None:
    """A no comes from an N after its number, or from REST NO, and from nothing else."""
    try:
        read = read_answers(text)
    except Refused:
        return
    denied = {number for number, question in enumerate(Question, start=1) if read.answers.get(question) is NO}
    assert all(f"{number}N" in text.upper() for number in denied)
    assert read.rest_no is text.upper().rstrip(" ,.;").endswith("NO")


@PATIENT
@given(st.dictionaries(st.sampled_from(Question), st.sampled_from(Impact), min_size=1), st.booleans())
def test_every_answer_can_be_texted(answers: dict[Question, Impact], rest_no: bool) -> None:
    """Whatever the answers are, there is a text that says them."""
    letters = {HAPPENING: "", IMMINENT: "I", NO: "N"}
    numbers = {question: number for number, question in enumerate(Question, start=1)}
    words = [f"{numbers[question]}{letters[impact]}" for question, impact in answers.items()]
    text = " ".join([*words, *(["REST NO"] if rest_no else [])])

    assert TextAnswers(answers=answers, rest_no=rest_no) == read_answers(text)


def _assessment(*texts: str) -> Assessment:
    assessment = Assessment()
    for text in texts:
        _send(assessment, text)
    return assessment


def _answers(assessment: Assessment) -> dict[Question, Impact]:
    return {question: answer.impact for question, answer in assessment.answers.items()}


def _send(assessment: Assessment, text: str, by: str = "ana") -> str:
    request = JudgeByText(actor=actor(by), written=text, code=CODE)
    return judge(assessment, request, at(5), incident().write, first_contact="ana")
