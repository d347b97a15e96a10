"""The check of templates: before an incident needs them, every mistake at once, with its line and what to do (P6, P17)."""

from pathlib import Path

import pytest

from config.round_letters import BUILT_IN
from config.round_templates import TemplateCheck, check_templates, sample_rounds
from domain.comms.drafting.updates import RoundKind
from domain.technical_words import CompanyWords

LARKFIELD = CompanyWords(words=("Kestrel",))


def check(folder: Path, **templates: str) -> TemplateCheck:
    """Check these templates of a company's own, `business__first__txt` for business/first.txt."""
    for name, source in templates.items():
        audience, kind, form = name.split("__")
        (folder / audience).mkdir(exist_ok=True)
        (folder / audience / f"{kind}.{form}").write_text(source, "utf-8")
    return check_templates(folder, LARKFIELD)


def said(folder: Path, **templates: str) -> list[str]:
    """Return the mistakes in these templates, each with the file as it stands in the folder."""
    return [str(mistake).removeprefix(f"{folder}/") for mistake in check(folder, **templates).mistakes]


def test_the_built_in_templates_have_no_mistakes_and_speak_the_language_of_business() -> None:
    """Nothing to mend and nothing to reword comes with the product."""
    assert TemplateCheck() == check_templates(None, LARKFIELD)


def test_every_kind_of_round_to_both_audiences_is_tried() -> None:
    """A mistake that only the final round would show is found as well."""
    tried = {(sample.update.audience, sample.kind) for sample in sample_rounds()}

    assert 2 * len(RoundKind) == len(tried)


def test_each_audience_has_a_template_for_every_round_in_both_forms() -> None:
    """There is always one to fall back on."""
    names = {f"{kind}.{form}" for kind in RoundKind for form in ("txt", "html")} | {"text.txt"}
    shared = {"layout.txt", "layout.html", "parts.txt", "parts.html"}

    for audience in ("business", "technical"):
        assert names | shared == {path.name for path in (BUILT_IN / audience).iterdir()}


def test_a_folder_of_good_templates_is_counted(tmp_path: Path) -> None:
    """The company sees that its files were found."""
    assert TemplateCheck(own=1) == check(tmp_path, business__first__txt="{{ impact }}")


def test_every_mistake_is_said_at_once_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    """Two unknown names in one file, a block left open in another, and a third that fails only when it is filled."""
    mistakes = said(
        tmp_path,
        business__first__txt="{{ impct }}\n\n{{ nobody_knows }}",
        business__final__html="a\n{% if total %}",
        technical__text__txt="\n{{ impact + 1 }}",
    )

    assert [
        "business/final.html:2: this is no template: ",
        "business/first.txt:1: there is no 'impct' in a round to this audience. Did you mean 'impact'?",
        "business/first.txt:3: there is no 'nobody_knows' in a round to this audience. docs/comms.md lists what there is.",
        "technical/text.txt:2: this cannot be filled: ",
    ] == [mistake.split("Unexpected")[0].split("can only")[0] for mistake in mistakes]
    assert mistakes[0].endswith("Look here and just above for a bracket or a block left open.")
    assert mistakes[3].endswith("Until it is mended, the built-in one is used.")


def test_a_template_that_fails_only_while_little_is_known_is_found(tmp_path: Path) -> None:
    """The first round often knows nothing but the impact."""
    (mistake,) = said(tmp_path, business__first__txt="{{ total[0].unit }}")

    assert mistake.startswith("business/first.txt:1: this cannot be filled: ")


def test_what_is_technical_is_unknown_to_the_business_alone(tmp_path: Path) -> None:
    """The extent is for technical templates, even where no round would have shown it."""
    source = "{% if false %}{{ extent }}{% endif %}"

    assert [1, 0] == [
        len(said(tmp_path, business__first__txt=source)),
        len(said(tmp_path, business__first__txt="", technical__first__txt=source)),
    ]


def test_names_that_a_template_makes_itself_are_known(tmp_path: Path) -> None:
    """Macros, imports, loops and variables of its own are no mistakes."""
    source = (
        '{% extends "business/layout.txt" %}{% from "business/parts.txt" import section as part %}'
        '{% import "business/parts.txt" as parts %}{% set greeting = "Hello" %}'
        "{% macro named(who) %}{{ who }}{% endmacro %}"
        '{% block body %}{{ greeting }}{{ named("x") }}{{ part("x", plan) }}{{ parts.section("y", plan) }}'
        "{% for each in total %}{{ loop.index }}{{ each.unit }}{% endfor %}{% endblock %}"
    )

    assert [] == said(tmp_path, business__second__txt=source)


def test_a_misspelt_file_is_not_silently_left_unused(tmp_path: Path) -> None:
    """What takes no built-in template's place, and is used by no other, is a mistake; a part of one's own is none."""
    mistakes = said(
        tmp_path,
        business__frist__txt="{{ impact }}",
        business__foot__txt="Larkfield",
        business__first__txt='{% include "business/foot.txt" %}',
    )

    assert ["business/frist.txt:1: no round uses this file. Did you mean 'business/first.txt'?"] == mistakes


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A wrong setting is a mistake like any other."""
    (mistake,) = check_templates(tmp_path / "nowhere", LARKFIELD).mistakes

    assert "MIMP_TEMPLATES names this folder, which is not there." == mistake.what


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    """It is named, and the others are checked."""
    (tmp_path / "business").mkdir()
    (tmp_path / "business" / "first.txt").write_bytes(b"\xff\xfe")

    assert ["business/first.txt:1: the file is not UTF-8 text. Save it as UTF-8."] == said(tmp_path)


def test_technical_words_to_the_business_are_a_hint_and_no_mistake(tmp_path: Path) -> None:
    """The company's own words count; so do those in headings; words to technical teams, markup and code do not."""
    found = check(
        tmp_path,
        business__first__html='<p class="server">\nOur Kestrel is {{ impact }}</p>{% if kind == "first" %}{{ "API" }}{% endif %}',
        business__server__html="{{ impact }}\n\nthe server",
        business__second__html='{% include "business/server.html" %}',
        technical__first__html="<p>The server is down</p>",
    )

    assert () == found.mistakes
    assert [
        (2, "business readers may not know 'API'."),
        (2, "business readers may not know 'Kestrel'."),
        (3, "business readers may not know 'server'."),
    ] == [(hint.line, hint.what) for hint in found.hints]


@pytest.mark.parametrize(("source", "hints"), [("Larkfield \u2013 {{ news }}", 1), ("Larkfield - {{ news }}", 0)])
def test_a_character_that_makes_every_text_dear_is_a_hint(tmp_path: Path, source: str, hints: int) -> None:
    """A dash of a word processor more than halves what a segment holds."""
    assert hints == len(check(tmp_path, technical__text__txt=source).hints)
