"""Two people answer at the same instant."""

from concurrent.futures import ThreadPoolExecutor

from tests.live.company import Team
from tests.live.eventually import eventually
from tests.live.installation import Installation
from tests.live.phones import Call, Phones


def test_of_two_who_press_1_at_once_one_has_it(installation: Installation, teams: dict[str, Team]) -> None:
    """Exactly one has the incident; the other hears who, and everyone else's phone falls silent."""
    team, phones = teams["raced"], installation.phones
    installation.post_alert(team.service)
    both = [_picks_up(phones, team, phone) for phone in (team.on_call.phone, team.owner.phone)]
    with ThreadPoolExecutor() as hands:
        list(hands.map(lambda call: phones.press(call, "1"), both))

    winner = installation.taken_by(team.service)
    names = {team.on_call.phone: team.on_call.name, team.owner.phone: team.owner.name}
    (loser,) = (call for call in both if names[call["to"]] != winner)
    (won,) = (call for call in both if call is not loser)
    eventually(lambda: f"Already taken by {winner}" in phones.heard(team, loser), "the other hears who has it")
    eventually(lambda: f"Thank you, {winner}. You have incident" in phones.heard(team, won), "the winner hears it")
    eventually(lambda: not phones.ringing(team), "nobody else's phone rings")
    assert "You have incident" not in phones.heard(team, loser)


def _picks_up(phones: Phones, team: Team, number: str) -> Call:
    """Wait for the phone to ring, answer it, and listen to the menu."""

    def is_at(status: str, *, waits: bool) -> Call | None:
        calls = (call for call in phones.calls(team) if call["to"] == number)
        return next((call for call in calls if call["status"] == status and call["gathering"] == waits), None)

    phones.answer(eventually(lambda: is_at("ringing", waits=False), f"{number} rings"))
    return eventually(lambda: is_at("in-progress", waits=True), f"{number} hears the menu")
