"""The database's own watchmen, generated from the tables: audit entries and search indexes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Date, Table, Uuid

from salesdesk.models import summary
from salesdesk.models.audit import OUTSIDE, audited_columns, audited_tables, roots_of
from salesdesk.models.base import Record

PREFIX = "salesdesk_"
_NOW = "(SELECT strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"
"""A query of its own, so that a batch asks once."""
_WHO = f"coalesce((SELECT actor FROM audit_context LIMIT 1), '{OUTSIDE}')"
_SERVER_WHO = f"coalesce(nullif(current_setting('salesdesk.actor', true), ''), '{OUTSIDE}')"
_MOMENTS = ("INSERT", "UPDATE", "DELETE")
_MOST_PAIRS = 63
"""A function of older SQLites takes 127 arguments."""
_ENTRY = "at, actor, action, table_name, record_id, root_table, root_id, old, new"


def searched_tables() -> list[Table]:
    """The tables whose rows search finds."""
    return [t for t in Record.metadata.sorted_tables if "search_text" in t.columns]


def statements(dialect: str) -> Iterator[str]:
    """Everything that makes the triggers of this database afresh."""
    yield from _sqlite_statements() if dialect == "sqlite" else _postgresql_statements()


def triggers(dialect: str) -> dict[str, str]:
    """The statement that makes each trigger, by the trigger's name."""
    made = (s for s in statements(dialect) if s.startswith("CREATE TRIGGER"))
    return {statement.split()[2]: statement for statement in made}


def on_insert(tables: Sequence[Table]) -> dict[str, str]:
    """SQLite's triggers that see each new row of these tables, which a batch does without."""
    names = {trigger_name(table, "INSERT") for table in tables}
    names |= {f"{PREFIX}find_{table.name}_insert" for table in tables}
    return {name: made for name, made in triggers("sqlite").items() if name in names}


def _sqlite_statements() -> Iterator[str]:
    for table in audited_tables():
        for moment in _MOMENTS:
            yield f"DROP TRIGGER IF EXISTS {trigger_name(table, moment)}"
            yield _sqlite_audit(table, moment)
    for table in searched_tables():
        yield from _sqlite_search(table)
    yield from _sqlite_batches()
    yield from summary.sqlite_statements(PREFIX)


def trigger_name(table: Table, moment: str) -> str:
    return f"{PREFIX}{table.name}_{moment.lower()}"


def _sqlite_audit(table: Table, moment: str) -> str:
    row = "OLD" if moment == "DELETE" else "NEW"
    when = _sqlite_alone(table, row)
    if moment == "UPDATE":
        when = f"({_changed(table)}) AND {when}"
    old, new = _sqlite_json(table, moment, "OLD"), _sqlite_json(table, moment, "NEW")
    entry = _sqlite_entry(table, moment, row, old, new)
    return (
        f"CREATE TRIGGER {trigger_name(table, moment)} AFTER {moment} ON {table.name} WHEN {when} "
        f"BEGIN INSERT INTO audit_entry ({_ENTRY}) VALUES ({entry}); END"
    )


def _sqlite_alone(table: Table, row: str) -> str:
    """Not one of an open batch's rows: those are written down together when it closes."""
    return (
        f"NOT EXISTS (SELECT 1 FROM audit_batch WHERE table_name = '{table.name}' "
        f"AND after_row < {row}.rowid)"
    )


def _sqlite_entry(table: Table, moment: str, row: str, old: str, new: str) -> str:
    root, key = _root(table, row)
    return (
        f"{_NOW}, {_WHO}, '{moment.lower()}', '{table.name}', {row}.id, {root}, {key}, {old}, {new}"
    )


def _sqlite_batches() -> Iterator[str]:
    """What a batch owes, paid when it closes; it can't outlive its author's transaction."""
    for table in audited_tables():
        entry = _sqlite_entry(
            table, "INSERT", "r", "'{}'", _sqlite_filled(audited_columns(table), "r", table)
        )
        owed = f"FROM {table.name} AS r WHERE r.rowid > OLD.after_row;"
        body = f"INSERT INTO audit_entry ({_ENTRY}) SELECT {entry} {owed}"
        if table in searched_tables():
            index = search_index(table.name)
            body += f" INSERT INTO {index}(rowid, search_text) SELECT r.rowid, r.search_text {owed}"
        name = f"{PREFIX}{table.name}_batch"
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f"CREATE TRIGGER {name} AFTER DELETE ON audit_batch "
            f"WHEN OLD.table_name = '{table.name}' BEGIN {body} END"
        )
    refuse = "BEGIN SELECT RAISE(ABORT, 'a batch belongs to one author and is never moved'); END"
    for name, rule in {
        "batch_closes": "BEFORE DELETE ON audit_context BEGIN DELETE FROM audit_batch; END",
        "batch_opens": "BEFORE INSERT ON audit_batch "
        f"WHEN NOT EXISTS (SELECT 1 FROM audit_context) {refuse}",
        "batch_stays": f"BEFORE UPDATE ON audit_batch {refuse}",
    }.items():
        yield f"DROP TRIGGER IF EXISTS {PREFIX}{name}"
        yield f"CREATE TRIGGER {PREFIX}{name} {rule}"


def _root(table: Table, row: str) -> tuple[str, str]:
    """The expressions of the root's table and key: the first column that is filled."""
    roots = roots_of(table)
    if len(roots) == 1:
        return f"'{roots[0][1]}'", f"{row}.{roots[0][0]}"
    cases = " ".join(f"WHEN {row}.{column} IS NOT NULL THEN '{root}'" for column, root in roots)
    return f"CASE {cases} END", f"coalesce({', '.join(f'{row}.{c}' for c, _ in roots)})"


def _changed(table: Table) -> str:
    return " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in audited_columns(table))


def _sqlite_json(table: Table, moment: str, side: str) -> str:
    """A JSON object of one side: every filled column, or for an update those that changed."""
    if (moment, side) in {("INSERT", "OLD"), ("DELETE", "NEW")}:
        return "'{}'"
    columns = audited_columns(table)
    if moment != "UPDATE":
        return _sqlite_filled(columns, side, table)
    rows = (f"""'{c}' AS k, OLD."{c}" AS o, NEW."{c}" AS n""" for c in columns)
    union = " UNION ALL ".join(f"SELECT {row}" for row in rows)
    value = "o" if side == "OLD" else "n"
    return f"(SELECT json_group_object(k, {value}) FROM ({union}) WHERE o IS NOT n)"


def _sqlite_filled(columns: list[str], side: str, table: Table) -> str:
    """Every filled column as JSON: first those that may be empty, then the others as one object.

    The short texts come first, for each ``||`` copies what stands to its left.
    """
    parts = ["'{'"]
    for column in (table.c[c] for c in columns if table.c[c].nullable):
        value = f'{side}."{column.name}"'
        plain = isinstance(column.type, Uuid | Date)
        text = f"""'"' || {value} || '",'""" if plain else f"json_quote({value}) || ','"
        parts.append(f"""coalesce('"{column.name}":' || {text}, '')""")
    always = [c for c in columns if not table.c[c].nullable]
    assert len(always) <= _MOST_PAIRS, f"{table.name} needs a second object"
    pairs = ", ".join(f"""'{c}', {side}."{c}\"""" for c in always)
    return " || ".join((*parts, f"substr(json_object({pairs}), 2)"))


def _sqlite_search(table: Table) -> Iterator[str]:
    """A full-text index beside the table, in step with it by triggers."""
    name, index = table.name, search_index(table.name)
    insert = f"INSERT INTO {index}(rowid, search_text) VALUES (NEW.rowid, NEW.search_text);"
    delete = (
        f"INSERT INTO {index}({index}, rowid, search_text) "
        "VALUES ('delete', OLD.rowid, OLD.search_text);"
    )
    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5("
        f"search_text, content='{name}', prefix='2 3 4', detail=none, tokenize='ascii')"
    )
    bodies = {"INSERT": insert, "UPDATE OF search_text": delete + " " + insert, "DELETE": delete}
    for moment, body in bodies.items():
        trigger = f"{PREFIX}find_{name}_{moment.split()[0].lower()}"
        when = _sqlite_alone(table, "NEW" if moment == "INSERT" else "OLD")
        yield f"DROP TRIGGER IF EXISTS {trigger}"
        yield f"CREATE TRIGGER {trigger} AFTER {moment} ON {name} WHEN {when} BEGIN {body} END"


def search_index(table_name: str) -> str:
    return f"find_{table_name}"


_POSTGRESQL_AUDIT = f"""
CREATE OR REPLACE FUNCTION {PREFIX}audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    after jsonb := '{{}}';
    skipped text[] := string_to_array(TG_ARGV[1], ',');
    subject jsonb;
BEGIN
    before := to_jsonb(OLD) - skipped;
    subject := before;
    IF TG_OP = 'UPDATE' THEN
        after := to_jsonb(NEW) - skipped;
        subject := after;
        IF before = after THEN RETURN NULL; END IF;
        SELECT jsonb_object_agg(b.key, b.value), jsonb_object_agg(b.key, after -> b.key)
            INTO before, after FROM jsonb_each(before) b
            WHERE b.value IS DISTINCT FROM after -> b.key;
    ELSE
        before := jsonb_strip_nulls(before);
    END IF;
    INSERT INTO audit_entry ({_ENTRY})
    SELECT clock_timestamp(), {{who}}, lower(TG_OP), TG_TABLE_NAME, (subject ->> 'id')::uuid,
        split_part(pair, ':', 2), (subject ->> split_part(pair, ':', 1))::uuid,
        before::text, after::text
    FROM unnest(string_to_array(TG_ARGV[0], ',')) AS pair
    WHERE subject ->> split_part(pair, ':', 1) IS NOT NULL LIMIT 1;
    RETURN NULL;
END $$""".replace("{who}", _SERVER_WHO)


def _postgresql_statements() -> Iterator[str]:
    yield _POSTGRESQL_AUDIT
    for table in audited_tables():
        pairs = ",".join(f"{column}:{root}" for column, root in roots_of(table))
        skipped = ",".join(c.name for c in table.columns if not c.info.get("audit", True))
        name = f"{PREFIX}{table.name}"
        yield f"DROP TRIGGER IF EXISTS {name} ON {table.name}"
        yield (
            f"CREATE TRIGGER {name} AFTER UPDATE OR DELETE ON {table.name} "
            f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}audit('{pairs}', '{skipped}')"
        )
        yield from _postgresql_inserts(table)
    for table in searched_tables():
        yield (
            f"CREATE INDEX IF NOT EXISTS {search_index(table.name)} ON {table.name} "
            "USING gin (to_tsvector('simple', search_text))"
        )
    yield from summary.postgresql_statements(PREFIX)


def _postgresql_inserts(table: Table) -> Iterator[str]:
    """Once a statement: a COPY of many rows costs one insert into the trail."""
    name = trigger_name(table, "INSERT")
    root, key = _root(table, "r")
    columns = ", ".join(f'r."{c}"' for c in audited_columns(table))
    yield f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_entry ({_ENTRY})
    SELECT clock_timestamp(), {_SERVER_WHO}, 'insert', '{table.name}', r.id, {root}, {key}, '{{}}',
        json_strip_nulls((SELECT row_to_json(f) FROM (SELECT {columns}) AS f))::text
    FROM fresh AS r;
    RETURN NULL;
END $$"""
    yield f"DROP TRIGGER IF EXISTS {name} ON {table.name}"
    yield (
        f"CREATE TRIGGER {name} AFTER INSERT ON {table.name} REFERENCING NEW TABLE AS fresh "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
