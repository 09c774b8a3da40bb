"""``salesdesk`` and ``python -m salesdesk``."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Run the words of the command line; without a command the window opens."""
    if sys.argv[1:2] == ["--read-plan"] and len(sys.argv) == 4:
        from salesdesk.services.plan_child import answer

        return answer(Path(sys.argv[2]), Path(sys.argv[3]))
    from salesdesk.commandline import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
