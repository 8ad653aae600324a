"""The named LAMBDAs of snowball, FACT, campaign, growth and dates in IronCalc, beside the bodies they stand for.

The documented examples run on every surface elsewhere; here are the corners and random tables.
"""

from __future__ import annotations

import math
import random
from typing import Any

import ironcalc
import pytest

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.surfaces import lambdas

OUT = 30  # the column of the answers
Case = tuple[str, list[Any]]

CORNERS: list[Case] = [
    ("SNOWBALL_RATE", [0, 0, 0.5, 0]),
    ("SNOWBALL_RATE", [0, 100]),
    ("SNOWBALL_RATE", [150, 0]),
    ("SNOWBALL_RATE", [-1, 100]),
    ("SNOWBALL", [[1_000, None, "--", 500], 120, 100, 6, 0.4, 1.5, 0.9]),
    ("SNOWBALL", [[1_000, 9, 9], 120, 100, 2]),
    ("SNOWBALL", [1_000, 120, 100, 1]),
    ("SNOWBALL", [1_000, 120, 100, 8, 1, 3, 1, 9_000]),
    ("SNOWBALL", [1_000, 120, 100, 0]),
    ("SNOWBALL_FIT", [[1_000, 0], [0, 500], [100, 100], 100]),
    ("SNOWBALL_FIT", [[5] * 12, [0, *range(1, 12)], [100, 101] * 6, 100]),
    ("SNOWBALL_FIT", [[5] * 12, [0, *range(1, 12)], [100, 150] * 6, 0]),
    ("SNOWBALL_FIT", [[5, None, *[5] * 10], [0, *range(1, 9), "--", 9, 9], [100, 150, 90] * 4, 80, 0.8]),
    ("DOU_YIELD", [0, 100]),
    ("DOU_LIFT", [100, 5_000]),
    ("DOU_LIFT", [100, 6_999, 6_000]),
    ("FACT_FIT", [0, 0, 0, 10]),
    ("FACT_FIT", [0, 0, 0, 10, 0]),
    ("FACT_FIT", [0.1, 0.1, 0.1, 0.1]),
    ("FACT_FIT", [8, 5, 6, 4, 1, 1, [[1, 0, 0], [0, 0, 1], [1, 0, 0], [0.5, 0, 0.5]]]),
    ("FACT_FIT", [8, 5, 6, 4, 1, 1, [[1, None, 0], ["--", 0, 1], [1, 0, 0], [0.5, 0, 0.5]]]),
    ("FACT_EFFORT", [8, 5, 6, 4, 1, 1, [[1, 0, 0]] * 3]),
    ("FACT_EFFORT", [0, 10, 0, 5, 1, 0.3, None, 0.45]),
    ("FACT_EFFORT", [0, 0, 0, 0]),
    ("FACT_EFFORT", [11, 0, 0, 0]),
    ("FACT_SCORE", ["自播", 8, 5, 6, 4]),
    ("FACT_SCORE", ["TOP-KOL", 8, 5, 6, 4, 1, 0.5]),
    ("FACT_SCORE", ["C", 8, 5, 6, 4]),
    ("FACT_CHANNEL", ["Seller", "Product Card"]),
    ("FACT_CHANNEL", ["达人", "直播", "头部大V"]),
    ("FACT_CHANNEL", ["合作", "直播", None, 500_000, 500_000]),
    ("FACT_CHANNEL", ["代理", "直播"]),
    ("FACT_COMPARE", [["f", "合计", None, None], [1, 2, 4, None], [1, 2, 8, None], [1, 2, 2, None]]),
    ("FACT_COMPARE", [["C", "C"], [1, 2], [1, 2], [1, 2]]),
    ("FACT_COMPARE", [["阵地", "A"], ["GMV", 2], ["播放", 4], ["花费", 8], None, ["退款", 1]]),
    ("FACT_SHARE", [["F", "自播", "线下", "Total"], [1, "--", 3, 4]]),
    ("FACT_SHARE", [["F", "A", "S", "C"], [1, 2, 3, 4], ["618", "否", 0, None]]),
    ("CAMPAIGN_ROI", [5, 0, 5, 0, 0]),
    ("CAMPAIGN_ROI", [5, 1, 5, 2, 3]),
    ("PACE", [90, 100, 30, 30]),
    ("PACE", [120, 100, 10, 30]),
    ("MOM", [5, 0]),
    ("MOM", [None, 5]),
    ("YOY", [5, -1]),
    ("SHARE_CHANGE", [5, 10, 0, 0]),
    *(
        ("CN_DATE", [text, order])
        for text, order in [
            ("\t20260630\t", None),
            ("２０２６／０６／３０", None),
            ("2026年6月30日下午1时5分", None),
            ("2026-06-30T11:00:21.5+08:00", None),
            ("20260630110021", None),
            ("20260601-20260630", None),
            ("2026-06-30 06-00-00~2026-07-01 07-00-46", None),
            ("06/30/2026 12:00:00 AM", None),
            ("03/01/2026", None),
            ("03/01/2026", "mdy"),
            ("03/01/2026", "日月年"),
            ("06/30/2026", "dmy"),
            ("03/01/2026", "ymd"),
            ("2026-06-31", None),
            ("6月30日", None),
            ("2026-06-30 24:00", None),
            ("46203.25", None),
            ("202606", None),
            ("n/a", None),
        ]
    ),
]


def random_cases(seed: int) -> list[Case]:
    """Tables that nobody thought of."""
    chance = random.Random(seed)
    cases: list[Case] = []
    for _ in range(8):
        size = chance.randint(2, 9)

        def column(low: float, high: float, gap: float = 0.2, size: int = size) -> list[Any]:
            return [
                None if chance.random() < gap else round(chance.uniform(low, high), 2) for _ in range(size)
            ]

        names = [chance.choice(["F", "达人", "T", "s", "C", "线下", None]) for _ in range(size)]
        money, counts = column(-50, 900), column(1, 9_000)
        cases += [
            ("FACT_COMPARE", [names, money, counts, column(1, 90), column(1, 50), column(0, 80)]),
            ("FACT_SHARE", [names, money, [chance.choice(["618", None, "no"]) for _ in range(size)]]),
            (
                "FACT_FIT",
                [round(chance.uniform(0, 10), 1) for _ in range(4)] + [chance.random() for _ in "qm"],
            ),
            ("SNOWBALL_FIT", [column(1, 99, 0, 15), column(1, 99, 0.1, 15), column(50, 200, 0.1, 15), 100]),
            ("SNOWBALL", [column(0, 500), 130, 100, 7, chance.random(), chance.uniform(-1, 2), 1, 9_000]),
        ]
    return cases


CASES = CORNERS + random_cases(seed=2026)


@pytest.fixture(scope="module")
def spilled() -> list[list[list[Any]]]:
    """What each case spills in one workbook that holds the names, with a frame of one cell around it."""
    model = ironcalc.create("law", "en", "UTC", "en")
    for definition in lambdas.definitions():
        model.new_defined_name(definition.name, None, definition.typed)
    row, places = 1, []
    for name, arguments in CASES:
        references, column, height = [], 1, 1
        for argument in arguments:
            cells = argument if isinstance(argument, list) else [argument]
            grid = [cell if isinstance(cell, list) else [cell] for cell in cells]
            for down, line in enumerate(grid):
                for right, cell in enumerate(line):
                    if isinstance(cell, str):
                        model.update_cell_with_text(0, row + down, column + right, cell)
                    elif cell is not None:
                        model.update_cell_with_number(0, row + down, column + right, float(cell))
            first, last = map(ironcalc.column_name_from_number, (column, column + len(grid[0]) - 1))
            references.append("" if argument is None else f"{first}{row}:{last}{row + len(grid) - 1}")
            column, height = column + len(grid[0]), max(height, len(grid))
        model.set_user_input(0, row, OUT, f"={name}({','.join(references)})")
        size = len(expected(name, arguments)), len(expected(name, arguments)[0])
        places.append((row, *size))
        row += max(height, size[0]) + 2
    model.evaluate()
    return [
        [
            [model.get_cell_value(0, row + down, OUT + right) for right in range(width + 1)]
            for down in range(height + 1)
        ]
        for row, height, width in places
    ]


def expected(name: str, arguments: list[Any]) -> list[list[Any]]:
    """What the body answers."""
    raw = [
        [cell if isinstance(cell, list) else [cell] for cell in a] if isinstance(a, list) else a
        for a in arguments
    ]
    return FUNCTIONS[name].call_cells(*(float(a) if isinstance(a, int) else a for a in raw))


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return (one or "") == (other or "") if not isinstance(one, float) else False


@pytest.mark.parametrize("at", range(len(CASES)), ids=[f"{name}-{i}" for i, (name, _) in enumerate(CASES)])
def test_a_name_answers_as_its_body(spilled: list[list[list[Any]]], at: int) -> None:
    body = expected(*CASES[at])
    if len(body) > 1 and any(str(cell).startswith("#") for row in body for cell in row):
        pytest.fail("IronCalc spreads one error over a whole VSTACK: such a table can't be compared here")
    framed = [[*row, None] for row in body] + [[None] * (len(body[0]) + 1)]
    unequal = [
        (down, right, ours, theirs)
        for down, (one, other) in enumerate(zip(framed, spilled[at], strict=True))
        for right, (ours, theirs) in enumerate(zip(one, other, strict=True))
        if not same(ours, theirs)
    ]
    assert not unequal
