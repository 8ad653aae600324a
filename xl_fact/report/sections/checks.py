"""校验: the sums done again another way, and one verdict over all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from xl_fact.report.formula import (
    Absolute,
    Choice,
    CountText,
    Expression,
    Field,
    Literal,
    Named,
    Rounded,
    SumIfs,
    Total,
    total_of,
)
from xl_fact.report.metrics import Columns
from xl_fact.report.model import Cards, Figure, SourceFile, Table
from xl_fact.report.month import Month, stretch
from xl_fact.report.page import Band, Origin, Page
from xl_fact.report.sections.source_checks import source_checks
from xl_fact.report.sections.windows import days_told, month_of
from xl_fact.report.verdicts import CHECKED
from xl_fact.words import NO_WORDS, Words

CENT = 0.01


@dataclass(frozen=True)
class Check:
    """Two ways to the same number."""

    name: Words
    left: Expression | float
    right: Expression | float
    tolerance: float
    meaning: Words


def _bands(month: Month, origin: Origin) -> list[Band]:
    rows = [*_against_platform(month), *_within(month), *_imported(origin.sources), *_foreign(month)]
    own = source_checks([(source.name, source.proof) for source in origin.sources], month.lang)
    passed, wrong = (month.say(*words) for words in CHECKED.values())
    failed = CountText("verdict", wrong, "checks") + CountText("verdict", wrong, "source_checks")
    shown = Figure(
        "check_overall",
        Words("总判定", "Overall"),
        "text",
        formula=Choice(Named("check").equals("PASS"), Literal(passed), Literal(wrong)),
        mark="check",
        note=Words("没有一条不符才算通过", "only when no line fails"),
    )
    verdict = Figure(
        "check",
        Words("给公式用的同一结论", "The same, for formulas"),
        "text",
        formula=Choice(failed.equals(0), Literal("PASS"), Literal("FAIL")),
        mark="check",
        note=Words("xf_check：PASS 或 FAIL", "xf_check: PASS or FAIL"),
    )
    return [(Cards((shown, verdict)),), (_table(rows, month),), (own,)]


def _against_platform(month: Month) -> list[Check]:
    """The platform's own totals, where the exports hold them; each shop's by itself."""
    if len(month.shops) < 2:
        return _against_totals(month, _together(month.control.values()), {}, "")
    return [
        check
        for shop, control in sorted(month.control.items())
        if shop in month.shops
        for check in _against_totals(month, control, {"shop": Literal(month.shop(shop))}, month.shop(shop))
    ]


def _together(
    controls: Iterable[Mapping[tuple[str, str], Mapping[str, float]]],
) -> dict[tuple[str, str], dict[str, float]]:
    """The totals of one shop, of which some files say the name and others don't."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for control in controls:
        for key, told in control.items():
            sums = found.setdefault(key, {})
            for name, value in told.items():
                sums[name] = sums.get(name, 0.0) + value
    return found


def _against_totals(
    month: Month,
    control: Mapping[tuple[str, str], Mapping[str, float]],
    where: Mapping[str, Expression],
    shop: str,
) -> list[Check]:
    """One platform's totals against what the rows of `where` add up to."""
    of = Words(f"{shop}：", f"{shop}: ") if shop else NO_WORDS
    whole = control.get(("", ""), {})
    found = []
    for key, name, tolerance in (
        (
            "gmv",
            Words(
                f"各阵地 GMV 相加 = 平台合计（{month.unit.zh}）",
                f"GMV of the channels = the platform's total ({month.unit.en})",
            ),
            1.0,
        ),
        (
            "base",
            Words(
                f"各阵地{month.base_words.zh}相加 = 平台合计（次）",
                f"{month.base_words.en.capitalize()} of the channels = the platform's total",
            ),
            0.5,
        ),
    ):
        if key in whole:
            meaning = Words("没有漏掉或重复的阵地", "no channel missing or twice")
            left = SumIfs("data", key, where) if where else Total(key, "compare")
            found.append(Check(name, left, whole[key], tolerance, meaning))
    for owner in ("自营", "合作"):
        total = control.get((owner, ""), {}).get("gmv")
        if total is not None:
            shown = month.owner(owner)
            name = Words(
                f"{owner} GMV = 平台合计（{month.unit.zh}）",
                f"GMV of {shown} = the platform's total ({month.unit.en})",
            )
            left = SumIfs("data", "gmv", {**where, "owner": Literal(shown)})
            found.append(
                Check(
                    name, left, total, 1.0, Words("自营与合作没有混淆", "own and partner sales not mixed up")
                )
            )
    for carrier in sorted({c for o, c in control if not o and c}):
        total = control["", carrier].get("gmv")
        if total is not None:
            shown = month.carrier(carrier)
            name = Words(
                f"载体“{carrier}”GMV = 平台合计（{month.unit.zh}）",
                f"GMV of {shown} = the platform's total ({month.unit.en})",
            )
            left = SumIfs("data", "gmv", {**where, "carrier": Literal(shown)})
            found.append(Check(name, left, total, 1.0, Words("载体没有归错", "no carrier misread")))
    return [replace(check, name=Words(of.zh + check.name.zh, of.en + check.name.en)) for check in found]


def _within(month: Month) -> list[Check]:
    """Sums within the workbook."""
    money = f"（{month.unit.zh}）"
    found = [
        Check(
            Words(f"各日 GMV 相加 = 全月{money}", "GMV of the days = the month")
            if not month.windows
            else Words(
                f"各日与各时段 GMV 相加 = 全月{money}",
                "GMV of the days and of the longer periods = the month",
            ),
            month_of("gmv", month),
            Total("gmv", "compare"),
            CENT,
            Words("每一天都在", "every day is in"),
        ),
        _days(month),
        Check(
            Words(f"GMV 公式结果 = 导入时合计{money}", "GMV by formula = GMV as imported"),
            total_of("gmv", "data"),
            float(month.frame["gmv"].sum()),
            CENT,
            Words("重算与缓存一致", "recalculation equals the cached value"),
        ),
    ]
    if month.coverage("gmv").days:
        found.append(
            Check(
                Words(
                    f"各阵地净成交相加 = 各载体净成交相加{money}",
                    "Net sales of the channels = of the carriers",
                ),
                total_of("net", "pnl"),
                total_of("net", "pnl_carriers"),
                CENT,
                Words("利润表的两种分法是同一笔钱", "both cuts of the P&L are the same money"),
            )
        )
    if month.has("cost"):
        found.append(
            Check(
                Words(f"花费公式结果 = 导入时合计{money}", "Ad cost by formula = as imported"),
                Total("cost", "compare"),
                float(month.frame["cost"].sum()),
                CENT,
                Words("各阵地花费没有漏", "no channel's cost missing"),
            )
        )
    if month.has("refund"):
        negative = float((month.frame["refund"] < 0).sum())
        found.append(
            Check(
                Words("退款为负的行（行）", "Rows with negative refunds"),
                negative,
                0.0,
                0,
                Words("退款记正数", "refunds are positive numbers"),
            )
        )
    return found


def _days(month: Month) -> Check:
    """Every day of the month is told of; of one that is not whole, every day from its first to its last."""
    if month.windows and not month.days and not month.complete:
        first, last = min(month.covered), max(month.covered)
        return Check(
            Words("时段合计里的天数 = 首日到末日（天）", "Days in the sums = from the first to the last"),
            days_told(month),
            float((last - first).days + 1),
            0,
            Words(
                f"平台只给时段合计：{first:%m-%d} 至 {last:%m-%d}，中间不缺；不是整月，“说明”里写着",
                f"the platform only sums {first:%d %b} to {last:%d %b}: none missing between; not a whole month, as About says",
            ),
        )
    days = month.in_sums.union(month.days)
    if days and len(days) < month.length:
        first, last, told = min(days), max(days), stretch(days)
        lacking = stretch(frozenset(month.of.days) - days)
        return Check(
            Words("有数据的天数 = 首日到末日（天）", "Days with data = from the first to the last"),
            days_told(month),
            float((last - first).days + 1),
            0,
            Words(
                f"不是整月：有 {told.zh}，缺 {lacking.zh}；首日到末日之间缺的才算不符",
                f"not a whole month: {told.en} told, {lacking.en} missing; only what lacks between first and last is a fault",
            ),
        )
    return Check(
        Words("有数据的天数 = 当月天数（天）", "Days with data = days of the month"),
        days_told(month),
        float(month.length),
        0,
        Words("少一天就不是整月，比较要小心", "a missing day makes it no whole month"),
    )


def _imported(sources: Sequence[SourceFile]) -> list[Check]:
    if not sources:
        return []
    kept = total_of("used", "sources") + total_of("aside", "sources")
    return [
        Check(
            Words("采用 + 搁置 = 读入（行）", "Rows used + set aside = rows read"),
            kept,
            total_of("read", "sources"),
            0,
            Words("每一行都有去处，见“说明”", "every row is accounted for on About"),
        )
    ]


def _foreign(month: Month) -> list[Check]:
    """What is told in another currency, or by another GMV only, is left out: then the month isn't whole."""
    found = (
        (
            month.foreign,
            Words("别的币种、没有计入（行）", "Told in another currency, not counted (rows)"),
            Words(
                "不能相加；在 brand.toml 的 [rates] 里写汇率",
                "can't be added; give a rate under [rates] in brand.toml",
            ),
        ),
        (
            month.otherwise,
            Words("只有另一种 GMV、没有计入（行）", "Told by another GMV only, not counted (rows)"),
            Words("两种 GMV 不能相加，见“说明”", "two GMVs can't be added, see About"),
        ),
    )
    return [Check(name, float(rows), 0.0, 0, why) for rows, name, why in found if rows]


def _table(rows: Sequence[Check], month: Month) -> Table:
    columns = Columns(month)
    columns.add("name", Words("检查", "Check"), "words", width=46)
    columns.add("left", Words("本工作簿", "This workbook"), "cents", width=16)
    columns.add("right", Words("对照", "Compared with"), "cents", width=16)
    difference = Rounded(Field("left") - Field("right"), 4)
    columns.add("difference", Words("差", "Difference"), "cents", difference, width=14)
    columns.add("tolerance", Words("允许差", "Tolerance"), "cents", width=11)
    inside = Absolute(Field("difference")) <= Field("tolerance")
    verdict = Choice(inside, *(Literal(month.say(*words)) for words in CHECKED.values()))
    columns.add("verdict", Words("结论", "Verdict"), "text", verdict, width=13.5, mark="check")
    columns.add("meaning", Words("说明什么", "What it shows"), "words", width=32)
    given: dict[str, list[Any]] = {
        "name": [month.say(*c.name) for c in rows],
        "left": [c.left for c in rows],
        "right": [c.right for c in rows],
        "tolerance": [c.tolerance for c in rows],
        "meaning": [month.say(*c.meaning) for c in rows],
    }
    return Table("checks", Words("各项对账", "Proofs"), tuple(columns), given)


_PURPOSE = Words(
    "同一个数从两条路算一遍：左边由本工作簿的公式得出，右边是平台自己的合计或另一种加法",
    "Each number reached two ways: on the left this workbook's formulas, on the right the platform's own total or another sum",
)
PAGE: Final = Page(
    "checks",
    Words("校验", "Checks"),
    "reference",
    _PURPOSE,
    _bands,
)
