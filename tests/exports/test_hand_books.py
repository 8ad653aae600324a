"""Tables that people keep by hand: what they don't say outright is asked or named, and never summed in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lookalikes import Rows, delimited, workbook
from test_exports_formats import sheet_of
from test_fault_kinds import JUNE, READ, file_name, main_of, rows_of

from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.draft import Draft, Question
from xl_fact.exports.formats.format import Layout, shipped
from xl_fact.exports.formats.teaching import checked, drafts_of, learn
from xl_fact.exports.reading import read_exports

DAYS = [f"2026-06-{day:02d}" for day in range(1, 11)]
SOLD = [1003 + 41 * n for n in range(10)]
SPENT = [251 + 7 * (n * 3 % 10) for n in range(10)]


def book(*columns: Any) -> Rows:
    """A table of days: each further column is its heading and its figures."""
    names, figures = zip(*columns, strict=True)
    return [["日期", *names], *(list(row) for row in zip(DAYS, *figures, strict=True))]


def sums(path: Path) -> tuple[dict[str, float], bool]:
    """The sums of a file's measures, and whether it passed."""
    reading = read_exports(path)
    facts = reading.facts
    return {key: float(facts[key].sum()) for key in MEASURES if facts[key].notna().any()}, reading.proved


def drafted(path: Path, **answers: str) -> Draft:
    return drafts_of(path, shipped(), answers)[0]


def asked(draft: Draft) -> list[str]:
    return [question.about for question in draft.questions()]


# ------------------------------------------------------------------------------------------- currency
@pytest.mark.parametrize("heading", ["消耗(美元)", "消耗(USD)", "消耗（US$）"])
def test_one_heading_s_currency_is_not_that_of_the_others(heading: str, tmp_path: Path) -> None:
    path = delimited(tmp_path / "日报_202606.csv", book((heading, SPENT), ("成交金额", SOLD)))
    with pytest.raises(InputError, match="两种货币"):
        read_exports(path)
    both = delimited(tmp_path / "日报_202606.csv", book((heading, SPENT), ("成交金额(美元)", SOLD)))
    assert set(read_exports(both).facts["currency"]) == {"USD"}
    empty = delimited(tmp_path / "日报_202606.csv", book((heading, SPENT), ("成交金额", [0] * 10)))
    assert set(read_exports(empty).facts["currency"]) == {"USD"}


def test_dollars_beside_the_figures_of_one_column_are_not_those_of_another(tmp_path: Path) -> None:
    dollars = [f"${figure}" for figure in SPENT]
    path = delimited(tmp_path / "日报_202606.csv", book(("消耗", dollars), ("成交金额", SOLD)))
    with pytest.raises(InputError, match="两种货币"):
        read_exports(path)


def test_a_currency_that_one_heading_says_is_asked_of_a_new_format(tmp_path: Path) -> None:
    path = delimited(tmp_path / "抖音.csv", book(("销售额", SOLD), ("广告消耗(USD)", SPENT)))
    draft = drafted(path, role="daily")
    (question,) = (q for q in draft.questions() if q.about == "currency")
    assert question.answers == ("USD", "CNY")
    with pytest.raises(InputError, match="两种货币"):
        learn(path, shipped(), answers={"role": "daily", "currency": "CNY"}, leave=True)
    both = delimited(tmp_path / "抖音.csv", book(("销售额(USD)", SOLD), ("广告消耗(USD)", SPENT)))
    assert drafted(both, role="daily").currency == "USD"
    home = delimited(tmp_path / "抖音.csv", book(("销售额(元)", SOLD), ("广告消耗", SPENT)))
    assert drafted(home, role="daily").currency == "CNY"


STRAY = [
    (name, layout)
    for name, layout in READ
    if name in {"host_book-1", "daily_book-1", "compass_sessions-1", "doudian_orders-1"}
]


@pytest.mark.parametrize(("name", "layout"), [pytest.param(*one, id=one[0]) for one in STRAY])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_one_sign_among_bare_figures_is_no_proof_of_the_others(
    name: str, layout: Layout, ending: str, tmp_path: Path
) -> None:
    rows, (_, heading) = rows_of(layout, 12), main_of(layout)
    place = rows[0].index(heading)
    for n, row in enumerate(rows[1:]):
        row[place] = 5003 + 17 * n
    path = tmp_path / file_name(layout, ending)
    write = delimited if ending == "csv" else (lambda at, r: workbook(at, {sheet_of(layout): r}))
    assert set(read_exports(write(path, rows), period=JUNE).facts["currency"]) == {"CNY"}
    rows[7][place] = f"${rows[7][place]}"
    with pytest.raises(InputError, match=r"两种货币.*第 8 行.*\$5105.*第 2 行.*5003"):
        read_exports(write(path, rows), period=JUNE)
    for row in rows[1:]:
        row[place] = str(row[place]) if str(row[place]).startswith("$") else f"${row[place]}"
    rows[7][place] = 0
    others = [c for c in layout.columns if c.key in MEASURES and MEASURES[c.key].unit == "money"]
    if len(others) == 1:
        assert set(read_exports(write(path, rows), period=JUNE).facts["currency"]) == {"USD"}


@pytest.mark.parametrize(
    ("rows", "currency"),
    [
        ([["Fecha", "Ventas ($)", "Gasto ($)"], *([d, *f] for d, *f in zip(DAYS, SOLD, SPENT, strict=True))], ""),
        ([["Date", "Sales (US$)", "Ad spend (US$)"], *([d, *f] for d, *f in zip(DAYS, SOLD, SPENT, strict=True))], "USD"),
        (book(("銷售額(元)", SOLD), ("廣告花費(元)", SPENT)), ""),
        (book(("销售额(元)", SOLD), ("广告花费(元)", SPENT)), "CNY"),
        ([["Date", "Shop", "GMV"], *([d, "とうきょう", f"¥{f}"] for d, f in zip(DAYS, SOLD, strict=True))], ""),
        ([["Date", "Shop", "GMV"], *([d, "上海店", f"¥{f}"] for d, f in zip(DAYS, SOLD, strict=True))], "CNY"),
    ],
)  # fmt: skip
def test_a_sign_of_several_currencies_is_asked(rows: Rows, currency: str, tmp_path: Path) -> None:
    draft = drafted(delimited(tmp_path / "book.csv", rows))
    assert draft.currency == currency
    assert ("currency" in asked(draft)) == (not currency)


# --------------------------------------------------------------------------------------------- sheets
MONTH = book(("消耗", SPENT), ("成交金额", SOLD))
TRUE = {"cost": float(sum(SPENT)), "gmv_platform": float(sum(SOLD))}


@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_of_one_line_that_sums_another_is_its_total(first: bool, tmp_path: Path) -> None:
    total = [MONTH[0], ["2026-06-30", sum(SPENT), sum(SOLD)]]
    sheets = {"汇总": total, "6月": MONTH} if first else {"6月": MONTH, "汇总": total}
    path = workbook(tmp_path / "日报_202606.xlsx", sheets)
    found, proved = sums(path)
    assert (found, proved) == (TRUE, True)
    checks = read_exports(path).sources[0].proof.checks
    assert [check.sheet for check in checks if check.kind == "sheet"] == ["汇总"]


def test_two_versions_of_one_table_are_not_added(tmp_path: Path) -> None:
    older = book(("消耗", [figure + 1 for figure in SPENT]), ("成交金额", [figure - 2 for figure in SOLD]))
    path = workbook(tmp_path / "日报_202606.xlsx", {"6月": MONTH, "6月备份": older})
    with pytest.raises(InputError, match="“6月”和“6月备份”"):
        read_exports(path)
    some = [*MONTH[:8], *older[8:]]  # most days are equal, the last ones aren't
    with pytest.raises(InputError, match="“6月”和“6月备份”"):
        read_exports(workbook(tmp_path / "日报_202606.xlsx", {"6月": MONTH, "6月备份": some}))


def test_sheets_of_other_days_and_of_other_shops_still_add(tmp_path: Path) -> None:
    halves = {"上旬": MONTH[:6], "中旬": [MONTH[0], *MONTH[6:]]}
    assert sums(workbook(tmp_path / "日报_202606.xlsx", halves))[0] == TRUE
    assert sums(workbook(tmp_path / "日报_202606.xlsx", {"6月": MONTH, "副本": MONTH}))[0] == TRUE
    cost, sold = [3 * figure for figure in SPENT], [5 * figure for figure in SOLD]
    second = book(("消耗", cost), ("成交金额", sold))
    path = workbook(tmp_path / "日报_202606.xlsx", {"甲店": MONTH, "乙店": second})
    assert sums(path)[0] == {"cost": 4.0 * sum(SPENT), "gmv_platform": 6.0 * sum(SOLD)}
    said = [c.what[1] for c in read_exports(path).sources[0].proof.checks if c.kind == "sheet"]
    assert [line.endswith("both were added") for line in said] == [True]


def test_a_breakdown_on_another_sheet_of_a_learned_format_counts_once(tmp_path: Path) -> None:
    days = book(("销售额", SOLD), ("推广花费", SPENT))
    parts = [["日期", "达人昵称", "销售额", "佣金支出"]]
    for day, sold in zip(DAYS, SOLD, strict=True):
        parts += [[day, "甲", sold - 400, 60], [day, "乙", 400, 40]]
    path = workbook(tmp_path / "快手_6月.xlsx", {"汇总": days, "达人明细": parts})
    lesson = learn(path, shipped(), answers={"role": "daily", "佣金支出": "commission"}, leave=True)
    assert lesson.sums["gmv_platform"] == sum(SOLD)
    assert (lesson.sums["cost"], lesson.sums["commission"]) == (sum(SPENT), 1000)


# ---------------------------------------------------------------------------------------- rows of totals
@pytest.mark.parametrize(
    "label", ["2026-06-01~2026-06-30", "2026-06-01 至 2026-06-10", "6月", "2026-06", "2026年6月"]
)
@pytest.mark.parametrize("first", [True, False])
def test_a_row_of_the_whole_period_is_its_total(label: str, first: bool, tmp_path: Path) -> None:
    total = [label, sum(SPENT), sum(SOLD)]
    rows = [MONTH[0], total, *MONTH[1:]] if first else [*MONTH, total]
    assert sums(delimited(tmp_path / "日报_202606.csv", rows)) == (TRUE, True)


def test_a_row_of_several_days_that_is_no_total_counts_and_is_said_where_its_days_stand_there_too(
    tmp_path: Path,
) -> None:
    weekend = [*MONTH, ["2026-06-13~2026-06-14", 333, 4444]]
    want = {"cost": TRUE["cost"] + 333, "gmv_platform": TRUE["gmv_platform"] + 4444}
    assert sums(delimited(tmp_path / "日报_202606.csv", weekend))[0] == want
    reading = read_exports(tmp_path / "日报_202606.csv")
    assert not reading.sources[0].proof.failed
    again = [*MONTH, ["2026-06-01~2026-06-30", sum(SPENT) + 5, sum(SOLD)]]
    (check,) = read_exports(delimited(tmp_path / "日报_202606.csv", again)).sources[0].proof.failed
    assert check.rows == (12,)
    wrong = [*MONTH, ["6月", sum(SPENT) + 5, sum(SOLD)]]
    reading = read_exports(delimited(tmp_path / "日报_202606.csv", wrong))
    assert float(reading.facts["cost"].sum()) == TRUE["cost"]
    assert [check.kind for check in reading.sources[0].proof.failed] == ["total"]


def test_a_total_of_round_figures_with_dashes_for_its_name_never_counts(tmp_path: Path) -> None:
    headings = "Campaign ID,Creative type,Video ID,Cost,SKU orders,Gross revenue,Product ad impressions,Currency".split(
        ","
    )
    rows: Rows = [headings]
    rows += [
        ["18300000000000001", "Video", f"760000000000000000{n}", "20", "10", "100", "10000", "USD"]
        for n in range(5)
    ]
    want = sums(delimited(tmp_path / "creatives.csv", rows))[0]
    assert want["cost"] == 100
    total = ["-", "-", "-", "100", "50", "500", "0", "USD"]
    assert sums(delimited(tmp_path / "creatives.csv", [*rows, total]))[0] == want
    assert sums(delimited(tmp_path / "creatives.csv", [headings, total, *rows[1:]]))[0] == want
    other = ["-", "-", "-", "90", "50", "500", "0", "USD"]
    assert sums(delimited(tmp_path / "creatives.csv", [*rows, other]))[0]["cost"] == 190


# ----------------------------------------------------------------------- columns that are not what they seem
def running(figures: list[int]) -> list[int]:
    return [sum(figures[: n + 1]) for n in range(len(figures))]


def meant(draft: Draft) -> dict[str, str]:
    return {column.heading: column.key or column.reason or "?" for column in draft.columns[1:]}


def test_a_running_total_is_no_day_s(tmp_path: Path) -> None:
    both = book(("当日GMV", SOLD), ("累计GMV", running(SOLD)), ("广告消耗", SPENT))
    draft = drafted(delimited(tmp_path / "快手.csv", both), role="daily")
    assert meant(draft) == {"当日GMV": "gmv_platform", "累计GMV": "unused", "广告消耗": "cost"}
    hidden = book(("总销售额", running(SOLD)), ("成交金额", SOLD), ("广告消耗", SPENT))
    draft = drafted(delimited(tmp_path / "快手.csv", hidden), role="daily")
    assert meant(draft) == {"总销售额": "unused", "成交金额": "gmv_platform", "广告消耗": "cost"}
    for heading in ("累计GMV", "累计成交金额", "Cumulative GMV", "GMV (to date)"):
        alone = delimited(tmp_path / "抖音.csv", book((heading, running(SOLD)), ("广告消耗", SPENT)))
        assert meant(drafted(alone, role="daily"))[heading] == "?"
        assert heading in asked(drafted(alone, role="daily"))


def test_a_ratio_the_wrong_way_round_proves_nothing(tmp_path: Path) -> None:
    roi = [f"{sold / spent:.2f}" for sold, spent in zip(SOLD, SPENT, strict=True)]
    right = drafted(
        delimited(tmp_path / "快手.csv", book(("消耗金额", SPENT), ("总成交额", SOLD), ("ROI", roi))),
        role="daily",
    )
    assert meant(right) == {"消耗金额": "cost", "总成交额": "gmv_platform", "ROI": "ratio"}
    assert list(right.ratios) == ["ROI"]
    swapped = drafted(
        delimited(tmp_path / "快手.csv", book(("消耗金额", SOLD), ("总成交额", SPENT), ("ROI", roi))),
        role="daily",
    )
    assert not swapped.ratios
    assert asked(swapped) == ["消耗金额", "总成交额"]
    assert swapped.questions()[0].answers[:2] == ("gmv_platform", "cost")


@pytest.mark.parametrize(
    "heading", ["推广成本", "广告成本", "投放成本", "广告费", "推广费", "投流消耗", "磁力消耗", "直通车花费"]
)
def test_what_ads_cost_is_ad_spend(heading: str, tmp_path: Path) -> None:
    goods = [figure // 2 for figure in SOLD]
    rows = book(("销售额", SOLD), ("销售成本", goods), (heading, SPENT), ("单次转化成本", SPENT[::-1]))
    draft = drafted(delimited(tmp_path / "快手.csv", rows), role="daily")
    assert meant(draft) == {
        "销售额": "gmv_platform",
        "销售成本": "unused",
        heading: "cost",
        "单次转化成本": "ratio",
    }


def test_what_members_spend_and_what_goods_cost_is_no_ad_spend(tmp_path: Path) -> None:
    members = book(
        ("会员编号", [10_000_000 + n for n in range(10)]), ("消费金额", SOLD), ("消费次数", [2] * 10)
    )
    draft = drafted(delimited(tmp_path / "微信.csv", members), role="daily")
    assert meant(draft)["消费金额"] == "?"
    assert (
        meant(
            drafted(
                delimited(tmp_path / "小红书聚光.csv", book(("消费", SPENT), ("展现量", SOLD))), role="ads"
            )
        )["消费"]
        == "cost"
    )
    profit = [
        ["Date", "Revenue", "Cost", "Profit"],
        *([d, s, c, s - c] for d, s, c in zip(DAYS, SOLD, SPENT, strict=True)),
    ]
    draft = drafted(delimited(tmp_path / "shopee.csv", profit), role="daily")
    assert meant(draft)["Cost"] == "?"


def test_spending_of_both_signs_is_never_summed_in_silence(tmp_path: Path) -> None:
    mixed = [-figure if n % 2 else figure for n, figure in enumerate(SPENT)]
    reading = read_exports(delimited(tmp_path / "日报_202606.csv", book(("消耗", mixed), ("成交金额", SOLD))))
    (check,) = reading.sources[0].proof.failed
    assert (check.kind, check.measures, check.count) == ("cells", ("cost",), 5)
    minus = book(("消耗", [-figure for figure in SPENT]), ("成交金额", SOLD))
    reading = read_exports(delimited(tmp_path / "日报_202606.csv", minus))
    assert not reading.sources[0].proof.failed
    assert float(reading.facts["cost"].sum()) == sum(SPENT)


# ------------------------------------------------------------------------------------------ days and ends
def test_days_that_can_be_read_two_ways_are_said_to_be_so(tmp_path: Path) -> None:
    rows: Rows = [["Date", "Spend", "Revenue"]]
    rows += [
        [f"{n:02d}/06/2026", cost, sold] for n, (cost, sold) in enumerate(zip(SPENT, SOLD, strict=True), 1)
    ]
    with pytest.raises(InputError, match="分不清日和月"):
        read_exports(delimited(tmp_path / "book.csv", rows))
    later = [rows[0], *([day.replace("/06/", "/06/", 1), *f] for day, *f in rows[1:]), ["13/06/2026", 1, 1]]
    assert str(read_exports(delimited(tmp_path / "book.csv", later)).facts["date"].max())[:10] == "2026-06-13"


def test_one_day_that_cannot_be_read_is_named_and_the_others_count(tmp_path: Path) -> None:
    reading = read_exports(delimited(tmp_path / "日报.csv", [*MONTH, ["第一周", 333, 4444]]))
    assert float(reading.facts["cost"].sum()) == TRUE["cost"]
    assert any("第一周" in note[0] for note in reading.sources[0].notes)


@pytest.mark.parametrize(("last", "verdict"), [("10", "note"), ("1372", ""), ("99999", "")])
def test_a_last_figure_that_may_be_cut_is_said(last: str, verdict: str, tmp_path: Path) -> None:
    lines = [",".join(map(str, row)) for row in MONTH[:-1]] + [f"2026-06-10,{SPENT[-1]},{last}"]
    path = tmp_path / "日报_202606.csv"
    path.write_text("\n".join(lines), "utf-8")
    said = [check.verdict for check in read_exports(path).sources[0].proof.checks if check.kind == "cells"]
    assert said == [verdict] * bool(verdict)
    path.write_text("\n".join([*lines, ""]), "utf-8")
    assert not [c for c in read_exports(path).sources[0].proof.checks if c.kind == "cells"]


def test_a_last_figure_without_the_decimals_of_all_others_is_in_doubt(tmp_path: Path) -> None:
    cents = [f"{figure}.{50 + n}" for n, figure in enumerate(SOLD)]
    lines = [",".join(map(str, row)) for row in book(("消耗", SPENT), ("成交金额", cents))]
    path = tmp_path / "日报_202606.csv"
    path.write_text("\n".join(lines)[:-2], "utf-8")
    (check,) = read_exports(path).sources[0].proof.failed
    assert check.measures == ("gmv_platform",)


def test_headings_without_a_row_are_no_import(tmp_path: Path) -> None:
    reading = read_exports(delimited(tmp_path / "日报_202606.csv", MONTH[:1]))
    assert [check.what[1] for check in reading.sources[0].proof.failed] == [
        "there is not one row below the headings"
    ]


# ----------------------------------------------------------------------------------------------- platforms
def platforms(path: Path) -> set[str]:
    return set(read_exports(path).facts["platform"])


def test_a_book_is_of_the_platform_that_its_name_says(tmp_path: Path) -> None:
    for name, platform in (
        ("日报", "douyin"),
        ("抖音日报", "douyin"),
        ("快手日报", "kuaishou"),
        ("京东日报", "jd"),
    ):
        assert platforms(delimited(tmp_path / f"{name}_202606.csv", MONTH)) == {platform}
    english = [["date", "spend", "gmv"], *MONTH[1:]]
    assert platforms(delimited(tmp_path / "daily.csv", english)) == {"tiktok"}
    rupiah: Rows = [english[0], *([day, f"Rp{cost}.000", f"Rp{sold}.000"] for day, cost, sold in MONTH[1:])]
    assert platforms(delimited(tmp_path / "shopee_daily.csv", rupiah)) == {"shopee"}
    with pytest.raises(InputError, match="几个平台"):
        read_exports(delimited(tmp_path / "抖音快手日报_202606.csv", MONTH))
    with pytest.raises(InputError, match="币种"):
        read_exports(delimited(tmp_path / "lazada日报_202606.csv", MONTH))
    dollars = book(("消耗(USD)", SPENT), ("成交金额(USD)", SOLD))
    assert platforms(delimited(tmp_path / "lazada日报_202606.csv", dollars)) == {"lazada"}


def test_a_book_may_be_taught_and_then_counts_as_taught(tmp_path: Path) -> None:
    path = delimited(tmp_path / "日报_202606.csv", MONTH)
    lesson = learn(path, shipped(), answers={"role": "daily", "platform": "快手", "currency": "人民币"})
    assert (lesson.format.platform, lesson.format.currency) == ("kuaishou", "CNY")
    assert lesson.sums == TRUE


def test_what_goods_cost_beside_a_profit_is_no_ad_spend(tmp_path: Path) -> None:
    profit = [["Date", "Revenue", "Cost", "Profit"], *([d, s, c, s - c] for d, c, s in MONTH[1:])]
    with pytest.raises(InputError, match="认不出"):
        read_exports(delimited(tmp_path / "store.csv", profit))


def test_each_row_has_the_platform_and_the_currency_of_its_own_column(tmp_path: Path) -> None:
    where = ["抖音"] * 5 + ["小红书", "快手"] * 2 + ["小红书"]
    path = delimited(
        tmp_path / "日报_202606.csv", book(("渠道", where), ("销售额", SOLD), ("推广花费", SPENT))
    )
    assert asked(drafted(path, role="daily")) == []
    lesson = learn(path, shipped(), answers={"role": "daily"})
    facts = read_exports(path, formats_dir=saved(tmp_path, lesson.text)).facts
    assert facts.groupby("platform")["gmv_platform"].sum().to_dict() == {
        key: sum(s for s, w in zip(SOLD, where, strict=True) if w == word)
        for word, key in (("抖音", "douyin"), ("快手", "kuaishou"), ("小红书", "xiaohongshu"))
    }
    head = ["Date", "Platform", "Currency", "Sales", "Ad spend"]
    rows = [
        [day, "Shopee", code, s, c] for (day, c, s), code in zip(MONTH[1:], ["SGD", "MYR"] * 5, strict=True)
    ]
    path = delimited(tmp_path / "book.csv", [head, *rows])
    lesson = learn(path, shipped(), answers={"role": "daily", "platform": "shopee"})
    facts = read_exports(path, formats_dir=saved(tmp_path, lesson.text)).facts
    assert set(facts["currency"]) == {"SGD", "MYR"}
    assert set(facts["platform"]) == {"shopee"}


def saved(folder: Path, text: str) -> Path:
    own = folder / "formats"
    own.mkdir(exist_ok=True)
    (own / "own.toml").write_text(text, "utf-8")
    return own


def test_goods_with_a_platform_s_word_in_their_name_are_not_of_it(tmp_path: Path) -> None:
    path = delimited(
        tmp_path / "文具店日报.csv",
        book(("商品名称", ["A5笔记本"] * 10), ("销售额", SOLD), ("推广费", SPENT)),
    )
    assert "platform" in asked(drafted(path, role="daily"))


@pytest.mark.parametrize(
    ("about", "answer", "taken"),
    [
        ("platform", "抖音", "douyin"),
        ("platform", "Shopee", "shopee"),
        ("platform", "tokopedia", "tokopedia"),
        ("platform", "duoyin", None),
        ("platform", "某平台", None),
        ("currency", "人民币", "CNY"),
        ("currency", "usd", "USD"),
        ("currency", "RMBB", None),
        ("role", "日报", "daily"),
        ("role", "dayly", None),
        ("消耗", "投放消耗", "cost"),
        ("消耗", "不取", "-"),
        ("消耗", "cots", None),
    ],
)
def test_answers_are_taken_by_their_names(about: str, answer: str, taken: str | None, tmp_path: Path) -> None:
    (draft, *_) = drafts_of(delimited(tmp_path / "日报.csv", MONTH), shipped())
    if taken is not None:
        assert checked({about: answer}, [draft.header]) == {about: taken}
        return
    with pytest.raises(InputError):
        checked({about: answer}, [draft.header])


def test_an_answer_that_means_nothing_is_asked_again(tmp_path: Path) -> None:
    path = delimited(tmp_path / "日报.csv", MONTH)
    answers = {"platform": ["duoyin", "抖音"], "role": ["dayly", "日报"]}
    put: list[Question] = []

    def ask(question: Question) -> str:
        put.append(question)
        return answers[question.about].pop(0)

    lesson = learn(path, shipped(), ask=ask)
    assert (lesson.format.platform, lesson.sums) == ("douyin", TRUE)
    assert "duoyin" in put[1].zh


def test_a_book_of_days_is_likely_daily_and_control_comes_last(tmp_path: Path) -> None:
    draft = drafted(
        delimited(tmp_path / "京东.csv", book(("店铺", ["甲"] * 10), ("销售额", SOLD), ("推广花费", SPENT)))
    )
    (question,) = (q for q in draft.questions() if q.about == "role")
    assert (question.answers[0], question.answers[-1]) == ("daily", "control")


def test_figures_that_nobody_knows_are_offered_meanings(tmp_path: Path) -> None:
    draft = drafted(
        delimited(tmp_path / "京东.csv", book(("奇怪的数", SOLD), ("推广花费", SPENT))), role="daily"
    )
    (question,) = (q for q in draft.questions() if q.about == "奇怪的数")
    assert question.answers[:3] == ("-", "gmv_platform", "gmv_paid")
    assert "cost" not in question.answers
