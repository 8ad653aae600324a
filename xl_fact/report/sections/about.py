"""说明: what this workbook is, what it rests on, what people may type, and what is not in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xl_fact.core.strengths import FLOOR
from xl_fact.report.asking import MARGIN, RATE, beyond
from xl_fact.report.formula import Choice, Known, Literal, Named, Total
from xl_fact.report.kinds import PALETTES
from xl_fact.report.metrics import METRICS, SHOP, Columns, in_money, per_mille
from xl_fact.report.model import Cell, Figure, Ledger, LeftOut, Listing, SourceFile, Table
from xl_fact.report.month import Month
from xl_fact.report.page import Band, Origin, Page, Texts
from xl_fact.report.platforms import gmv_of, on_tiktok, zone
from xl_fact.report.ratios import FIGURE, LEAST
from xl_fact.report.sections.commission import part_paid, planned
from xl_fact.report.sections.fit import NAMES
from xl_fact.report.sections.shared_costs import plans_creators
from xl_fact.report.sections.shops import unlevel
from xl_fact.report.telling import where
from xl_fact.words import NO_WORDS, Words


def _bands(month: Month, origin: Origin) -> list[Band]:
    bands: list[Band] = [(_facts(month, origin.version),), (_inputs(month),)]
    if month.brand.campaigns:
        bands.append((_calendar(month),))
    if origin.sources:
        bands.append((_sources(month, origin.sources),))
    if origin.left_out:
        bands.append((_left_out(month, origin.left_out),))
    return bands


def _facts(month: Month, version: str) -> Listing:
    first, last, count = min(month.covered), max(month.covered), len(month.covered)
    zh, en = month.period
    days = Words(
        f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}，{count} 天"
        + ("（整月）" if month.complete else "（不是整月）"),
        f"{first:%Y-%m-%d} to {last:%Y-%m-%d}, {count} days"
        + (" (whole month)" if month.complete else " (not the whole month)"),
    )
    if not month.level:
        zh, en = unlevel(month)
        days = Words(f"{days.zh}；{zh}", f"{days.en}; {en}")
    if sums := len(month.in_sums & month.covered):
        days = Words(
            f"{days.zh}，其中 {sums} 天只有时段合计，没有逐日",
            f"{days.en}, {sums} of them only in a sum of several",
        )
    gmv, base, zoned, defined = month.gmv_words, month.base_words, zone(month), gmv_of(month, NO_WORDS)
    palette = PALETTES[month.brand.palette]
    shelf = (
        Words("S 搜索商城单列（FACT+S）", "S, search and shop, on its own (FACT+S)")
        if month.brand.shelf == "S"
        else Words("货架并入 F（经典 FACT）", "the shelf is folded into F (plain FACT)")
    )
    lines: tuple[tuple[str, Words, Words], ...] = (
        (
            "purpose",
            Words("用途", "Purpose"),
            Words(
                "内容电商月报：各阵地卖了多少、流量值多少、钱花得值不值",
                "monthly report of content commerce: what each channel sold, what its traffic is worth, what the money brought",
            ),
        ),
        (
            "brand",
            Words("品牌", "Brand"),
            Words(month.brand.name or "（未命名）", month.brand.name or "(unnamed)"),
        ),
        ("period", Words("期间", "Period"), Words(zh, en)),
        ("days", Words("数据日期", "Days with data"), days),
        (
            "timezone",
            Words("时区与归月", "Time zone and month"),
            Words(
                f"平台导出的当地日期（{zoned.zh}）；直播按开播日归月；别的月份的行不计入本月，只用来对比",
                f"the platform's local dates ({zoned.en}); a LIVE belongs to the day it began; rows of other months only serve "
                "comparison",
            ),
        ),
        ("currency", Words("币种", "Currency"), month.unit),
        (
            "gmv_basis",
            Words("用哪个 GMV", "Which GMV"),
            Words(
                f'{gmv.zh}（brand.toml：gmv = "{month.brand.gmv}"）{defined.zh and "；"}{defined.zh}',
                f'{gmv.en} (brand.toml: gmv = "{month.brand.gmv}"){defined.en and ". "}{defined.en}',
            ),
        ),
        (
            "gpm_base",
            Words("GPM 的分母", "Base of GPM"),
            Words(
                f'{base.zh}次数（brand.toml：gpm_base = "{month.base}"）',
                f'{base.en} (brand.toml: gpm_base = "{month.base}")',
            ),
        ),
        ("shelf", Words("货架成交", "Shelf sales"), shelf),
        (
            "palette",
            Words("涨跌颜色", "Colours of change"),
            Words(
                f"{palette.zh}（填进自己的模板时，以模板的为准）",
                f"{palette.en} (in a template of one's own, as drawn there)",
            ),
        ),
        ("version", Words("生成程序", "Made with"), Words(f"xl_fact {version}", f"xl_fact {version}")),
        (
            "contact",
            Words("有疑问找谁", "Who to ask"),
            Words(
                "把本表发给出报告的同事；数字对不上先看“校验”",
                "whoever sent this workbook; when numbers disagree, see Checks first",
            ),
        ),
    )
    figures = [Figure(f"about_{key}", name, "words", given=month.say(*text)) for key, name, text in lines]
    figures.insert(
        4, Figure("month_days", Words("当月天数（天）", "Days of the month"), "days", given=month.length)
    )
    return Listing(tuple(figures), Words("这份报告", "This report"))


UNUSED: Final = Words(
    "本报告没有公式用到它：导出里缺花费、曝光或成交；补齐导出再出报告",
    "no formula of this report uses it: the exports lack spend, impressions or sales; add them and report again",
)
"""What stands beside a setting that would change nothing if it were typed over."""


_NOUGHT: Final = Words(
    "本报告没有公式用到它：导出里 GPM 的分母是 0，没有 GPM 可比",
    "no formula of this report uses it: the base of GPM is 0 in the exports, so there is no GPM to hold against it",
)
"""What stands beside the target of GPM where the base is told as 0."""
PAID: Final = Words(
    "导出里有实际佣金（或没有达人成交），用不到这个设定",
    "the exports hold the commission paid, or no partner sales: this setting is not used",
)
"""What stands beside the planned commission where it is not asked."""


def _listed(month: Month) -> frozenset[str]:
    """The settings that the list of creators looks at."""
    return frozenset(("commission_rate",)) if plans_creators(month) else frozenset()


def _typed(
    key: str,
    name: Words,
    kind: str,
    value: Cell,
    high: float | None,
    note: Words | None,
    used: bool = True,
    why: Words = UNUSED,
) -> Figure:
    """A cell that people may type over; what no formula looks at is no input, and `why` says so."""
    if not used:
        return Figure(key, name, kind, given=value, note=why)
    above = key.startswith("target_")  # a goal of nothing is no goal
    return Figure(key, name, kind, given=value, is_input=True, low=0, above=above, high=high, note=note)


def _inputs(month: Month) -> Listing:
    """What people may type over; formulas look at these cells."""
    economics, targets = month.brand.economics, month.brand.targets
    cost, commission = month.has("cost"), economics.commission_rate
    figures = [
        _typed(
            "margin",
            Words("毛利率（%）", "Gross margin (%)"),
            "rate",
            economics.margin,
            1,
            Words("{{note_margin}}", "{{note_margin}}"),
            bool(month.coverage("gmv").days),
        ),
        _typed(
            "commission_rate",
            Words("佣金率（%）", "Commission rate (%)"),
            "rate",
            commission,
            1,
            Words("{{note_commission_rate}}", "{{note_commission_rate}}"),
            planned(month) or "commission_rate" in _listed(month),
            PAID,
        ),
        _typed(
            "target_gmv",
            in_money(month, "GMV 目标", "GMV target"),
            "money",
            targets.gmv,
            None,
            Words("本月；留空就没有进度", "of this month; empty: no pace"),
            month.has("gmv"),
        ),
        _typed(
            "target_roi",
            Words("ROI 目标（倍）", "ROI target (×)"),
            "ratio",
            targets.roi,
            None,
            Words("未扣退款", "before refunds"),
            METRICS["roi"].told(month),
        ),
        _typed(
            "target_gpm",
            per_mille(month, "GPM 目标", "GPM target"),
            "mille",
            targets.gpm,
            None,
            Words("坡度的门槛；留空用全店 GPM", "the slope's threshold; empty: the shop's own GPM"),
            METRICS["gpm"].told(month),
            _NOUGHT if month.nought("base") else UNUSED,
        ),
        _typed(
            FIGURE,
            in_money(month, "算 ROI 的最低花费", "Least cost for ROI"),
            "money",
            LEAST,
            None,
            Words(
                "花费太小，不成比，ROI 写“—”；100 是 DOU+ 起投额",
                "less is too little for a ratio: ROI shows —; DOU+ takes 100",
            )
            if not on_tiktok(month.platforms)
            else Words(
                "花费太小，不成比，ROI 写“—”；100 由本工具选定，按币种改",
                "less is too little for a ratio: ROI shows —; 100 is our choice, suit it to the currency",
            ),
            cost,
        ),
    ]
    target = Named("target_gpm")
    figures.append(
        Figure(
            "benchmark",
            per_mille(month, "GPM 基准", "Benchmark"),
            "mille",
            formula=Choice(Known((target,)), target, Total("gpm", "compare"))
            if METRICS["gpm"].told(month)
            else None,
            note=Words("{{note_benchmark}}", "{{note_benchmark}}"),
        )
    )
    return Listing((*figures, *_strengths(month)), Words("可改的输入", "Inputs"))


def _strengths(month: Month) -> list[Figure]:
    """The four strengths, empty where the brand has not said them."""
    strengths = month.brand.strengths
    scored = Words("0–10，与同类目相比，5 为中游", "0–10 against the field, 5 is the middle")
    typed = [
        (key, Words(f"{words.zh}（0–10 分）", f"{words.en} (0–10 points)"), 10, scored)
        for key, words in NAMES.items()
    ]
    gates = [
        ("quality", Words("质量口碑（0–1 分）", "Quality (0–1)"), 1, None),
        ("match", Words("头部达人匹配度（0–1 分）", "Head KOL match (0–1)"), 1, None),
    ]
    floor = Words("自播精力下限（%）", "Floor of effort for F (%)")
    note = Words(
        "“不管是哪一个，都必须注意F商自播”；20% 由本工具选定", "F must never be neglected; 20 % is our choice"
    )
    return [
        *(
            _typed(f"strength_{key}", words, "score", getattr(strengths, key), high, said)
            for key, words, high, said in (*typed, *gates)
        ),
        _typed("strength_floor", floor, "rate", FLOOR, 1, note),
    ]


def _calendar(month: Month) -> Table:
    columns, campaigns = Columns(month), month.brand.campaigns
    columns.add("name", Words("活动", "Campaign"), "words", width=24)
    columns.add("start", Words("开始", "From"), "date")
    columns.add("end", Words("结束", "To"), "date")
    given: dict[str, list[Any]] = {
        "name": [c.name for c in campaigns],
        "start": [c.start for c in campaigns],
        "end": [c.end for c in campaigns],
    }
    return Table("calendar", Words("活动日历（C）", "Campaign calendar (C)"), tuple(columns), given)


def _sources(month: Month, sources: Sequence[SourceFile]) -> Table:
    columns = Columns(month)
    columns.add("file", Words("文件", "File"), "words", width=24)
    if named := any(any(s.shops) for s in sources):
        columns.add("shop", SHOP, "words", width=20)
    columns.add("format", Words("识别为", "Recognised as"), "words", width=40)
    columns.add("why", Words("为什么搁置", "Why set aside"), "words", width=37)
    columns.add("proof", Words("自己对得上吗", "Held against itself"), "words", width=37)
    columns.add("read", Words("读入（行）", "Rows read"), "count", width=11)
    columns.add("used", Words("采用（行）", "Rows used"), "count", width=11)
    columns.add("aside", Words("搁置（行）", "Set aside"), "count", width=11)
    columns.add("sha256", Words("SHA-256", "SHA-256"), "words", width=36)
    given: dict[str, list[Any]] = {
        "file": [s.name for s in sources],
        "sha256": [s.sha256 for s in sources],
        "format": [s.format for s in sources],
        "read": [s.rows_read for s in sources],
        "used": [s.rows_used for s in sources],
        "aside": [s.rows_read - s.rows_used for s in sources],
        "why": [_reasons(month, s) for s in sources],
        "proof": [s.proof.summary(month.lang) for s in sources],
    }
    if named:
        given["shop"] = ["、".join(month.shop(shop) for shop in s.shops) for s in sources]
    return Table("sources", Words("读入的文件", "Files read"), tuple(columns), given)


def _reasons(month: Month, source: SourceFile) -> str:
    return month.say("；", "; ").join(f"{month.say(*why)} {count}" for why, count in source.set_aside) or "—"


def _left_out(month: Month, left_out: Sequence[LeftOut]) -> Table:
    columns = Columns(month)
    columns.add("name", Words("没有的内容", "Not in this report"), "words", width=24)
    columns.add("reason", Words("原因与补法", "Why, and what would fill it"), "words", width=40)
    given: dict[str, list[Any]] = {
        "name": [month.say(*one.name) for one in left_out],
        "reason": [month.say(*one.reason) for one in left_out],
    }
    return Table("left_out", Words("没有放进来的", "Left out"), tuple(columns), given)


# -------------------------------------------------------------------- in words
def _tell(month: Month, ledger: Ledger) -> Texts:
    """What the benchmark is, and what rests on the rates."""
    own = month.say("没有设定目标，用全店 GPM 作基准", "no target set: the shop's own GPM stands in")
    target = month.say("坡度的门槛：高于它算“滚得起来”", "the slope's threshold: above it the snowball rolls")
    rates = {
        f"note_{key}": beyond(month, key, Literal(month.say(*words)))
        for key, words in (_RATES | ({RATE: _NO_LESS} if part_paid(month) else {})).items()
        if ledger.figures[key].is_input
    }
    return {"note_benchmark": where(Known((Named("target_gpm"),)), Literal(target), Literal(own)), **rates}


_RATES: Final = {
    MARGIN: Words("利润、保本与诊断由它算出", "profit, break-even and verdicts rest on it"),
    RATE: Words(
        "只用于导出里没有佣金的达人；留空按 0",
        "only for creators whose commission the exports lack; empty counts as 0",
    ),
}
"""What is said of a rate beside it."""
_NO_LESS: Final = Words(
    "导出里没有整月佣金的达人：已付的照扣，其余按它预计；留空按已付那几天的佣金率",
    "of creators whose commission the exports tell of some days only, for what is not paid yet; empty counts as those days' own",
)


PAGE: Final = Page(
    "about",
    Words("说明", "About"),
    "about",
    Words(
        "由平台导出一步生成；每个数都能追到文件与公式。浅黄底蓝字的格子可以改，结论会跟着变",
        "Made from the platform's exports in one step; every number leads to a file and a formula. Blue on yellow may be changed",
    ),
    _bands,
    _tell,
)
