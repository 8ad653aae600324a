"""A sheet beside the sheets that it sums counts once; one that is named like a sum or an old version is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from lookalikes import Rows, workbook

from xl_fact.exports.reading import read_exports

HEADS = [
    (["日期", "消耗", "成交金额", "订单数"], "日报_2026-06.xlsx"),
    (["date", "spend", "gmv", "orders"], "抖音daily_2026-06.xlsx"),
]


def sheet(heads: list[str], cost: int, gmv: int, orders: int) -> Rows:
    """Seven days of so much more each day: 28 times each figure in all."""
    return [heads, *([f"2026-06-0{day}", cost * day, gmv * day, orders * day] for day in range(1, 8))]


@pytest.mark.parametrize(("heads", "name"), HEADS)
@pytest.mark.parametrize(
    ("one", "two", "both"),
    [("甲店", "乙店", "合计"), ("短视频", "直播", "全店"), ("A", "B", "June"), ("a", "b", "Total")],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_sheet_that_sums_the_others_counts_once(
    heads: list[str], name: str, one: str, two: str, both: str, place: int, tmp_path: Path
) -> None:
    """28 × (101 + 303) of spend, 28 × (307 + 1,535) of sales: not twice as much."""
    parts = [
        (one, sheet(heads, 101, 307, 3)),
        (two, sheet(heads, 303, 1535, 6)),
    ]
    parts.insert(place, (both, sheet(heads, 404, 1842, 9)))
    reading = read_exports(workbook(tmp_path / name, dict(parts)))
    assert reading.facts["cost"].sum() == 28 * 404
    assert reading.facts["gmv_platform"].sum() == 28 * 1842
    (source,) = reading.sources
    assert source.proof.passed
    assert [sheet for sheet, _ in source.left_out] == [both]


@pytest.mark.parametrize(("heads", "name"), HEADS)
@pytest.mark.parametrize("odd", ["日报(旧)", "旧版", "日报旧", "备份", "合计", "全店", "全部", "日报 (2)"])
def test_what_is_named_as_no_part_is_not_added_in_silence(
    heads: list[str], name: str, odd: str, tmp_path: Path
) -> None:
    sheets = {"日报": sheet(heads, 101, 307, 3), odd: sheet(heads, 303, 1535, 6)}
    reading = read_exports(workbook(tmp_path / name, sheets))
    assert not reading.proved
    (check,) = reading.sources[0].proof.failed
    assert check.sheet == odd
    assert "两张都计入了" in check.what[0]
    assert {"cost", "gmv_platform"} <= set(check.measures)


@pytest.mark.parametrize(("heads", "name"), HEADS)
def test_sheets_of_parts_still_add(heads: list[str], name: str, tmp_path: Path) -> None:
    sheets = {
        "甲店": sheet(heads, 101, 307, 3),
        "乙店": sheet(heads, 303, 1535, 6),
        "丙店": sheet(heads, 500, 2000, 10),
    }
    reading = read_exports(workbook(tmp_path / name, sheets))
    assert reading.proved
    assert reading.facts["gmv_platform"].sum() == 28 * 3842


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新品", "旧品"),
        ("新款", "怀旧款"),
        ("主直播间", "怀旧直播间"),
        ("老客", "全部新客"),
        ("全部商品店", "甲店"),
        ("店(1)", "店(2)"),
        ("甲店", "乙店(1)"),
    ],
)
def test_parts_whose_names_hold_such_a_word_add_and_pass(one: str, other: str, tmp_path: Path) -> None:
    heads, name = HEADS[0]
    sheets = {one: sheet(heads, 101, 307, 3), other: sheet(heads, 303, 1535, 6)}
    for some in (sheets, dict(reversed(sheets.items()))):
        reading = read_exports(workbook(tmp_path / name, some))
        assert reading.facts["cost"].sum() == 28 * 404
        assert reading.proved
