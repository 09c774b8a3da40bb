"""Work items that search finds, and templates of branches."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# As this schema folds texts; a later change of that folding is a later migration.
SPELT_OUT = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th"}
)
SEPARATORS = re.compile(r"[^0-9a-z\u0370-\U0010ffff]+")
STRETCH = 2000


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(SPELT_OUT)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return SEPARATORS.sub(" ", bare).strip()


def upgrade() -> None:
    op.add_column(
        "work_item", sa.Column("search_text", sa.Text(), server_default="", nullable=False)
    )
    op.create_table(
        "plan_template",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_template")),
        sa.UniqueConstraint("name", name=op.f("uq_plan_template_name")),
    )
    connection = op.get_bind()
    is_server = connection.dialect.name == "postgresql"
    if is_server:  # what is filled here was not changed by anybody
        connection.exec_driver_sql("ALTER TABLE work_item DISABLE TRIGGER USER")
    _fill(connection)
    if is_server:
        connection.exec_driver_sql("ALTER TABLE work_item ENABLE TRIGGER USER")
    else:
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS find_work_item USING fts5("
            "search_text, content='work_item', prefix='2 3 4', detail=none, tokenize='ascii')"
        )
        connection.exec_driver_sql("INSERT INTO find_work_item(find_work_item) VALUES ('rebuild')")


def _fill(connection: sa.Connection) -> None:
    item = sa.table(
        "work_item",
        *(sa.column(name) for name in ("id", "name", "role", "description", "search_text")),
    )
    rows = connection.execute(sa.select(item.c.id, item.c.name, item.c.role, item.c.description))
    fresh = [
        {"key": row.id, "words": folded(" ".join((row.name, row.role, row.description)))}
        for row in rows
    ]
    update = (
        sa.update(item)
        .where(item.c.id == sa.bindparam("key"))
        .values(search_text=sa.bindparam("words"))
    )
    for start in range(0, len(fresh), STRETCH):
        connection.execute(update, fresh[start : start + STRETCH])
