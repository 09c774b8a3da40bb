"""The proposal of the design pages as paper gets it, and what a page says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

from pypdf import PdfReader

from salesdesk.services.documents.content import (
    OptionRow,
    Party,
    PaymentRow,
    PlanPrint,
    PlanRow,
    PriceRow,
    ProposalPrint,
    RoleRow,
    Sheet,
    Sums,
    TaxRow,
    TextSection,
    Written,
)

D = Decimal


def day(month: int, of_month: int) -> date:
    return date(2027, month, of_month)


def step(
    code: str, name: str, start: date, finish: date, hours: int | None = None, **more: bool
) -> PlanRow:
    return replace(
        PlanRow(code, name, start, finish, None if hours is None else D(hours)),
        **more,  # type: ignore[arg-type]
    )


PLAN = PlanPrint(
    (
        step("1", "Discovery", day(1, 11), day(1, 20), is_summary=True),
        step("1.1", "Workshops", day(1, 11), day(1, 15), 40, is_critical=True),
        step("1.2", "Architecture", day(1, 15), day(1, 19), 24, is_critical=True),
        step("", "Scope signed", day(1, 19), day(1, 19), is_milestone=True),
        step("2", "Build", day(1, 20), day(2, 16), is_summary=True),
        step("2.1", "Data model and migration", day(1, 20), day(1, 26), 40, is_critical=True),
        step("2.2", "Programming interface", day(1, 27), day(2, 5), 64, is_critical=True),
        step("2.3", "Integrations", day(2, 8), day(2, 16), 56, is_critical=True),
        step("2.4", "Design system", day(1, 20), day(1, 25), 30),
        step("2.5", "Screens", day(1, 27), day(2, 8), 70),
        step("2.6", "Accessibility", day(2, 9), day(2, 11), 20),
        step("", "Go-live", day(2, 16), day(2, 16), is_milestone=True),
    ),
    (day(1, 1), day(2, 1)),
    (
        RoleRow("Consultant", (D(40), D(0))),
        RoleRow("Architect", (D(24), D(0))),
        RoleRow("Senior developer", (D(64), D(96))),
        RoleRow("Developer", (D(54), D(66))),
    ),
)

LINES = (
    PriceRow("1", "Discovery", "Workshops, architecture, signed scope", D("5782.00"),
             taxes=(D(23),), cost=D("3758.40")),
    PriceRow("2", "Build", "Backend 160 h, user interface 120 h", D("20993.10"),
             discounts=(D(5),), taxes=(D(23),), cost=D("14364.00")),
    PriceRow("3", "Portal licences", "GTX Plus Pro, first year", D("1416.00"), D(10), "",
             D("141.60"), taxes=(D(23),), cost=D("1200.00")),
    PriceRow("4", "Application server", "Delivered and installed in Lisbon", D("2495.70"), D(1),
             "", D("2773.00"), (D(10),), (D(23),), D("2350.00")),
    PriceRow("5", "Travel and lodging", "Three visits, two people", D("1554.00"), taxes=(D(6),),
             cost=D("1480.00")),
)  # fmt: skip

SUMS = Sums(
    D("32240.80"), D("644.82"), D("31595.98"),
    (TaxRow("VAT 23 %", D("30073.06"), D("6916.80")), TaxRow("VAT 6 %", D("1522.92"), D("91.38"))),
    D("0.00"), D("38604.16"), D(2), D("23152.40"), D("8443.58"), D("26.72"), D("36.47"), D("6.03"),
)  # fmt: skip

PARAGRAPH = (
    "Konex wants one place where its customers see their orders, their invoices and their open "
    "questions. Today that takes three systems and a telephone call. We propose a portal that "
    "reads from the systems you have, so that nothing is entered twice.\n\n"
    "The work is in two phases. Discovery ends with a scope that you sign; nothing of the second "
    "phase starts before that. Build ends with the portal in your hands on the day below.\n\n"
    "We have done this before, with the people named in this proposal."
)


def proposal(**more: object) -> ProposalPrint:
    """PRO-2026-0042, changed where a test asks for it."""
    sheet = {
        "title": "Customer portal", "number": "PRO-2026-0042",
        "seller": Party("Maven Hardware Lda.", ("Av. da Liberdade 110", "1250-146 Lisboa"),
                        "PT 599 999 993"),
    }  # fmt: skip
    sheet |= {key: more.pop(key) for key in tuple(more) if key in Sheet.__dataclass_fields__}
    fields = {
        "sheet": Sheet(**sheet),  # type: ignore[arg-type]
        "customer": Party("Konex", ("Rua do Ouro 5", "1100-060 Lisboa")),
        "contact": "Ines Duarte, Chief Technology Officer",
        "prepared_by": "Darcel Schlecht",
        "dated": date(2026, 12, 30),
        "valid_until": date(2027, 1, 29),
        "lines": LINES,
        "sums": SUMS,
        "letter": PARAGRAPH,
        "written": (
            Written("scope", "scope",
                    (TextSection("Discovery", PARAGRAPH), TextSection("Build", PARAGRAPH))),
        ),
        "plan": PLAN,
        "options": (
            OptionRow("Second language of the portal", "Adds 24 h and five working days",
                      D("2073.60")),
            OptionRow("Extended support, 12 months", "Working days 8:00–20:00, answer within 4 h",
                      D("3480.00")),
        ),
        "payments": (
            PaymentRow("On acceptance", day(1, 4), D(30), D("11581.25")),
            PaymentRow("Scope signed", day(1, 19), D(30), D("11581.25")),
            PaymentRow("Go-live", day(2, 16), D(40), D("15441.66")),
        ),
        "payment_terms": "Invoices are due 30 days after their date, at the end of the month.",
        "terms": tuple(
            TextSection(title, PARAGRAPH)
            for title in ("Validity", "Changes of scope", "Rights", "Liability")
        ),
    } | more  # fmt: skip
    return ProposalPrint(**fields)  # type: ignore[arg-type]


def texts(pdf: bytes) -> list[str]:
    """What each page says."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
