"""Every kind of round is known to everything that treats them differently."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from cli.comms_show import standing_lines
from config.round_letters import BUILT_IN
from domain.audiences import Audience
from domain.comms.dispatch.forecast import TextLane
from domain.comms.drafting.answers import ANSWERS, Answer, answers_to
from domain.comms.drafting.preview import PreviewDesk, preview
from domain.comms.drafting.requirements import missing
from domain.comms.drafting.updates import RoundKind
from domain.comms.drafting.wording import round_name, round_title
from domain.comms.rounds import granting, kinds, rounds, views
from domain.comms.rounds.kinds import KINDS, Due, rules_of
from domain.comms.rounds.schedule import due_rule
from domain.errors import Refused
from domain.lanes import Rates
from tests.domain.builders import at
from tests.domain.comms.cases import LETTERS, about, mail_to, open_round, saying, says_all, words_to
from tests.domain.comms.desk import ANSWERS as ENOUGH
from tests.domain.comms.desk import BUSINESS, TECHNICAL, ask, cadence, mins, said, sends, writes
from tests.domain.company import organisation

EACH = [(kind, audience) for kind in RoundKind for audience in Audience]

of_each = pytest.mark.parametrize(("kind", "audience"), EACH)


def goes_out(kind: RoundKind, audience: Audience) -> Any:
    """Return rounds of which one of this kind has just gone out, by whoever sends it."""
    case = open_round(kind, audience)
    if rules_of(kind).written:
        ask(case, writes("ana", audience, **ENOUGH), at(11))
        ask(case, sends("ana", audience=audience, revision=case.revision), at(11))
    else:
        rounds.close(case, at(11))
    return case


def test_every_kind_has_a_row() -> None:
    """No round is open of which nobody knows what it must say."""
    assert set(RoundKind) == set(KINDS)


@of_each
def test_a_round_has_one_name_wherever_it_is_read_of(kind: RoundKind, audience: Audience) -> None:
    """By the lead, on the timeline, in a terminal and in the mail itself."""
    case = open_round(kind, audience)
    name = rules_of(kind).name.format(number=case.number)
    opened = standing_lines([views.view(case)], at(10))[1]
    sent = goes_out(kind, audience)

    assert name == round_name(case.number, kind)
    assert round_title(case.number, kind).lower() == name.removeprefix("the ")
    assert f": {name} is " in opened
    assert f"sends {name} to {sent.readers}" in said(sent)[-1]
    assert name == sent.last_name
    assert f"Checkout: {name.removeprefix('the ')}\n" in mail_to(audience, kind, case.number).text


@of_each
def test_a_round_asks_for_what_its_audience_can_be_told(kind: RoundKind, audience: Audience) -> None:
    """Nobody is asked to write to the business what is for technical teams alone (P15)."""
    rules = rules_of(kind)

    assert set(rules.requires[audience]) <= set(answers_to(audience))
    assert rules.requires[audience]
    assert any(answer in answers_to(audience) for place in rules.news for answer in place)


@of_each
def test_what_is_missing_is_said_in_words(kind: RoundKind, audience: Audience) -> None:
    """All of it while nothing is written, and nothing once that is said and no more."""
    required = rules_of(kind).requires[audience]
    enough = saying(audience, **{answer: about(answer, "x") for answer in required})

    assert tuple(ANSWERS[answer].asked_for for answer in required) == missing(kind, audience, None)
    assert missing(kind, audience, None) == missing(kind, audience, saying(audience))
    assert () == missing(kind, audience, enough)


def test_an_audience_may_need_more_than_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one must be told holds up nothing that is for the other."""
    more = {BUSINESS: (Answer.IMPACT,), TECHNICAL: (Answer.IMPACT, Answer.EXTENT)}
    rules = replace(rules_of(RoundKind.FIRST), requires=more)
    monkeypatch.setattr(kinds, "KINDS", {**KINDS, RoundKind.FIRST: rules})

    assert () == missing(RoundKind.FIRST, BUSINESS, saying(BUSINESS, impact="x"))
    assert ("which services and systems are affected",) == missing(
        RoundKind.FIRST, TECHNICAL, saying(TECHNICAL, impact="x")
    )


@of_each
def test_a_text_says_what_its_round_must_say(kind: RoundKind, audience: Audience) -> None:
    """P17 to P20: whoever reads texts alone misses nothing that the process asks for, the most important first."""
    told = {name: said for name, said in says_all("about").items() if name in answers_to(audience)}
    news = words_to(audience, kind, **told).news
    first = [place[0] for place in rules_of(kind).news if place[0] in answers_to(audience)]

    assert sorted(news.index(f"bout {answer}") for answer in first) == [news.index(f"bout {each}") for each in first]
    assert [True] * len(rules_of(kind).requires[audience]) == [
        f"bout {answer}" in news for answer in rules_of(kind).requires[audience]
    ]


@of_each
def test_its_mails_have_templates(kind: RoundKind, audience: Audience) -> None:
    """As HTML and as plain text; and no template is there that no round uses."""
    files = {path.stem for path in (BUILT_IN / audience).iterdir()} - {"layout", "parts", "text"}
    template = rules_of(kind).template

    assert {rules.template for rules in KINDS.values()} == files
    assert [True, True] == [(BUILT_IN / audience / f"{template}.{form}").exists() for form in ("txt", "html")]


@of_each
def test_only_what_people_write_is_written_and_previewed(kind: RoundKind, audience: Audience) -> None:
    """What goes out by itself, as the stand-down is its approval, takes no draft, and shows none."""
    assert (kind is not RoundKind.CLOSING) is rules_of(kind).written
    case = open_round(kind, audience)
    desk = PreviewDesk(organisation(), LETTERS, TextLane(Rates(calls=None, text_segments=None)))
    asks = writes("ana", audience, **ENOUGH)
    if rules_of(kind).written:
        granting.check(case, asks, at(10))
        assert kind is preview(views.view(case), desk, at(10)).kind
        return
    for refused in (lambda: granting.check(case, asks, at(10)), lambda: preview(views.view(case), desk, at(10))):
        with pytest.raises(Refused, match="is open"):
            refused()


@of_each
def test_after_the_last_one_no_other_is_promised(kind: RoundKind, audience: Audience) -> None:
    """Every other says by when the next one comes, in the round itself and where its cadence is shown."""
    before, case, last = open_round(kind, audience), goes_out(kind, audience), rules_of(kind).last

    assert last is words_to(audience, kind).last
    assert last is (case.edition.round.next_due is None)
    assert last is not any("Every 45 minutes" in line for line in standing_lines([views.view(before)], at(10)))
    assert last is not ("every 45 minutes" in views.details(before))


@of_each
def test_it_is_due_by_its_rule(kind: RoundKind, audience: Audience) -> None:
    """And the rule gives a time."""
    case = open_round(kind, audience)

    assert rules_of(kind).due is due_rule(case.incident_status, case.last)
    assert case.due is not None


@of_each
def test_a_cadence_that_would_do_nothing_is_refused(kind: RoundKind, audience: Audience) -> None:
    """An interval holds while others follow; an agreed time moves what does not count from what happened."""
    rules, due = rules_of(kind), open_round(kind, audience).due
    assert due is not None
    by_interval = {True: due - mins(15) if rules.due is Due.BY_CADENCE else due, False: None}
    by_agreement = {True: at(40), False: None}

    assert by_interval[not rules.last] == due_after(kind, audience, interval=mins(30))
    assert by_agreement[rules.due in {Due.BY_CADENCE, Due.AFTER_MITIGATION}] == due_after(
        kind, audience, at=at(40), agreed_by="the board"
    )


def due_after(kind: RoundKind, audience: Audience, **changed: Any) -> datetime | None:
    """Return when a round of this kind is due after this was asked; None where it was refused, and then nothing changed."""
    case = open_round(kind, audience)
    before = case.model_copy(deep=True)
    with suppress(Refused):
        granting.grant(case, cadence("ana", audience, **changed), at(10))
        return case.due
    assert before == case
    return None
