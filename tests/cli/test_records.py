"""`mimp records check`: whether this version can use the records."""

from pathlib import Path

from tests.cli.command import outcome


def test_a_check_says_whether_records_can_be_used_and_makes_nothing(tmp_path: Path) -> None:
    """Status 2 and the command to run before they are set up, 0 after, 1 while they are away."""
    file = tmp_path / "new" / "records.db"
    address = f"sqlite:///{file}"
    before, made = outcome("records", "check", records_url=address), file.exists()
    outcome("records", "migrate", records_url=address)
    after = outcome("records", "check", records_url=address)
    away = outcome("records", "check", records_url="postgresql://mimp@127.0.0.1:1/mimp")

    assert (2, "", False) == (*before[:2], made)
    assert before[2].endswith("are not set up: run 'mimp records migrate'.\n")
    assert (0, f"The records at sqlite+pysqlite:///{file} can be used by this version.\n", "") == after
    assert (1, "", 1) == (*away[:2], away[2].count("\n"))
