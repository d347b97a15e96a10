"""Comma-separated values for whoever reads them in a spreadsheet: what was written is shown, and never carried out."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.provider_words import in_short

_FORMULA = re.compile(r"(^|[;|,])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212])")
"""What a spreadsheet may take for a formula, in the wide and small forms too: where a cell begins, by whichever separator."""


def comma_separated(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as comma-separated values, with a line of headings (RFC 4180); what is not known is an empty cell."""
    written = io.StringIO()
    writer = csv.DictWriter(written, list(columns))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _no_formula(value) for name, value in row.items()})
    return written.getvalue()


def _no_formula(value: Any) -> Any:
    """Return a value that a spreadsheet shows and does not carry out, whoever has worded it.

    It is one line of what can be seen: in front of a sign that cannot be seen, or of a blank, a formula would be one all the same.
    """
    return _FORMULA.sub(r"\1'", in_short(value)) if isinstance(value, str) else value
