"""``python -m xl_fact`` and the command ``xl-fact``."""

from __future__ import annotations

import os
import sys

from xl_fact.steps import one_job


def main() -> None:
    """Run the command line."""
    one_job()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if "--debug" not in sys.argv:  # what a library could not tidy up after an error is no line for people
        sys.unraisablehook = lambda _: None
    from xl_fact.cli import app

    try:
        app()
    finally:
        _leave_quietly()


def _leave_quietly() -> None:
    """Say nothing where nobody reads on, as behind ``| head``."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
