"""The country that this computer is set up for, as a new company's first guess."""

from __future__ import annotations

import os
import re
import subprocess
import sys

_SET = ("LC_ALL", "LC_MONETARY", "LANG")
_TERRITORY = re.compile(r"^[A-Za-z]{2,3}(?:[_-][A-Z][a-z]{3})?[_-]([A-Z]{2})\b")


def home_country() -> str:
    """Two letters, such as PT; empty where the system doesn't say."""
    named = next((os.environ[name] for name in _SET if os.environ.get(name)), None)
    return country_of(_system_locale() if named is None else named)


def country_of(locale: str) -> str:
    """The territory in a name such as ``pt_PT.UTF-8`` or ``zh-Hans-CN``; ``C`` has none."""
    found = _TERRITORY.match(locale)
    return found[1] if found else ""


def _system_locale() -> str:
    """Windows and macOS keep it in places of their own; elsewhere the variables are all."""
    if sys.platform == "win32":
        import ctypes

        buffer = ctypes.create_unicode_buffer(85)
        ctypes.windll.kernel32.GetUserDefaultLocaleName(buffer, len(buffer))
        return buffer.value
    if sys.platform == "darwin":
        asked = ["/usr/bin/defaults", "read", "-g", "AppleLocale"]
        try:
            said = subprocess.run(  # noqa: S603 fixed words
                asked, check=False, capture_output=True, text=True, timeout=2
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return said.stdout.strip()
    return ""
