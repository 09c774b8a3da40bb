"""``salesdesk`` and ``python -m salesdesk``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the words of the command line; without a command the window opens."""
    from salesdesk.commandline import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
