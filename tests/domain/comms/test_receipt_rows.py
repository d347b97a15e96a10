"""Receipts for spreadsheets: rows that are read, and carry nothing out."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.comms.dispatch.delivery import Outcome, Receipt
from domain.comms.dispatch.receipt_rows import as_csv
from tests.domain.comms.test_receipts import receipt
from tests.gateway.company import organisation

_SIGNS = "=+-@＝＋－＠﹢－"  # noqa: RUF001 - the wide and small forms are what is meant


def written(*receipts: Receipt) -> list[dict[str, str]]:
    """Return the rows of receipts as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(as_csv(receipts, organisation()))))


@pytest.mark.parametrize(
    ("reason", "cell"),
    [
        ("550-5.1.1 no such user; try 1+1", "550-5.1.1 no such user; try 1+1"),
        ("=cmd|' /c calc'!A1", "'=cmd|' /c calc'!A1"),
        (" =cmd", "'=cmd"),
        ("\n=cmd", "'=cmd"),
        ("\u200b=cmd", "'=cmd"),
        ("＝cmd", "'＝cmd"),  # noqa: RUF001
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=cmd", "'=cmd"),
        ("busy;=cmd", "busy;'=cmd"),
    ],
)
def test_no_reason_is_a_formula(reason: str, cell: str) -> None:
    """Whoever runs a mail server words it: a spreadsheet shows it as text, in one line."""
    [row] = written(receipt(Outcome.FAILED, reason=reason))

    assert cell == row["reason"]


@given(st.text(), st.sampled_from(_SIGNS), st.text())
def test_no_cell_begins_with_a_sign_of_a_formula(before: str, sign: str, after: str) -> None:
    """Whatever stands in front of it that nobody sees, of a reason or of a name."""
    word = receipt(Outcome.FAILED, reason=f"{before}{sign}{after}").model_copy(update={"person": f"{sign}{after}"})
    [row] = written(word)
    cells = [cell for value in row.values() for cell in (value, *value.split(";"))]

    assert [] == [cell for cell in cells if cell.strip()[:1] in set(_SIGNS)]


def test_names_are_stripped() -> None:
    """A blank in front of a name keeps no formula from being one."""
    company = organisation()
    ana = company.people["ana"].model_copy(update={"name": " =Ana\n"})
    renamed = company.model_copy(update={"people": {**company.people, "ana": ana}})
    [row] = csv.DictReader(io.StringIO(as_csv([receipt(Outcome.DELIVERED)], renamed)))

    assert "'=Ana" == row["name"]
