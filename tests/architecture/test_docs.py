"""What the documents say is so: links, settings, commands, files."""

import re
from pathlib import Path

import pytest
import typer.main
from pydantic import SecretStr

from cli.main import app
from config.settings import SIMULATED_SECRET, Settings
from tests.architecture.project import DATA, PAGES, ROOT, code_of, files, name_of, prose_of, text_of

every_page = pytest.mark.parametrize("page", PAGES, ids=name_of)

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined] # a group, whose class typer does not export
SETTINGS = {f"MIMP_{name.upper()}": field.default for name, field in Settings.model_fields.items()}
OF_THE_TESTS = {"MIMP_PROVIDER_SPECS"}
_PASSED_ON = {"worker", "simulator"}
"""Commands that pass their options on to another program."""


def _anchors(page: Path) -> set[str]:
    """Return the places a link may point to within a page, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _broken(page: Path, link: str) -> bool:
    target, _, anchor = link.partition("#")
    there = (page.parent / target).resolve() if target else page
    return not there.exists() or bool(anchor and anchor not in _anchors(there))


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to another page, or to a place on a page, resolves."""
    links = re.findall(r"\]\(([^)\s]+)\)", prose_of(page))
    broken = [link for link in links if "://" not in link and _broken(page, link)]

    assert [] == broken


@every_page
def test_every_setting_that_is_named_exists(page: Path) -> None:
    """A variable in a document is one that is read."""
    named = set(re.findall(r"\bMIMP_[A-Z_]*[A-Z]\b", text_of(page)))

    assert set() == named - SETTINGS.keys() - OF_THE_TESTS


def test_the_readme_lists_every_setting_with_its_default() -> None:
    """The table of settings is complete, in the order of the code, and its defaults are the code's."""
    rows = re.findall(r"^\| `(MIMP_\w+)` \| ([^|]+) \|", text_of(ROOT / "README.md"), re.MULTILINE)

    assert [(name, _as_shown(default)) for name, default in SETTINGS.items()] == [
        (name, shown.partition(";")[0]) for name, shown in rows
    ]


def _as_shown(default: object) -> str:
    """Return how a default stands in the table; simulated accounts are not spelled out."""
    if default is None or default == ():
        return "none"
    if isinstance(default, SecretStr) and default.get_secret_value() != SIMULATED_SECRET:
        default = default.get_secret_value()
    simulated = isinstance(default, SecretStr | tuple) or str(default).startswith(("AC0000", "+1500555"))
    return "simulated" if simulated else f"`{default}`"


@every_page
def test_every_command_that_is_named_exists(page: Path) -> None:
    """A command in a document can be typed, with the options it is shown with."""
    typed = [found for line in code_of(page) for found in re.findall(r"\bmimp ([a-z][a-z-]*)(.*)", line)]
    unknown = [name for name, _ in typed if name not in COMMANDS]
    strange = [
        (name, option)
        for name, rest in typed
        for option in re.findall(r"(?<!\S)--[a-z-]+", rest)
        if name in COMMANDS and name not in _PASSED_ON and option not in _options(name)
    ]

    assert ([], []) == (unknown, strange)


def _options(command: str) -> set[str]:
    """Return the options of a command, and of the commands under it."""
    named = COMMANDS[command]
    each = [named, *getattr(named, "commands", {}).values()]
    return {
        option for one in each for parameter in one.params for option in (*parameter.opts, *parameter.secondary_opts)
    }


def test_the_readme_lists_every_command() -> None:
    """The table of commands is complete, and each is in it once."""
    listed = re.findall(r"^\| `mimp ([a-z-]+)` \|", text_of(ROOT / "README.md"), re.MULTILINE)

    assert sorted(COMMANDS) == sorted(listed)


@every_page
def test_every_file_that_is_named_exists(page: Path) -> None:
    """A newcomer who looks for a file or folder that a document names finds it."""
    spans = re.findall(r"`([\w./-]+)`", prose_of(page))
    paths = [span for span in spans if re.fullmatch(r"\w[\w-]*(/[\w.-]+)*(/|\.(py|yaml|yml|json))", span)]

    assert [] == [path for path in paths if not _is_there(page, path)]


def _is_there(page: Path, path: str) -> bool:
    """Whether a path leads somewhere from the page or from the root; a bare name may stand for files of any folder."""
    beside, of_root = page.parent / path, ROOT / path
    return beside.exists() or of_root.exists() or ("/" not in path and path in {file.name for file in files()})


def test_no_page_is_unreachable() -> None:
    """Every page of the documentation is linked from another, the README first of all."""
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in re.findall(r"\]\(([^)\s]+)\)", prose_of(page))
    }
    pages = {page for page in PAGES if page.is_relative_to(ROOT / "docs")}

    assert set() == {name_of(page) for page in pages - linked}


def test_nothing_names_a_developers_machine() -> None:
    """The project's files name no path of somebody's own machine, and no package registry: they hold everywhere."""
    private = "|".join(f"/{name}/" for name in ("work", "root", "home", "Users"))
    registries = "|".join(re.escape(name) for name in ("pypi" + ".org", "npmjs" + ".org", "golang" + ".org"))
    forbidden = re.compile(rf"(?<![\w.-])({private})|{registries}".encode())
    named = [name_of(path) for path in files() if DATA not in path.parents and forbidden.search(path.read_bytes())]

    assert [] == named
