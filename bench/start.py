"""The first picture of the window against an empty PySide6 window, each in a fresh process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.measure import Figure, in_a_process

_EMPTY = """
import os, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
start = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow(); window.resize(1440, 900); window.show(); app.processEvents(); window.repaint()
print((time.perf_counter() - start) * 1000)
os._exit(0)
"""
_OURS = """
import gc, os, time, tempfile
gc.disable()  # as the command does
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["SALESDESK_HOME"] = tempfile.mkdtemp()
start = time.perf_counter()
from salesdesk.app import App, prepare
app = prepare()
found = App(); found.window.resize(1440, 900); found.window.show(); app.processEvents(); found.window.repaint()
print((time.perf_counter() - start) * 1000)
os._exit(0)
"""
_DATA = """
import gc, os, time, sys
gc.disable()  # as the command does
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["SALESDESK_HOME"], path, until = sys.argv[1:]
start = time.perf_counter()
from salesdesk.app import App, prepare
app = prepare()
found = App(); found.window.resize(1440, 900); found.window.show(); app.processEvents(); found.window.repaint()
from PySide6.QtCore import QEventLoop
seen, opened = [], []
shows = found.window.show_meanwhile
found.window.show_meanwhile = lambda shown: (shows(shown), seen.append(time.perf_counter()))
found.opened.connect(lambda: opened.append(1))
found.open(path)
while not (seen if until == "look" else opened and found.jobs.is_idle):
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
print(((seen[0] if until == "look" else time.perf_counter()) - start) * 1000)
found.close()
os._exit(0)
"""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as home:
        path = str(Path(home) / "sample.salesdesk")
        make = [sys.executable, "-m", "salesdesk", "--database", path, "demo"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        cold = in_a_process(_DATA, home, path, "desk", runs=3)
        # in turns, so that a busy moment of the machine falls on all of them
        rounds = [
            (
                in_a_process(_EMPTY, runs=1),
                in_a_process(_OURS, runs=1),
                in_a_process(_DATA, home, path, "look", runs=1),
            )
            for _round in range(9)
        ]
    empty, ours, look = (median(taken) for taken in zip(*rounds, strict=True))
    against = "empty PySide6 window"
    yield Figure("first paint of the shell", ours, "ms", against, ours / empty, "≤ 1.15")
    yield Figure("first data on the screen", look, "ms", against, look / empty, "≤ 2.7")
    yield Figure("all of the first screen read anew", cold, "ms", against, cold / empty, "—")
