"""What two files tell of: another platform's figures are no correction, and the same figures twice are said."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from lookalikes import Rows, delimited, workbook
from stores import BRAND

from xl_fact.errors import InputError
from xl_fact.exports import facts
from xl_fact.exports.reading import read_exports
from xl_fact.store.store import import_exports, load

BOOK: Rows = [["日期", "消耗", "成交金额"]]
SPEND: Rows = [["date", "spend", "gmv"]]


def saved(folder: Path, name: str, rows: Rows, order: int) -> Path:
    """A file, saved so many seconds after the first."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    if name.endswith(".xlsx"):
        workbook(file, {"Sheet1": rows})
    else:
        delimited(file, rows)
    os.utime(file, (1_780_000_000 + order, 1_780_000_000 + order))
    return file


def both_ways(files: list[Path], folder: Path, **more: Any) -> list[Any]:
    """The facts of some files, read at once, and imported one after the other."""
    at_once = read_exports(files, **more).facts
    for file in files:
        import_exports(file, folder, brand=BRAND, **more)
    return [at_once, load(folder).facts]


@pytest.mark.parametrize(
    ("one", "other", "heads"),
    [
        ("抖音日报_202606.csv", "小红书日报_202606.csv", BOOK),
        ("日报_202606.xlsx", "快手日报_202606.xlsx", BOOK),
        (
            "douyin_daily_202606(CNY).csv",
            "xiaohongshu_daily_202606(CNY).csv",
            [["date", "spend(CNY)", "gmv(CNY)"]],
        ),
    ],
)
def test_the_book_of_another_platform_is_no_correction(
    one: str, other: str, heads: Rows, tmp_path: Path
) -> None:
    """2,500 + 1,000 of one, 2,700 of the other on one of the same days: 6,200; spend 1,000 + 800 + 1,100."""
    first = saved(tmp_path, one, [*heads, ["2026-06-10", 1000, 2500], ["2026-06-11", 800, 1000]], 0)
    second = saved(tmp_path, other, [*heads, ["2026-06-10", 1100, 2700]], 1)
    for told in both_ways([first, second], tmp_path / "facts"):
        assert facts.total(told, "gmv_platform") == 6200
        assert facts.total(told, "cost") == 2900
        assert told["platform"].nunique() == 2
    corrected = saved(tmp_path, "新" + other, [*heads, ["2026-06-10", 1100, 2600]], 2)
    assert facts.total(read_exports([first, second, corrected]).facts, "gmv_platform") == 6100


def test_books_of_two_platforms_for_a_week_are_not_two_shops(tmp_path: Path) -> None:
    """Of five days or more no amount is alike: within one platform that would be asked."""
    days = [f"2026-06-{day:02d}" for day in range(1, 8)]
    one = saved(
        tmp_path,
        "抖音日报_202606.csv",
        [*BOOK, *([d, 100 + n, 1000 + 37 * n * n] for n, d in enumerate(days))],
        0,
    )
    two = saved(
        tmp_path, "快手日报_202606.csv", [*BOOK, *([d, 7 + n, 90 - 11 * n] for n, d in enumerate(days))], 1
    )
    for told in both_ways([one, two], tmp_path / "facts"):
        assert facts.total(told, "gmv_platform") == 7000 + 37 * 91 + 630 - 11 * 21
    if one.exists():
        again = saved(
            tmp_path,
            "抖音 日报_202606.csv",
            [*BOOK, *([d, 7 + n, 90 - 11 * n] for n, d in enumerate(days))],
            2,
        )
        with pytest.raises(InputError, match="两家店"):
            read_exports([one, again])


def test_the_bytes_of_one_platform_are_not_another_s(tmp_path: Path) -> None:
    one = saved(tmp_path, "小红书日报_202606.csv", [*BOOK, ["2026-06-10", 1100, 2700]], 0)
    two = saved(tmp_path, "快手日报_202606.csv", [*BOOK, ["2026-06-10", 1100, 2700]], 1)
    read = read_exports([one, two])
    assert len(read.refused) == 1
    assert "内容与 小红书日报_202606.csv 完全相同" in read.refused[0].error.zh
    assert not read.proved
    import_exports(one, tmp_path / "facts", brand=BRAND)
    with pytest.raises(InputError, match="完全相同，文件名却说是快手的"):
        import_exports(two, tmp_path / "facts", brand=BRAND)
    copy = saved(tmp_path, "日报 副本.csv", [*BOOK, ["2026-06-10", 1100, 2700]], 2)
    assert import_exports(copy, tmp_path / "facts", brand=BRAND).known == ((copy.name, one.name),)


def test_headings_alone_are_no_bytes_of_another_platform(tmp_path: Path) -> None:
    one = saved(tmp_path, "小红书日报_202606.csv", BOOK, 0)
    two = saved(tmp_path, "快手日报_202606.csv", BOOK, 1)
    assert not read_exports([one, two]).refused
    for file in (one, two):
        import_exports(file, tmp_path / "facts", brand=BRAND)


CREATIVES: Rows = [
    ["素材名称", "消耗", "展示量", "点击量", "成交订单", "GMV", "支付ROI"],
    ["素材A", 1000, 60000, 1800, 90, 2500, 2.5],
    ["素材B", 800, 50000, 1500, 40, 1000, 1.25],
]
LIVE: Rows = [
    ["抖音号名称", "日期", "整体消耗", "整体成交金额", "整体支付ROI"],
    ["官方号", "2026-06-10", 1000, 2500, 2.5],
    ["官方号", "2026-06-11", 800, 1000, 1.25],
]
HOURS: Rows = [
    ["时间-小时", "整体消耗", "整体成交金额", "整体支付ROI"],
    ["10:00", 1000, 2500, 2.5],
    ["11:00", 800, 1000, 1.25],
]
STANDARD: Rows = [
    ["推广类型", "消耗", "直接成交金额", "日期"],
    ["短视频", 1000, 2500, "2026-06-10"],
    ["直播", 800, 1000, "2026-06-11"],
]
MATERIALS: Rows = [
    ["素材名称", "素材ID", "整体消耗", "整体成交金额", "整体支付ROI"],
    ["素材A", "7640123456789012345", 1000, 2500, 2.5],
    ["素材B", "7640123456789012346", 800, 1000, 1.25],
]
PRODUCTS: Rows = [
    ["商品ID", "商品名称", "整体消耗", "整体成交金额", "整体支付ROI"],
    ["3700123456789012345", "面霜", 1000, 2500, 2.5],
    ["3700123456789012346", "皂", 800, 1000, 1.25],
]
ADS = {
    "素材": ("千川素材_20260601-20260630.csv", CREATIVES),
    "直播": ("全域直播_20260601-20260630.xlsx", LIVE),
    "小时": ("千川小时_20260601-20260630.xlsx", HOURS),
    "标准": ("千川标准推广_20260601-20260630.xlsx", STANDARD),
    "素材分析": ("全域素材_20260601-20260630.csv", MATERIALS),
    "推商品": ("推商品_20260601-20260630.xlsx", PRODUCTS),
}


@pytest.mark.parametrize("other", ["小时", "素材分析"])
def test_of_two_breakdowns_of_one_spend_one_counts_where_that_is_declared(other: str, tmp_path: Path) -> None:
    files = [saved(tmp_path, *ADS[kind], order) for order, kind in enumerate(("素材", other))]
    for told in both_ways(files, tmp_path / "facts"):
        assert facts.total(told, "cost") == 1800
        assert facts.total(told, "gmv_platform") == 3500
    assert read_exports(files).proved
    assert all(source.proof.passed for source in load(tmp_path / "facts").sources)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("素材", "标准"),
        ("素材", "直播"),
        ("素材", "推商品"),
        ("素材分析", "推商品"),
        ("标准", "直播"),
        ("标准", "素材分析"),
    ],
)
def test_two_files_of_equal_sums_are_never_added_in_silence(one: str, other: str, tmp_path: Path) -> None:
    """1,800 and 3,500 in both: nobody says that they are one spend, and nobody that they are two."""
    files = [saved(tmp_path, *ADS[kind], order) for order, kind in enumerate((one, other))]
    read = read_exports(files)
    assert not read.proved
    (check,) = {source.file: source for source in read.sources}[files[1].name].proof.failed
    assert "像是同一笔按两种维度导出的" in check.what[0]
    assert "1,800.00" in check.what[0]
    assert "3,500.00" in check.what[0]
    assert set(check.measures) == {"cost", "gmv_platform"}
    first = import_exports(files[0], tmp_path / "facts", brand=BRAND)
    assert first.proved
    second = import_exports(files[1], tmp_path / "facts", brand=BRAND)
    assert not second.proved
    assert any("像是同一笔按两种维度导出的" in line for line in second.lines())
    assert [len(source.proof.failed) for source in load(tmp_path / "facts").sources].count(1) == 1


def test_two_books_of_one_platform_with_equal_figures_are_said(tmp_path: Path) -> None:
    """8,400 in a book with Chinese headings and in one with English: 16,800 is never summed in silence."""
    one = saved(
        tmp_path, "日报_202606.csv", [*BOOK, ["2026-06-10", 1000, 2600], ["2026-06-11", 1300, 5800]], 0
    )
    heads = [["date", "spend", "gmv"], ["2026-06-10", 1000, 2600], ["2026-06-11", 1300, 5800]]
    two = saved(tmp_path, "抖音daily_202606.xlsx", heads, 1)
    read = read_exports([two, one])
    assert facts.total(read.facts, "gmv_platform") == 16800
    assert {source.file: source.proof.passed for source in read.sources} == {one.name: True, two.name: False}
    assert not import_exports([one, two], tmp_path / "facts", brand=BRAND).proved


@pytest.mark.parametrize(("figure", "said"), [(3500, True), (3500.01, False)])
def test_sums_that_differ_by_a_cent_are_two(figure: float, said: bool, tmp_path: Path) -> None:
    one = saved(tmp_path, *ADS["标准"], 0)
    rows = [PRODUCTS[0], ["3700123456789012345", "面霜", 1800, figure, round(figure / 1800, 2)]]
    two = saved(tmp_path, "推商品_20260601-20260630.xlsx", rows, 1)
    assert read_exports([one, two]).proved is not said


def test_equal_sums_of_other_months_shops_and_platforms_are_no_repetition(tmp_path: Path) -> None:
    one = saved(tmp_path, *ADS["标准"], 0)
    july = saved(tmp_path, "推商品_20260701-20260731.xlsx", PRODUCTS, 1)
    assert read_exports([one, july]).proved
    shops = [[*row, shop] for row, shop in zip(STANDARD, ("店铺名称", "甲店", "甲店"), strict=True)]
    theirs = [[*row, shop] for row, shop in zip(PRODUCTS, ("店铺名称", "乙店", "乙店"), strict=True)]
    first = saved(tmp_path, "甲_标准_20260601-20260630.xlsx", shops, 2)
    second = saved(tmp_path, "乙_推商品_20260601-20260630.xlsx", theirs, 3)
    assert read_exports([first, second]).proved
    books = [saved(tmp_path, "抖音日报_202606.csv", [*BOOK, ["2026-06-10", 1234.56, 7890.12]], 4)]
    books.append(
        saved(
            tmp_path, "快手daily_202606.csv", [["date", "spend", "gmv"], ["2026-06-10", 1234.56, 7890.12]], 5
        )
    )
    assert read_exports(books).proved


def test_creatives_of_videos_count_beside_the_spend_of_rooms(tmp_path: Path) -> None:
    """300 spent on two videos, 1,800 on rooms: other figures are no breakdown of the same."""
    rows = [["素材名称", "消耗", "GMV"], ["挂车短视频1", 120, 360], ["挂车短视频2", 180, 540]]
    files = [
        saved(tmp_path, *ADS["直播"], 0),
        saved(tmp_path, "千川素材_20260601-20260630.csv", rows, 1),
    ]
    for told in both_ways(files, tmp_path / "facts"):
        assert facts.total(told, "cost") == 2100
        assert facts.total(told, "gmv_platform") == 4400
    assert read_exports(files).proved
