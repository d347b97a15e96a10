"""A report as one page of HTML: nothing is loaded from anywhere, no script runs, and what people wrote is never markup."""

import base64
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined

from domain.history.report.model import IncidentReport
from domain.history.report.sections import TIMES, sections
from domain.history.report.words import moment, plain
from domain.history.timeline_drawing import draw


class ReportPages:
    """Writes reports as pages, for a screen, a phone or paper."""

    def __init__(self) -> None:
        templates = Environment(
            loader=PackageLoader("config", "report_templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = templates.get_template("report.html")
        self.policy = _policy(templates.get_template("report.css").render())
        """What a browser may do for the page (Content Security Policy): apply its one style, and nothing else."""

    def html(self, report: IncidentReport) -> str:
        """Return the page."""
        return self._template.render(
            title=f"Incident {plain(report.code)}: {plain(report.service)}",
            made_at=moment(report.made_at, report.time_zone),
            report=report,
            sections=sections(report),
            times=TIMES,
            drawing=draw(report),
            policy=self.policy,
        )


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
