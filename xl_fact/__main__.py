"""``python -m xl_fact`` and the command ``xl-fact``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from xl_fact.cli import app

    app()


if __name__ == "__main__":
    main()
