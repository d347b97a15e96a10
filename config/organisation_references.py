"""Every place in an organisation file that names something listed elsewhere in it."""

from collections.abc import Iterator
from typing import NamedTuple

from config.organisation_mistakes import Mistake, did_you_mean
from config.yaml_nodes import Node, NodePath

NOUNS = {
    "business_areas": "business area",
    "services": "service",
    "teams": "team",
    "people": "person",
    "rotas": "rota",
    "ladders": "ladder",
}
"""The sections that list entries by id, and what one entry is called."""


class Reference(NamedTuple):
    """At `place` stands the id of an entry of `section`; `says` puts the relation in words."""

    place: str
    says: str
    section: str


REFERENCES = (
    Reference("business_areas.*.owner", "has the owner", "people"),
    Reference("business_areas.*.contacts.*", "has the contact", "people"),
    Reference("services.*.team", "belongs to the team", "teams"),
    Reference("services.*.owner", "has the owner", "people"),
    Reference("services.*.business_area", "serves the business area", "business_areas"),
    Reference("services.*.relies_on.*", "relies on", "services"),
    Reference("teams.*.head_of_department", "has the head of department", "people"),
    Reference("teams.*.members.*", "has the member", "people"),
    Reference("teams.*.rota", "has the rota", "rotas"),
    Reference("teams.*.ladder", "has the ladder", "ladders"),
    Reference("people.*.deputy", "has the deputy", "people"),
    Reference("rotas.*.shifts.*.people.*", "has on duty", "people"),
    Reference("rotas.*.overrides.*.person", "has an override for", "people"),
    Reference("alerts.catch_all_team", "names the catch-all team", "teams"),
    Reference("alerts.routes.*.service", "has a route for", "services"),
    Reference("alerts.routes.*.service.*", "has a route for", "services"),
    Reference("comms_lists.technical.*", "names for technical comms", "people"),
    Reference("comms_lists.business.*", "names for business comms", "people"),
)


def subject(path: NodePath) -> str:
    """What a path leads into, in words: `service 'checkout'`, `policy 'comms'`, `the section 'alerts'`."""
    noun = {**NOUNS, "policies": "policy"}.get(str(path[0]))
    return f"{noun} '{path[1]}'" if noun and len(path) > 1 else f"the section '{path[0]}'"


def unknown_references(root: Node) -> Iterator[Mistake]:
    """A mistake for each id that is not listed where it should be."""
    for reference in REFERENCES:
        listed = root.child(reference.section)
        # A section that is missing is a mistake of its own; it does not make every reference one.
        if listed is not None and isinstance(listed.value, dict):
            yield from _unknown(root, reference, listed.value)


def _unknown(root: Node, reference: Reference, listed: dict[str, Node]) -> Iterator[Mistake]:
    relative = "who" if reference.section == "people" else "which"
    for path, written, node in root.texts(reference.place):
        if written not in listed:
            what = f"{subject(path)} {reference.says} '{written}', {relative} is not listed under {reference.section}."
            otherwise = f"List '{written}' there, or name another."
            yield node.mistake(what, did_you_mean(written, listed, otherwise))
