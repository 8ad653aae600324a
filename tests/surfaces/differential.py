"""Random inputs, the same on every surface: where do answers differ from those of Python's cells?

In the folder tests, the long run: ``python -m surfaces.differential 5000``, with a seed behind it if another than
`SEED` is wanted, and surfaces by name behind that. A function that goes element by element gets that many rows; one
that takes columns as many rows in all, in tables of 2 to 12.
"""

from __future__ import annotations

import atexit
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

from oracles.com import OMITTED, CellError, Server
from surfaces.calc_sheet import Call, by_calc, by_row, spoiled
from surfaces.lambda_book import Book, Rows, answer
from surfaces.node import Node, node

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.error_values import ERRORS
from xl_fact.core.function import Function, Parameter
from xl_fact.core.vocabulary import TOTALS

SEED = 20261128

ODD: tuple[Any, ...] = (
    None,
    None,
    "",
    "--",
    "1.2万",
    "12.5%",
    "￥3,000",
    "７",
    "(5)",
    0,
    0,
    1,
    -1,
    -0.5,
    7.26,
    "很多",
)
HARSH: tuple[Any, ...] = ("#N/A", "#DIV/0!", True, 1e300, -1e300)
DATES = (
    "20260630", "2026-06-30", "2026/6/3", "2026年6月30日", "2026年6月", "2026.06.01-2026.06.30", "30/06/2026", "03/01/2026",
    "2026-06-30 12:30", "2026/07/22 11:00:21", "46203", "46203.5", "2026-02-30", "6月30日", "--", "n/a", "abc", "2026/06/01~6/30",
)  # fmt: skip
NUMBERS = (
    "1.2万", "346.95万", "3.4亿", "￥1,234.50", "(123)", "９８７", "12.5%", "7.5w~10w", "5%~10", "10%~15%", "525300+", "--",
    "1,8", "1,234", "1.234,50", "9.467.316", "¥-5", "3万人", "3k", "5‰", "2.5~5万", "6000~1万", "5至6", "①", "很多",
    "2026-06-01", "1,23,4", "0", "-0.5",
)  # fmt: skip
WORDS = (
    "F",
    "自播",
    "f ",
    "达人",
    "A 达人矩阵",
    "S",
    "商城",
    "T",
    "头部",
    "C",
    "线下",
    "Ｆ",
    *TOTALS[:6],
    "直播小计",
    "",
    "--",
    "618",
    "日常",
    "1",
)


def cell(p: Parameter, chance: random.Random, rare: float) -> Any:
    """One cell for an argument: mostly usual, sometimes odd, and rarely what spoils everything."""
    at = chance.random()
    if at < rare:
        return chance.choice(HARSH)
    if p.kind.reads == "text":
        return word(p, chance)
    if at < 3 * rare:
        return chance.choice(ODD)
    low, high = p.kind.low, p.kind.high
    if p.kind.name == "periods":
        return chance.randint(1, 9)
    if p.kind.name == "date":
        return chance.randint(46_000, 46_400)
    if p.name == "slope":
        return round(chance.uniform(-1, 2), 2)
    if high != float("inf"):
        return round(chance.uniform(max(low, -0.2), high), chance.choice((1, 3, 9)))
    size = 10 ** chance.uniform(-1, 5)
    return round(size if low == 0 or chance.random() < 0.9 else -size, 2)


def word(p: Parameter, chance: random.Random) -> Any:
    """A text for an argument: a word that it accepts, or another."""
    if p.name == "text":
        return chance.choice(NUMBERS + DATES)
    known = [w for group in p.words.groups for w in group.words] if p.words else []
    pool = WORDS if p.column else ("", None, "xx")
    return chance.choice(known) if known and chance.random() < 0.7 else chance.choice(pool)


def calls(function: Function, rows: int, chance: random.Random, rare: float = 0.03) -> list[Call]:
    """As many rows as asked for: in one call where a function goes element by element, else in small tables."""
    if function.shape == "each":
        given = [[[cell(p, chance, rare)] for _ in range(rows)] for p in function.own]
        few = range(max(3, rows // 50))
        odd = (ask(function, chance, rare) for _ in few for ask in (shaped, twice_wrong))
        return [(function.name, given), *odd]
    found = []
    columns = any(p.column and not p.size for p in function.own)
    while rows > 0:
        size = chance.randint(2, 12) if columns else 1
        given = []
        for p in function.own:
            if p.optional and chance.random() < 0.5:
                given.append([[None]])
            elif p.size:
                given.append(
                    [[cell(p, chance, rare / 20) for _ in range(p.size.columns)] for _ in range(p.size.rows)]
                )
            else:
                given.append([[cell(p, chance, rare / 5)] for _ in range(size if p.column else 1)])
        if columns and chance.random() < 0.2:
            given = [
                [[p.name], *g] if p.column and not p.size and g != [[None]] else g
                for g, p in zip(given, function.own, strict=True)
            ]
        if function.shape == "table":
            heads = function.heading or list(function.words)[:4]
            given += [[[chance.choice([None, None, None, *heads])]], [[chance.choice([None, "en"])]]]
        found.append((function.name, given))
        rows -= size
    return found


def shaped(function: Function, chance: random.Random, rare: float) -> Call:
    """One call over a cell, a row, a column or a table, where each argument may be broadcast and the last be left out."""
    height, width = chance.choice(((1, 1), (1, 3), (3, 1), (2, 3)))
    given = []
    for p in function.own:
        rows, columns = chance.choice((1, height)), chance.choice((1, width))
        given.append([[cell(p, chance, rare) for _ in range(columns)] for _ in range(rows)])
    while len(given) > 1 and function.own[len(given) - 1].optional and chance.random() < 0.5:
        given.pop()
    return function.name, given


def twice_wrong(function: Function, chance: random.Random, rare: float) -> Call:
    """One call with an error in the last argument beside something wrong in another; the first is to decide."""
    height = chance.choice((1, 3))
    given = [[[cell(p, chance, rare)] for _ in range(height)] for p in function.own]
    given[chance.randrange(len(given))] = [[chance.choice(("很多", -1e300, True, "#DIV/0!"))]]
    given[-1] = [["#N/A"]]
    return function.name, given


def same(got: Any, expected: Any, relative: float = 1e-9) -> bool:
    """One cell: numbers to a part of their size, blank and empty text alike."""
    if isinstance(expected, float) and isinstance(got, int | float) and not isinstance(got, bool):
        return abs(got - expected) <= max(relative * max(abs(got), abs(expected)), 1e-12)
    return (got in (None, "") and expected in (None, "")) or bool(got == expected)


def lost(got: Any, expected: Any, row: list[Any]) -> bool:
    """Whether two figures of a table differ by no more than what its row's largest has lost by rounding."""
    if not isinstance(got, int | float) or not isinstance(expected, float):
        return False
    largest = max(abs(cell) for cell in row if isinstance(cell, float))
    return abs(got - expected) <= 1e-15 * largest


def enormous(arguments: list[Rows]) -> bool:
    """Whether a figure is so large that its square is none.

    IronCalc names the overflow otherwise, and writes out all its digits; a spreadsheet's MAX and STDEV.S pass
    #NUM! on, where Python's body goes on with an infinite number.
    """
    return any(isinstance(c, float) and abs(c) >= 1e300 for rows in arguments for row in rows for c in row)


def alike(got: Rows, expected: Rows, whole: Rows, relative: float) -> bool:
    """Two answers; IronCalc puts one error in place of a table that holds it, and of every part of it."""
    held = [cell for row in whole for cell in row if cell in ERRORS]
    if len(whole) * len(whole[0]) > 1 and got[0][0] in held:
        return True
    if [len(row) for row in got] != [len(row) for row in expected]:
        return False
    return all(
        same(a, b, relative) or lost(a, b, y)
        for x, y in zip(got, expected, strict=True)
        for a, b in zip(x, y, strict=True)
    )


POWERS = frozenset({"SNOWBALL_RATE", "SNOWBALL"})
"""IronCalc says #DIV/0! where a power is too large, Excel and formulon #NUM!."""


def excused(surface: str, name: str, cells: tuple[Any, ...], got: Any, expected: Any) -> bool:
    """Whether a difference is the engine's own.

    Of a lone error that is broadcast IronCalc and formulon spill one cell only. Calc passes an error on before it
    asks, never hands over a range with an error in it, and TRUE as 1.
    """
    if surface == "Calc":
        return got in [cell for cell in cells if cell in ERRORS] or any(isinstance(c, bool) for c in cells)
    if surface in ("IronCalc", "formulon") and got is None and expected in ERRORS:
        return True
    return surface == "IronCalc" and name in POWERS and {got, expected} == {"#DIV/0!", "#NUM!"}


def by_engine(engine: Callable[[Book], list[Rows]]) -> Callable[[list[Call]], Iterator[Rows]]:
    """The named LAMBDAs in an engine, some hundred calls a workbook."""

    def ask(asked: list[Call]) -> Iterator[Rows]:
        for start in range(0, len(asked), 300):
            book = Book()
            for name, arguments in asked[start : start + 300]:
                expected = answer(name, arguments)
                book.call(name, arguments, len(expected), len(expected[0]))
            yield from engine(book)

    return ask


@cache
def server() -> Server:
    """One server of xlwings for all functions; it ends with us."""
    return Server()


def by_udf(asked: list[Call]) -> Iterator[Rows]:
    """Excel's call of a UDF through xlwings' own server."""
    for name, arguments in asked:
        given = [one(rows) for rows in arguments]
        omitted = [OMITTED] * (len(FUNCTIONS[name].parameters) - len(given))
        rows = server().call("xl_fact.udfs", name, *given, *omitted, as_="value2")
        yield [[cell.name if isinstance(cell, CellError) else cell for cell in row] for row in rows]


def one(rows: Rows) -> Any:
    """A single cell as itself."""
    return rows[0][0] if len(rows) * len(rows[0]) == 1 else rows


def by_node(asked: list[Call]) -> Iterator[Rows]:
    """Our JavaScript in node."""
    for name, arguments in asked:
        yield javascript().ask(name, arguments)


@cache
def javascript() -> Node:
    """One node process for all functions; it ends with us."""
    ended = ExitStack()
    atexit.register(ended.close)
    return ended.enter_context(node())


SURFACES: dict[str, Callable[[list[Call]], Iterator[Rows]]] = {
    "CallUDF": by_udf,
    "IronCalc": by_engine(Book.by_ironcalc),
    "formulon": by_engine(Book.by_formulon),
    "JavaScript": by_node,
    "Calc": by_calc,
}
EXACT = {"JavaScript": 1e-12}
"""Surfaces that answer more closely than to 1e-9."""


def differences(surface: str, rows: int, seed: int, names: list[str] | None = None) -> tuple[int, list[str]]:
    """How many rows were compared, and each difference in a line."""
    compared, found, relative = 0, [], EXACT.get(surface, 1e-9)
    for name in names or FUNCTIONS:
        asked = calls(FUNCTIONS[name], rows, random.Random(f"{seed} {name}"))
        for (_, arguments), got in zip(asked, SURFACES[surface](asked), strict=True):
            expected = answer(name, arguments)
            compared += max(map(len, arguments))
            if surface == "Calc" and not by_row(name, arguments) and spoiled(arguments):
                continue
            if FUNCTIONS[name].shape != "each":
                whole = answer(name, arguments[: len(FUNCTIONS[name].own)])
                excuse = surface in ("IronCalc", "formulon", "JavaScript") and enormous(arguments)
                if not excuse and not alike(
                    got, expected, whole if surface == "IronCalc" else [[None]], relative
                ):
                    found.append(f"{surface} {name}{tuple(map(one, arguments))}: {got} for {expected}")
                continue
            for r, (mine, theirs) in enumerate(zip(expected, got, strict=True)):
                for c, (right, cell_of) in enumerate(zip(mine, theirs, strict=True)):
                    cells = tuple(rows[r % len(rows)][c % len(rows[0])] for rows in arguments)
                    if not same(cell_of, right, relative) and not excused(
                        surface, name, cells, cell_of, right
                    ):
                        found.append(f"{surface} {name}{cells}: {cell_of!r} for {right!r}")
    return compared, found


def main(rows: int, seed: int = SEED, *surfaces: str) -> int:
    """Run and say what was found."""
    everything = 0
    for surface in surfaces or SURFACES:
        began = time.perf_counter()
        compared, found = differences(surface, rows, seed)
        everything += len(found)
        print(
            f"{surface}: {compared:,} rows, {len(found)} differences, seed {seed}, {time.perf_counter() - began:.0f} s"
        )
        print("\n".join(f"  {line}" for line in found[:40]), flush=True)
    return int(everything > 0)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else 200, int(given[1]) if given[1:] else SEED, *given[2:]))
