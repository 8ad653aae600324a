"""``python -m xl_fact`` and the command ``xl-fact``."""

from __future__ import annotations

import atexit
import os
import sys
import threading

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
    except SystemExit as end:
        _flush_quietly()
        _leave(end.code)
        raise
    finally:
        _flush_quietly()


def _flush_quietly() -> None:
    """Say nothing where nobody reads on, as behind ``| head``."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _leave(code: object) -> None:
    """End the process here, where nothing waits to be ended in order: freeing each object takes a quarter of a second."""
    if isinstance(code, int) and all(t.daemon or t is threading.main_thread() for t in threading.enumerate()):
        atexit._run_exitfuncs()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
