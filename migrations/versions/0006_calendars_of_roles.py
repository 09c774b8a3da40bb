"""A role may work by a calendar of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAME = "fk_labor_role_calendar_id"


def upgrade() -> None:
    with op.batch_alter_table("labor_role") as table:  # its triggers are made afresh afterwards
        table.add_column(sa.Column("calendar_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(NAME, "calendar", ["calendar_id"], ["id"], ondelete="RESTRICT")
        table.create_index("ix_labor_role_calendar_id", ["calendar_id"])
