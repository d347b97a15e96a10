"""The tables of the records. A change to them is a migration of its own, in `migrations/versions/`.

Tables and columns are only added, with defaults: while a version is rolled out, and after a step back, the one before it works on
them.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, Table, Text

from domain.board.views import BoardView
from domain.closing.detection import Detection
from domain.closing.root_cause import RootCause
from domain.comms.drafting.updates import Quantity
from domain.review.requests import Question
from domain.review.situation import Involved
from domain.timeline import Reference
from records.columns import Nested, UtcTime, Words

METADATA = MetaData()


RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("receipt_id", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Index("receipts_of_an_incident", "code", "audience", "number"),
)
"""Every word of a provider on a message of a round."""

INCIDENTS = Table(
    "incidents",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("service", Words, nullable=False),
    Column("team", Text, nullable=False),
    Column("team_name", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("acknowledged_at", UtcTime),
    Column("proposed_at", UtcTime),
    Column("declared_at", UtcTime),
    Column("first_comms_at", UtcTime),
    Column("mitigated_at", UtcTime),
    Column("resolved_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("lead", Words, nullable=False, default=""),
    Column("declared_by", Words, nullable=False, default=""),
    Column("closed_because", Words, nullable=False, default=""),
    Column("part_of", Text, nullable=False, default=""),
    Column("headline", Words, nullable=False, default=""),
    Column("impact", Words, nullable=False, default=""),
    Column("total", Nested(tuple[Quantity, ...]), nullable=False),
    Column("mitigation", Words, nullable=False, default=""),
    Column("workaround", Words, nullable=False, default=""),
    Column("measure", Words, nullable=False, default=""),
    Column("detection", Nested(Detection)),
    Column("root_cause", Nested(RootCause)),
    Column("involved", Nested(tuple[Involved, ...]), nullable=False),
    Column("board", Nested(BoardView), nullable=False),
    # What is counted of the detection (P29) stands apart from it, too.
    Column("noticed_by", Text),
    Column("right_team", Boolean),
    Column("began_at", UtcTime),
    Column("failover", Text),
    Column("alerts", Text),
    Index("incidents_by_time", "opened_at"),
    Index("incidents_of_a_service", "key", "opened_at"),
)
"""Incidents, each as it stood last."""

ENTRIES = Table(
    "entries",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("what", Words, nullable=False),
    Column("why", Words),
    Column("who", Words),
    Column("channel", Text),
    Column("about", Nested(Reference)),
)
"""Timelines: what happened in each incident, named by the workflow it comes from and a number counted there."""

ROUNDS = Table(
    "rounds",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("audience", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("due_at", UtcTime),
    Column("sent_at", UtcTime),
    Column("missed", Integer, nullable=False, default=0),
)
"""Updates to both audiences, each as it stood last."""

REVIEWS = Table(
    "reviews",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", UtcTime),
    Column("meets_at", UtcTime),
    Column("held_at", UtcTime),
    Column("attended", Nested(tuple[str, ...]), nullable=False),
    Column("answers", Nested(dict[Question, str]), nullable=False),
)
"""Reviews, one of an incident at most."""

FINDINGS = Table(
    "findings",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("total", Nested(tuple[Quantity, ...]), nullable=False),
    Column("detection", Nested(Detection)),
    Column("root_cause", Nested(RootCause), nullable=False),
    Column("noticed_by", Text),
    Column("right_team", Boolean),
    Column("began_at", UtcTime),
    Column("failover", Text),
    Column("alerts", Text),
)
"""What reviews found out after their incidents had ended: it holds in the place of what stands there."""

ACTIONS = Table(
    "actions",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("text", Words, nullable=False),
    Column("owner", Text, nullable=False),
    Column("owner_name", Words, nullable=False),
    Column("team", Text, nullable=False),
    Column("team_name", Words, nullable=False),
    Column("due", Date, nullable=False),
    Column("measure", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("ended_at", UtcTime),
    Column("why", Words, nullable=False, default=""),
    Column("approved_by", Words, nullable=False, default=""),
)
"""Actions that follow from reviews, each as it stood last."""

PAGES = Table(
    "pages",
    METADATA,
    Column("attempt", Text, primary_key=True),
    Column("intent", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("person", Words, nullable=False),
    Column("channel", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("night", Boolean, nullable=False),
    Index("pages_by_time", "at"),
    Index("pages_of_an_incident", "code"),
)
"""Attempts to reach people, once for each page that an attempt told."""

WORDS = Table(
    "words",
    METADATA,
    Column("word", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Index("words_of_an_incident", "code"),
)
"""By which words an incident is found: every word that tells of it, once."""
