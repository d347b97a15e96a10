"""What reviews find out after their incidents have ended: how they were detected, whose the root cause is, the total impact."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "findings",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("total", sa.Text(), nullable=False),
        sa.Column("root_cause", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("detection", "noticed_by", "failover", "alerts")),
        sa.Column("began_at", sa.DateTime(timezone=True)),
        sa.Column("right_team", sa.Boolean()),
    )


def downgrade() -> None:
    """Drop the table, and all that is in it."""
    op.drop_table("findings")
