"""What a table and its columns are called in the window: the settings' own titles, and the rest."""

from __future__ import annotations

from functools import cache

from salesdesk.i18n import N_
from salesdesk.models.base import table_of

OTHER_LISTS = {
    "account": N_("Accounts"),
    "account_contact": N_("Linked contacts"),
    "activity": N_("Activities"),
    "address": N_("Addresses"),
    "attachment": N_("Documents"),
    "bank_account": N_("Bank accounts"),
    "billing_document": N_("Billing documents"),
    "budget": N_("Budgets"),
    "budget_cell": N_("Budget cells"),
    "contact": N_("Contacts"),
    "email_address": N_("E-mails"),
    "estimation": N_("Estimations"),
    "estimation_rule": N_("Price rules"),
    "estimation_step": N_("History"),
    "exercise": N_("Exercises"),
    "handover": N_("Handovers"),
    "opportunity": N_("Opportunities"),
    "opportunity_contact": N_("Linked contacts"),
    "opportunity_owner": N_("Owners"),
    "period": N_("Periods"),
    "phone_number": N_("Phones"),
    "preference": N_("Settings"),
    "proposal": N_("Proposals"),
    "proposal_instalment": N_("Payments"),
    "proposal_line": N_("Proposal lines"),
    "proposal_plan_row": N_("Work plan"),
    "proposal_step": N_("History"),
    "proposal_tax": N_("Taxes"),
    "region": N_("Regions"),
    "setting": N_("Settings"),
    "stage_change": N_("History"),
    "stored_file": N_("Files"),
    "work_item": N_("Work items"),
    "work_item_link": N_("Predecessors"),
}
"""Lists that are no settings; those have their titles with them."""
FIELDS = {
    "account_id": N_("Account"),
    "address": N_("Address"),
    "amount": N_("Amount"),
    "budget_id": N_("Budget"),
    "calendar_id": N_("Calendar"),
    "code": N_("Code"),
    "company_id": N_("Company"),
    "contact_id": N_("Contact"),
    "controller_id": N_("Controller"),
    "currency": N_("Currency"),
    "description": N_("Description"),
    "ends_on": N_("Until"),
    "estimation_id": N_("Estimation"),
    "exercise_id": N_("Exercise"),
    "external_id": N_("Key in the other program"),
    "from_id": N_("From"),
    "fronting_company_id": N_("Fronting company"),
    "handover_id": N_("Handover"),
    "item_id": N_("Work item"),
    "kind": N_("Kind"),
    "lifecycle_id": N_("Lifecycle"),
    "lifecycle_stage_id": N_("Lifecycle stage"),
    "market_id": N_("Market"),
    "name": N_("Name"),
    "number": N_("Number"),
    "opportunity_id": N_("Opportunity"),
    "owner_id": N_("Owner"),
    "payment_term_id": N_("Payment terms"),
    "payment_type_id": N_("Payment type"),
    "percent": N_("Percent"),
    "period_id": N_("Period"),
    "pipeline_id": N_("Pipeline"),
    "probability": N_("Probability"),
    "product_id": N_("Product"),
    "proposal_id": N_("Proposal"),
    "rate": N_("Rate"),
    "reason_id": N_("Reason"),
    "region_id": N_("Region"),
    "revision": N_("Revision"),
    "segment_id": N_("Segment"),
    "seller_id": N_("Seller"),
    "stage_id": N_("Stage"),
    "status": N_("Status"),
    "subject": N_("Subject"),
    "tax_code_id": N_("Tax"),
    "total": N_("Total"),
    "user_id": N_("User"),
    "username": N_("User name"),
    "withholding_code_id": N_("Withholding tax"),
}


@cache
def list_title(table: str) -> str:
    """The name of a table's list as the window shows it, not yet translated."""
    from salesdesk.services.reference_lists import LISTS

    if table in OTHER_LISTS:
        return OTHER_LISTS[table]
    titles = {table_of(each.record).name: each.title for each in LISTS}
    return titles.get(table, table.replace("_", " ").capitalize())


@cache
def field_title(table: str, column: str) -> str:
    """The name of a field as its form shows it, not yet translated."""
    from salesdesk.services.reference_lists import LISTS

    for each in LISTS:
        if table_of(each.record).name == table:
            for field in each.fields:
                if field.name == column:
                    return field.title
    return FIELDS.get(column, column.removesuffix("_id").replace("_", " ").capitalize())
