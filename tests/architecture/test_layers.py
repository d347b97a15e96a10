"""Who may import whom: the contracts hold, and each of them is awake."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT

LAYERS = "Imports point down; packages on one line do not know each other"
SIMULATOR = "The simulator knows nothing of the product"
PRODUCT = "The product knows nothing of the simulator but its address"
DOMAIN = "The domain is pure"
WORKFLOWS = "Workflows touch nothing that is not deterministic"
RECORDS = "Only the records know their database"
PROVIDERS = "Only activities and the gateway's webhooks know the providers' packages"

PLANTED = [
    ("gateway", "import cli.main", {LAYERS}),
    ("workers", "import gateway.app", {LAYERS}),
    ("workflows", "import config.settings", {LAYERS}),
    ("activities", "import workflows.timers", {LAYERS}),
    ("domain", "import config.lists", {LAYERS}),
    ("simulator", "import domain.names", {SIMULATOR}),
    ("activities", "import simulator.app", {PRODUCT}),
    ("domain", "import os", {DOMAIN}),
    ("domain", "from temporalio import workflow", {DOMAIN}),
    ("workflows", "import time", {WORKFLOWS}),
    ("workflows", "from httpx import AsyncClient", {WORKFLOWS}),
    ("config", "from twilio.rest import Client", {PROVIDERS}),
    ("cli", "import sendgrid", {PROVIDERS}),
    ("domain", "import records.receipts", {LAYERS, DOMAIN}),
    ("records", "import config.settings", {LAYERS}),
    ("workflows", "import records.receipts", {WORKFLOWS}),
    ("gateway", "import sqlalchemy", {RECORDS}),
    ("cli", "from alembic import command", {RECORDS}),
]
"""A package, an import planted in it, and the contracts that break; none of them is in the product."""


def contracts() -> set[str]:
    """Return the names of the contracts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}


def broken(root: Path) -> set[str]:
    """Return which contracts are broken in a tree; every contract must have been judged."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    judged = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))

    assert contracts() == set(judged), done.stdout + done.stderr
    return {name for name, verdict in judged.items() if verdict == "BROKEN"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product in a tree of its own."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", root)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def test_the_contracts_hold() -> None:
    """The product is layered as it says."""
    assert set() == broken(ROOT)


@pytest.mark.parametrize(
    ("package", "planted", "expected"), PLANTED, ids=[f"{who}: {what}" for who, what, _ in PLANTED]
)
def test_a_planted_violation_is_seen(copy: Path, package: str, planted: str, expected: set[str]) -> None:
    """One import that should not be is enough to break its contracts, and no others."""
    violation = copy / package / "planted.py"
    violation.write_text(planted + "\n")
    try:
        assert expected == broken(copy)
    finally:
        violation.unlink()


def test_no_contract_is_asleep() -> None:
    """Every contract is broken by some violation above."""
    assert contracts() == set().union(*(expected for _, _, expected in PLANTED))
