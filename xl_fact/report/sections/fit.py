"""四力适配: which positions suit the brand's four strengths, and how the effort would be shared."""

from __future__ import annotations

from typing import Any, Final

from xl_fact.core.strengths import EFFORT, OWN_EFFORT, RANKED, SHARE, TIE, WEIGHTS
from xl_fact.report.asking import FLOOR_OF_F, GATES, STRENGTHS, given, lacking
from xl_fact.report.formula import (
    Aggregate,
    Among,
    At,
    Body,
    Call,
    Expression,
    Field,
    Joined,
    Known,
    Literal,
    Named,
    Only,
    Picked,
    Ranked,
    Rounded,
    Shown,
    SumIfs,
    Total,
    total_of,
)
from xl_fact.report.kinds import LEAST
from xl_fact.report.metrics import CHANNEL, TOTAL, Columns, in_money
from xl_fact.report.model import Chart, Figure, Ledger, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.sections.cautions import caution
from xl_fact.report.telling import NOTHING, sentence, where
from xl_fact.words import Words

NAMES: Final = {
    "content": Words("内容力", "Content"),
    "brand": Words("品牌力", "Brand"),
    "product": Words("产品力", "Product"),
    "price": Words("价格力", "Price"),
}
"""The strengths, in the order of the rows of `WEIGHTS`."""
_NOTE = Words(
    "适配 = 文章为该阵地点名的各力之平均：F 看内容力、产品力；A 看品牌力、产品力、价格力（须质量口碑好）；T 看品牌力 × 匹配度。"
    "精力 = 每一力均分给它被点名的阵地；F 不低于下限。C 场场参加，不排名。均分与下限是本工具选定的。"
    "精力是人手与时间，不是投放费：钱给谁看“概览”",
    "Fit = mean of the strengths the article names: F content and product; A brand, product, price (given quality); "
    "T brand × match. Effort = each strength shared equally over its positions; F has a floor. C: always take part. "
    "Equal shares and floor are our choice. Effort is people and time, not ad budget: where money goes, Overview says",
)


def _bands(month: Month, origin: Origin) -> list[Band]:
    return [
        headline("fit_sentence"),
        (_positions(month),),
        note(month.say(*_NOTE)),
        (_strengths(month), _chart(month)),
        note(SOURCE.format("fit")),
    ]


def _typed(key: str) -> Named:
    """A strength as typed on 说明."""
    return Named(f"strength_{key}")


def _once_typed(each: Expression, *more: str) -> Expression:
    """What is known once the four strengths and their gates are typed, "—" before."""
    return Only(given(*STRENGTHS, *GATES, *more), each)


def _named(position: int) -> list[tuple[Expression, float]]:
    """The strengths that are named for a position, each with the part of it that the position gets."""
    scores = {key: _typed("quality") * _typed("price") if key == "price" else _typed(key) for key in NAMES}
    return [
        (score, weight) for score, weight in zip(scores.values(), WEIGHTS[:, position], strict=True) if weight
    ]


def _matched(letter: str, score: Expression) -> Expression:
    """A head KOL's score counts as far as it matches the brand."""
    return _typed("match") * score if letter == "T" else score


def _fit(position: int, letter: str) -> Expression:
    """The mean of the strengths named for a position."""
    scores = tuple(score for score, _ in _named(position))
    return _matched(letter, Among("AVERAGE", scores) if len(scores) > 1 else scores[0])


def _points(position: int, letter: str) -> Expression:
    """What the strengths hand out to a position."""
    first, *others = (score if weight == 1 else score / (1 / weight) for score, weight in _named(position))
    for each in others:
        first = first + each
    return _matched(letter, first)


def _share(row: int) -> Expression:
    points, without = At("positions", "points", row), Literal(float(row == 0))
    return Call(SHARE, {"points": points, "handed_out": Total("points", "positions"), "without": without})


def _effort(row: int) -> Expression:
    own, floor = At("positions", "share", 0), Named("strength_floor")
    if row == 0:
        return Call(OWN_EFFORT, {"own": own, "floor": floor})
    return Call(EFFORT, {"share": At("positions", "share", row), "own": own, "floor": floor})


def _positions(month: Month) -> Table:
    columns = Columns(month)
    columns.names("position", CHANNEL, TOTAL, width=18, hue=True)
    columns.add("fit", Words("适配（0–10 分）", "Fit (0–10 points)"), "score")
    points = Words("点数（分）", "Points (points)")
    columns.add("points", points, "score", None, _once_typed(total_of("points")))
    share = Words("未加下限（%）", "Before the floor (%)")
    columns.add("share", share, "rate", None, _once_typed(total_of("share")))
    effort = Words("精力占比（%）", "Effort (%)")
    columns.add("effort", effort, "rate", None, _once_typed(total_of("effort"), FLOOR_OF_F))
    sold = SumIfs("data", "gmv", {"channel": Field("position")})
    heading = in_money(month, "本月 GMV", "GMV now")
    columns.add("sold", heading, "money", sold, total_of("sold"))
    now = Words("占 F+A+T 的 GMV（%）", "Share of GMV of F+A+T (%)")
    columns.both("actual", now, "rate", lambda cell: Shown(cell("sold") / Total("sold")))
    gap = Words("精力 − 现状，都在 F+A+T 之内（pp）", "Effort − now, both of F+A+T (pp)")
    apart = Shown((Field("effort") - Field("actual")) * 100)
    columns.add("gap", gap, "points", apart, mark="change", better="neither")
    rows = list(enumerate(RANKED))
    given: dict[str, list[Any]] = {
        "position": [month.label(letter) for letter in RANKED],
        "fit": [_once_typed(_fit(row, letter)) for row, letter in rows],
        "points": [_once_typed(_points(row, letter)) for row, letter in rows],
        "share": [_once_typed(_share(row)) for row, _ in rows],
        "effort": [_once_typed(_effort(row), FLOOR_OF_F) for row, _ in rows],
    }
    return Table("positions", Words("阵地适配与精力", "Fit and effort"), tuple(columns), given)


def _strengths(month: Month) -> Table:
    columns = Columns(month)
    columns.names("strength", Words("四力", "Strength"), width=18)
    columns.add("score", Words("得分（0–10 分）", "Score (0–10 points)"), "score")
    columns.add("middle", Words("同类中游（分）", "Middle of the field (points)"), "score")
    given: dict[str, list[Any]] = {
        "strength": [month.say(*words) for words in NAMES.values()],
        "score": [Only(Known((_typed(key),)), _typed(key)) for key in NAMES],
        "middle": [5.0] * len(NAMES),
    }
    return Table("strengths", Words("四力得分", "Scores"), tuple(columns), given)


def _chart(month: Month) -> Chart:
    return Chart(
        "radar",
        "radar",
        "{{radar_title}}",
        month.say(
            "雷达图：内容力、品牌力、产品力、价格力的得分，与同类中游对照",
            "Radar of the four strengths against the middle of the field",
        ),
        "strengths",
        (Series("score", "F"), Series("middle", "light")),
        category="strength",
        columns=4,
        lines=16,
        kinds=("days", ""),
    )


# -------------------------------------------------------------------- in words
LEAD, MOST, TOP, LOW, TITLE = "fit_lead", "fit_most", "strength_top", "strength_least", "radar_title"
"""Figures on 推导: the rows of the best fit, of most effort, of the strongest and the weakest, and the chart's title."""
_EXACT: Final = 9
"""Decimals to which efforts are held against each other, so that equal ones are."""


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """Which position fits best and gets most, and what the month says against it."""
    columns = Columns(month)
    columns.names("position", CHANNEL, width=24)
    fit, effort = At("positions", "fit"), At("positions", "effort")
    near = Only(fit >= Aggregate("MAX", Body("fit", "positions")) - TIE, Literal(1.0))
    columns.add("near", Words("适配最高（是为 1）", "Fits best (1: yes)"), "days", Only(Known((fit,)), near))
    columns.add(
        "effort",
        Words("精力（比例）", "Effort (ratio)"),
        "precise",
        Only(Known((effort,)), Rounded(effort, _EXACT)),
    )
    gap = At("positions", "gap")
    more = Only(Known((gap,)), where(gap >= LEAST["points"], Literal(1.0), Literal(0.0)))
    columns.add("more", Words("要更多精力（是为 1）", "To get more effort (1: yes)"), "days", more)
    columns.add("caution", Words("要当心的", "Caution"), "words", width=60)
    given: dict[str, list[Any]] = {
        "position": [month.label(letter) for letter in RANKED],
        "caution": [caution(month, letter) for letter in RANKED],
    }
    table = Table("positions_ranked", Words("阵地按适配排", "Positions by fit"), tuple(columns), given)
    figures = [
        Figure(key, words, "days", formula=formula)
        for key, words, formula in (
            (LEAD, Words("最适合的（第几行）", "Best fit (row)"), Ranked("positions_ranked", "near")),
            (MOST, Words("精力最多的（第几行）", "Most effort (row)"), Ranked("positions_ranked", "effort")),
            (TOP, Words("最强的力（第几行）", "Strongest (row)"), Ranked("strengths", "score")),
            (LOW, Words("最弱的力（第几行）", "Weakest (row)"), Ranked("strengths", "score", smallest=True)),
        )
    ]
    title = Figure(TITLE, Words("图题：四力", "Chart title: strengths"), "text", formula=_radar(month))
    return [*figures, title], [table]


def _tell(month: Month, ledger: Ledger) -> Texts:
    lead, most = Named(LEAD), Named(MOST)
    heeded = Joined(tuple(_heeded(row, lead, most) for row in range(len(RANKED))))
    same, head = lead.equals(most), float(RANKED.index("A") + 1)
    differ = Literal(
        month.say(
            "两者不同：为 A 点名的力更多。", " They differ because more of the strengths favour Alliance."
        )
    )
    told = sentence(
        month,
        "最适合 {first}（适配 {fit:0.0}），精力最多给 {second}（{effort:0.0%}）；C 活动场场参加。{differ}{cautions}",
        "{first} fits best ({fit:0.0}); put most effort into {second} ({effort:0.0%}); join every campaign (C)."
        "{differ}{cautions}",
        first=Picked("positions", "position", lead),
        fit=Picked("positions", "fit", lead),
        second=Picked("positions", "position", most),
        effort=Picked("positions", "effort", most),
        differ=where(same, NOTHING, where(most.equals(head), differ)),
        cautions=where(heeded.equals(""), NOTHING, Joined((Literal(month.say(*_NOT_MONEY)), heeded))),
    )
    asked = sentence(
        month,
        "在“说明”的黄格子里填上{names}，这里就算出最适合的阵地与精力；C 活动场场参加。",
        "Type {names} into the yellow cells on About and the best position and the effort appear here; join every campaign (C).",
        names=lacking(month, *STRENGTHS, *GATES, FLOOR_OF_F),
    )
    return {"fit_sentence": where(Known((lead, most)), told, asked), TITLE: Named(TITLE)}


_NOT_MONEY: Final = Words("精力不等于投放费：", " Effort is not ad budget:")


def _heeded(row: int, *named: Expression) -> Expression:
    """What is to be heeded of a position that the sentence names, or that is to get more effort than its part of sales."""
    asked: Expression = At("positions_ranked", "more", row)
    for each in named:
        asked = where(each.equals(float(row + 1)), Literal(1.0), asked)
    return where(asked.equals(1.0), At("positions_ranked", "caution", row))


def _radar(month: Month) -> Expression:
    """The strongest and the weakest of the four."""
    top, low, period = Named(TOP), Named(LOW), month.say(*month.period)
    told = sentence(
        month,
        "{strong}最强（{most:0.0}），{weak}最弱（{least:0.0}）：分，{period}",
        "{strong} strongest ({most:0.0}), {weak} weakest ({least:0.0}); points, {period}",
        strong=Picked("strengths", "strength", top),
        most=Picked("strengths", "score", top),
        weak=Picked("strengths", "strength", low),
        least=Picked("strengths", "score", low),
        period=period,
    )
    plain = Literal(month.say(f"四力得分：分，{period}", f"The four strengths; points, {period}"))
    return where(Known((top, low)), told, plain)


_PURPOSE = Words(
    "文章：“更多的是衡量品牌固有优势与四大阵地的匹配度”；分数在“说明”里改，这里跟着变",
    "How the brand's own strengths suit each position; scores are typed on About and this page follows",
)
PAGE: Final = Page(
    "fit",
    Words("四力适配", "Strengths"),
    "analysis",
    _PURPOSE,
    _bands,
    _tell,
)
