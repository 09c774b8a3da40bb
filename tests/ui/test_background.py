"""Work off the window's thread: answers, failures, progress, cancel."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from salesdesk.services.jobs import Cancelled, Progress
from salesdesk.ui.kit.background import Background


def test_answers_arrive_on_the_windows_thread(qtbot: QtBot) -> None:
    failures: list[BaseException] = []
    background = Background(failures.append)
    answers: list[tuple[int, bool]] = []
    main = threading.get_ident()
    background.read(
        threading.get_ident, lambda it: answers.append((it, threading.get_ident() == main))
    )
    background.read(lambda: 1 / 0, lambda _it: None)
    qtbot.waitUntil(lambda: background.is_idle)
    assert len(answers) == 1
    assert answers[0][0] != main
    assert answers[0][1]
    assert isinstance(failures[0], ZeroDivisionError)
    background.close()


def test_cancelling_undoes_and_says_so(qtbot: QtBot) -> None:
    background = Background(lambda failure: None)
    started = threading.Event()
    seen: list[str] = []

    def long_work(progress: Progress) -> None:
        started.set()
        try:
            for _thing in progress.each(range(10**9), 10**9, every=1):
                pass
        except Cancelled:
            seen.append("rolled back")
            raise

    job = background.work("Importing", long_work, lambda _it: seen.append("done"))
    job.cancelled.connect(lambda: seen.append("cancelled"))
    started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: background.is_idle)
    assert seen == ["rolled back", "cancelled"]
    background.close()
