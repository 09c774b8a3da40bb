"""A role may work by a calendar of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAME = "fk_labor_role_calendar_id"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("labor_role", sa.Column("calendar_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            NAME, "labor_role", "calendar", ["calendar_id"], ["id"], ondelete="RESTRICT"
        )
    else:  # adding a column keeps the table and its triggers, where a batch would make it anew
        op.execute(
            f"ALTER TABLE labor_role ADD COLUMN calendar_id CHAR(32) "
            f"CONSTRAINT {NAME} REFERENCES calendar (id) ON DELETE RESTRICT"
        )
    op.create_index("ix_labor_role_calendar_id", "labor_role", ["calendar_id"])
