"""Compass and Qianchuan: look-alikes to the last digit, the real samples to their stated figures."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from lookalikes import (
    CREATIVE_ROWS,
    TRANSACTIONS,
    changed,
    compass_sheets,
    delimited,
    transactions,
    without,
    workbook,
)
from pandas.testing import assert_frame_equal

from xl_fact.errors import InputError
from xl_fact.exports import facts
from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.inspect import describe
from xl_fact.exports.reading import read_exports

NAME = "抖音电商罗盘-成交分析-20260601-20260602.xlsx"
TRACE = ["file", "sheet", "row"]


@pytest.fixture
def lookalike(tmp_path: Path) -> Path:
    return workbook(tmp_path / NAME, compass_sheets())


def money(frame: pd.DataFrame, measure: str = "gmv_paid", role: str | None = None) -> float:
    return round(facts.total(frame, measure, role), 2)


def test_a_sale_counts_once(lookalike: Path) -> None:
    reading = read_exports(lookalike, brand="示例")
    frame = reading.facts
    # weights 7 and 3, carriers 1+…+5, 不限 = 6 units, days 1 and 2
    assert money(frame) == round(10 * 15 * 6 * 3 * 10.01, 2)
    assert money(frame, "gmv_platform") == 10 * 15 * 6 * 3 * 12.5
    overview = frame[
        (frame["role"] == "control") & (frame["sheet"] == "成交概览") & (frame["carrier"] == "全部")
    ]
    assert round(overview["gmv_paid"].sum(), 2) == money(frame)
    assert money(frame, "cost") == round(30.1 * 6 * 3, 2)
    assert money(frame, "product_impressions") == 10 * 15 * 6 * 3 * 100  # not the accounts' few
    by_channel = facts.summed(frame, ["gmv_platform", "cost", "commission"], ["channel"])
    assert by_channel["gmv_platform"].to_dict() == {
        "A": 3 * 15 * 225.0,
        "F": 7 * 7 * 225.0,
        "S": 7 * 8 * 225.0,
    }
    assert by_channel["commission"].round(2).to_dict() == pytest.approx(
        {"A": 24, "F": 0, "S": float("nan")}, nan_ok=True
    )
    assert money(frame, "gmv_first") == 15 * 3 * 40.5
    assert money(frame, "gmv_repeat") == 15 * 3 * 59.5


def test_every_row_is_accounted_for(lookalike: Path) -> None:
    (source,) = read_exports(lookalike).sources
    assert source.format == "compass_transactions"
    assert source.rows_read == source.rows_used + sum(source.aside.values())
    assert source.aside == {
        ("分投放时段的行，已含在“不限”行里", "rows of one ad period, already inside the 不限 rows"): 3 * 36
    }
    assert [name for name, _ in source.left_out] == ["账号构成"]
    assert [str(day) for day in source.period or ()] == ["2026-06-01", "2026-06-02"]
    assert len(source.sha256) == 64


def test_every_fact_names_its_cell_row(lookalike: Path) -> None:
    frame = read_exports(lookalike).facts
    one = frame[(frame["sheet"] == "载体构成") & (frame["row"] == 2)].iloc[0]
    assert (one["date"], one["account"], one["account_id"]) == (
        pd.Timestamp("2026-06-02"),
        "示例账号1",
        "00123456789012341",
    )
    assert one["cost"] == 60.2
    assert set(frame["file"]) == {NAME}


def test_people_are_not_added(lookalike: Path) -> None:
    with pytest.raises(InputError, match="人数"):
        facts.summed(read_exports(lookalike).facts, ["buyers"])


def test_the_wide_version_is_the_same_format(tmp_path: Path) -> None:
    frame = read_exports(workbook(tmp_path / NAME, compass_sheets(wide=True))).facts
    assert set(frame["format"]) == {"compass_transactions"}
    assert money(frame, "cost") == round(
        30.1 * 6 * 3, 2
    )  # from the accounts, not twice with the sales sheets'
    assert money(frame, "cost", role="sales") == round(10 * 15 * 6 * 3 * 4.4, 2)


def test_headings_may_be_shuffled_widened_and_spaced(lookalike: Path, tmp_path: Path) -> None:
    rng = random.Random(7)
    sheets = {}
    for name, rows in compass_sheets().items():
        order = rng.sample(range(len(rows[0])), len(rows[0]))
        sheets[name] = changed(rows, lambda h: f" {h.replace('(', '（').replace(')', '）')}\u3000", order)
    (tmp_path / "x").mkdir()
    other = read_exports(workbook(tmp_path / "x" / NAME, sheets))
    assert_frame_equal(other.facts, read_exports(lookalike).facts)


def test_a_title_row_above_the_headings(lookalike: Path, tmp_path: Path) -> None:
    sheets = {
        name: [["数据周期：2026-06-01 ~ 2026-06-02"], [], *rows] for name, rows in compass_sheets().items()
    }
    (tmp_path / "t").mkdir()
    other = read_exports(workbook(tmp_path / "t" / NAME, sheets)).facts
    plain = read_exports(lookalike).facts
    assert_frame_equal(other.assign(row=other["row"] - 2), plain)


def test_a_missing_required_column_stops_with_the_nearest_name(tmp_path: Path) -> None:
    sheets = compass_sheets()
    sheets["自营成交"] = changed(sheets["自营成交"], lambda h: "用户实付金额" if h == "用户支付金额" else h)
    with pytest.raises(InputError) as caught:
        read_exports(workbook(tmp_path / NAME, sheets))
    assert caught.value.zh.startswith(
        f"{NAME} [自营成交] 第 1 行：像是抖音电商罗盘·成交分析，但缺少必需的列 “用户支付金额”（相近的有：用户实付金额"
    )
    assert "lacks the required column '用户支付金额' (nearest here: 用户实付金额" in caught.value.en


def test_a_missing_optional_column_is_not_zero(tmp_path: Path) -> None:
    sheets = {name: without(rows, "商品曝光次数", "成交件数") for name, rows in compass_sheets().items()}
    reading = read_exports(workbook(tmp_path / NAME, sheets))
    assert reading.facts["product_impressions"].isna().all()
    assert (
        "没有列“成交件数”，成交件数按缺失处理",
        "no column '成交件数': items sold is n/a",
    ) in reading.sources[0].notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_one_sheet_as_text_in_any_encoding(
    tmp_path: Path, lookalike: Path, encoding: str, delimiter: str
) -> None:
    rows = transactions((1, 2), 7)
    text = read_exports(delimited(tmp_path / "自营成交_六月.csv", rows, encoding, delimiter)).facts
    sheet = read_exports(lookalike).facts.query("sheet == '自营成交'").reset_index(drop=True)
    assert_frame_equal(text.drop(columns=TRACE), sheet.drop(columns=TRACE))


def test_text_that_does_not_say_which_sheet_it_is(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="分不清是哪张表（成交概览、自营成交、合作成交）"):
        read_exports(delimited(tmp_path / "export.csv", transactions((1,), 7)))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_creatives(tmp_path: Path, encoding: str) -> None:
    reading = read_exports(delimited(tmp_path / "素材.csv", CREATIVE_ROWS, encoding))
    frame = reading.facts
    assert money(frame, "cost") == 2100.5
    assert money(frame, "gmv_platform") == 3870
    assert frame["impressions"].tolist() == [80_000, 60_000]
    assert frame["clicks"].isna().tolist() == [False, True]
    assert frame["content"].tolist() == ["开场-甲", "开场-乙"]
    assert frame["date"].isna().all()
    assert any("没有日期" in zh for zh, _ in reading.sources[0].notes)
    assert reading.sources[0].encoding == encoding


def test_ads_do_not_add_to_the_shop(lookalike: Path, tmp_path: Path) -> None:
    ads = delimited(tmp_path / "素材.csv", CREATIVE_ROWS)
    alone, both = read_exports(lookalike).facts, read_exports([ads, lookalike]).facts
    for measure in ("gmv_platform", "cost", "orders"):
        assert money(both, measure) == money(alone, measure)
    assert money(both, "cost", role="ads") == 2100.5


def test_order_does_not_matter_and_a_file_counts_once(lookalike: Path, tmp_path: Path) -> None:
    ads = delimited(tmp_path / "素材.csv", CREATIVE_ROWS)
    copy = tmp_path / "副本.xlsx"
    copy.write_bytes(lookalike.read_bytes())
    first = read_exports([lookalike, ads])
    assert_frame_equal(first.facts, read_exports([ads, lookalike, ads]).facts)
    twice = read_exports([lookalike, copy])
    assert len(twice.sources) == 1
    assert "只算一次" in twice.notes[0][0]


def test_a_newer_export_replaces_its_days(tmp_path: Path) -> None:
    import os

    old = workbook(tmp_path / "a.xlsx", compass_sheets((1, 2)))
    new = workbook(tmp_path / "b.xlsx", compass_sheets((2, 3)))
    os.utime(old, (1_000, 1_000))
    frame = read_exports([old, new])
    assert money(frame.facts) == round(10 * 15 * 6 * 6 * 10.01, 2)
    assert any("取代了 a.xlsx 的" in zh for zh, _ in frame.notes)
    day_two = frame.facts[frame.facts["date"] == "2026-06-02"]
    assert set(day_two["file"]) == {"b.xlsx"}


def test_one_bad_file_does_not_stop_the_others(lookalike: Path, tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 not really")
    reading = read_exports(tmp_path)
    assert [refusal.file for refusal in reading.refused] == ["坏.xlsx"]
    assert len(reading.sources) == 1
    with pytest.raises(InputError, match="文件损坏，请重新导出"):
        read_exports(tmp_path, strict=True)
    with pytest.raises(InputError, match="文件损坏"):
        read_exports(bad)


def test_cells_that_are_no_numbers_are_reported(tmp_path: Path) -> None:
    rows = [list(row) for row in CREATIVE_ROWS]
    rows[2][1] = "约九百"
    (source,) = read_exports(delimited(tmp_path / "素材.csv", rows)).sources
    assert any("列“消耗”有 1 格读不出数字，按缺失处理（第 3 行“约九百”）" in zh for zh, _ in source.notes)


def test_blank_and_total_rows_are_set_aside(tmp_path: Path) -> None:
    rows = [*CREATIVE_ROWS[:2], [], ["合计", 1, 1, 1, 1, 1], CREATIVE_ROWS[2], ["", "", ""]]
    reading = read_exports(delimited(tmp_path / "素材.csv", rows))
    assert money(reading.facts, "cost") == 2100.5
    assert reading.sources[0].aside == {("空行", "blank rows"): 2, ("合计行", "total rows"): 1}
    assert reading.facts["row"].tolist() == [2, 5]


def test_a_format_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "mine.toml").write_text(
        'key = "mine"\nzh = "我的"\nen = "mine"\nplatform = "douyin"\n[[sheets]]\nrole = "daily"\n'
        '[sheets.required]\ndate = "哪天"\ngmv_paid = ["卖了多少", "销售"]\n',
        encoding="utf-8",
    )
    file = delimited(tmp_path / "x.csv", [["哪天", "卖了多少", "备注"], ["2026/6/1", "1.2万", "="]])
    with pytest.raises(InputError, match="认不出是哪种导出"):
        read_exports(file)
    frame = read_exports(file, formats_dir=tmp_path / "f", brand="示例").facts
    assert frame[["brand", "format", "role", "date", "gmv_paid"]].values.tolist() == [
        ["示例", "mine", "daily", pd.Timestamp("2026-06-01"), 12_000.0]
    ]


def test_a_format_with_a_typing_mistake(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'key = "mine"\nzh = "我的"\nen = "mine"\nplatform = "douyin"\n'
        '[[sheets]]\nrole = "ads"\n[sheets.required]\ngmv_payd = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(
        InputError,
        match=r"mine\.toml 第 8 行：\[sheets\[1\]\.required\] 没有“gmv_payd”这个设置，是不是“gmv_paid”？",
    ):
        read_exports(tmp_path / "mine.toml", formats_dir=tmp_path)


def test_describe_says_what_each_column_is(lookalike: Path) -> None:
    (description,) = describe(lookalike)
    assert description.format == "compass_transactions"
    sheet = next(s for s in description.sheets if s.sheet == "自营成交")
    meaning = {column.heading: column for column in sheet.columns}
    assert set(meaning) == set(TRANSACTIONS)
    assert meaning["用户支付金额"].key == "gmv_paid"
    assert meaning["用户支付金额"].unit == "money"
    assert meaning["客单价"].zh == "比率，汇总后重算"
    assert meaning["投放时段"].zh == "用来挑选行"
    zh, en = "\n".join(description.lines("zh")), "\n".join(description.lines("en"))
    assert "[自营成交] 成交（真值） · 表头第 1 行 · 48 行，用 12 行" in zh
    assert "[自营成交] sales, the truth for money · headings in row 1 · 48 rows, 12 used" in en


def test_describe_helps_with_an_unknown_file(tmp_path: Path) -> None:
    from xl_fact.exports.formats.format import of_toml

    file = delimited(
        tmp_path / "新导出.csv", [["素材名称", "花费", "GMV", "成交订单数", "展示量"], ["甲", 5, 6, 7, 8]]
    )
    (description,) = describe(file)
    assert description.format == ""
    assert description.nearest[0].format.key == "qianchuan_creatives"
    assert description.nearest[0].missing == ("消耗",)
    format = of_toml(description.skeleton, "skeleton.toml")
    assert "素材名称" in description.skeleton
    assert format.layouts[0].known >= {"素材名称", "gmv", "花费"}


@pytest.fixture(scope="module")
def frame(compass: Path) -> pd.DataFrame:
    return read_exports(compass, brand="示例").facts


class TestRealCompass:
    """The stated figures of the real export."""

    @pytest.mark.parametrize(
        ("where", "paid", "impressions", "gpm"),
        [
            ("owner != ''", 9_397_490.90, 37_641_450, 249.66),
            ("owner == '自营' and carrier == '直播'", 4_756_550.08, 7_931_593, 599.70),
            ("owner == '自营' and carrier == '短视频'", 569_135.03, 3_708_164, 153.48),
            ("owner == '自营' and carrier == '商品卡'", 3_131_290.65, 18_511_925, 169.15),
            ("owner == '合作'", 638_962.11, 3_964_853, 161.16),
        ],
    )
    def test_stated_figures(
        self, frame: pd.DataFrame, where: str, paid: float, impressions: float, gpm: float
    ) -> None:
        part = facts.summed(frame.query(where), ["gmv_paid", "product_impressions"])
        assert round(part["gmv_paid"].iloc[0], 2) == paid
        assert part["product_impressions"].iloc[0] == impressions
        assert round(part["gmv_paid"].iloc[0] / impressions * 1000, 2) == gpm

    def test_channels(self, frame: pd.DataFrame) -> None:
        by = facts.summed(frame, ["gmv_paid", "gmv_platform", "cost"], ["channel"])
        paid, platform = (by[m] / by[m].sum() for m in ("gmv_paid", "gmv_platform"))
        assert paid.mul(100).round(2).to_dict() == {"A": 6.80, "F": 56.67, "S": 36.53}
        assert platform.mul(100).round(1).to_dict() == {"A": 6.5, "F": 60.7, "S": 32.8}
        assert by["cost"].round(2).to_dict() == {"A": 286_143.80, "F": 2_889_334.54, "S": 743_045.79}
        assert round(facts.total(frame, "cost"), 2) == 3_918_524.13
        assert round(facts.total(frame, "gmv_paid") / facts.total(frame, "cost"), 3) == 2.398

    def test_the_platform_agrees(self, frame: pd.DataFrame) -> None:
        control = frame[(frame["role"] == "control") & (frame["sheet"] == "成交概览")]
        whole = control[control["carrier"] == "全部"]
        assert round(whole["gmv_paid"].sum(), 2) == 9_397_490.90
        assert (
            control[control["carrier"] != "全部"]["buyers"].sum() > whole["buyers"].sum()
        )  # people don't add up
        assert round(facts.total(frame, "gmv_first"), 2) == 4_540_740.39

    def test_a_sheet_as_text(self, samples: Path, frame: pd.DataFrame) -> None:
        text = read_exports(samples / "成交概览_gbk.csv", brand="示例").facts
        days = sorted(set(text["date"]))
        same = frame[(frame["sheet"] == "成交概览") & frame["date"].isin(days)].reset_index(drop=True)
        assert len(text) == 15
        measures = ["date", "carrier", *MEASURES]
        assert_frame_equal(text[measures], same[measures].iloc[: len(text)])

    def test_creatives(self, samples: Path) -> None:
        frame = read_exports(samples / "qianchuan_creative_sample.csv").facts
        assert facts.total(frame, "cost") == 3320
        assert facts.total(frame, "gmv_platform") == 6490
        assert facts.total(frame, "impressions") == 219_000
