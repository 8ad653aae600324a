"""Inputs that once became confident figures, in every place where functions are typed, with what is right.

The figures are invented; the faults were found by people.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from surfaces import hosts
from surfaces.hosts import Host, Rows, blank
from surfaces.lambda_book import Book, agree, rows_of
from vectors import NOTHING

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.docstring import Example

FUNNEL = [["曝光", 1000, 500], ["观看", 200, 100], ["商品曝光", 100, 80], ["点击", 50, 20], ["成交", 10, 5]]
FUNNEL_ROWS = [
    ["曝光-观看率", "观看-商品曝光率", "商品曝光-点击率", "点击-成交率", "总转化率", "说明"],
    [0.2, 0.5, 0.5, 0.2, 0.01, ""],
    [0.2, 0.8, 0.25, 0.25, 0.01, ""],
]
MIXED = [["渠道", "占比前", "占比后", "GPM前", "GPM后", "结构影响", "效率影响", "合计影响"]]
MIXED += [["直播", 0.5, 0.25, 600.0, 700.0, -71.875, 37.5, -34.375]]
MIXED += [["商品卡", 0.5, 0.75, 200.0, 200.0, -40.625, 0.0, -40.625]]
MIXED += [["合计", 1.0, 1.0, 400.0, 325.0, -112.5, 37.5, -75.0]]
SHARED = [["阵地", "GMV", "占比"], ["F", 500.0, 5 / 7], ["A", 200.0, 2 / 7], ["合计", 700.0, 1.0]]
COMPARED = [["阵地", "GMV", "占比", "播放", "GPM", "花费", "CPM", "ROI"]]
COMPARED += [[name, 2e5, 1.0, 1e6, 100.0, 2e4, 10.0, 10.0] for name in ("F", "合计")]
BALL = [["期", "播放", "自然播放", "GMV", "累计GMV"], [1.0, 2e4, 0.0, 1.6e4, 1.6e4]]
BALL += [[2.0, 6.4e4, 6.4e4, 5.12e4, 6.72e4], [3.0, 1.6e4, 1.6e4, 1.28e4, 8e4]]
HARDLY = "花费几乎不变，看不出增量（标准差 ÷ 均值 0.099836，至少要 0.1）"
TOPS = {0.0: 0.0, 1e-11: 0.6, 0.2: 0.6, 0.2000000001: 0.6, 0.20000001: 0.8, 0.6000000000000001: 0.9, 1.0: 1.0}
TURNED = [[1, 0, 0.5, 0], [0, 0.5, 0.5, 1], [0, 0.5, 0, 0]]


def mixed(total: str) -> tuple[Any, ...]:
    gmv, plays = [60_000, 20_000, 80_000], [100_000, 100_000, 200_000]
    return (gmv, plays, [35_000, 30_000, 65_000], [50_000, 150_000, 200_000], ["直播", "商品卡", total])


CASES: list[tuple[str, tuple[Any, ...], Rows]] = [
    ("GPM", ([3000, "很多", 100_000], [20_000, 20_000, 3_000_000]), [[150.0], ["#VALUE!"], [100 / 3]]),
    *(("GPM_MIX", mixed(name), MIXED) for name in ("合计", "小计", "汇总", "不限", "合 计", "Grand Total")),
    *(("FACT_SHARE", (["F", "A", name], [500, 200, 700]), SHARED) for name in ("小计", "全店", "合计：")),
    *(("FACT_CHANNEL", ("自营", word), [["?"]]) for word in ("全部", "不限", "合计", "猜你喜欢", "xx")),
    ("FACT_CHANNEL", ("合作", "全部"), [["?"]]),
    ("FACT_CHANNEL", ("合作", "直播", "超头"), [["T"]]),
    ("MOM", ([None], [100]), [[None]]),
    ("MOM", ([100], ["--"]), [[None]]),
    ("GPM", ([None, 5], [1000, 1000]), [[None], [5.0]]),
    ("FACT_FIT", (8, [None], 6, 4), [[None]]),
    ("POOLED_GPM", ([None, 100], [1000, 1000]), [[100.0]]),
    ("KOL_ROI", (-1000, 500, 0, 0.2), [["#NUM!"]]),
    ("NET_GMV", (3000, -450), [["#NUM!"]]),
    ("REFUND_RATE", (-450, 3000), [["#NUM!"]]),
    ("MAX_CPM", (-100, 0.1, 0, 0.2), [["#NUM!"]]),
    ("SLOT_FEE_MAX", (-1000, 0.1, 0, 0.2), [["#NUM!"]]),
    ("NEW_SHARE", (100, -50), [["#NUM!"]]),
    ("NATURAL_SHARE", (1000, 600), [["#NUM!"]]),
    ("REPEAT_RATE", (1000, 300), [["#NUM!"]]),
    ("FUNNEL_RATES", tuple(FUNNEL), FUNNEL_ROWS),
    ("GPM_FROM_RATES", (7.26, 10.58, 78.0684), [["#NUM!"]]),
    ("COMMISSION", (169, 32), [["#NUM!"]]),
    ("FACT_COMPARE", (["F", "F"], [1e5, 1e5], [1e6, "--"], [1e4, 1e4]), COMPARED),
    ("FACT_FIT", (8, 5, 6, 4, 1, 1, TURNED), [["#VALUE!"]]),
    ("BREAKEVEN_ROI", (1 - 0.7, 0, 0.3), [["#N/A"]]),
    ("DOU_LIFT", (128.3, 6415, 5000, "自然播放"), [[0.0]]),
    ("DOU_LIFT", (128.3, 6415, 5000, "档位"), [["达标 reached"]]),
    ("SNOWBALL", (20_000, 800, 100, 3, 0.5, 1, 1, 100_000), BALL),
    ("FACT_SHARE", (["F", "A"], [500, 200], ["日常", "618"]), [*SHARED, ["C", 200.0, 2 / 7]]),
    ("FACT_SHARE", (["F", "C", "A"], [500, 300, 200], ["", "", "618"]), [*SHARED, ["C", 200.0, 2 / 7]]),
    ("CN_NUMBER", ("5%~10",), [["#VALUE!"]]),
    ("CN_NUMBER", ("①",), [["#VALUE!"]]),
    *(("CN_NUMBER", (text,), [["#VALUE!"]]) for text in ("(-123)", "(+123)", "（-1.2万）", "(¥-5)", "(-5%)")),
    ("CN_NUMBER", ("(1.2万)",), [[-12_000.0]]),
    ("INCREMENT_ROI", ([*[100.0] * 9, 132.6], [1.0] * 10, None, "说明"), [[HARDLY]]),
    *(("SNOWBALL_RATE", (150.0, 0.0, 0.5, slope), [["#DIV/0!"]]) for slope in (1.0, -1.0)),
    ("SNOWBALL_RATE", (150.0, 0.0, 0.5, 0.0), [[0.5]]),
    ("SNOWBALL_RATE", (150.0, 100.0, 0.5, 0.0), [[0.5]]),
    *(("TOP_SHARE", ([600, 200, 100, 60, 40], share), [[top]]) for share, top in TOPS.items()),
    ("TOP_SHARE", ([0, 0], 0.0), [["#DIV/0!"]]),
    ("CN_NUMBER", ("12,34",), [[12.34]]),
    ("CN_NUMBER", ("1,234",), [[1_234.0]]),
    ("CN_DATE", ("2026/06/01-2026/06/30",), [[46174.0]]),
    ("CN_DATE", ("2026.06.01-2026.06.30",), [[46174.0]]),
    ("CN_DATE", ("2026年6月",), [[46174.0]]),
    ("MARGINAL_ROI", (5_000, 600, 5_400, 600.02, 100), [["#N/A"]]),
    *((name, (0.45, 1.0), [["#N/A"]]) for name in ("BREAKEVEN_ROI", "TARGET_ROI")),
    *((name, (0.0, 0.45, 1.0), [["#N/A"]]) for name in ("BREAKEVEN_GPM", "KOL_BREAKEVEN")),
    *((name, tuple(given), [[expected]]) for name, given, expected in NOTHING.values()),
]
IDS = [f"{name}-{i}" for i, (name, _, _) in enumerate(CASES)]


def in_engine(engine: Any) -> Iterator[Host]:
    """The named LAMBDAs, all cases at once."""
    book = Book()
    for name, arguments, expected in CASES:
        book.call(name, [rows_of(a) for a in arguments], len(expected), len(expected[0]))
    answers = iter(engine(book))
    found = {(name, str(arguments)): next(answers) for name, arguments, _ in CASES}
    yield lambda function, example: found[function.name, str(example.arguments)]


def python() -> Iterator[Host]:
    """Python, whose blanks and errors are NaN or told."""

    def ask(function: Any, example: Example) -> Rows:
        try:
            got = function(*example.arguments)
        except ValueError:
            return [["told"]]
        return (
            got
            if function.shape == "table"
            else [[cell] for cell in got.tolist()]
            if hasattr(got, "tolist")
            else [[got]]
        )

    yield ask


HOSTS: dict[str, Any] = {
    "Python": python,
    "CallUDF": partial(hosts.excel, "value2"),
    "IronCalc": partial(in_engine, Book.by_ironcalc),
    "formulon": partial(in_engine, Book.by_formulon),
    "Calc": hosts.calc,
}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=[pytest.mark.slow, pytest.mark.office] if name == "Calc" else [])
        for name in HOSTS
    ],
)
def host(request: pytest.FixtureRequest) -> Iterator[tuple[str, Host]]:
    made = HOSTS[request.param]()
    if hasattr(made, "__enter__"):
        with made as ask:
            yield request.param, ask
    else:
        yield request.param, next(made)


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES, ids=IDS)
def test_what_is_right(host: tuple[str, Host], name: str, arguments: tuple[Any, ...], expected: Rows) -> None:
    where, ask = host
    got = blank(ask(FUNCTIONS[name], Example(f"{name}", arguments, None)))
    if where == "Python":
        for row, wanted in zip(got, expected, strict=False):
            for cell, right in zip(row, wanted, strict=False):
                undefined = right is None or (isinstance(right, str) and right.startswith("#"))
                assert (str(cell) in ("nan", "told", "None")) if undefined else agree([[cell]], [[right]])
    else:
        assert agree(got, expected), got
