"""`mimp demo`: the first thing a stranger runs."""

import json
import subprocess
from pathlib import Path

from config.process import executable
from tests.live.installation import ROOT, clean_environment

STORY = [
    "(on call) was rung and did not answer",
    "was rung again after the policy's wait",
    "got a mail",
    "(service owner) was rung, and voicemail picked up",
    "voicemail did not count",
    "got a text",
    "(head of department) was rung and pressed a key",
    "heard a confirmation",
    "the incident is acknowledged",
    "judged it by key",
    "declared it a major incident",
    "whom to call and to inform is known",
    "every team that was called joined the technical call by key",
    "was asked to lead, and accepted",
    "a theory was confirmed on the board",
    "a change was approved by the lead before it was made",
]
FIELDS = {"at", "kind", "who", "channel", "what", "why"}


def test_the_story_is_told_to_its_end(tmp_path: Path) -> None:
    """It ends with status 0; its timeline is data, one object for each entry, and each line of the story happened."""
    command = [executable("mimp"), "demo", "--fast", "--json", "--state", str(tmp_path / "demo")]
    told = subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
    assert (0, told.stderr) == (told.returncode, told.stderr)
    happened = [line.removeprefix("✓ ") for line in told.stderr.splitlines() if line.startswith("✓ ")]
    entries = json.loads(told.stdout)

    assert [True] * len(STORY) == [line.endswith(end) for line, end in zip(happened, STORY, strict=True)]
    assert [FIELDS] * len(entries) == [set(entry) for entry in entries]
    assert ["alert", "state", "step"] == [entry["kind"] for entry in entries[:3]]
    assert ["acknowledged"] == [entry["what"] for entry in entries if entry["kind"] == "answer"][:1]
    assert sorted(entry["at"] for entry in entries) == [entry["at"] for entry in entries]
