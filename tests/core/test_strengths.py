"""The four strengths against the article, sentence by sentence, and the tables of the positions."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_fact.core.channels import (
    BY_LETTER,
    POSITIONS,
    classify,
    fact_channel,
    fact_compare,
    fact_share,
    letter_of,
    words_of,
)
from xl_fact.core.strengths import (
    ALWAYS,
    FLOOR,
    FLOORED,
    HOLD,
    LEAD,
    SENTENCES,
    SUPPORT,
    fact_effort,
    fact_fit,
    fact_score,
)

score = st.floats(0, 10)
part = st.floats(0, 1)


def fits(*given: float) -> list[float]:
    return [row[1] for row in fact_fit(*given)[:3]]


def shares(*given: Any) -> list[float]:
    return [row[1] for row in fact_effort(*given)]


def roles(*given: float) -> list[str]:
    """The role of each position, without what is said where it and the effort disagree."""
    return [row[3].partition("（")[0] for row in fact_fit(*given)]


# ---------------------------------------------------------------- the article
def test_content_strength_goes_to_self_broadcast() -> None:
    """内容力强的商家触达目标用户的成本更低。越要加强自播矩阵的建设."""
    assert "自播矩阵" in SENTENCES["content"]
    assert shares(10, 0, 0, 0, 1, 1, None, 0) == [1, 0, 0]
    assert fits(10, 0, 0, 0) == [5, 0, 0]


def test_brand_strength_goes_to_top_kol_and_creators_alike() -> None:
    """可以考虑选择更多与品牌调性相匹配的TOP-KOL和人才矩阵进行合作."""
    assert "TOP-KOL和人才矩阵" in SENTENCES["brand"]
    assert shares(0, 10, 0, 0, 1, 1, None, 0) == [0, 0.5, 0.5]
    assert fits(0, 9, 0, 0) == [0, 3, 9]


def test_product_strength_goes_to_self_broadcast_and_creators_alike() -> None:
    """可以快速利用自播矩阵和人才矩阵来实现拓展销售渠道."""
    assert "自播矩阵和人才矩阵" in SENTENCES["product"]
    assert shares(0, 0, 10, 0, 1, 1, None, 0) == [0.5, 0.5, 0]
    assert fits(0, 0, 6, 0) == [3, 2, 0]


def test_price_strength_goes_to_creators_only() -> None:
    """价格越强,越容易找到联盟矩阵给你带货."""
    assert "联盟矩阵" in SENTENCES["price"]
    assert shares(0, 0, 0, 10, 1, 1, None, 0) == [0, 1, 0]
    assert fits(0, 0, 0, 9) == [0, 3, 0]


def test_a_low_price_counts_only_as_far_as_quality_does() -> None:
    """当然前提是质量好,口碑好."""
    assert "前提是质量好,口碑好" in SENTENCES["price"]
    assert fits(5, 5, 5, 8, 0.5) == fits(5, 5, 5, 4)
    assert shares(5, 5, 5, 8, 0.5) == shares(5, 5, 5, 4)


def test_cheap_and_bad_has_nothing_but_self_broadcast() -> None:
    assert fits(0, 0, 0, 10, 0) == [0, 0, 0]
    assert shares(0, 0, 0, 10, 0) == [1, 0, 0]


def test_a_top_kol_is_worth_its_match() -> None:
    """效果更多取决于TOP-KOL与商家的匹配度."""
    assert "匹配度" in SENTENCES["T"]
    assert fits(3, 9, 5, 2, 1, 0.5)[2] == 4.5
    assert fits(3, 9, 5, 2, 1, 0.5)[:2] == fits(3, 9, 5, 2)[:2]
    assert shares(0, 10, 0, 0, 1, 0) == [FLOOR, 1 - FLOOR, 0]


def test_campaigns_are_always_taken_part_in_and_never_ranked() -> None:
    """除了尽可能多地参与营销活动外."""
    assert "尽可能多地参与营销活动" in SENTENCES["C"]
    for strengths in ((8, 5, 6, 4), (0, 0, 0, 0), (1, 10, 1, 1)):
        assert fact_fit(*strengths)[3] == ["C", None, None, ALWAYS]
        assert [row[0] for row in fact_effort(*strengths)] == ["F", "A", "T"]


@pytest.mark.parametrize("strengths", [(0, 10, 0, 0), (0, 0, 0, 10), (0, 9, 0, 3), (0.1, 10, 0, 10)])
def test_whatever_else_self_broadcast_gets_its_floor(strengths: tuple[float, ...]) -> None:
    """但不管是哪一个,都必须注意F商自播."""
    assert "必须注意F商自播" in SENTENCES["F"]
    assert shares(*strengths)[0] == FLOOR, "exactly, after everything else"
    assert roles(*strengths)[0] == FLOORED
    assert shares(*strengths, 1, 1, None, 0.35)[0] == 0.35


def test_the_floor_leaves_the_others_in_their_proportion() -> None:
    free, floored = shares(0, 10, 0, 5, 1, 1, None, 0), shares(0, 10, 0, 5)
    assert floored[1] / floored[2] == pytest.approx(free[1] / free[2])


# ---------------------------------------------------------------- worked brands
@pytest.mark.parametrize(
    ("strengths", "fit", "effort", "role"),
    [
        ((8, 5, 6, 4), (7.0, 5.0, 5.0), (0.478, 0.413, 0.109), (LEAD, SUPPORT, SUPPORT)),
        ((3, 9, 5, 2), (4.0, 5.33, 9.0), (0.289, 0.474, 0.237), (SUPPORT, SUPPORT, LEAD)),
        ((5, 4, 9, 6), (7.0, 6.33, 4.0), (0.396, 0.521, 0.083), (LEAD, SUPPORT, SUPPORT)),
        ((4, 2, 6, 9), (5.0, 5.67, 2.0), (0.333, 0.619, 0.048), (SUPPORT, LEAD, SUPPORT)),
    ],
    ids=["content", "brand", "product", "price"],
)
def test_worked_brands(
    strengths: tuple[float, ...], fit: tuple[float, ...], effort: tuple[float, ...], role: tuple[str, ...]
) -> None:
    assert fits(*strengths) == pytest.approx(fit, abs=0.005)
    assert shares(*strengths) == pytest.approx(effort, abs=0.0005)
    assert [row[2] for row in fact_fit(*strengths)[:3]] == shares(*strengths)
    assert tuple(roles(*strengths)[:3]) == role


def test_no_strength_at_all_means_self_broadcast_only() -> None:
    assert fits(0, 0, 0, 0) == [0, 0, 0]
    assert shares(0, 0, 0, 0) == [1, 0, 0]
    assert roles(0, 0, 0, 0) == [LEAD, HOLD, HOLD, ALWAYS]


@pytest.mark.parametrize("level", [0.1, 0.3, 1.1, 5, 7.7])
def test_ties_go_to_f_then_a_then_t(level: float) -> None:
    assert roles(level, level, level, level)[:3] == [LEAD, SUPPORT, SUPPORT]
    assert roles(0, level, level, level)[:3] == [FLOORED, LEAD, SUPPORT]


def test_weights_of_your_own() -> None:
    mine = [[1, 0, 0], [0, 0, 1], [1, 0, 0], [0.5, 0, 0.5]]
    assert shares(8, 5, 6, 4, 1, 1, mine) == pytest.approx([16 / 23, 0, 7 / 23])
    assert fits(8, 5, 6, 4, 1, 1, mine) == [6, 0, 4.5]


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ((8, 5, 6, 4), LEAD),
        ((3, 9, 5, 2), f"{LEAD}（精力 A 最多：适配取平均、精力求和 fit is a mean, effort a sum）"),
        ((0, 9, 0, 0, 1, 1, None, 0.6), f"{LEAD}（精力 F 最多：保底 floor）"),
    ],
)
def test_where_most_effort_goes_elsewhere_the_lead_says_why(given_: tuple[Any, ...], said: str) -> None:
    lead = next(row for row in fact_fit(*given_) if str(row[3]).startswith(LEAD))
    assert lead[3] == said
    busiest = max(fact_fit(*given_)[:3], key=lambda row: float(row[2]))
    assert (said == LEAD) == (busiest[0] == lead[0])


def test_weights_of_another_size() -> None:
    assert fact_effort.call_cells(8.0, 5.0, 6.0, 4.0, 1.0, 1.0, [[1.0, 0.0, 0.0]] * 3) == [["#VALUE!"]]
    with pytest.raises(ValueError, match="'weights' must have 4 rows and 3 columns, not 3 and 3"):
        fact_fit(8, 5, 6, 4, 1, 1, [[1, 0, 0]] * 3)
    turned = [[1, 0, 0.5, 0], [0, 0.5, 0.5, 1], [0, 0.5, 0, 0]]
    assert fact_fit.call_cells(8.0, 5.0, 6.0, 4.0, 1.0, 1.0, turned) == [["#VALUE!"]], "3 × 4 is no 4 × 3"


def test_scores_outside_0_to_10() -> None:
    assert fact_effort.call_cells(11.0, 5.0, 6.0, 4.0) == [["#NUM!"]]
    assert fact_fit.call_cells(-1.0, 5.0, 6.0, 4.0) == [["#NUM!"]]
    assert fact_fit.call_cells(None, None, None, None) == [[None]]


@given(score, score, score, score, part, part, part)
def test_effort_sums_to_one_and_keeps_its_floor(
    content: float, brand: float, product: float, price: float, quality: float, match: float, floor: float
) -> None:
    effort = shares(content, brand, product, price, quality, match, None, floor)
    assert sum(effort) == pytest.approx(1, abs=1e-12)
    assert min(effort) >= 0
    assert effort[0] >= floor


@given(st.floats(1, 5), st.floats(1, 5), st.floats(1, 5), st.floats(1, 5), st.floats(0.1, 2))
def test_effort_knows_no_scale_and_fit_does(c: float, b: float, p: float, r: float, by: float) -> None:
    assert shares(c * by, b * by, p * by, r * by) == pytest.approx(shares(c, b, p, r), rel=1e-9)
    assert fits(c * by, b * by, p * by, r * by) == pytest.approx([f * by for f in fits(c, b, p, r)], rel=1e-9)


@given(score, score, score, score, part, part)
def test_the_score_of_a_row_is_the_fit_of_the_table(
    content: float, brand: float, product: float, price: float, quality: float, match: float
) -> None:
    given_ = (content, brand, product, price, quality, match)
    assert [fact_score(letter, *given_) for letter in "FAT"] == pytest.approx(fits(*given_), rel=1e-12)


def test_scores_by_name_and_of_unranked_positions() -> None:
    names = [["自播"], ["top-kol"], ["达人"], ["C"], ["S"], ["nowhere"]]
    assert fact_score.call_cells(names, 8.0, 4.0, 6.0, 2.0) == [
        [7.0],
        [4.0],
        [4.0],
        ["#N/A"],
        ["#N/A"],
        ["#N/A"],
    ]


# ---------------------------------------------------------------- positions
def test_every_name_reads_back_as_its_letter() -> None:
    for position in POSITIONS:
        names = (position.letter, position.zh, position.en, position.label("zh"), position.label("en"))
        assert {letter_of(name) for name in names} == {position.letter}
        assert {letter_of(f" {word.upper()}: ") for word in words_of(position.letter)} <= {position.letter}
    assert [p.letter for p in POSITIONS if p.overlay] == ["C"]
    assert BY_LETTER["F"].zh == "自播"


@pytest.mark.parametrize(
    ("owner", "carrier", "level", "followers", "letter"),
    [
        ("自营", "直播", "", 0, "F"),
        ("自营", "短视频", "", 0, "F"),
        ("自营", "图文", "", 0, "F"),
        ("自营", "商品卡", "", 0, "S"),
        ("自营", "其他", "", 0, "S"),
        ("合作", "商品卡", "", 0, "A"),
        ("合作", "直播", "头部", 0, "T"),
        ("合作", "直播", "腰部", 4_999_999, "A"),
        ("合作", "直播", "", 5_000_000, "T"),
        ("Seller", "LIVE", "", 0, "F"),
        ("creator", "video", "", 0, "A"),
        ("代理", "直播", "头部", 9e9, "?"),
        ("自营", "全部", "", 0, "?"),
        ("自营", "货架", "", 0, "?"),
        ("合作", "合计", "头部", 0, "?"),
        ("合作", "货架", "", 0, "A"),
        ("合作", "直播", "超头", 0, "T"),
        ("合作", "直播", "LV5", 0, "?"),
        ("合作", "直播", "LV5", 9e6, "T"),
        ("合作", "直播", "LV5", 9e3, "A"),
    ],
)
def test_rows_are_classified_by_who_sold_and_where(
    owner: str, carrier: str, level: str, followers: float, letter: str
) -> None:
    assert classify(owner, carrier, level, followers) == letter
    assert fact_channel(owner, carrier, level, followers) == letter


def test_the_threshold_of_a_head_kol_is_yours() -> None:
    assert fact_channel("合作", "直播", "", 600_000, 500_000) == "T"


# ---------------------------------------------------------------- FACT_COMPARE
rows = st.lists(
    st.tuples(
        st.sampled_from(["F", "A", "T", "S", "C", "线下"]),
        st.integers(-1_000, 1_000_000),
        st.integers(0, 1_000_000),
        st.integers(0, 100_000),
        st.integers(0, 1_000),
        st.integers(0, 1_000),
    ),
    min_size=1,
    max_size=20,
)


@given(rows)
def test_the_totals_are_the_sums_without_c(given_rows: list[tuple[Any, ...]]) -> None:
    heading, *lines = fact_compare(*map(list, zip(*given_rows, strict=True)))
    (whole,) = [line for line in lines if line[0] == "合计"]
    counted = [row for row in given_rows if row[0] != "C"]
    for at, name in ((1, "GMV"), (2, "播放"), (3, "花费"), (4, "订单"), (5, "退款")):
        assert whole[heading.index(name)] == (sum(row[at] for row in counted) if counted else None)
    positions = [line for line in lines if line[0] not in ("合计", "C")]
    assert sum(line[1] for line in positions) == (whole[1] or 0)
    if counted and whole[1]:
        assert sum(line[2] for line in positions) == pytest.approx(1, abs=1e-9)
    assert [line[0] for line in lines] == [
        *(letter for letter in "FATS" if any(row[0] == letter for row in given_rows)),
        *("?" for _ in [0] if any(row[0] == "线下" for row in given_rows)),
        "合计",
        *("C" for _ in [0] if any(row[0] == "C" for row in given_rows)),
    ]


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(given_rows: list[tuple[Any, ...]], order: random.Random) -> None:
    shuffled = order.sample(given_rows, len(given_rows))
    tables = [fact_compare(*map(list, zip(*some, strict=True))) for some in (given_rows, shuffled)]
    assert str(tables[0]) == str(tables[1])


def test_every_ratio_is_a_ratio_of_sums() -> None:
    heading, line, whole = fact_compare(
        ["F", "F"], [3_000, 100_000], [20_000, 3_000_000], [10_000, 20_000], [10, 90], [3_000, 300]
    )
    row = dict(zip(heading, line, strict=True))
    assert row["GPM"] == pytest.approx(34.106, abs=0.0005)
    assert row["CPM"] == pytest.approx(9.934, abs=0.0005)
    assert row["ROI"] == pytest.approx(3.433, abs=0.0005)
    assert row["笔单价"] == 1_030
    assert row["退款率"] == pytest.approx(3_300 / 103_000)
    assert row["退后ROI"] == pytest.approx(99_700 / 30_000)
    assert line[1:] == whole[1:]


def test_missing_is_blank_and_zero_is_an_error() -> None:
    table = fact_compare.call_cells([["F"], ["A"]], [[100.0], [50.0]], [["--"], [0.0]], [[None], [10.0]])
    assert table[1] == ["F", 100, pytest.approx(2 / 3), None, None, None, None, None]
    assert table[2] == ["A", 50, pytest.approx(1 / 3), 0, "#DIV/0!", 10, "#DIV/0!", 5]


def test_total_rows_blank_rows_and_headings_are_passed_over() -> None:
    plain = fact_compare(["F", "A"], [10, 20], [1, 2], [3, 4])
    cells = fact_compare.call_cells(
        [["阵地"], ["F"], [None], ["A"], ["合计"], ["Total"]],
        [["GMV"], [10.0], [None], [20.0], [30.0], [30.0]],
        [["播放"], [1.0], [None], [2.0], [3.0], [3.0]],
        [["花费"], [3.0], [None], [4.0], [7.0], [7.0]],
    )
    assert cells == plain


def test_a_nameless_row_with_money_is_not_lost() -> None:
    table = fact_compare.call_cells([["F"], [None]], [[10.0], [5.0]], [[1.0], [1.0]], [[1.0], [1.0]])
    assert [row[:2] for row in table[1:]] == [["F", 10], ["?", 5], ["合计", 15]]


def test_columns_of_unequal_length() -> None:
    assert fact_compare.call_cells([["F"], ["A"]], [[1.0]], [[1.0], [2.0]], [[1.0], [2.0]]) == [["#VALUE!"]]


# ---------------------------------------------------------------- FACT_SHARE
@given(rows)
def test_shares_agree_with_the_comparison(given_rows: list[tuple[Any, ...]]) -> None:
    channel, gmv, plays, cost, *_ = map(list, zip(*given_rows, strict=True))
    compared = [row[:3] for row in fact_compare(channel, gmv, plays, cost)]
    assert str(fact_share(channel, gmv)) == str(compared)


def test_c_stands_beside_and_never_in_the_hundred_per_cent() -> None:
    heading, *lines = fact_share(["F", "A", "S", "A"], [400, 300, 200, 100], ["618", "", "双11", "618"])
    share = {row[0]: row[2] for row in lines}
    assert heading == ["阵地", "GMV", "占比"]
    assert share == {"F": 0.4, "A": 0.4, "S": 0.2, "合计": 1.0, "C": pytest.approx(0.7)}
    assert list(share) == ["F", "A", "S", "合计", "C"]


@pytest.mark.parametrize("flag", [None, "", 0.0, False, "否", "no", "--"])
def test_how_a_row_says_it_is_in_no_campaign(flag: Any) -> None:
    flagged = fact_share.call_cells([["F"], ["A"]], [[60.0], [40.0]], [[flag], [1.0]])
    assert flagged[-1] == ["C", 40, 0.4]


def test_no_campaign_no_c() -> None:
    assert fact_share(["F", "A"], [60, 40], ["", "否"])[-1][0] == "合计"


def test_june_of_a_real_shop() -> None:
    table = fact_share(["F", "S", "A"], [60.7, 32.8, 6.5])
    assert [[row[0], round(row[2], 3)] for row in table[1:]] == [
        ["F", 0.607],
        ["A", 0.065],
        ["S", 0.328],
        ["合计", 1.0],
    ]
    assert np.isclose(sum(row[2] for row in table[1:-1]), 1)
