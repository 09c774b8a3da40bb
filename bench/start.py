"""The first picture of the window against an empty PySide6 window, each in a fresh process."""

from __future__ import annotations

from collections.abc import Iterator

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
import os, time, tempfile
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
import os, time, tempfile, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["SALESDESK_HOME"] = tempfile.mkdtemp()
path = os.path.join(os.environ["SALESDESK_HOME"], "a.salesdesk")
import subprocess
subprocess.run([sys.executable, "-m", "salesdesk", "--database", path, "demo"], check=True, stdout=subprocess.DEVNULL)
start = time.perf_counter()
from salesdesk.app import App, prepare
app = prepare()
found = App(); found.window.resize(1440, 900); found.window.show(); app.processEvents(); found.window.repaint()
opened = []
found.opened.connect(lambda: opened.append(1))
found.open(path)
while not opened or not found.jobs.is_idle:
    app.processEvents()
found.window.repaint()
print((time.perf_counter() - start) * 1000)
os._exit(0)
"""


def figures() -> Iterator[Figure]:
    empty, ours, data = in_a_process(_EMPTY), in_a_process(_OURS), in_a_process(_DATA, runs=3)
    yield Figure(
        "first paint of the shell", ours, "ms", "empty PySide6 window", ours / empty, "≤ 1.15"
    )
    yield Figure(
        "first data on the screen", data, "ms", "empty PySide6 window", data / empty, "≤ 2.7"
    )
