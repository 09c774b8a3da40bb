"""The list of deals in the order it opens in, from an index alone."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_opportunity_expected_amount", table_name="opportunity")
    op.create_index(
        "ix_opportunity_listed", "opportunity", ["archived_at", "expected_amount", "id"]
    )
