"""Groups of commands that stand behind an incident's code."""

from typing import Any

from typer.core import TyperGroup


class OfOneIncident(TyperGroup):
    """Commands behind an incident's code. A group's own options stand before it; behind it alone, `--json` means the same."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the group's own arguments."""
        return super().parse_args(ctx, ["--json", args[0]] if args[1:] == ["--json"] else args)
