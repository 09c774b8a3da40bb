"""Opens the sample company; without a display it does the main job and leaves pictures of it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk import paths

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

SELLER, ESTIMATOR, APPROVER = "Darcel Schlecht", "Nadia Ferreira", "Melvin Marxen"
GOODS = (
    "Products",
    "GTX Plus Pro licence",
    "Application server",
    "Expenses",
    "Travel and lodging",
)
"""What the estimator adds to the plan: Microsoft Project holds work, not goods."""
TODAY = date(2026, 12, 30)
Shot = Callable[[str, str, UUID | None], None]


def main() -> int:
    """Open the window on the sample company, or do the main job offscreen."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return without_display(Path("out"))
    from salesdesk.app import run

    return run(str(sample_database(paths.data_dir() / "sample.salesdesk")))


def sample_database(path: Path) -> Path:
    """The sample company's file, made when it is not there yet."""
    from salesdesk.services.demo import fill_with_sample
    from salesdesk.services.desk import Desk

    if not path.exists():
        say(f"Making the sample company in {path} …")
        desk = Desk.open(str(path))
        fill_with_sample(desk)
        desk.close()
    return path


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def without_display(out: Path) -> int:
    """From the opportunity to the handover in the real window, a picture of each step."""
    from salesdesk.app import App, prepare
    from salesdesk.services.desk import Desk
    from salesdesk.ui.gallery import Gallery
    from salesdesk.ui.page import Place

    out.mkdir(parents=True, exist_ok=True)
    path = out / "sample.salesdesk"
    for old in (*out.glob("sample.salesdesk*"), *out.glob("*.png"), *out.glob("*.pdf")):
        old.unlink()
    desk = Desk.open(str(sample_database(path)))
    prepare()
    app = App()
    app.window.resize(1440, 900)
    app.window.show()
    app.use(str(path), desk)
    gallery = Gallery(app, out, "")

    def shoot(name: str, module: str, record: UUID | None) -> None:
        say(f"  {name}")
        app.window.show_place(Place(module, str(record) if record else ""))
        gallery.take(name)

    pdf = MainJob(desk, shoot, out).run()
    app.window.close()
    say(f"There is no display, so the main job was done offscreen. Left in {out.resolve()}:")
    for each in sorted([*out.glob("*.pdf"), *out.glob("*.png"), *out.glob("*.zip")]):
        say(f"  {each.name}")
    say(f"The proposal's total is {total_of(pdf)}.")
    return 0


def total_of(pdf: Path) -> str:
    """The total as the printed page says it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(str(pdf))
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    found = re.search(r"Total, ([A-Z]{3})\s+([\d.,]+)", text)
    return f"{found[1]} {found[2]}" if found else "—"


class MainJob:
    """The main job, step by step, each by the person whose job it is."""

    def __init__(self, desk: Desk, shoot: Shot, out: Path) -> None:
        self.desk = desk
        self.shoot = shoot
        self.out = out

    def run(self) -> Path:
        """Answers the PDF of the issued proposal."""
        deal = self.deal()
        self.shoot("01-home", "home", None)
        self.shoot("02-opportunities", "opportunities", None)
        self.shoot("03-opportunity", "opportunities", deal)
        estimation = self.estimation(deal)
        self.shoot("04-estimation", "estimations", estimation)
        proposal = self.proposal(estimation)
        self.shoot("05-proposal-draft", "proposals", proposal)
        pdf = self.issued(proposal)
        self.shoot("06-proposal-issued", "proposals", proposal)
        self.handed_over(proposal)
        self.shoot("07-handover", "handovers", None)
        self.shoot("08-budgets", "budgets", None)
        self.shoot("09-budget", "budgets", self.desk.key_of("budgets", "Central 2026"))
        return pdf

    def deal(self) -> UUID:
        from salesdesk.models.values.listing import Condition, ListQuery, Operator

        listing = self.desk.opportunities.listing
        is_open = Condition("stage_kind", Operator.IS, ("open",))
        of_konex = Condition("account", Operator.IS, ("Konex",))
        deal: UUID = listing.first_page(ListQuery(conditions=(is_open, of_konex)))[0][0]
        return deal

    def estimation(self, deal: UUID) -> UUID:
        """A work plan out of a Microsoft Project file, priced, reviewed and approved."""
        from salesdesk.models.values.workplan import WorkPlan
        from salesdesk.services.demo import acting
        from salesdesk.services.estimation_example import example, example_plan

        desk = self.desk
        with acting(desk, ESTIMATOR):
            plan_file = paths.resource("sample", "customer-portal.xml")
            read = desk.estimations.import_work_plan(plan_file)
            base = desk.estimations.draft(desk.key_of("estimations", read.number))
            account = desk.opportunities.draft(deal).account_id
            goods = [row for row in example_plan() if row.name in GOODS]
            fronting = {name: key for key, name in desk.reference.choices("companies")}
            priced = replace(
                example(base),
                number=base.number,
                plan=WorkPlan((*base.plan, *goods)),
                opportunity_id=deal,
                account_id=account,
                fronting_company_id=fronting["Maven Hardware Lda"],
            )
            key = desk.estimations.save(priced, base)
            desk.estimations.step(key, "submit")
        with acting(desk, APPROVER):
            desk.estimations.step(key, "approve")
        return key

    def proposal(self, estimation: UUID) -> UUID:
        """The offer with its discounts, submitted and approved by somebody else."""
        from salesdesk.services.demo import acting

        desk = self.desk
        with acting(desk, SELLER):
            draft = desk.proposals.from_estimation(estimation, date(2027, 1, 11))
            reduced = desk.reference.choices("tax-codes", "VAT 6")[0][0]
            discounts = {"Build": Decimal(5), "Application server": Decimal(10)}
            lines = tuple(
                replace(
                    line,
                    discount_1=discounts.get(line.description),
                    tax_code_id=reduced if line.kind == "expense" else line.tax_code_id,
                )
                for line in draft.lines
            )
            draft = replace(
                draft, lines=lines, discount_percent=Decimal(2), valid_until=date(2027, 1, 31)
            )
            return desk.proposals.save(desk.proposals.calculated(draft))

    def issued(self, proposal: UUID) -> Path:
        from salesdesk.services.demo import acting

        desk = self.desk
        for who, verb in ((SELLER, "submit"), (APPROVER, "approve"), (SELLER, "issue")):
            with acting(desk, who):
                desk.proposals.step(proposal, verb, on=TODAY)
        number = desk.proposals.draft(proposal).number
        pdf = self.out / f"{number}.pdf"
        pdf.write_bytes(desk.proposals.print(proposal))
        return pdf

    def handed_over(self, proposal: UUID) -> None:
        from salesdesk.services.demo import acting

        with acting(self.desk, SELLER):
            self.desk.proposals.step(proposal, "accept", on=TODAY)
            self.desk.handovers.hand_over(proposal, self.out)


if __name__ == "__main__":
    sys.exit(main())
