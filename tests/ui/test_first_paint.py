"""The window paints before anything heavy is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SHELL = """
import sys
from PySide6.QtWidgets import QApplication
from salesdesk.ui.settings import Settings
from salesdesk.app import App, prepare
app = prepare()
window = App().window
window.show()
app.processEvents()
heavy = ("sqlalchemy", "alembic", "reportlab", "babel", "psycopg", "lxml", "PIL", "pypdfium2",
         "holidays", "xlsxwriter", "stdnum", "email_validator", "salesdesk.ui.screens.settings")
sys.exit(", ".join(name for name in heavy if name in sys.modules) or 0)
"""


def test_nothing_heavy_before_the_first_paint(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SALESDESK_HOME": str(tmp_path)}
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SHELL], cwd=root, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
