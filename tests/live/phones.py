"""The telephone company of an installation: who is called, and what they do."""

from typing import Any

import httpx

from tests.live.company import Member, Team

Call = dict[str, Any]

TAKES_IT = {"do": "answer", "after_rings": 1, "press": ["1", "3"], "think": 2.0}
"""Picks up, presses 1 to take it, hears the confirmation, and presses 3: keeps looking."""


class Phones:
    """The telephones of a company, over the simulator's own interface."""

    def __init__(self, url: str, http: httpx.Client) -> None:
        self.url = url
        self._http = http

    def takes_it(self, member: Member) -> None:
        """From now on this person answers and takes what they are called for; everyone else lets it ring."""
        scripts = {"calls": {member.phone: [TAKES_IT]}}
        self._http.put(f"{self.url}/sim/scripts", json=scripts).raise_for_status()

    def calls(self, team: Team) -> list[Call]:
        """Return the calls to a team so far, the first one first."""
        calls: list[Call] = self._http.get(f"{self.url}/sim/state").json()["calls"]
        return [call for call in calls if call["to"] in team.phones]

    def calls_to(self, team: Team, member: Member, status: str) -> list[Call]:
        """Return the calls to one person that stand so."""
        return [call for call in self.calls(team) if call["to"] == member.phone and call["status"] == status]

    def ringing(self, team: Team) -> list[Call]:
        """Return the calls to a team that ring now."""
        return [call for call in self.calls(team) if call["status"] == "ringing"]

    def answer(self, call: Call) -> None:
        """Pick up a ringing phone."""
        self._http.post(f"{self.url}/sim/calls/{call['sid']}/answer").raise_for_status()

    def press(self, call: Call, key: str) -> None:
        """Press a key during a call."""
        self._http.post(f"{self.url}/sim/calls/{call['sid']}/press", json={"digits": key}).raise_for_status()

    def heard(self, team: Team, call: Call) -> str:
        """Return everything said on a call so far."""
        now = next(each for each in self.calls(team) if each["sid"] == call["sid"])
        return " ".join(line["words"] for line in now["transcript"] if line["kind"] == "spoken")


def called(calls: list[Call], team: Team) -> list[str]:
    """Return who was called, each once, in the order of their first calls."""
    names = {member.phone: member.name for member in (team.on_call, team.owner, team.head, team.more)}
    return list(dict.fromkeys(names[call["to"]] for call in calls))
