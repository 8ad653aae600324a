"""The steps of a long job: what it is doing, how far it is, how long each step took.

The library reports to a `Steps`; whoever shows progress (the command line) subclasses it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[float], None]


def nowhere(amount: float) -> None:
    """An `Advance` that nobody looks at."""


@contextmanager
def share(advance: Advance, whole: float) -> Iterator[Advance]:
    """A part of a step that advances by itself: by fractions of `whole`, never beyond it, at the end by all of it.

    Examples
    --------
    >>> seen = []
    >>> with share(seen.append, 100) as further:
    ...     further(0.25)
    ...     further(0.9)
    >>> seen
    [25.0, 75.0]
    """
    left = whole

    def further(fraction: float) -> None:
        nonlocal left
        amount = min(left, fraction * whole)
        left -= amount
        advance(amount)

    try:
        yield further
    finally:
        if left > 0:
            advance(left)


class Steps:
    """A silent listener: remembers each step and its seconds, shows nothing."""

    def __init__(self) -> None:
        self.seconds: list[tuple[str, float]] = []

    @contextmanager
    def step(self, zh: str, en: str, total: float | None = None) -> Iterator[Advance]:
        """Enter one step, named in both languages; call what it yields with the amount done."""
        began = time.perf_counter()
        try:
            yield self.begin(zh, en, total)
        finally:
            self.seconds.append((en, time.perf_counter() - began))
            self.end()

    def begin(self, zh: str, en: str, total: float | None) -> Advance:
        """Called when a step begins; the answer is called as it advances."""
        return lambda amount: None

    def goes(self, zh: str, en: str) -> None:
        """Called with a line on how the step goes."""

    def end(self) -> None:
        """Called when the step is over."""


def one_job() -> None:
    """Look for garbage seldom, as befits a process that does one job and ends: what it makes is mostly kept."""
    gc.set_threshold(1_000_000, 10, 10)
