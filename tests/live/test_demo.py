"""`mimp demo`: the first thing a stranger runs."""

import json
import re
import subprocess
from pathlib import Path

from config.process import executable
from tests.live.installation import ROOT, clean_environment

STORY = [
    r"\(on call\) was rung and did not answer",
    r"was rung again after the policy's wait",
    r"got a mail",
    r"\(service owner\) was rung, and voicemail picked up",
    r"voicemail did not count",
    r"got a text",
    r"\(head of department\) was rung and pressed a key",
    r"heard a confirmation",
    r"the incident is acknowledged",
    r"judged it by key",
    r"declared it a major incident",
    r"whom to call and to inform is known",
    r"every team that was called joined the technical call by key",
    r"was asked to lead, and accepted",
    r"people got the first update to business stakeholders",
    r"people got the first update to technical teams",
    r"a theory was confirmed on the board",
    r"a change was approved by the lead before it was made",
    r"people got the second update to technical teams",
    r"was reminded of the second update to business stakeholders",
    r"was told when it was due",
    r"\(called for the lead\) was rung once it was overdue, and pressed a key",
    r"the miss stands on the timeline, and was counted once",
    r"sent what was written",
    r"people got the second update to business stakeholders",
    r"said that the impact is over",
    r"people got the final update to business stakeholders",
    r"people got the final update to technical teams",
    r"the total was told in numbers: 1,240 orders lost; 38,500 pounds of sales",
    r"no update is open any more",
    r"nobody got what was meant for the other audience",
    r"the receipts say the same as the mailboxes: \d+ mails of updates, none twice",
    r"it is on record that monitoring noticed it first",
    r"the root cause lies with a supplier, and the next steps with the team that relies on it",
    r"resolved it, and said what keeps it from happening again",
    r"all \d+ who were involved got an invitation, with an entry for their calendar",
    r"the review was held in time, and each of its questions has an answer",
    r"was told of an action, with its day for their calendar",
    r"was reminded of it on the day it is due",
    r"said by the link in the mail that it is done",
    r"closed the review, and everyone involved was told",
]
FIELDS = {"at", "kind", "who", "channel", "what", "why"}
UPDATES = [
    ("first", "business stakeholders"),
    ("first", "technical teams"),
    ("second", "technical teams"),
    ("second", "business stakeholders"),
    ("final", "business stakeholders"),
    ("final", "technical teams"),
]


def test_the_story_is_told_to_its_end(tmp_path: Path) -> None:
    """It ends with status 0; its timeline is data, one object for each entry, and each line of the story happened."""
    command = [executable("mimp"), "demo", "--fast", "--json", "--state", str(tmp_path / "demo")]
    told = subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
    assert (0, told.stderr) == (told.returncode, told.stderr)
    happened = [line.removeprefix("✓ ") for line in told.stderr.splitlines() if line.startswith("✓ ")]
    entries = json.loads(told.stdout)

    assert [True] * len(STORY) == [bool(re.search(f"{end}$", line)) for line, end in zip(happened, STORY, strict=True)]
    assert [FIELDS] * len(entries) == [set(entry) for entry in entries]
    assert ["alert", "state", "step"] == [entry["kind"] for entry in entries[:3]]
    assert ["acknowledged"] == [entry["what"] for entry in entries if entry["kind"] == "answer"][:1]
    assert sorted(entry["at"] for entry in entries) == [entry["at"] for entry in entries]
    _check_updates([entry["what"] for entry in entries if entry["kind"] == "comms"], told.stderr)


def _check_updates(entries: list[str], said: str) -> None:
    """Every update that went out stands on the timeline with how many it went to, and so do the miss and the total."""
    sent = [found.groups() for each in entries if (found := re.match(r"sends the (\w+) update to ([a-z ]+):", each))]
    mails = [
        int(found[1]) for each in entries if (found := re.search(r"is with the providers: .*?\b(\d+) mails?\b", each))
    ]
    final = [each for each in entries if each.startswith("sends the final update")]

    assert UPDATES == sent
    assert f"the receipts say the same as the mailboxes: {sum(mails)} mails" in said
    assert ["the second update to business stakeholders is missed"] == [each for each in entries if "missed" in each]
    assert [True, True] == ["1,240 orders lost" in each for each in final]
    assert "Total impact: 1,240 orders lost: those of the same hours a week ago, less what came in\n" in said
