"""Every answer of an update is known to everything that asks for, writes, checks, shows or sends one."""

from typing import Any

import pytest
from pydantic import BaseModel

from cli.comms_show import draft_lines
from config.round_templates import sample_rounds
from domain.audiences import Audience
from domain.comms.dispatch.forecast import TextLane
from domain.comms.drafting.answers import ANSWERS, Answer, answers_to, everything_said, said
from domain.comms.drafting.preview import PreviewDesk, preview
from domain.comms.drafting.updates import BusinessUpdate, RoundKind, TechnicalUpdate
from domain.comms.drafting.words import BusinessWords, TechnicalWords
from domain.comms.drafting.writing import MOST_CHARACTERS, business_draft, business_language, in_short, technical_draft
from domain.comms.rounds import granting, rounds, views
from domain.comms.rounds.kinds import KINDS
from domain.comms.rounds.requests import WriteBusinessDraft, WriteTechnicalDraft
from domain.comms.rounds.situation import Findings
from domain.errors import Refused
from domain.lanes import Rates
from domain.messages import Request
from domain.technical_words import CompanyWords
from gateway.api.comms_models import RoundsShown
from tests.domain.builders import NIGHT, at
from tests.domain.comms.cases import LETTERS, about, mail_to, open_round, saying, text_to, words_to
from tests.domain.comms.desk import ANSWERS as ENOUGH
from tests.domain.comms.desk import BUSINESS, TECHNICAL, ask, sends, status, writes
from tests.domain.comms.desk import said as on_the_timeline
from tests.domain.company import organisation, person

EACH = [(audience, answer) for audience in Audience for answer in answers_to(audience)]
UPDATES: dict[Audience, type[BaseModel]] = {BUSINESS: BusinessUpdate, TECHNICAL: TechnicalUpdate}
WRITES: dict[Audience, type[BaseModel]] = {BUSINESS: WriteBusinessDraft, TECHNICAL: WriteTechnicalDraft}
WORDS: dict[Audience, type[BaseModel]] = {BUSINESS: BusinessWords, TECHNICAL: TechnicalWords}
THIS = "Something to be seen"

of_each = pytest.mark.parametrize(("audience", "answer"), EACH)


def draft_of(audience: Audience, answer: Answer, kind: RoundKind = RoundKind.FIRST) -> Any:
    """Return rounds with a draft that says enough, and this."""
    case = open_round(kind, audience)
    ask(case, writes("ana", audience, **ENOUGH | {answer: about(answer, THIS)}), at(11))
    return case


def test_every_answer_has_a_row() -> None:
    """Nothing can be said of which it is not known to whom, and in which words it is asked for."""
    assert set(Answer) == set(ANSWERS)


@pytest.mark.parametrize("audience", Audience)
def test_an_audiences_own_types_have_its_answers_and_no_other(audience: Audience) -> None:
    """What is written, kept and put into templates are the same answers, and none that are the other audience's (P15)."""
    told = set(answers_to(audience))
    besides = {*Request.model_fields, "kind", "audience", "from_the_board"}

    assert told == set(UPDATES[audience].model_fields) - {"audience"}
    assert told == set(WRITES[audience].model_fields) - besides
    assert told == set(WORDS[audience].model_fields) & set(Answer)


def test_what_the_board_can_say_is_an_answer() -> None:
    """Each of its findings begins some draft."""
    begun = {answer for rules in KINDS.values() for answer in rules.begins_with}

    assert set(Findings.model_fields) <= begun


@of_each
def test_what_is_written_stands_in_the_draft(audience: Audience, answer: Answer) -> None:
    """And in what goes out; what is too long is refused by its name."""
    case = draft_of(audience, answer)
    assert THIS in said(case.edition.draft, answer)[0]
    ask(case, sends("ana", audience=audience, revision=case.revision), at(12))
    assert THIS in said(case.edition.round.update, answer)[0]

    too_much = about(answer, THIS) * 13 if answer is Answer.TOTAL else "x" * (MOST_CHARACTERS + 1)
    with pytest.raises(Refused, match=f"^{ANSWERS[answer].label}: 1201|quantities at most"):
        granting.check(case, writes("ana", audience, **{answer: too_much}), at(13))


@of_each
def test_the_draft_is_shown_with_it(audience: Audience, answer: Answer) -> None:
    """In the page that reminds the lead, in the Temporal UI, in a terminal and over HTTP."""
    case = draft_of(audience, answer)
    view = views.view(case)

    assert THIS in views.round_status(case).draft
    assert THIS in views.details(case)
    [line] = [line for line in draft_lines(view) if THIS in line]
    assert line.startswith(f"{ANSWERS[answer].label}: ")
    assert THIS in RoundsShown.of(view).model_dump_json(include={"draft": {answer.value}})


@of_each
def test_what_was_sent_is_on_record_with_it(audience: Audience, answer: Answer) -> None:
    """On the timeline, and in the Temporal UI."""
    case = draft_of(audience, answer)
    ask(case, sends("ana", audience=audience, revision=case.revision), at(12))

    assert THIS in on_the_timeline(case)[-1]
    assert THIS in views.details(case)


@of_each
@pytest.mark.parametrize("kind", RoundKind)
def test_every_mail_has_it(audience: Audience, answer: Answer, kind: RoundKind) -> None:
    """Whatever the round: what was said is never left out."""
    mail = mail_to(audience, kind, headline="x", **{"impact": "", answer: about(answer, THIS)})

    assert [True, True] == [THIS[1:] in form for form in (mail.text, mail.html)]


@of_each
def test_some_text_message_has_it(audience: Audience, answer: Answer) -> None:
    """Texts are short; no answer is left out of all of them."""
    texts = [text_to(audience, kind, **{"impact": "", answer: about(answer, THIS)}) for kind in RoundKind]

    assert any(THIS[1:] in text for text in texts)


@of_each
def test_a_preview_has_it(audience: Audience, answer: Answer) -> None:
    """Whoever approves reads what is sent."""
    company = organisation(
        person("bea", email="bea@example.com"),
        person("ben", email="ben@example.com"),
        person("tom", email="tom@example.com"),
    )
    desk = PreviewDesk(company, LETTERS, TextLane(Rates(calls=None, text_segments=None)))
    seen = preview(views.view(draft_of(audience, answer)), desk, NIGHT)

    assert [True] * len(seen.mails) == [THIS[1:] in mail.letter.text for mail in seen.mails]
    assert seen.mails


@pytest.mark.parametrize("answer", answers_to(BUSINESS))
def test_business_language_is_checked_in_every_answer(answer: Answer) -> None:
    """There is none in which business readers are not spared technical words (P17)."""
    hits = business_language(BusinessUpdate(**{answer: about(answer, "the database")}), CompanyWords())

    assert (True, ["database"]) == (ANSWERS[answer].in_business_language, [hit.word for hit in hits])


@of_each
def test_what_holds_on_is_said_again(audience: Audience, answer: Answer) -> None:
    """A draft begins with it, as it was said last; what is new in every round begins empty."""
    last = saying(audience, **{answer: about(answer, THIS)})
    for kind in (kind for kind, rules in KINDS.items() if answer in rules.begins_with):
        match last:
            case BusinessUpdate():
                draft = in_short(business_draft(status(), kind, last))
            case TechnicalUpdate():
                draft = in_short(technical_draft(status(), kind, last))
        assert (kind, ANSWERS[answer].stays_true) == (kind, THIS in draft)


@of_each
def test_a_template_is_checked_with_it(audience: Audience, answer: Answer) -> None:
    """The sample rounds by which `mimp check` fills templates say everything that can be said."""
    samples = [each.update for each in sample_rounds() if each.update.audience is audience and each.sent_at]

    assert [True] * len(samples) == [bool(said(each, answer)) for each in samples]
    assert 3 * len(RoundKind) == len(samples)


@of_each
def test_names_are_read_as_they_are_spelt_and_the_rest_as_sentences(audience: Audience, answer: Answer) -> None:
    """Nobody searches for Order_hub in a system that calls it order_hub: the extent lists such names."""
    assert (answer is not Answer.EXTENT) is ANSWERS[answer].sentence
    read: Any = getattr(words_to(audience, **{"impact": "", answer: about(answer, "order_hub")}), answer)

    expected = "order_hub" if not ANSWERS[answer].sentence else "Order_hub."
    assert expected == (read if isinstance(read, str) else f"{read[0].unit.capitalize()}.")


def test_what_is_not_said_is_not_shown() -> None:
    """Blanks are no answer, and no line has a heading without words."""
    update = TechnicalUpdate(impact=" \n", extent="order_hub")

    assert [(Answer.EXTENT, ("order_hub",))] == list(everything_said(update))
    assert "Affected: order_hub." == in_short(update)


def test_what_is_one_audiences_is_never_read_off_the_others_update() -> None:
    """Business stakeholders are told of no systems (P15)."""
    assert () == said(BusinessUpdate(impact="x"), Answer.EXTENT)
    assert Answer.EXTENT not in answers_to(BUSINESS)
    case = open_round(RoundKind.FIRST, BUSINESS)
    rounds.take_in(case, status(findings=Findings(extent="order_hub.")), at(0))
    rounds.prepare(case)
    assert "order_hub" not in views.round_status(case).draft
