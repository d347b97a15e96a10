"""A report as a page: one file that loads nothing and runs nothing, whatever people have written."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given

from config.report_pages import ReportPages
from domain.history.past import Past
from domain.history.report.making import report_of
from domain.history.report.words import plain
from domain.timeline import Kind
from tests.domain.builders import PATIENT
from tests.domain.history.pasts import BARE, INCIDENT, LATER, PAST, action, happened, with_entries
from tests.domain.history.written import WRITTEN

PAGES = ReportPages()
_NEVER_CLOSED = {"meta", "br", "img", "link"}
_EXPECTED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "h1",
        "p",
        "section",
        "h2",
        "dl",
        "div",
        "dt",
        "dd",
    ),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "ul", "li"),
    *("svg", "rect", "text", "line", "g", "path", "circle"),
}
_ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "id", "class", "scope", "data-column", "viewbox", "role"),
    *("aria-label", "aria-hidden", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "transform", "d", "r"),
}


class Page(HTMLParser):
    """What a browser makes of the page; anything that does not nest, or that the page never has of its own, is an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        assert tag in _EXPECTED, tag
        assert {name for name, _ in attrs} <= _ATTRIBUTES, attrs
        if tag not in _NEVER_CLOSED:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See an element of a drawing that ends where it begins."""
        assert tag in _EXPECTED, tag
        assert {name for name, _ in attrs} <= _ATTRIBUTES, attrs

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        """See a comment, which nobody writes into a page."""
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        """Note what is read."""
        if "style" not in self.open:
            self.words += data.split()


@pytest.mark.parametrize("past", [PAST, BARE], ids=["known", "bare"])
def test_the_page_is_whole_by_itself(past: Past) -> None:
    """It nests as HTML must, and has nothing that is fetched, sent or run; a browser is told so, too."""
    html = PAGES.html(report_of(past, LATER))
    page = Page(html)

    assert html.startswith("<!doctype html>")
    assert "http" not in html.replace("http-equiv", "")
    assert "Content-Security-Policy" in html
    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in html
    assert "Summary" in page.words


@PATIENT
@given(WRITTEN)
def test_whatever_people_write_is_never_markup_and_never_lost(written: str) -> None:
    """In every place where words of people stand: they are read as they were written, and open no element."""
    row = INCIDENT.model_copy(
        update={
            **dict.fromkeys(
                ("service", "impact", "mitigation", "workaround", "measure", "lead", "declared_by"), written
            ),
            **dict.fromkeys(("closed_because", "team_name"), written),
        }
    )
    entry = happened(1, Kind.BOARD, f"said {written}", who=written, why=written)
    past = PAST.model_copy(
        update={
            "incident": row,
            "entries": (entry,),
            "actions": (action(1, text=written, owner_name=written, why=written),),
        }
    )
    page = Page(PAGES.html(report_of(past, LATER)))

    assert f"said {plain(written)}".split() == _from(page.words, "said", len(f"said {plain(written)}".split()))


def _from(words: list[str], first: str, count: int) -> list[str]:
    """Return so many words from the last time this one stands there."""
    at = max(number for number, word in enumerate(words) if word == first)
    return words[at : at + count]


def test_a_report_of_two_thousand_entries_is_there_in_two_seconds() -> None:
    """With its drawing, and no larger than a mail may carry."""
    begun = time.process_time()
    html = PAGES.html(report_of(with_entries(2000), LATER))

    assert time.process_time() - begun < 2
    assert 2000 < html.count("<tr>")
    assert len(html.encode()) < 1_500_000
