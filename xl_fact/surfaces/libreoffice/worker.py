"""The process that answers the Calc add-in: ``[name, cells]`` in, rows out, a line of JSON each.

Run by `component` as ``python -m xl_fact.surfaces.libreoffice.worker``; it ends when its input does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.kinds import Rows


def answer(name: str, cells: list[Any]) -> Rows:
    """What a function answers to raw cells; nothing escapes.

    Examples
    --------
    >>> answer("GPM", [3000.0, 20000.0]), answer("GPM", [[["1万"], [""]], 0.0]), answer("NONE", [])
    ([[150.0]], [['#DIV/0!'], [None]], [['#NAME?']])
    """
    if name not in FUNCTIONS:
        return [["#NAME?"]]
    try:
        return FUNCTIONS[name].call_cells(*cells)
    except Exception:  # a formula must answer, whatever the cells hold
        return [["#VALUE!"]]


def answers(requests: Iterable[str]) -> Iterator[str]:
    """Lines of answers to lines of requests."""
    for line in requests:
        name, cells = json.loads(line)
        yield json.dumps(answer(name, cells))


def main() -> None:
    """Answer until nobody asks any more."""
    for line in answers(sys.stdin):
        print(line, flush=True)


if __name__ == "__main__":
    main()
