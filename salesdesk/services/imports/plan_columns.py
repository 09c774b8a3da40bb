"""What the columns of a work plan in a table are called, in the programs and languages we know."""

from __future__ import annotations

from salesdesk.i18n import N_
from salesdesk.services.imports.field import ImportField

# Headings are folded: lower case, no accents, one space between words.
PLAN_FIELDS: tuple[ImportField, ...] = (
    ImportField("name", N_("Item"), (
        "name", "task name", "task", "task title", "item", "title", "activity", "summary",
        "work package", "deliverable", "tarefa", "nome", "nome da tarefa", "tarea", "nombre",
        "nombre de tarea", "vorgangsname", "vorgang", "bezeichnung", "aufgabe", "position",
    )),
    ImportField("code", N_("Code of the outline, such as 1.2.1"), (
        "wbs", "wbs code", "wbs number", "code", "bsi", "outline number", "no", "nr", "number",
        "psp code", "psp", "edt", "codigo", "id",
    )),
    ImportField("level", N_("Level of the outline"), (
        "level", "outline level", "nivel", "ebene", "gliederungsebene",
    )),
    ImportField("kind", N_("Kind"), ("kind", "type", "tipo", "art", "item type")),
    ImportField("effort", N_("Effort"), (
        "effort", "effort h", "effort hours", "hours", "work", "work h", "likely", "most likely",
        "most likely estimate m", "most likely estimate", "estimate", "h", "esforco", "esfuerzo",
        "trabalho", "trabajo", "horas", "aufwand", "arbeit", "stunden",
    ), r"(effort|work|estimate|aufwand|esforco|esfuerzo) (in )?(days|d|tage|dias|h|hours|pd)"),
    ImportField("low", N_("Optimistic"), (
        "optimistic", "best case", "best case estimate a", "best case estimate", "low", "minimum",
        "min", "otimista", "optimista", "optimistisch",
    )),
    ImportField("high", N_("Pessimistic"), (
        "pessimistic", "worst case", "worst case estimate b", "worst case estimate", "high",
        "maximum", "max", "pessimista", "pesimista", "pessimistisch",
    )),
    ImportField("role", N_("Role"), ("role", "skill", "profile", "papel", "perfil", "rolle")),
    ImportField("resource", N_("Person"), (
        "resource", "resources", "resource names", "person", "assigned to", "assignee", "who",
        "task owner", "recursos", "pessoa", "ressourcen", "ressource",
    )),
    ImportField("quantity", N_("Quantity"), ("quantity", "qty", "quantidade", "cantidad", "menge")),
    ImportField("unit", N_("Unit"), ("unit", "unidade", "unidad", "einheit")),
    ImportField("cost_rate", N_("Cost rate"), (
        "cost rate", "rate", "hourly cost", "cost per hour", "unit cost", "custo hora",
        "coste hora", "kostensatz", "satz",
    )),
    ImportField("rule", N_("Pricing"), ("pricing", "price rule")),
    ImportField("start", N_("Start"), (
        "start", "start date", "begin", "begin date", "planned start", "inicio", "anfang",
        "beginn", "startdatum",
    )),
    ImportField("finish", N_("Finish"), (
        "finish", "end", "end date", "finish date", "due date", "due", "fim", "fin", "ende",
        "enddatum",
    )),
    ImportField("duration", N_("Duration"), (
        "duration", "duration day", "duration days", "days", "duracao", "duracion", "dauer",
    ), r"duration (in )?(days|d|h|hours)"),
    ImportField("after", N_("After"), (
        "predecessors", "predecessor", "dependencies", "dependencies wbs", "depends on", "after",
        "predecessoras", "predecesoras", "vorganger",
    )),
    ImportField("optional", N_("Optional"), ("optional", "opcional")),
    ImportField("client_note", N_("Note for the client"), ("note for the client", "client note")),
    ImportField("internal_note", N_("Internal note"), (
        "internal note", "note", "notes", "comment", "comments", "notas", "notizen", "remarks",
    )),
    ImportField("description", N_("Description"), ("description", "descricao", "descripcion",
                                                  "beschreibung")),
)  # fmt: skip
