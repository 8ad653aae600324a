"""The steps of a long job shown on stderr: a bar in a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xl_fact.steps import Advance, Steps
from xl_fact.words import Lang, say

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar(Steps):
    """Steps with a bar; `with Bar("zh") as steps:`."""

    def __init__(self, lang: Lang):
        super().__init__()
        self.lang = lang
        self.began = time.perf_counter()
        self._progress: Progress | None = None

    def __enter__(self) -> Bar:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._progress:
            self._progress.stop()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """The terminal free of the bar, for a question."""
        if self._progress:
            self._progress.stop()
        try:
            yield
        finally:
            if self._progress:
                self._progress.start()

    def begin(self, zh: str, en: str, total: float | None) -> Advance:
        """Show the step as a bar, pulsing when the total isn't known."""
        progress = self._progress
        if progress is None:
            return super().begin(zh, en, total)
        task = progress.add_task(say(self.lang, zh, en), total=total)
        return lambda amount: progress.update(task, advance=amount)

    def goes(self, zh: str, en: str) -> None:
        """The line in the place of the step's name; where there is no bar, a line of its own."""
        line = say(self.lang, zh, en)
        if self._progress:
            self._progress.update(self._progress.tasks[-1].id, description=line)
        else:
            print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the bar full."""
        if self._progress:
            task = self._progress.tasks[-1]
            self._progress.update(task.id, total=task.total or 1, completed=task.total or 1)

    def timings(self, start_up: float) -> list[str]:
        """A line for each step and one for the whole, in seconds."""
        whole = start_up + time.perf_counter() - self.began
        known = start_up + sum(seconds for _, seconds in self.seconds)
        rows = [
            ("start-up", start_up),
            *self.seconds,
            ("imports and the rest", whole - known),
            ("all", whole),
        ]
        return [f"{seconds:8.3f} s  {name}" for name, seconds in rows]
