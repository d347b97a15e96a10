"""History: incidents, their timelines, updates, reviews and actions, who was paged, and by which words they are found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_OF_AN_INCIDENT = (
    *("key", "service", "team", "team_name", "state", "lead", "declared_by", "closed_because", "part_of"),
    *("headline", "impact", "total", "mitigation", "workaround", "measure", "involved", "board"),
)
_TIMES_OF_AN_INCIDENT = (
    *("acknowledged_at", "proposed_at", "declared_at", "first_comms_at"),
    *("mitigated_at", "resolved_at", "closed_at", "began_at"),
)


def upgrade() -> None:
    """Make the tables."""
    _make_incidents()
    _make_entries()
    _make_rounds()
    _make_reviews()
    _make_actions()
    _make_pages()
    _make_words()


def downgrade() -> None:
    """Drop the tables, and all that is in them."""
    for table in ("words", "pages", "actions", "reviews", "rounds", "entries", "incidents"):
        op.drop_table(table)


def _make_incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _OF_AN_INCIDENT),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in _TIMES_OF_AN_INCIDENT),
        *(sa.Column(name, sa.Text()) for name in ("detection", "root_cause", "noticed_by", "failover", "alerts")),
        sa.Column("right_team", sa.Boolean()),
    )
    op.create_index("incidents_by_time", "incidents", ["opened_at"])
    op.create_index("incidents_of_a_service", "incidents", ["key", "opened_at"])


def _make_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("origin", sa.Text(), primary_key=True),
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("who", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("about", sa.Text()),
    )


def _make_rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("audience", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("missed", sa.Integer(), nullable=False),
    )


def _make_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("meets_at", sa.DateTime(timezone=True)),
        sa.Column("held_at", sa.DateTime(timezone=True)),
        sa.Column("attended", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
    )


def _make_actions() -> None:
    op.create_table(
        "actions",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("team_name", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
    )


def _make_pages() -> None:
    op.create_table(
        "pages",
        sa.Column("attempt", sa.Text(), primary_key=True),
        sa.Column("intent", sa.Text(), primary_key=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("night", sa.Boolean(), nullable=False),
    )
    op.create_index("pages_by_time", "pages", ["at"])
    op.create_index("pages_of_an_incident", "pages", ["code"])


def _make_words() -> None:
    op.create_table(
        "words",
        sa.Column("word", sa.Text(), primary_key=True),
        sa.Column("code", sa.Text(), primary_key=True),
    )
    op.create_index("words_of_an_incident", "words", ["code"])
