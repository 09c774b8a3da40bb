"""What a work item says beside its figures, how it gives way, and prices that are a part."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("work_item") as table:
        for name in ("assumptions", "exclusions", "risks"):
            table.add_column(sa.Column(name, sa.Text(), server_default="", nullable=False))
        for name in ("task_type", "constraint_type"):
            table.add_column(
                sa.Column(name, sa.String(length=20), server_default="", nullable=False)
            )
        table.add_column(sa.Column("constraint_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("units", sa.BigInteger(), nullable=True))
        for name in ("method_of_id", "origin_id"):
            table.add_column(sa.Column(name, sa.Uuid(), nullable=True))
