"""What the page on comms lists is what a template may use."""

import re

from config.round_letters import BUILT_IN
from config.template_sandbox import FILTERS
from domain.comms.updates import RoundKind
from domain.comms.words import QuantityWords, TechnicalWords
from tests.architecture.project import ROOT, text_of

PAGE = text_of(ROOT / "docs" / "comms.md")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE))


def test_the_page_lists_every_name_a_template_may_use() -> None:
    """Whoever writes a template finds all there is, and nothing that is not."""
    assert set(TechnicalWords.model_fields) == ROWS.keys() - set(RoundKind)
    assert set(QuantityWords.model_fields) <= set(re.findall(r"`(\w+)`", ROWS["total"]))


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
