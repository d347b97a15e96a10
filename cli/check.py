"""`mimp check`: what is wrong with the organisation file, or what it holds when nothing is."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config.organisation import Mistake, OrganisationInvalid, load_organisation
from domain.organisation import Organisation


@dataclass(frozen=True)
class CheckResult:
    """The outcome of a check."""

    mistakes: tuple[Mistake, ...]
    organisation: Organisation | None

    def as_lines(self) -> list[str]:
        """Return it in words."""
        if self.organisation is None:
            count = len(self.mistakes)
            return [*map(str, self.mistakes), f"{count} mistake{'' if count == 1 else 's'}."]
        return [
            f"{self.organisation.name}: {', '.join(f'{n} {what}' for what, n in self._counts().items())}. No mistakes."
        ]

    def as_data(self) -> dict[str, Any]:
        """Return it as data."""
        return {"mistakes": [asdict(mistake) for mistake in self.mistakes], "counts": self._counts()}

    def _counts(self) -> dict[str, int]:
        found = self.organisation
        if found is None:
            return {}
        return {
            "business areas": len(found.business_areas),
            "services": len(found.services),
            "teams": len(found.teams),
            "people": len(found.people),
            "rotas": len(found.rotas),
            "ladders": len(found.ladders),
        }


def check_organisation(path: Path) -> CheckResult:
    """Check a file or folder; every mistake at once."""
    try:
        return CheckResult((), load_organisation(path))
    except OrganisationInvalid as invalid:
        return CheckResult(tuple(invalid.mistakes), None)
