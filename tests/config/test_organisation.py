"""The organisation file: read whole, and every mistake in it said at once, in words (P6)."""

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.organisation import OrganisationInvalid, load_organisation
from domain.alerts import Route
from domain.organisation import Channel, Organisation, RungName, Urgency
from domain.rota import Weekday, next_handover

NOW = datetime(2026, 1, 5, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "config" / "organisation.yaml"
BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))

VALID = """\
name: Larkfield
business_areas: {}
services:
  checkout: {name: Checkout, team: shop, owner: anna}
teams:
  shop: {name: Shop, head_of_department: anna, rota: always, ladder: standard}
people:
  anna: {name: Anna, phones: [+447700900101], email: anna@example.com, time_zone: Europe/London}
rotas:
  always:
    time_zone: Europe/London
    shifts: [{people: [anna], since: 2026-01-05}]
ladders:
  standard: {rungs: [{who: head_of_department, wait: 1h30m}]}
alerts: {catch_all_team: shop}
"""


class Expected(NamedTuple):
    """A line of a bad file and what is to be said about it."""

    line: int
    says: str


def written(folder: Path, text: str | bytes, name: str = "organisation.yaml") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path) -> OrganisationInvalid:
    """What is said when the organisation is read, which must not succeed."""
    with pytest.raises(OrganisationInvalid) as refused:
        load_organisation(path, now=NOW)
    return refused.value


def expectations(path: Path) -> list[Expected]:
    """What the comments at the top of a bad file expect: `# expect: <line>: <fragment of the message>`."""
    found = re.findall(r"^# expect: (\d+): (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return [Expected(int(line), says) for line, says in found]


@pytest.fixture
def example() -> Organisation:
    """The example company that comes with the product."""
    return load_organisation(EXAMPLE, now=datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_a_mistake_is_reported_at_its_line_and_nothing_else_is(path: Path) -> None:
    """Each bad file is told exactly what its first lines expect."""
    expected = expectations(path)
    mistakes = refusal(path).mistakes

    assert [each.line for each in expected] == [mistake.line for mistake in mistakes]
    for each, mistake in zip(expected, mistakes, strict=True):
        assert each.says in f"{mistake.what} {mistake.remedy}"
        assert str(path) == mistake.file


def test_every_bad_file_expects_one_mistake_and_one_file_many() -> None:
    """A bad file is named for its only mistake; `many-mistakes` shows that all are reported at once."""
    several = {path.stem for path in BAD if len(expectations(path)) != 1}

    assert {"many-mistakes"} == several


def test_mistakes_are_printed_one_per_line_with_file_and_line(tmp_path: Path) -> None:
    """The report reads like a compiler's, in the order of the file."""
    path = written(tmp_path, VALID.replace("owner: anna", "owner: ana").replace("rota: always", "rota: alway"))

    assert (
        f"{path}:4: service 'checkout' has the owner 'ana', who is not listed under people. Did you mean 'anna'?\n"
        f"{path}:6: team 'shop' has the rota 'alway', which is not listed under rotas. Did you mean 'always'?"
    ) == str(refusal(path))


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    """What is optional may be left out, and then the defaults of the process hold."""
    company = load_organisation(written(tmp_path, VALID), now=NOW)

    assert (company.on_call("shop", NOW), company.person("anna").phone) == ("anna", "+447700900101")
    assert timedelta(minutes=90) == company.ladders["standard"].rungs[0].wait
    assert (company.rotas["always"].id, company.services["checkout"].id) == ("always", "checkout")
    assert timedelta(minutes=45) == company.policies.comms.cadence


def test_a_folder_is_read_as_one_file(tmp_path: Path) -> None:
    """Sections may be split over files, and one section too; other files in the folder are left alone."""
    people, rest = VALID.split("rotas:")
    written(tmp_path, people, "a.yaml")
    written(tmp_path, f"rotas:{rest}", "b.yaml")
    ben = "{name: Ben, phones: [+447700900102], email: ben@example.com, time_zone: Europe/London}"
    written(tmp_path, f"people:\n  ben: {ben}\n", "c.yaml")
    written(tmp_path, "{{{", "notes.txt")

    assert sorted(load_organisation(tmp_path, now=NOW).people) == ["anna", "ben"]


def test_a_key_given_in_two_files_is_a_mistake_that_names_both(tmp_path: Path) -> None:
    """Nobody has to guess which of two files counts."""
    first = written(tmp_path, VALID, "a.yaml")
    second = written(tmp_path, "name: Other\npeople:\n  anna: {}\n", "b.yaml")

    assert (
        f"{second}:1: 'name' is given twice, first in {first}, line 1. Keep one of the two.\n"
        f"{second}:3: 'anna' is given twice, first in {first}, line 8. Keep one of the two."
    ) == str(refusal(tmp_path))


def test_of_a_key_given_twice_only_the_first_is_looked_into(tmp_path: Path) -> None:
    """What the second one says is not held against the file as well."""
    again = "  checkout: {name: Checkout, team: shop, owner: nobody}\nteams:"
    path = written(tmp_path, VALID.replace("teams:", again))

    assert f"{path}:5: 'checkout' is given twice, first in line 4. Keep one of the two." == str(refusal(path))


def test_every_unreadable_file_of_a_folder_is_named(tmp_path: Path) -> None:
    """While a file cannot be read, that alone is reported, for each such file."""
    written(tmp_path, "name: [", "a.yaml")
    written(tmp_path, VALID.replace("owner: anna", "owner: ana"), "b.yaml")
    written(tmp_path, "", "c.yaml")

    assert [Path(mistake.file).name for mistake in refusal(tmp_path).mistakes] == ["a.yaml", "c.yaml"]


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("", 1, "the file is empty."),
        ("# nothing yet\n", 1, "the file is empty."),
        ("- a\n- b\n", 1, "the file has no sections."),
        ("hello", 1, "the file has no sections."),
        (b"name: Larkfield\npeople: \xff\xfe\n", 2, "the file is not UTF-8 text."),
        ("name: Larkfield\npeople: \x00\n", 2, "this is not YAML: there is a character that cannot be read, U+0000."),
        (
            'a: "\\UFFFFFFFF"',
            1,
            "this is not YAML: somewhere a text in quotes has a '\\U' that stands for no character.",
        ),
        ("? [a]\n: b", 1, "this key is not a word."),
        (b"x" * (1024 * 1024 + 1), 1, "the file is larger than 1 MB."),
    ],
)
def test_a_file_that_is_no_organisation_gets_one_clear_sentence(
    tmp_path: Path, content: str | bytes, line: int, what: str
) -> None:
    """Empty, of another kind, or not even text: the first thing that stands in the way is said."""
    (mistake,) = refusal(written(tmp_path, content)).mistakes

    assert (line, what) == (mistake.line, mistake.what)


def test_a_missing_file_or_an_empty_folder_is_said(tmp_path: Path) -> None:
    """A wrong path is told apart from a wrong file."""
    missing = tmp_path / "none.yaml"

    assert f"{missing}:1: there is no such file. Check the path." == str(refusal(missing))
    assert refusal(tmp_path).mistakes[0].what == "there is no *.yaml file in this folder."


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    """The system's own reason is passed on."""
    (tmp_path / "organisation.yaml").mkdir()

    assert refusal(tmp_path).mistakes[0].what == "the file cannot be read: Is a directory."


@pytest.mark.parametrize(
    "rubbish",
    [
        "[" * 1_000_000,
        "{a: " * 250_000,
        "- " * 500_000,
        "services:\n" + "".join(f"  s{n}: {{owner: p{n}}}\n" for n in range(20_000)) + "people: {pp: {}}\n",
    ],
    ids=["brackets", "braces", "dashes", "references"],
)
def test_a_megabyte_of_rubbish_is_refused_in_a_page_of_words(tmp_path: Path, rubbish: str) -> None:
    """However wrong a file is, the report stays readable."""
    mistakes = refusal(written(tmp_path, rubbish)).mistakes

    assert 1 <= len(mistakes) <= 201


def test_a_report_that_was_cut_short_says_so(tmp_path: Path) -> None:
    """Two hundred mistakes are shown, and that there are more."""
    many = "".join(f"  p{n}: {{}}\n" for n in range(300))
    mistakes = refusal(written(tmp_path, f"people:\n{many}")).mistakes

    assert len(mistakes) == 201
    assert mistakes[-1].what == "200 mistakes are shown; there are more."


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("abc:-[]{}#&*!|>'\"%@\\Ux0 \n\t,?<~é1.+", max_size=80))
def test_no_text_does_more_than_be_refused(tmp_path: Path, text: str) -> None:
    """Whatever is in the file, the answer is a report and never a crash."""
    assert refusal(written(tmp_path, text)).mistakes


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_valid_file_with_a_piece_put_elsewhere_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """Cutting and pasting in a good file leads to an organisation or to a report, and to nothing else."""
    pieces = re.findall(r"\w+|\W", VALID)
    start, length = data.draw(st.integers(0, len(pieces) - 1)), data.draw(st.integers(1, 8))
    other = data.draw(st.integers(0, len(pieces) - 1))
    pieces[start : start + length] = pieces[other : other + data.draw(st.integers(0, 8))]
    try:
        outcome: object = load_organisation(written(tmp_path, "".join(pieces)), now=NOW)
    except OrganisationInvalid as invalid:
        outcome = invalid.mistakes

    assert outcome


def test_plain_words_in_yaml_mean_what_they_look_like(tmp_path: Path) -> None:
    """A number to call stays as written without quotes, and `no` is a word, not a false."""
    text = VALID.replace("name: Anna", "name: no").replace("wait: 1h30m", "wait: 5m, tries: 2")
    company = load_organisation(written(tmp_path, text), now=NOW)

    assert (company.person("anna").name, company.ladders["standard"].rungs[0].tries) == ("no", 2)


def test_rotas_are_searched_for_gaps_from_now_on(tmp_path: Path) -> None:
    """A gap that lies in the past is no mistake; one in the two years to come is."""
    cover = "overrides: [{person: anna, starts: 2026-01-01T00:00+00:00, ends: 2030-01-01T00:00+00:00}]"
    text = VALID.replace("since: 2026-01-05}]", f"hours: [09:00, 17:00], since: 2026-01-05}}]\n    {cover}")
    path = written(tmp_path, text)

    assert load_organisation(path, now=datetime(2027, 12, 31, tzinfo=UTC)).name == "Larkfield"
    with pytest.raises(OrganisationInvalid, match="names nobody from Tuesday 2030-01-01 00:00"):
        load_organisation(path, now=datetime(2028, 6, 1, tzinfo=UTC))


def test_without_a_moment_given_the_clock_is_asked(tmp_path: Path) -> None:
    """Whoever only wants the organisation need not know what time it is."""
    assert load_organisation(written(tmp_path, VALID)).name == "Larkfield"


def test_the_example_shows_what_an_organisation_can_say(example: Organisation) -> None:
    """The company of the example is large enough to show every part of the file at work."""
    heads = [team.head_of_department for team in example.teams.values()]

    assert tuple(len(each) for each in (example.services, example.business_areas, example.teams, example.people)) == (
        13,
        6,
        6,
        31,
    )
    assert any(heads.count(head) > 1 for head in heads)
    assert any(person.deputy and person.absences for person in example.people.values())
    assert any(rota.overrides for rota in example.rotas.values())
    assert {"warehouse"} & set(example.services["orders"].relies_on)
    assert {"orders"} & set(example.services["warehouse"].relies_on)
    assert all(service.customer_effect for service in example.services.values())


def test_the_example_shows_how_people_agree_to_be_paged(example: Organisation) -> None:
    """Channels for calls and for what is only told, quiet hours, a shared rung and routes are each at work in it."""
    hannah, back_office = example.people["hannah-wolfe"], example.teams["back-office"]
    first = example.ladders[example.teams["payments"].ladder].rungs[0]

    assert hannah.quiet_hours is not None
    assert back_office.quiet_hours is not None
    assert ((Urgency.LOW,), (Urgency.LOW, Urgency.HIGH)) == (hannah.quiet_hours.holds, back_office.quiet_hours.holds)
    assert ((Channel.TEXT,), (Channel.TEXT, Channel.CALL, Channel.MAIL)) == (
        hannah.low_urgency_channels,
        back_office.channels,
    )
    assert (RungName.ON_CALL, (RungName.SERVICE_OWNER,)) == (first.who, first.together_with)
    assert {Route.PAGE, Route.TEXT, Route.RECORD} == {route.do for route in example.alerts.routes}


def test_a_ladder_may_end_in_a_head_of_department_who_is_not_alone(tmp_path: Path) -> None:
    """Whoever shares the last rung with the head of department does not keep the search from them."""
    last = "{who: service_owner, together_with: [head_of_department], wait: 5m}"
    path = written(tmp_path, VALID.replace("{who: head_of_department, wait: 1h30m}", last))

    assert (RungName.HEAD_OF_DEPARTMENT,) == load_organisation(path, now=NOW).ladders["standard"].rungs[0].together_with


def test_a_condition_of_a_route_is_one_word_or_several(tmp_path: Path) -> None:
    """Both are read as a list."""
    routes = "severities: [low, high], routes: [{severity: low, do: text}, {severity: [high, low], do: page}]"
    path = written(tmp_path, VALID.replace("catch_all_team: shop}", f"catch_all_team: shop, {routes}}}"))

    assert [("low",), ("high", "low")] == [route.severity for route in load_organisation(path, now=NOW).alerts.routes]


def test_the_example_is_a_table_a_manager_can_check(example: Organisation) -> None:
    """What stands in the file is what holds."""
    standard = example.ladders["standard"]
    friday = example.rotas["fulfilment"].shifts[1].handover

    assert [(rung.who, rung.tries) for rung in standard.rungs] == [
        (RungName.ON_CALL, 2),
        (RungName.SERVICE_OWNER, 1),
        (RungName.HEAD_OF_DEPARTMENT, 1),
    ]
    assert {timedelta(minutes=5)} == {rung.wait for rung in standard.rungs}
    assert (Weekday.FRIDAY, time(18)) == friday
    assert example.people["hannah-wolfe"].channels == (Channel.TEXT, Channel.CALL, Channel.MAIL)
    assert example.alerts.catch_all_team == "platform"


def test_checkout_of_the_example_is_always_three_different_people(example: Organisation) -> None:
    """On-call engineer, service owner and head of department of `checkout` differ, deputies included, for two years."""
    checkout = example.services["checkout"]
    team, rota = example.team(checkout.team), example.rotas[example.team(checkout.team).rota]
    change = next_handover(rota, datetime(2026, 11, 24, tzinfo=UTC))
    turns = 0
    while change and change.at < datetime(2028, 11, 24, tzinfo=UTC):
        named = (example.on_call(team.id, change.at), checkout.owner, team.head_of_department)
        assert len({example.stand_in(person, change.at).person for person in named}) == 3
        change, turns = next_handover(rota, change.at), turns + 1

    assert turns > 100


def test_the_services_of_the_example_have_owners_who_are_not_their_heads(example: Organisation) -> None:
    """Every ladder of the example has two different people above the on-call engineer."""
    for service in example.services.values():
        assert service.owner != example.team(service.team).head_of_department
