"""What the page on comms lists is what a template may use."""

import re

import pytest

from config.round_letters import BUILT_IN
from config.template_sandbox import FILTERS
from domain.comms.drafting.answers import ANSWERS, Answer
from domain.comms.drafting.updates import RoundKind
from domain.comms.drafting.words import QuantityWords, TechnicalWords
from domain.comms.rounds.kinds import rules_of
from tests.architecture.project import ROOT, text_of

PAGE = text_of(ROOT / "docs" / "comms.md")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE))


def test_the_page_lists_every_name_a_template_may_use() -> None:
    """Whoever writes a template finds all there is, and nothing that is not."""
    assert set(TechnicalWords.model_fields) == ROWS.keys() - set(RoundKind)
    assert set(QuantityWords.model_fields) <= set(re.findall(r"`(\w+)`", ROWS["total"]))


@pytest.mark.parametrize("kind", RoundKind)
def test_the_page_says_of_a_round_what_its_row_says(kind: RoundKind) -> None:
    """What it is called, when it is due, and what it must say, whoever is told."""
    called, due, must_say = ROWS[kind].split(" | ")
    rules = rules_of(kind)

    assert called.startswith(rules.name.format(number=3))
    assert rules.due == due
    for audience, required in rules.requires.items():
        assert (audience, ", ".join(ANSWERS[answer].asked_for for answer in required)) == (audience, must_say)


@pytest.mark.parametrize("answer", Answer)
def test_the_page_says_of_an_answer_what_its_row_says(answer: Answer) -> None:
    """Whoever writes a template and whoever writes a draft read the same of it."""
    assert ROWS[answer].startswith(ANSWERS[answer].meaning.split(",")[0].rstrip("."))


def test_the_page_lists_every_round_and_filter() -> None:
    """Both are complete, in the order of the code."""
    listed = PAGE[PAGE.index("Of Jinja's filters") : PAGE.index("and `lines`")]

    assert list(RoundKind) == [name for name in ROWS if name in set(RoundKind)]
    assert list(FILTERS) == re.findall(r"`(\w+)`", listed)


def test_the_page_names_every_template() -> None:
    """A folder of one's own is filled by copying names from the page."""
    names = {path.name for path in (BUILT_IN / "business").iterdir()}

    assert names == set(
        re.findall(r"\w+\.(?:html|txt)", PAGE[PAGE.index("business/   layout") : PAGE.index("the same again")])
    )
