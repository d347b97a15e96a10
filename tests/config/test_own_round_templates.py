"""Templates of a company's own take the place of ours, within bounds, and none of them stops a round (P17 to P20)."""

import tracemalloc
from pathlib import Path

import pytest

from config.round_letters import RoundLetters
from domain.comms.drafting.updates import RoundKind
from tests.config.test_round_letters import BUILT_IN_LETTERS, LONDON, TOTAL
from tests.domain.comms.told import business_round, technical_round


def own(folder: Path, **templates: str) -> RoundLetters:
    """Return letters of a company with these templates of its own, `business__first__txt` for business/first.txt."""
    for name, source in templates.items():
        audience, kind, form = name.split("__")
        (folder / audience).mkdir(exist_ok=True)
        (folder / audience / f"{kind}.{form}").write_text(source, "utf-8")
    return RoundLetters(folder)


def test_a_companys_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    """The one it has is used, in that form, for that audience and round; all others are built in."""
    letters = own(
        tmp_path, business__second__txt="Larkfield: {{ impact }}", business__text__txt="{{ news }}\n- Larkfield"
    )
    mail = letters.business_mail(business_round(), LONDON)

    assert ("Larkfield: Customers cannot check out.", None) == (mail.text, mail.plain)
    assert BUILT_IN_LETTERS.business_mail(business_round(), LONDON).html == mail.html
    assert "Customers cannot check out. - Larkfield" == letters.business_text(business_round(), LONDON).words
    further, technical = business_round(RoundKind.FURTHER), technical_round()
    assert BUILT_IN_LETTERS.business_mail(further, LONDON) == letters.business_mail(further, LONDON)
    assert BUILT_IN_LETTERS.technical_mail(technical, LONDON) == letters.technical_mail(technical, LONDON)


def test_a_companys_layout_frames_our_rounds(tmp_path: Path) -> None:
    """Changing the frame needs no other file."""
    letters = own(tmp_path, business__layout__txt="LARKFIELD\n{% block body %}{% endblock %}")

    assert (
        "LARKFIELD\nWhat it means now\nCustomers cannot check out.\n\n"
        == letters.business_mail(business_round(), LONDON).text
    )


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("ok\n{{ impact", 2, "unexpected end of template"),
        ("ok\n\n{{ impct }}", 3, "'impct' is undefined"),
        ("{{ extent }}", 1, "'extent' is undefined"),
        ("{{ impact + 1 }}", 1, "str"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("a\n{{ impact.__class__ }}", 2, "unsafe"),
        ("{{ impact.upper() }}", 1, "unsafe"),
        ("{{ '{:999999999}'.format(1) }}", 1, "unsafe"),
        ("{{ impact | safe }}", 1, "No filter named 'safe'"),
        ("{{ 'x' * 1000000000 }}", 1, "'*' is for numbers alone"),
        ("{{ '%999999999s' % 1 }}", 1, "'%' is for numbers alone"),
        ("{{ 9 ** 9 ** 9 ** 9 }}", 1, "'**' is not to be used"),
        ("{% for a in impact %}{% for b in impact %}{% for c in impact %}{% for d in impact %}x", 1, "'endfor'"),
        (4 * "{% for a in impact %}" + 4 * "{% endfor %}", 1, "more than 10,000 times"),
        (4 * "{% for a in impact %}" + "{{ loop.index }}" + 4 * "{% endfor %}", 1, "more than 10,000 times"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", 1, "calls itself without end"),
        (60 * "{% for a in impact %}" + 60 * "{% endfor %}", 1, ""),
        ("{% for a in impact %}" + 10_000 * "x" + "{% endfor %}", 1, "longer than 200,000 characters"),
        ("{{ 1 | round(30000000, 'ceil') }}", 1, "15 places at most"),
        ("{% set a = 99999999 %}" + 26 * "{% set a = a * a %}" + "{{ a > 1 }}", 1, "beyond 1,000,000,000,000,000"),
        ("{% set a = impact %}" + 27 * "{% set a = a ~ a %}" + "{{ a | length }}", 1, "longer than 200,000"),
        ("{% set a = impact %}" + 27 * "{% set a = a + a %}" + "{{ a | length }}", 1, "longer than 200,000"),
        ("{% set a = impact %}" + 9 * "{% set a = a | replace('c', a) %}" + "{{ a }}", 1, "longer than 200,000"),
        ("{% set a = impact %}" + 9 * "{% set a = a | list | join(a) %}" + "{{ a }}", 1, "longer than 200,000"),
        ("{% set a = ['x'] %}" + 27 * "{% set a = [a, a] %}" + "{{ a | length }}", 1, "a list in a list"),
        ("{% set a = [0, 0] %}" + 27 * "{% set a = [0, 0] | map('default', a, true) | list %}", 1, "a list in a list"),
        ("{{ impact | list }}", 1, "a list cannot be written"),
        (
            "{% set a %}{{ impact }}{% endset %}" + 20 * "{% set a %}{{ a }}{{ a }}{% endset %}",
            1,
            "longer than 200,000",
        ),
        (
            "{% macro m(a) %}{{ a }}{{ a }}{% endmacro %}{% set a = impact %}" + 20 * "{% set a = m(a) %}",
            1,
            "longer than 200,000",
        ),
        ("{% for a in impact %}" + 60 * "{% set b = impact | list | sort %}" + "{% endfor %}", 1, "too much"),
        ('a\n{% extends "business/frame.txt" %}', 2, "business/frame.txt"),
        ("{% for a in number %}{% endfor %}", 1, "not iterable"),
        ('{% extends "technical/layout.txt" %}', 1, "'technical/layout.txt' is written for the other audience"),
        ('a\n{% include ["none.txt", "./Technical/layout.txt"] %}', 2, "is written for the other audience"),
    ],
)
def test_a_mistake_in_a_companys_template_never_stops_a_round(tmp_path: Path, source: str, line: int, why: str) -> None:
    """The built-in mail goes out in its place, and it is said which file and line are wrong, and why."""
    long = business_round(impact="customers cannot check out " * 10)
    mail = own(tmp_path, business__second__txt=source).business_mail(long, LONDON)
    built_in = BUILT_IN_LETTERS.business_mail(long, LONDON)

    assert (built_in.text, built_in.html) == (mail.text, mail.html)
    assert mail.plain is not None
    assert f"{tmp_path}/business/second.txt, line {line}: " in mail.plain
    assert why in mail.plain


@pytest.mark.parametrize("grows", ["a | list | join(a)", "a | replace('c', a)", "a ~ a ~ a ~ a ~ a"])
def test_what_is_too_long_is_not_made_first(tmp_path: Path, grows: str) -> None:
    """It is refused before it takes up the memory of the worker that sends for everybody."""
    long = business_round(impact="c" * 90_000)
    letters = own(tmp_path, business__second__txt="{% set a = impact %}{% set a = " + grows + " %}")
    tracemalloc.start()
    try:
        mail = letters.business_mail(long, LONDON)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert ("longer than 200,000" in (mail.plain or ""), True) == (True, most < 20_000_000)


def test_a_mistake_in_an_included_file_is_said_with_that_file(tmp_path: Path) -> None:
    """Whoever mends it is not sent to the wrong place."""
    letters = own(
        tmp_path, business__second__txt='x\n{% include "business/foot.txt" %}', business__foot__txt="\n\n{{ foot }}"
    )
    plain = letters.business_mail(business_round(), LONDON).plain or ""

    assert f"{tmp_path}/business/foot.txt, line 3: 'foot' is undefined" in plain


def test_what_both_audiences_share_reaches_for_neither(tmp_path: Path) -> None:
    """A folder of another name serves both, and leads to each reader's own templates alone."""
    letters = own(
        tmp_path,
        business__second__txt='{% include "shared/foot.txt" %}',
        technical__second__txt='{% include "shared/foot.txt" %}',
        technical__foot__txt="for engineers",
        shared__foot__txt='{% include "technical/foot.txt" %}',
    )

    assert "is written for the other audience" in (letters.business_mail(business_round(), LONDON).plain or "")
    assert "for engineers" == letters.technical_mail(technical_round(), LONDON).text


def test_both_forms_of_a_mail_are_of_one_kind(tmp_path: Path) -> None:
    """When the company's HTML cannot be had, its plain text is not sent beside ours: they might say different things."""
    letters = own(tmp_path, business__second__txt="ours", business__second__html="{{ oops }}")

    assert (
        BUILT_IN_LETTERS.business_mail(business_round(), LONDON).text
        == letters.business_mail(business_round(), LONDON).text
    )


def test_a_text_never_fails_either(tmp_path: Path) -> None:
    """The built-in text is sent in its place, and it is said which file and line are wrong."""
    text = own(tmp_path, business__text__txt="{{ oops }}").business_text(business_round(), LONDON)

    assert BUILT_IN_LETTERS.business_text(business_round(), LONDON).words == text.words
    assert text.plain is not None
    assert f"{tmp_path}/business/text.txt, line 1: 'oops' is undefined" in text.plain


def test_what_is_no_text_or_gone_is_no_reason_to_be_silent(tmp_path: Path) -> None:
    """A file of another encoding, or a folder that is gone, leaves the built-in templates."""
    letters = own(tmp_path, business__second__txt="")
    (tmp_path / "business" / "second.txt").write_bytes(b"\xff\xfe")

    assert (
        BUILT_IN_LETTERS.business_mail(business_round(), LONDON).text
        == letters.business_mail(business_round(), LONDON).text
    )
    gone = RoundLetters(tmp_path / "nowhere")
    assert BUILT_IN_LETTERS.business_mail(business_round(), LONDON) == gone.business_mail(business_round(), LONDON)


def test_a_company_may_use_loops_conditions_and_filters(tmp_path: Path) -> None:
    """What a template needs is there."""
    source = "{% for each in total if each.certainty == 'final' %}{{ each.unit | upper }} {{ loop.index }}{% endfor %}"
    letters = own(tmp_path, business__final__txt=source + " {{ number * 2 }}")

    assert "EUR OF SALES 1 4" == letters.business_mail(business_round(RoundKind.FINAL, total=TOTAL), LONDON).text


def test_a_loop_over_a_list_of_its_own_runs_each_time(tmp_path: Path) -> None:
    """Counting its turns uses nothing up."""
    letters = own(tmp_path, business__second__txt="{% for each in ['a', 'b'] %}{{ each }}{% else %}none{% endfor %}")

    assert ["ab", "ab"] == [letters.business_mail(business_round(), LONDON).text for _ in range(2)]
