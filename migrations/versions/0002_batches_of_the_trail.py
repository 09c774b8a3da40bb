"""Tables that are filled in bulk, and a trail that is found by its roots alone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_batch",
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("after_row", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_audit_batch")),
    )
    op.drop_index("ix_audit_entry_record_id", table_name="audit_entry")
