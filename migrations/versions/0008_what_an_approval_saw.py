"""An approval names the rules that it saw, so that another one that fires at issue is told."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proposal") as table:  # its triggers are made afresh afterwards
        table.add_column(sa.Column("approved_rules", sa.Text(), server_default="", nullable=False))
