"""The form of an organisation file: fields, kinds and bounds, as the domain's models state them, reported in words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from config.organisation_mistakes import Mistake, did_you_mean
from config.organisation_references import NOUNS, REFERENCES, subject
from config.yaml_nodes import Node, NodePath
from domain.organisation import Organisation

_A_DATE = "It must be a date such as 2026-01-05."
_A_MOMENT = "It must be a date and time with its distance from UTC, such as 2027-07-01T09:00+01:00."
_A_GROUP = "It must be a group of fields, each as 'field: value'."
_A_LIST = "It must be a list, such as [first, second]."

# Pydantic's kinds of error, in words for people who write no programs. The domain's own begin with "must".
_REMEDIES = {
    "string_type": "It must be text; put a number in quotes.",
    "int_type": "It must be a whole number, without quotes.",
    "bool_type": "It must be true or false, without quotes.",
    "tuple_type": _A_LIST,
    "model_type": _A_GROUP,
    "dict_type": _A_GROUP,
    "date_type": _A_DATE,
    "date_parsing": _A_DATE,
    "datetime_type": _A_MOMENT,
    "datetime_parsing": _A_MOMENT,
    "datetime_from_date_parsing": _A_MOMENT,
    "timezone_aware": _A_MOMENT,
    "enum": "It must be {expected}.",
    "literal_error": "It must be {expected}.",
    "greater_than_equal": "It must be at least {ge}.",
    "less_than_equal": "It must be at most {le}.",
    "too_short": "It must have at least one entry.",
    "too_long": "It must have no more than {max_length} entries.",
}


@dataclass
class Parts:
    """What of an organisation could be read, by section, and what could not."""

    sections: dict[str, Any] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def read_parts(root: Node) -> Parts:
    """Read every section, entry by entry, so that one wrong entry hides nothing of the others."""
    parts = Parts(mistakes=list(_unknown_sections(root)))
    for name, section in Organisation.model_fields.items():
        node = root.child(name)
        if node is None and section.is_required():
            parts.mistakes.append(root.mistake(f"there is no section '{name}'.", f"Add '{name}:'."))
        elif node is not None and name in NOUNS:
            parts.sections[name] = _read_entries(root, name, node, parts.mistakes)
        elif node is not None:
            parts.sections[name] = _read(root, (name,), section.annotation, node.plain(), parts.mistakes)
    return parts


def _unknown_sections(root: Node) -> Iterator[Mistake]:
    known = Organisation.model_fields
    for name, node in root.children():
        if name not in known:
            remedy = did_you_mean(str(name), known, f"Sections are: {', '.join(known)}.")
            yield node.mistake(f"there is no section called '{name}'.", remedy)


def _read_entries(root: Node, section: str, node: Node, mistakes: list[Mistake]) -> dict[str, Any]:
    if not isinstance(node.value, dict):
        what = f"{subject((section,))} {_looks(node)}."
        mistakes.append(node.mistake(what, f"It must have one entry for each {NOUNS[section]}, under its id."))
        return {}
    model = _model(Organisation.model_fields[section].annotation)
    read = {
        key: _read(root, (section, key), model, _completed(section, key, entry.plain()), mistakes)
        for key, entry in node.value.items()
    }
    return {key: entry for key, entry in read.items() if entry is not None}


def _completed(section: str, key: str, entry: object) -> object:
    """Add what the file leaves to be understood: ids, a ladder's name, and a rota's time zone for its shifts."""
    if not isinstance(entry, dict):
        return entry
    if section == "ladders":
        return {"name": key, **entry}
    if section == "rotas" and isinstance(entry.get("shifts"), list):
        zone = {"time_zone": entry.get("time_zone")}
        entry["shifts"] = [{**zone, **shift} if isinstance(shift, dict) else shift for shift in entry["shifts"]]
    return {**entry, "id": key}


def _read(root: Node, path: NodePath, kind: Any, plain: object, mistakes: list[Mistake]) -> Any:
    try:
        # As JSON, strictly: text is read as a date or a time of day, and nothing else is taken for another kind.
        return TypeAdapter(kind).validate_json(json.dumps(plain), strict=True)
    except ValidationError as invalid:
        errors = [(error, (*path, *error["loc"])) for error in invalid.errors(include_url=False)]
        mistakes += [_in_words(root, error, place) for error, place in errors if _was_written(root, error, place)]
        return None


def _was_written(root: Node, error: ErrorDetails, path: NodePath) -> bool:
    """Whether the author wrote what is wrong, or it only follows from something that is reported elsewhere."""
    node, steps = root.nearest(path)
    if error["type"] == "too_short":
        # Pydantic counts the right entries alone, so a list with a wrong one may look too short to it.
        return node.value == []
    return error["type"] == "missing" or steps == len(path)


def _in_words(root: Node, error: ErrorDetails, path: NodePath) -> Mistake:
    node, _ = root.nearest(path)
    if error["type"] == "missing":
        return _missing(node, path)
    if error["type"] == "extra_forbidden":
        return _not_a_field(node, path)
    if error["msg"].startswith("must "):
        looks = "is not right" if isinstance(node.value, dict) else _looks(node)
        return node.mistake(f"{_place(path)} {looks}.", f"It {error['msg']}.")
    remedy = _REMEDIES.get(error["type"], f"{error['msg']}.")
    return node.mistake(f"{_place(path)} {_looks(node)}.", remedy.format(**error.get("ctx", {})))


def _missing(node: Node, path: NodePath) -> Mistake:
    name = path[-1]
    if isinstance(name, int):
        return node.mistake(f"{_place(path[:-1])} {_looks(node)}.", f"It must have at least {name + 1} entries.")
    sections = [each.section for each in REFERENCES if each.place.split(".")[-1] == name]
    remedy = f"Add '{name}:' and the id of a {NOUNS[sections[0]]}." if sections else f"Add '{name}:'."
    return node.mistake(f"{_place(path[:-1])} has no '{name}'.", remedy)


def _not_a_field(node: Node, path: NodePath) -> Mistake:
    known = _fields(path)
    remedy = did_you_mean(str(path[-1]), known, f"Its fields are: {', '.join(known)}.")
    return node.mistake(f"{_place(path[:-1])} has '{path[-1]}', which is not a field here.", remedy)


def _fields(path: NodePath) -> list[str]:
    """The fields beside which the last one of the path stands, without those we complete."""
    model: type[BaseModel] = Organisation
    in_section = path[0] in NOUNS
    for step in (path[0], *path[2 if in_section else 1 : -1]):
        if isinstance(step, str):
            model = _model(model.model_fields[step].annotation)
    return [field.alias or name for name, field in model.model_fields.items() if name != "id"]


def _model(annotation: object) -> type[BaseModel]:
    """The model inside an annotation such as `Mapping[str, Person]` or `tuple[Shift, ...]`."""
    while not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        annotation = get_args(annotation)[1 if _is_mapping(annotation) else 0]
    return annotation


def _is_mapping(annotation: object) -> bool:
    return getattr(annotation, "__origin__", None) is Mapping


def _place(path: NodePath) -> str:
    """A path in words: `'since' of entry 1 of 'shifts' of rota 'platform'`."""
    named = 2 if path[0] in {*NOUNS, "policies"} else 1
    words: list[str] = []
    for step in path[named:]:
        inside = f" of {words.pop()}" if words and isinstance(step, int) else ""
        words.append(f"'{step}'" if isinstance(step, str) else f"entry {step + 1}{inside}")
    return " of ".join([*reversed(words), subject(path)])


def _looks(node: Node) -> str:
    match node.value:
        case None | []:
            return "is empty"
        case dict():
            return "is a group of fields"
        case list():
            return "is a list"
        case bool():
            return f"is {str(node.value).lower()}"
        case _:
            return f"is '{str(node.value)[:60]}'"
