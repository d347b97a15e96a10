"""The check of templates before an incident needs them: each is filled with sample rounds, and every mistake is said at once."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from config.organisation_mistakes import Mistake, did_you_mean
from config.round_letters import BUILT_IN, Words, mail_from, text_from, words_of
from config.template_sandbox import TemplateFailed, Templates
from domain.audiences import Audience
from domain.comms.dispatch.delivery import BusinessRound, TechnicalRound
from domain.comms.drafting.answers import Answer, answers_to
from domain.comms.drafting.updates import BusinessUpdate, Quantity, RoundKind, TechnicalUpdate
from domain.comms.drafting.words import BusinessWords, TechnicalWords
from domain.comms.rounds.kinds import rules_of
from domain.technical_words import TECHNICAL_WORDS, CompanyWords, Hit, technical_words
from domain.text_segments import beyond_gsm

_WORDS: dict[str, type[Words]] = {Audience.BUSINESS: BusinessWords, Audience.TECHNICAL: TechnicalWords}
_OF_JINJA = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})
_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_TAG = re.compile(r"<[^>]*>|&[a-z]+;")


@dataclass(frozen=True)
class TemplateCheck:
    """What was found in the templates: `own` files of the company, mistakes, and hints, which are no mistakes."""

    own: int = 0
    mistakes: tuple[Mistake, ...] = ()
    hints: tuple[Mistake, ...] = ()


def check_templates(own: Path | None, company: CompanyWords) -> TemplateCheck:
    """Check the built-in templates and the company's own in this folder, if any; `company` has its own technical words."""
    if own is not None and not own.is_dir():
        what = "MIMP_TEMPLATES names this folder, which is not there."
        return TemplateCheck(
            mistakes=(Mistake(str(own), 1, what, "Name the folder of your templates, or leave it out."),)
        )
    templates = Templates(own, BUILT_IN) if own else Templates(BUILT_IN)
    names = sorted(name for name in templates.list_templates() if name.endswith((".txt", ".html")))
    parsed = {name: _parsed(templates, name) for name in names}
    trees = {name: tree for name, tree in parsed.items() if isinstance(tree, nodes.Template)}
    broken = [tree for tree in parsed.values() if isinstance(tree, Mistake)]
    read = [*_unknown_names(templates, trees), *(_unused(own, trees) if own else ())]
    mistakes = _each_place_once([*broken, *read, *_cannot_be_filled(templates)])
    hints = [hint for name, tree in trees.items() for hint in _hints(templates, name, tree, company)]
    return TemplateCheck(len(_files(own)), tuple(sorted(mistakes)), tuple(sorted(hints)))


def _files(own: Path | None) -> list[str]:
    """Return the names of the templates in the company's folder."""
    found = own.rglob("*") if own else ()
    return sorted(path.relative_to(own).as_posix() for path in found if own and path.suffix in {".txt", ".html"})


def _parsed(templates: Templates, name: str) -> nodes.Template | Mistake:
    file = Path(templates.file_of(name))
    try:
        return templates.parse(file.read_text("utf-8"), name, str(file))
    except TemplateSyntaxError as error:
        what = f"this is no template: {(error.message or 'it cannot be read').rstrip('.')}."
        return Mistake(str(file), error.lineno, what, "Look here and just above for a bracket or a block left open.")
    except OSError as error:
        return Mistake(str(file), 1, f"the file cannot be read: {error.strerror}.", "Check its permissions.")
    except UnicodeDecodeError:
        return Mistake(str(file), 1, "the file is not UTF-8 text.", "Save it as UTF-8.")


def _unknown_names(templates: Templates, trees: dict[str, nodes.Template]) -> Iterator[Mistake]:
    """Yield each name that a template uses and no round has."""
    for name, tree in trees.items():
        fields = _WORDS.get(name.split("/")[0], BusinessWords).model_fields
        known = {*fields, *_OF_JINJA, *_made_in(tree)}
        for used in tree.find_all(nodes.Name):
            if used.ctx == "load" and used.name not in known:
                what = f"there is no '{used.name}' in a round to this audience."
                remedy = did_you_mean(used.name, fields, "docs/comms.md lists what there is.")
                yield Mistake(templates.file_of(name), used.lineno, what, remedy)


def _made_in(tree: nodes.Template) -> Iterator[str]:
    """Yield the names that a template makes itself: macros, what it imports, sets and goes through."""
    yield from (each.name for each in tree.find_all(nodes.Macro))
    yield from (each.target for each in tree.find_all(nodes.Import))
    yield from (each.name for each in tree.find_all(nodes.Name) if each.ctx != "load")
    for found in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in found.names)


def _unused(own: Path, trees: dict[str, nodes.Template]) -> Iterator[Mistake]:
    """Yield each file of the company that takes no built-in one's place and that no other uses: mostly a misspelt name."""
    built_in = Templates(BUILT_IN).list_templates()
    used = {reference.value for tree in trees.values() for reference in _references(tree)}
    for name in _files(own):
        if name not in built_in and name not in used:
            what = "no round uses this file."
            yield Mistake(str(own / name), 1, what, did_you_mean(name, built_in, "docs/comms.md lists the names."))


def _cannot_be_filled(templates: Templates) -> Iterator[Mistake]:
    for sample in sample_rounds():
        words = words_of(sample, "Europe/Berlin", ["+447700900000"])
        for write in (mail_from, text_from):
            try:
                write(templates, words)
            except TemplateFailed as failed:
                what = f"this cannot be filled: {failed.what}."
                yield Mistake(failed.file, failed.line, what, "Until it is mended, the built-in one is used.")


def _each_place_once(mistakes: Iterable[Mistake]) -> list[Mistake]:
    first: dict[tuple[str, int], Mistake] = {}
    for mistake in mistakes:
        first.setdefault((mistake.file, mistake.line), mistake)
    return list(first.values())


def _hints(templates: Templates, name: str, tree: nodes.Template, company: CompanyWords) -> Iterator[Mistake]:
    """Yield what is worth a second look: technical words to the business, and characters that make texts dear."""
    file = templates.file_of(name)
    for line, fixed in _fixed_words(tree):
        for hit in _technical(fixed, company) if name.startswith(f"{Audience.BUSINESS}/") else []:
            yield Mistake(
                file, line, f"business readers may not know '{hit.word}'.", "Say it in other words if you can."
            )
        if name.endswith("/text.txt") and (dear := beyond_gsm(fixed)):
            what = f"'{dear[0]}' makes a segment of each text hold 70 characters instead of 160."
            yield Mistake(file, line, what, "Write it with a plain character.")


def _fixed_words(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Yield what a template says whatever the round, line by line."""
    for fixed in tree.find_all(nodes.TemplateData):
        yield from enumerate(_TAG.sub(" ", fixed.data).split("\n"), start=fixed.lineno)
    references = _references(tree)
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and all(constant is not each for each in references):
            yield constant.lineno, constant.value


def _references(tree: nodes.Template) -> list[nodes.Const]:
    """Return the names of other templates in a template."""
    named = [
        *(each.template for each in tree.find_all(nodes.Extends)),
        *(each.template for each in tree.find_all(nodes.Include)),
        *(each.template for each in tree.find_all(nodes.Import)),
        *(each.template for each in tree.find_all(nodes.FromImport)),
    ]
    return [name for name in named if isinstance(name, nodes.Const)]


def _technical(fixed: str, company: CompanyWords) -> list[Hit]:
    return technical_words(fixed, (*TECHNICAL_WORDS, *company.words), company.names)


def sample_rounds() -> Iterator[BusinessRound | TechnicalRound]:
    """Yield rounds of every kind to both audiences: with all there can be, with as little as possible, and to a late comer."""
    for number, kind in enumerate(RoundKind, start=1):
        whole = _sample(kind, number)
        bare = _bare(whole)
        for details in (whole, whole | {"late": True}, whole | {"late": True, "overdue": True}, bare):
            says = details is not bare
            business = BusinessUpdate.model_validate(_told(Audience.BUSINESS) if says else {})
            technical = TechnicalUpdate.model_validate(_told(Audience.TECHNICAL) if says else {})
            yield BusinessRound.model_validate(details | {"update": business})
            yield TechnicalRound.model_validate(details | {"update": technical})


def _sample(kind: RoundKind, number: int) -> dict[str, object]:
    return {
        "incident": "incident/checkout",
        "code": "checkout-7K3Q",
        "service": "Checkout",
        "number": number,
        "kind": kind,
        "approved_by": "Nadia Rahman",
        "declared_at": _NOON - timedelta(minutes=15),
        "sent_at": _NOON,
        "next_due": None if rules_of(kind).last else _NOON + timedelta(minutes=45),
        "headline": "customers cannot check out",
        "joins": True,
    }


def _bare(whole: dict[str, object]) -> dict[str, object]:
    """Return a round of which nothing is known but what must be."""
    return {name: whole[name] for name in ("incident", "code", "service", "number", "kind", "approved_by")}


def _told(audience: Audience) -> dict[str, object]:
    """Return everything an update to this audience can say."""
    samples: dict[Answer, object] = {
        Answer.IMPACT: "customers cannot check out, and no orders come in",
        Answer.EXTENT: "Checkout, basket",
        Answer.CAUSE: "the supplier for card payments is down",
        Answer.PLAN: "customers pay on delivery until the supplier is back",
        Answer.STATUS: "the supplier has found the fault",
        Answer.TOTAL: (
            Quantity(amount=Decimal(1240), unit="orders not placed", counted="against last Monday", final=True),
            Quantity(amount=Decimal("84000.50"), unit="EUR", counted="average basket times the orders"),
        ),
        Answer.NEXT_STEPS: "a second supplier by the end of the month",
    }
    return {answer: samples[answer] for answer in answers_to(audience)}
