"""What every benchmark gives: a job of ours against a named peer or floor, each measured in the same run.

A benchmark is a file with a `results`: asked for its quick or its whole size it yields a `Result` for each pair. Run by
itself it prints them; ``python -m benchmarks`` runs all and writes them down.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Result:
    """One pair.

    Attributes
    ----------
    job : str
        What was done.
    size : str
        How much of it.
    ours, theirs : float
        Median seconds, of ours and of the peer.
    peer : str
        What it is measured against.
    most : float or None
        The promise: ours takes at most so many times as long.
    note : str
        What else was measured, or why the promise is not held.
    unit : str
        What the figures are, where not seconds of the clock.
    more : dict
        Other figures of the same run, by name.
    """

    job: str
    size: str
    ours: float
    peer: str
    theirs: float
    most: float | None = None
    note: str = ""
    unit: str = "s"
    more: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.theirs

    @property
    def held(self) -> bool:
        """Whether the promise is."""
        return self.most is None or self.ratio <= self.most

    def cells(self) -> list[str]:
        """As a row of a table."""
        promise = "" if self.most is None else f"≤ {self.most:.2f}{'' if self.held else ' NOT HELD'}"
        ours, theirs = (f"{_short(each)} {self.unit}" for each in (self.ours, self.theirs))
        note = "; ".join(
            [*filter(None, [self.note]), *(f"{key}: {_short(v)}" for key, v in self.more.items())]
        )
        return [self.job, self.size, ours, self.peer, theirs, f"{self.ratio:.2f}", promise, note]


HEADINGS = ("What", "Size", "xl_fact", "Against", "It takes", "Ratio", "Promise", "Note")


def _short(seconds: float) -> str:
    return f"{seconds:.2f}" if seconds >= 0.1 else f"{seconds:.4f}"


def median(job: Callable[[], object], times: int) -> float:
    """The median seconds of some runs."""
    return in_turn(times, job)[0]


def in_turn(times: int, *jobs: Callable[[], object]) -> list[float]:
    """The median seconds of each, run one after the other, again and again: a busy machine harms all alike."""
    runs: list[list[float]] = [[] for _ in jobs]
    for _ in range(times):
        for job, taking in zip(jobs, runs, strict=True):
            began = time.perf_counter()
            job()
            taking.append(time.perf_counter() - began)
    return [statistics.median(each) for each in runs]


def table(results: Iterable[Result]) -> str:
    """Results as Markdown."""
    rows = [list(HEADINGS), ["---"] * len(HEADINGS), *(result.cells() for result in results)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(results: Callable[[bool], Iterator[Result]]) -> None:
    """Measure and print; the exit code says whether every promise holds."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true", help="small sizes and few runs, to see that it works")
    asked.add_argument("--json", action="store_true", help="a line of JSON for each result")
    given = asked.parse_args()
    found = []
    for result in results(given.quick):
        found.append(result)
        print(
            json.dumps(asdict(result), ensure_ascii=False)
            if given.json
            else table([result]).splitlines()[-1],
            flush=True,
        )
    sys.exit(not all(result.held for result in found))
