"""What proposals say: charges, volumes, alternatives, and who approves for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval_delegation",
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name="ck_approval_delegation_to_somebody_else"),
        sa.CheckConstraint("valid_to >= valid_from", name="ck_approval_delegation_days_in_order"),
        sa.ForeignKeyConstraint(
            ["from_id"], ["app_user.id"], name="fk_approval_delegation_from_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["app_user.id"], name="fk_approval_delegation_to_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval_delegation"),
    )
    with op.batch_alter_table("approval_delegation") as table:
        table.create_index("ix_approval_delegation_from_id", ["from_id"])
        table.create_index("ix_approval_delegation_to_id", ["to_id"])

    op.create_table(
        "proposal_template",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("page_size", sa.String(length=10), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("terms", sa.Text(), server_default="", nullable=False),
        sa.Column("sections", sa.Text(), server_default="", nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name="fk_proposal_template_company_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_template"),
        sa.UniqueConstraint("name", "language", name="uq_proposal_template_name_language"),
    )
    with op.batch_alter_table("proposal_template") as table:
        table.create_index("ix_proposal_template_company_id", ["company_id"])

    op.create_table(
        "billing_document",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("handover_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name="fk_billing_document_account_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["handover.id"],
            name="fk_billing_document_handover_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_billing_document"),
        sa.UniqueConstraint("account_id", "number", name="uq_billing_document_account_id_number"),
    )
    with op.batch_alter_table("billing_document") as table:
        table.create_index("ix_billing_document_account_id", ["account_id"])
        table.create_index("ix_billing_document_handover_id", ["handover_id"])

    with op.batch_alter_table("app_user") as table:
        table.add_column(
            sa.Column("approval_key", sa.String(length=64), server_default="", nullable=False)
        )

    with op.batch_alter_table("company") as table:
        table.add_column(sa.Column("letterhead", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("proposal") as table:
        table.add_column(
            sa.Column("second_language", sa.String(length=5), server_default="", nullable=False)
        )
        table.add_column(sa.Column("withholding_code_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("plan_choice", sa.Text(), server_default="", nullable=False))
        table.create_index("ix_proposal_withholding_code_id", ["withholding_code_id"])
        table.create_foreign_key(
            "fk_proposal_withholding_code_id",
            "tax_code",
            ["withholding_code_id"],
            ["id"],
            ondelete="RESTRICT",
        )

    with op.batch_alter_table("proposal_instalment") as table:
        table.add_column(sa.Column("fixed", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("milestone_id", sa.Uuid(), nullable=True))

    with op.batch_alter_table("proposal_line") as table:
        table.add_column(
            sa.Column("is_price_hidden", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.add_column(sa.Column("percent", sa.BigInteger(), nullable=True))
        table.add_column(
            sa.Column("tiers", sa.String(length=300), server_default="", nullable=False)
        )
        table.add_column(
            sa.Column("tier_form", sa.String(length=10), server_default="", nullable=False)
        )
        table.add_column(
            sa.Column("option_group", sa.String(length=300), server_default="", nullable=False)
        )
        table.add_column(
            sa.Column("variant", sa.String(length=300), server_default="", nullable=False)
        )

    with op.batch_alter_table("proposal_step") as table:
        table.add_column(sa.Column("signature", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("proposal_tax") as table:
        table.add_column(
            sa.Column("reason", sa.String(length=300), server_default="", nullable=False)
        )

    with op.batch_alter_table("tax_code") as table:
        table.add_column(
            sa.Column("affects_following", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.add_column(
            sa.Column("is_affected", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        table.add_column(
            sa.Column("is_reverse_charge", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.add_column(
            sa.Column("parts", sa.String(length=300), server_default="", nullable=False)
        )
