"""The telephone company of an installation: who is called, and what they do."""

import re
from collections.abc import Collection
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

    def going_on(self, team: Team) -> list[Call]:
        """Return the calls to a team that are not over."""
        return [call for call in self.calls(team) if call["status"] in {"queued", "ringing", "in-progress"}]

    def behave(self, parts: dict[str, dict[str, Any]]) -> None:
        """From now on these numbers do this when they are called."""
        self.behave_in_turn({number: [part] for number, part in parts.items()})

    def behave_in_turn(self, parts: dict[str, list[dict[str, Any]]]) -> None:
        """From now on these numbers do one thing at each call, and the last one ever after."""
        self._http.put(f"{self.url}/sim/scripts", json={"calls": parts}).raise_for_status()

    def faults(self, rules: list[dict[str, Any]], *, seed: int = 0) -> None:
        """From now on these things go wrong."""
        self._http.put(f"{self.url}/sim/faults", json={"rules": rules, "seed": seed}).raise_for_status()

    def held(self) -> bool:
        """Whether anything is held at the moment."""
        plan = self._http.get(f"{self.url}/sim/faults").json()
        return any(rule["held"] for rule in plan["rules"])

    def release(self, rule: str, *, drop: bool = False) -> None:
        """Let go of what a rule holds; with `drop` it never arrives."""
        self._http.post(f"{self.url}/sim/faults/{rule}/release", json={"drop": drop}).raise_for_status()

    def text(self, member: Member, body: str) -> None:
        """Text the company's number from somebody's phone."""
        self._http.post(f"{self.url}/sim/texts", json={"from": member.phone, "body": body}).raise_for_status()

    def texts_to(self, member: Member) -> list[dict[str, Any]]:
        """Return the texts one person has got from us, the first one first."""
        texts: list[dict[str, Any]] = self._http.get(f"{self.url}/sim/state").json()["texts"]
        return [text for text in texts if text["to"] == member.phone]

    def mails_to(self, people: Collection[str]) -> list[dict[str, Any]]:
        """Return the mails these people have got, by their ids, the first one first."""
        addresses = {f"{person}@example.com" for person in people}
        mails: list[dict[str, Any]] = self._http.get(f"{self.url}/sim/state").json()["mails"]
        return [mail for mail in mails if mail["to"] in addresses]

    def codes(self, member: Member) -> list[str]:
        """Return the codes by which one person can answer, the latest first."""
        found = [re.search(r"ACK (\d{4})", text["body"]) for text in self.texts_to(member)]
        return [match[1] for match in reversed(found) if match]

    def texts_repeated(self, team: Team) -> int:
        """Return how many texts to a team were sent more than once with the same words."""
        people = (team.on_call, team.owner, team.head, team.more)
        bodies = [[text["body"] for text in self.texts_to(member)] for member in people]
        return sum(len(each) - len(set(each)) for each in bodies)

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
