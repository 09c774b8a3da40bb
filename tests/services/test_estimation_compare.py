"""Today's rates row by row, and the families that estimations are compared in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.models.reference import LaborRole, Product, RoleRate
from salesdesk.models.values.plan_accept import accept
from salesdesk.models.values.plan_compare import compare
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import ItemKind, WorkItem, WorkPlan
from salesdesk.services.database import Database
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.estimation_family import family, last_before, others
from salesdesk.services.estimation_today import recalculated
from salesdesk.services.estimations import Estimations

D = Decimal
TODAY = date(2026, 11, 23)


@pytest.fixture
def product(database: Database) -> UUID:
    with database.changing() as session:
        role = LaborRole(name="Developer")
        licence = Product(code="L", name="Licence", currency="EUR", price=D(300), cost=D(210))
        session.add_all([role, licence])
        session.flush()
        early = RoleRate(role_id=role.id, currency="EUR", cost=D(40), sell=D(80),
                         valid_from=date(2020, 1, 1), valid_to=date(2026, 6, 30))  # fmt: skip
        late = RoleRate(role_id=role.id, currency="EUR", cost=D(44), sell=D(88),
                        valid_from=date(2026, 7, 1))  # fmt: skip
        session.add_all([early, late])
        return licence.id


def made(desk: Estimations, product: UUID) -> EstimationDraft:
    def task(name: str, **more: object) -> WorkItem:
        return replace(WorkItem(name, role="Developer", effort=D(10)), **more)  # type: ignore[arg-type]

    plan = WorkPlan(
        [
            task("By role"),
            task("By hand", cost_rate=D(39)),
            task("At the role's price", rule=PriceRule(Method.ROLE)),
            WorkItem("Licence", ItemKind.PRODUCT, quantity=D(2), cost_rate=D(200), product=product),
        ]
    )
    draft = replace(
        desk.new(), name="Portal", currency="EUR", price_date=date(2026, 2, 1), plan=plan,
        starts_on=date(2026, 2, 1),
    )  # fmt: skip
    return desk.draft(desk.save(draft))


def test_each_row_may_take_todays_rate_and_the_others_keep_theirs(
    database: Database, product: UUID
) -> None:
    desk = Estimations(database)
    draft = made(desk, product)
    found = recalculated(database, draft, TODAY)
    assert found.kept.figures().totals() == draft.figures().totals()
    differ = compare(found.kept.figures(), found.fresh.figures())
    effects = {row.item.name: row.effect.cost for row in differ.rows}
    assert effects == {"By role": 40, "By hand": 50, "At the role's price": 40, "Licence": 20}
    assert differ.effect.sell == (
        found.fresh.figures().totals().sell - draft.figures().totals().sell
    )
    (row,) = (one for one in differ.rows if one.item.name == "By hand")
    taken = replace(found.kept, plan=accept(differ, [row.key]))
    assert taken.price_date == TODAY
    assert taken.figures().totals().cost == draft.figures().totals().cost + 50


def test_without_a_price_date_only_what_was_typed_gives_way(
    database: Database, product: UUID
) -> None:
    desk = Estimations(database)
    draft = replace(made(desk, product), price_date=None)
    found = recalculated(database, draft, TODAY)
    assert found.fresh.price_date is None
    rows = compare(found.kept.figures(), found.fresh.figures()).rows
    assert [row.item.name for row in rows] == ["By hand", "Licence"]


def test_a_family_lists_its_revisions_and_others_are_found_by_words(
    database: Database, product: UUID
) -> None:
    desk = Estimations(database)
    first = made(desk, product)
    desk.step(first.id, "submit")
    other = desk.duplicate(first.id, "Warehouse")
    rows = family(database, first.id)
    assert [(row.revision, row.name, row.sell) for row in rows] == [
        (0, "Portal", first.figures().totals().sell)
    ]
    assert last_before(database, first.id) is None
    assert [row.name for row in others(database, "ware", first.id)] == ["Warehouse"]
    assert [row.id for row in others(database, "", first.id)] == [other]
