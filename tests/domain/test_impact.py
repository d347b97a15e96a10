"""The impact statement says in business language what customers or staff cannot do."""

import pytest

from domain.errors import Refused
from domain.impact import ImpactStatement, Worded, WordImpact, statement, word_impact
from domain.incident.state import Incident
from domain.lifecycle import Role
from domain.policies import Seniority
from domain.timeline import Kind
from tests.domain.builders import actor, at, incident

HEAD = Role.HEAD_OF_DEPARTMENT
EFFECT = "customers cannot check out"


def worded(
    text: str,
    *,
    by: str = "ana",
    roles: tuple[Role, ...] = (),
    case: Incident | None = None,
    seniority: Seniority = Seniority.HEAD_OF_DEPARTMENT,
) -> Worded:
    """Return what comes of a person's wording where Ana is in charge."""
    request = WordImpact(actor=actor(by, *roles), text=text)
    write = (case or incident()).write
    return word_impact(request, at(5), write, in_charge="ana", seniority=seniority, names=["OrderHub", "Orders"])


def test_until_somebody_words_it_the_organisation_file_does() -> None:
    """What the file says of the service is approved by declaring, and it is known where it comes from."""
    said = statement(None, EFFECT)

    assert (EFFECT, "the organisation file", None) == (said.text, said.by, said.at)


def test_what_somebody_worded_goes_before_the_file() -> None:
    """Once it is reworded it stays so."""
    mine = ImpactStatement(text="nobody can pay by card", by="Ana", at=at(5))

    assert mine == statement(mine, EFFECT) == statement(mine, None)


@pytest.mark.parametrize("effect", [None, "", "  "])
def test_without_a_statement_nothing_is_declared(effect: str | None) -> None:
    """Who declares what no file describes is told what to do first."""
    with pytest.raises(Refused) as refused:
        statement(None, effect)

    words = (
        "There is no impact statement yet: say first, in business language, what customers or staff cannot do; "
        "by text with IMPACT, your code and the statement."
    )
    assert words == str(refused.value)


def test_whoever_is_in_charge_words_it() -> None:
    """The new words are said back, and stand on the timeline with who said them."""
    case = incident()
    said = worded("nobody can\n pay by card", case=case)
    entry = case.timeline.entries[-1]

    assert ImpactStatement(text="nobody can pay by card", by="Ana", at=at(5)) == said.statement
    assert ('The impact statement is now: "nobody can pay by card".', ()) == (said.words, said.hits)
    assert (Kind.NOTE, "words the impact: nobody can pay by card") == (entry.kind, entry.what)
    assert ("Ana", "code 4821") == (entry.who, entry.why)


def test_the_head_of_department_may_word_it_too() -> None:
    """They answer for what is declared."""
    assert "Cy" == worded("nobody can pay by card", by="cy", roles=(HEAD,)).statement.by


def test_whoever_may_declare_may_word_what_they_declare() -> None:
    """Where the company lets the service owner declare, they are not held up by a missing statement."""
    assert (
        "Bo"
        == worded(
            "nobody can pay", by="bo", roles=(Role.SERVICE_OWNER,), seniority=Seniority.SERVICE_OWNER
        ).statement.by
    )
    with pytest.raises(Refused):
        worded("nobody can pay", by="bo", roles=(Role.SERVICE_OWNER,))


def test_nobody_else_words_it() -> None:
    """What goes out to the business is said by one person at a time."""
    case = incident()
    with pytest.raises(Refused) as refused:
        worded("nobody can pay by card", by="dee", case=case)

    words = "Only the one who leads it, or has it before it is declared, or the head of department or their deputy may word it."
    assert (words, []) == (str(refused.value), case.timeline.entries)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" \n ", "Say in business language what customers or staff cannot do."),
        ("x" * 501, "That is 501 characters long: say it in 500 at most."),
    ],
)
def test_a_statement_says_something_and_not_too_much(text: str, why: str) -> None:
    """An empty one and an endless one are refused, and nothing is written."""
    case = incident()
    with pytest.raises(Refused) as refused:
        worded(text, case=case)

    assert (why, []) == (str(refused.value), case.timeline.entries)


def test_a_statement_may_be_five_hundred_characters_long() -> None:
    """What is promised as the most is taken."""
    assert "x" * 500 == worded("x" * 500).statement.text


def test_technical_words_warn_and_never_block() -> None:
    """The author is shown what to reword; until they do, their words stand, on record."""
    case = incident()
    said = worded("OrderHub and the API: the API refuses Orders", case=case)

    assert "OrderHub and the API: the API refuses Orders" == said.statement.text
    assert ["OrderHub", "API", "API"] == [hit.word for hit in said.hits]
    assert said.words.endswith('Orders". Business readers may not know: OrderHub, API.')
    assert "Business readers may not know: OrderHub, API. (code 4821)" == case.timeline.entries[-1].why
