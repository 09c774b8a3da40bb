"""The window put together: a database, its desk, the screens, and the threads between them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from salesdesk import paths
from salesdesk.i18n import LANGUAGES, _, use_language
from salesdesk.services.jobs import Progress
from salesdesk.ui.context import Context
from salesdesk.ui.kit.background import Background, Job
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.modules import MODULES, SETTINGS, module
from salesdesk.ui.page import Page, Place
from salesdesk.ui.preference_memory import PreferenceMemory
from salesdesk.ui.settings import Settings
from salesdesk.ui.theme import Density, clothe, theme, wants_dark
from salesdesk.ui.verifying import Verifier

if TYPE_CHECKING:
    from salesdesk.models.values.home_figures import HomeFigures
    from salesdesk.services.desk import Desk
    from salesdesk.services.first_look import Look
    from salesdesk.services.watching import Watch
    from salesdesk.ui.palette import Answer, Found

RECOUNT = 400
WATCHES = 2000
_ONCE = Qt.ConnectionType.SingleShotConnection


def _ignore(_failure: BaseException) -> None:
    """A count or a search that failed is asked again with the next change."""


class App(QObject):
    """Opens a database behind a window that is already there."""

    opened = Signal()
    _changed = Signal(object)

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.window = MainWindow(self.settings)
        self.jobs = Background(self.fail)
        self.desk: Desk | None = None
        self.context: Context | None = None
        self._seen: HomeFigures | None = None
        self._asked = ""
        self._changed.connect(self._tell_pages, Qt.ConnectionType.QueuedConnection)
        self.jobs.jobs_changed.connect(self._show_jobs)
        self.jobs.job_told.connect(self._progress)
        self.window.status.cancel_asked.connect(self._cancel_job)
        self.window.closing.connect(self.close)
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(RECOUNT)
        self._recount.timeout.connect(self._count)
        self._watch: Watch | None = None
        self._looking = False
        self._watching = QTimer(self)
        self._watching.setInterval(WATCHES)
        self._watching.timeout.connect(self._look)

    def say(self, words: str, undo: Callable[[], object] | None = None, deed: str = "") -> None:
        """Tell what was done, in a toast with the way back."""
        self.window.toasts.say(words, undo, deed)

    def _dress(self) -> None:
        """The style of the controls, which only pages and sheets have."""
        from salesdesk.ui.style import dress

        found = QApplication.instance()
        if isinstance(found, QApplication):
            dress(found)

    def fail(self, failure: BaseException) -> None:
        self._dress()
        from salesdesk.ui.failures import show_failure

        show_failure(failure, self.window)

    def open(self, url: str, username: str = "") -> None:
        """Show what was last seen while it still holds, then open the database in a worker."""
        self._asked = url

        def look() -> Look | None:
            from salesdesk.services.first_look import kept

            return kept(url, username, _today()) if self.window.starts_at_home() else None

        self.jobs.read(look, partial(self._show_look, url, username), self._cannot_open)

    def _show_look(self, url: str, username: str, look: Look | None) -> None:
        """The first screen as it was, only to be looked at until the desk is there."""
        if look is not None:
            from salesdesk.ui.screens.home import HomeCards

            cards = HomeCards(look.person, lambda _place: None, lambda _module: None)
            cards.show_figures(look.figures)
            cards.only_to_look_at()
            self.window.show_meanwhile(cards)
            self._seen = look.figures
        QTimer.singleShot(0, partial(self._open_desk, url, username))  # after it is painted

    def _open_desk(self, url: str, username: str) -> None:
        def read() -> Desk:
            from salesdesk.services.desk import Desk

            return Desk.open(url, username)

        self.jobs.read(read, partial(self.use, url), self._cannot_open)

    def welcome(self, url: str) -> None:
        """There is no company yet: offer the four ways to begin."""
        from salesdesk.ui.welcome import Welcome

        self._dress()
        page = Welcome(url)
        page.chosen.connect(partial(self._begin, url))
        self.window.show_overlay(page)

    def _begin(self, url: str, how: str) -> None:
        if how == "server":
            from salesdesk.ui.kit.ask_text import AskText

            AskText(self.window, _("Connect to our shared database"), _("Address"), _("Connect"),
                    self._begin_with, "postgresql://").open()  # fmt: skip
            return
        self.window.close_overlay()
        if how == "sample":
            self._open_sample(url)
        else:
            first = self._import_first if how == "import" else self._name_first
            self.opened.connect(first, _ONCE)
            self.open(url)

    def _begin_with(self, url: str) -> None:
        """Connect; an address that doesn't answer is never remembered."""
        self.window.close_overlay()
        self.opened.connect(lambda: setattr(self.settings, "database_url", url), _ONCE)
        self.open(url)

    def _name_first(self) -> None:
        self.window.show_place(Place("settings"))  # they begin with the own company

    def _import_first(self) -> None:
        from salesdesk.ui.screens.importing import import_file

        if self.context is not None:
            self.window.show_place(Place("contacts"))
            import_file(self.window, self.context, "contacts")

    def _open_sample(self, url: str) -> None:
        self.window.wait(_("Making the sample company…"))

        def make(progress: Progress) -> Desk:
            from salesdesk.services.demo import fill_with_sample
            from salesdesk.services.desk import Desk

            desk = Desk.open(url)
            fill_with_sample(desk, progress)
            return desk

        title = _("Making the sample company")
        self.jobs.work(title, make, partial(self.use, url), self._cannot_open)

    def _cannot_open(self, failure: BaseException) -> None:
        gc.enable()
        self.window.wait(str(failure))
        if self._asked.startswith("postgres"):  # a server that doesn't answer is no dead end
            self.welcome(default_database())
        self.fail(failure)

    def use(self, url: str, desk: Desk) -> None:
        """Show this desk's pages."""
        self._dress()
        self.desk = desk
        desk.database.on_change(self._changed.emit)
        self.context = Context(
            desk, self.jobs, self.settings, PreferenceMemory(desk, self.jobs),
            self.window.show_place, self.say, self.fail, self.window,
            desk.actor.name, _exporter(desk), self._seen,
        )  # fmt: skip
        Verifier(self.context)
        place, local = url.rsplit("/", 1)[-1], not url.startswith("postgres")
        self.window.status.show_database(place, local=local)
        roles = ", ".join(sorted(_(role.value.replace("_", " ").capitalize())
                                 for role in desk.actor.roles))  # fmt: skip
        self.window.status.show_user(f"{desk.actor.name} · {roles}" if roles else desk.actor.name)
        self.window.rail.user.show_person(desk.actor.name, roles)
        self.window.search = self._search
        self.window.fill(self.page, Place("home"))
        self._count()
        self._begin_to_watch(desk)
        if not gc.isenabled():
            gc.freeze()  # what start-up made stays: never look through it again
            gc.enable()
        self.opened.emit()

    def page(self, place: Place) -> Page:
        """The page of a place."""
        assert self.context is not None
        found = module(place.module)
        if place.record and found.record is not None:
            return found.record(self.context, place.record)
        return found.page(self.context)

    # what happens meanwhile

    def _tell_pages(self, tables: frozenset[str]) -> None:
        for page in self.window.pages:
            page.changed(tables)
        if tables - {"preference"}:
            self._recount.start()

    def _begin_to_watch(self, desk: Desk) -> None:
        """From now on notice what other processes write to this database."""
        from salesdesk.services.watching import Watch

        self._watch = Watch(desk.database)
        self.jobs.read(self._watch.look, self._looked, self._not_looked)
        self._watching.start()

    def _look(self) -> None:
        watch = self._watch
        if watch is not None and not self._looking and self.window.isActiveWindow():
            self._looking = True
            self.jobs.read(watch.look, self._looked, self._not_looked)

    def _looked(self, tables: frozenset[str]) -> None:
        self._looking = False
        if tables:
            self._tell_pages(tables)

    def _not_looked(self, _failure: BaseException) -> None:
        self._looking = False  # whoever next asks for something is told what is wrong

    def _count(self) -> None:
        desk = self.desk
        if desk is not None:
            self.jobs.read(lambda: _counts(desk), self._show_counts, _ignore)

    def _show_counts(self, counts: dict[str, int]) -> None:
        from salesdesk.ui.formats import formats

        for key, count in counts.items():
            words = formats().whole(count) if count else ""
            self.window.rail.show_count(key, words, waits=module(key).waits)

    def _search(self, text: str, kind: str, answer: Answer) -> None:
        desk = self.desk
        if desk is not None:
            self.jobs.read(
                lambda: desk.find(text, kind), lambda hits: answer(_found(hits)), _ignore
            )

    def _show_jobs(self) -> None:
        """What was begun last is shown, and cancelled; what was begun before goes on behind it."""
        job = self._shown_job
        self.window.status.show_job(job.title if job else "")

    @property
    def _shown_job(self) -> Job | None:
        jobs = self.jobs.long_jobs
        return jobs[-1] if jobs else None

    def _progress(self, job: Job, done: int, total: int) -> None:
        from salesdesk.ui.formats import formats

        if job is self._shown_job:
            count = formats().whole(done)
            words = _("{done} of {total}").format(done=count, total=formats().whole(total))
            self.window.status.show_job(f"{job.title} · {words if total else count}")

    def _cancel_job(self) -> None:
        job = self._shown_job
        if job is not None:
            job.cancel()

    def close(self) -> None:
        self._watching.stop()
        self.jobs.close()
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self.desk is not None:
            self.desk.close()
            self.desk = None


def _today() -> date:
    return date.today()  # noqa: DTZ011 the user's own day


def _counts(desk: Desk) -> dict[str, int]:
    """How many of each module the rail shows: open deals, and what waits for me."""
    from salesdesk.models.values.listing import Condition, ListQuery, Operator

    everything = ListQuery()
    is_open = ListQuery(conditions=(Condition("stage_kind", Operator.IS, ("open",)),))
    today = _today()
    waiting = [w for w in desk.home.waiting(today) if w.kind == "approve"]
    return {
        "opportunities": desk.opportunities.listing.count(is_open),
        "estimations": desk.estimations.listing.count(everything),
        "proposals": desk.proposals.listing.count(everything),
        "approvals": len(waiting),
    }


def _found(hits: Any) -> list[Found]:
    from salesdesk.ui.palette import Found

    keys = {m.key: m for m in (*MODULES, SETTINGS)}
    return [
        Found(Place(hit.kind, str(hit.id)), hit.name, f"{_(keys[hit.kind].title)} · {hit.number}",
              "", keys[hit.kind].icon)
        for hit in hits
        if hit.kind in keys
    ]  # fmt: skip


def _exporter(desk: Desk) -> Any:
    """Writes what a list shows to a file."""

    def write(
        source: Any, query: Any, columns: Sequence[str], path: Path, progress: Progress
    ) -> int:
        from salesdesk.services.exporting import export_list

        progress.step(0)
        return export_list(desk, source, query, path, columns)

    return write


def prepare(arguments: list[str] | None = None, settings: Settings | None = None) -> QApplication:
    """The application with its language, look and fonts, before the first window."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(arguments or sys.argv[:1])
    app.setApplicationName("SalesDesk")
    settings = settings or Settings()
    language = settings.language or QLocale.system().name()
    use_language(language if language.split("_")[0] in LANGUAGES else "en")
    if settings.language:
        from salesdesk.ui.formats import locale_of, use_locale

        use_locale(locale_of(settings.language, QLocale.system().name()))
    look = theme()
    look.dark = wants_dark(settings.colour_scheme)
    look.density = Density.COMPACT if settings.compact else Density.COMFORTABLE
    clothe()
    if settings.colour_scheme == "system":
        app.styleHints().colorSchemeChanged.connect(
            lambda _scheme: look.set_dark(dark=wants_dark("system"))
        )
    return app


def default_database() -> str:
    """The company file that opens when none is named."""
    return str(paths.data_dir() / "company.salesdesk")


def run(database: str = "", user: str = "") -> int:
    """Open the window on a database and stay until it closes."""
    settings = Settings()
    application = prepare(settings=settings)
    from salesdesk.ui.failures import catch_all

    catch_all()
    app = App(settings)
    app.window.show()
    url = database or settings.database_url or default_database()
    if not database and not settings.database_url and not Path(url).exists():
        app.welcome(url)
    else:
        QTimer.singleShot(0, lambda: app.open(url, user))  # after the first paint, by design
    return application.exec()
