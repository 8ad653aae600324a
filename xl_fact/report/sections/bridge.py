"""GPM拆解: why GPM changed. Which factor, and how much of it is only mix."""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from xl_fact.core.bridges import EFFECT, MIX, RATE
from xl_fact.core.traffic import gpm
from xl_fact.report.campaign_days import busier
from xl_fact.report.formula import (
    Among,
    AsCell,
    At,
    Call,
    Choice,
    Expression,
    Field,
    Known,
    Literal,
    Only,
    Shown,
    SumIfs,
    Total,
    TotalField,
    total_of,
)
from xl_fact.report.kinds import LEAST, flat
from xl_fact.report.metrics import CARRIER, METRICS, OWNER, TOTAL, Columns, per_mille
from xl_fact.report.model import Chart, Ledger, Series, Table
from xl_fact.report.month import OWNERS, Month
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.sections.progress import TENFOLD, relative
from xl_fact.report.telling import money, strongest
from xl_fact.words import NO_WORDS, Words

LEAST_DAYS: Final = 7
"""Days that each half of a month must have to be held against the other: every weekday once."""
BEFORE, AFTER = 0, 1
"""The rows of the two periods."""
_WHEN: Final = {"before": Words("前", "before"), "after": Words("后", "after")}
_FACTORS: Final = {
    "ctr": Words("点击率", "CTR"),
    "cvr": Words("点击成交率", "CVR"),
    "aov": Words("笔单价", "AOV"),
}
_NOTE = Words(
    "结构 =（占比后 − 占比前）×（该载体两期平均 GPM − 全店两期平均 GPM）；"
    "效率 = GPM 之差 × 两期平均占比；两项相加等于 GPM 的变化。"
    "因素按对数平均（LMDI）拆分，加总等于变化。都是算术拆分，不是因果",
    "Mix = (share after − before) × (mean GPM of the carrier − mean GPM of the shop); rate = change of GPM × mean share; "
    "together the change. Factors by logarithmic mean (LMDI), adding up to the change. Arithmetic, not cause",
)


def told(month: Month) -> bool:
    """Whether there are two periods to explain a change between."""
    if not METRICS["gpm"].told(month) or month.uneven:
        return False
    halves = month.level and min(_halves(month)) >= LEAST_DAYS and _by_halves(month)
    return _before(month) is not None or halves


def _before(month: Month) -> Month | None:
    """The month before, where it tells the same base; else the halves of this one are held against each other."""
    before = month.previous
    return before if before is not None and before.based and not before.uneven else None


def _by_halves(month: Month) -> bool:
    """Whether the base is told in both halves: a sum of the whole month lies in neither."""
    frame = month.frame
    lies = [
        (month.of.half(a.date()), month.of.half(b.date()))
        for a, b in zip(frame["date"], frame["until"], strict=True)
    ]
    sums = [
        float(
            frame.loc[[each == (n, n) for each in lies], "base"].sum()
        )  # of every day, or of some that lie in it
        for n in (1, 2)
    ]
    return min(sums) > 0


def asked(month: Month) -> Words:
    """The question that its sentence answers: why the month changed, on which days if not all, or its second half."""
    if _before(month) is None:
        return Words("为什么（下半月对上半月）", "Why (2nd half vs 1st)")
    days = month.same_days
    return Words(f"为什么（同样的 {days} 天）", f"Why (same {days} days)") if days else Words("为什么", "Why")


def _basis(month: Month) -> str:
    """What the change is of, so that its sentence says it wherever it is pasted."""
    if _before(month) is None:
        halves = [{day for day in month.covered if month.of.half(day) == half} for half in (2, 1)]
        zh, en = _campaigns(month, halves, Words("下半月", "then"), Words("上半月", "before"))
        return month.say(f"下半月对上半月{zh}，", f"2nd half vs 1st{en}: ")
    return against(month)


def against(month: Month) -> str:
    """That what follows is held against the month before, on which days if not all, and whose campaigns were longer."""
    assert month.previous is not None, "asked of months that compare"
    days = month.now.covered, month.previous.covered
    zh, en = _campaigns(month, days, Words("本月", "now"), Words("上月", "then"))
    if same := month.same_days:
        return month.say(
            f"比上月同样的 {same} 天{zh}，", f"Against the same {same} days of the month before{en}: "
        )
    return month.say(f"比上月{zh}，", f"Against last month{en}: ")


def _campaigns(month: Month, days: Sequence[Collection[datetime.date]], now: Words, then: Words) -> Words:
    """How many days of each are a campaign's, or come after one, where they differ in it: in brackets."""
    if (counts := busier(month, *days)) is None:
        return NO_WORDS
    first, last, after = counts
    what = Words("活动后的日子 ", " after campaigns") if after else Words("活动 ", " of campaigns")
    return Words(
        f"（{now.zh}{what.zh}{first} 天，{then.zh} {last} 天）",
        f" ({first} day{'s' * (first != 1)}{what.en} {now.en}, {last} {then.en})",
    )


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    if not told(month):
        return None
    bands: list[Band] = [headline("bridge_sentence"), (_mix(month),)]
    if METRICS["ctr"].told(month) and METRICS["cvr"].told(month) and _alike(month, "clicks", "orders"):
        bands += [(_periods(month),), (_factors(month), _chart(month))]
        return [*bands, note(SOURCE.format("bridge")), note(month.say(*_NOTE)), (_steps(month),)]
    return [*bands, note(month.say(*_NOTE))]


def _halves(month: Month) -> tuple[int, int]:
    """How many days each half of the month has."""
    told = month.covered - month.in_sums
    first = sum(month.of.half(day) == 1 for day in told)
    return first, len(told) - first


def _alike(month: Month, *keys: str) -> bool:
    """Whether some sums may be held against those of the month before, where there is one."""
    before = _before(month)
    return before is None or all(before.has(key) and METRICS[key].compares(month.now, before) for key in keys)


def _names(month: Month) -> tuple[str, str]:
    """What the two periods are called."""
    if (before := _before(month)) is not None:
        return month.say(*before.span), month.say(*month.span)
    first = month.say("上半月（1–15 日）", "1st half (1–15)")
    return first, month.say("下半月（16 日起）", "2nd half (from 16)")


def _purpose(month: Month) -> Words:
    before, after = _names(month)
    return Words(
        f"GPM = 点击率 × 点击成交率 × 笔单价 × 1000；{before} → {after}",
        f"GPM = CTR × CVR × AOV × 1000; {before} → {after}",
    )


def _pairs(month: Month) -> list[tuple[str, str]]:
    """Owner and carrier of every row that sold in either period."""
    before = _before(month)
    frames = [month.frame] if before is None else [month.now.frame, before.frame]
    found = {pair for f in frames for pair in zip(f["owner"], f["carrier"], strict=True)}
    return sorted(found, key=lambda pair: (pair[0] != "自营", pair))


def _mix(month: Month) -> Table:
    """Each owner's carriers before and after: what their share did, and what their own GPM did."""
    base, shown = month.base_words, _pairs(month)
    given: dict[str, Sequence[Any]] = {
        "owner": [month.owner(owner) for owner, _ in shown],
        "carrier": [month.carrier(carrier) for _, carrier in shown],
    }
    columns = Columns(month)
    columns.names("owner", OWNER, TOTAL, width=17)
    columns.names("carrier", CARRIER, width=13)
    for tag in _WHEN:
        for key in ("gmv", "base"):
            amount, held = f"{key}_{tag}", _summed(month, key, tag)
            if held is None and (past := _before(month)) is not None:
                sums = past.frame.groupby(["owner", "carrier"])[key].sum()
                given[amount] = [float(sums.get(pair, 0.0)) for pair in shown]
            heading = _tagged(METRICS[key].heading(month), tag)
            columns.add(amount, heading, METRICS[key].kind, held, total_of(amount))
    for tag, words in _WHEN.items():
        heading = Words(f"{base.zh}占比（%）·{words.zh}", f"Share of {base.en} (%), {words.en}")
        columns.share(f"share_{tag}", f"base_{tag}", heading)
    for tag, other in (("before", "after"), ("after", "before")):
        whole = _gpm(tag, TotalField)
        plain = Call(gpm, {"gmv": Field(f"gmv_{tag}"), "plays": Field(f"base_{tag}")})
        own = Choice(Field(f"base_{tag}") > 0, plain, _gpm(other, Field))
        heading = _tagged(METRICS["gpm"].heading(month), tag)
        columns.add(f"gpm_{tag}", heading, "mille", own, whole)
    for key, zh, en, effect in (
        ("mix", "结构影响", "Mix", _played(Call(MIX, _arguments("share", "gpm", "whole")))),
        ("rate", "效率影响", "Rate", _rate()),
        ("effect", "合计影响", "Both", Field("mix") + Field("rate")),
    ):
        heading = per_mille(month, zh, en)
        columns.add(key, heading, "signed", Shown(effect), total_of(key), mark="change")
    before, after = _names(month)
    title = Words(f"各载体：{before} → {after}", f"Carriers: {before} → {after}")
    return Table("mix", title, tuple(columns), given)


def _tagged(heading: Words, tag: str) -> Words:
    return Words(f"{heading.zh}·{_WHEN[tag].zh}", f"{heading.en}, {_WHEN[tag].en}")


def _summed(month: Month, key: str, tag: str) -> Expression | None:
    """A period's sum of a carrier as a formula; None when it lies in another month."""
    same: dict[str, Expression] = {"owner": Field("owner"), "carrier": Field("carrier")}
    if _before(month) is None:
        same["half"] = Literal(1 if tag == "before" else 2)
    elif tag == "before":
        return None
    elif month.compared is not None:
        same["compared"] = Literal(1)
    return SumIfs("data", key, same)


def _gpm(tag: str, cell: type[Field]) -> Expression:
    return METRICS["gpm"].of(lambda key: cell(f"{key}_{tag}"))


def _arguments(*names: str) -> dict[str, Expression]:
    """The cells of both periods; of the whole, its GPM."""
    return {
        f"{name}_{tag}": Total(f"gpm_{tag}") if name == "whole" else Field(f"{name}_{tag}")
        for name in names
        for tag in _WHEN
    }


def _played(effect: Expression) -> Expression:
    """An effect of a carrier that had a base in either period; 0 without."""
    return Choice(Field("base_before") + Field("base_after") > 0, effect, Literal(0))


def _rate() -> Expression:
    """What its own GPM did, and what it sold without a base."""
    cells = {
        f"{name}_{tag}": cell(f"{key}_{tag}")
        for name, key, cell in (("gmv", "gmv", Field), ("plays", "base", Field), ("all", "base", Total))
        for tag in _WHEN
    }
    return Call(RATE, _arguments("share", "gpm") | cells)


def _periods(month: Month) -> Table:
    """The two periods of the whole shop, with the three factors of GPM."""
    columns = Columns(month)
    columns.names("period", Words("期间", "Period"), width=16)
    for key in ("gmv", "base", "clicks", "orders"):
        columns.add(key, METRICS[key].heading(month), METRICS[key].kind)
    for key in ("ctr", "cvr", "aov", "gpm"):
        metric = METRICS[key]
        kind = "cents" if key == "aov" else metric.kind
        columns.add(key, metric.heading(month), kind, metric.of(Field))
    cells: dict[str, list[Any]] = {"period": list(_names(month))}
    for key in ("gmv", "base", "clicks", "orders"):
        cells[key] = [_period_sum(month, key, period) for period in (BEFORE, AFTER)]
    return Table("periods", Words("全店的两期", "The shop in both periods"), tuple(columns), cells)


def _period_sum(month: Month, key: str, period: int) -> Expression | float:
    if (before := _before(month)) is None:
        return SumIfs("data", key, {"half": Literal(period + 1)})
    if period == AFTER and month.compared is not None:
        return SumIfs("data", key, {"compared": Literal(1)})
    if period == AFTER:
        return total_of(key, "data")
    return sum(before.sums(key).values())


def _factors(month: Month) -> Table:
    """What each factor did to GPM; the three effects add up to the change."""
    unit, keys = month.unit, list(_FACTORS)
    columns = Columns(month)
    columns.names("factor", Words("因素", "Factor"), Words("GPM 变化", "Change of GPM"), width=16)
    for tag, zh, en in (("before", "之前", "Before"), ("after", "之后", "After")):
        columns.add(tag, Words(f"{zh}（%、{unit.zh}）", f"{en} (%, {unit.en})"), "cents")
    change = relative((Field("after") - Field("before")) / Field("before"), Field("after"), Field("before"))
    columns.add("change", Words("变化（%）", "Change (%)"), "change", change, mark="change")
    heading = per_mille(month, "对 GPM 的影响", "Effect on GPM")
    ends: dict[str, Expression] = {"old": At("periods", "gpm", BEFORE), "new": At("periods", "gpm", AFTER)}
    pair: dict[str, Expression] = {tag: Field(tag) for tag in _WHEN}
    effect = Shown(Call(EFFECT, pair | ends))
    columns.add("effect", heading, "signed", effect, total_of("effect"), mark="change")
    given: dict[str, list[Any]] = {
        "factor": [month.say(*words) for words in _FACTORS.values()],
        "before": [At("periods", key, BEFORE) for key in keys],
        "after": [At("periods", key, AFTER) for key in keys],
    }
    return Table(
        "factors",
        Words("哪个因素", "Which factor"),
        tuple(columns),
        given,
        row_kinds=("fine", "fine", "cents"),
        own_kinds=("change", "effect"),
    )


def _steps(month: Month) -> Table:
    """The waterfall's table: where each step begins and how far it goes."""
    before, after = _names(month)
    effects: list[Expression] = [At("factors", "effect", row) for row in range(3)]
    old, new = At("periods", "gpm", BEFORE), At("periods", "gpm", AFTER)
    ends = [At("steps", "end", row) for row in range(5)]
    columns = Columns(month)
    columns.names("step", Words("步骤", "Step"), width=16)
    columns.add("end", per_mille(month, "到", "To"), "mille")
    columns.add("change", per_mille(month, "增减", "Change"), "signed", mark="change")
    columns.add("floor", per_mille(month, "底", "Floor"), "mille")
    columns.add("level", per_mille(month, "水平", "Level"), "mille")
    moved = Known((Field("change"),))
    rise, fall = (Only(moved, Among("MAX", (way, Literal(0)))) for way in (Field("change"), -Field("change")))
    columns.add("rise", per_mille(month, "升", "Rise"), "mille", rise)
    columns.add("fall", per_mille(month, "降", "Fall"), "mille", fall)
    zero = Literal(0)
    given: dict[str, Sequence[Any]] = {
        "step": [before, *(month.say(*words) for words in _FACTORS.values()), after],
        "end": [old, *(Shown(end + effect) for end, effect in zip(ends, effects, strict=False)), new],
        "change": [zero, *effects, zero],
        "floor": [zero, *(_lower(ends[row], ends[row + 1]) for row in range(3)), zero],
        "level": [old, zero, zero, zero, new],
    }
    return Table("steps", Words("瀑布图的数", "The waterfall's figures"), tuple(columns), given, helper=True)


def _lower(one: Expression, other: Expression) -> Expression:
    """The lower of two figures; "—" where either is unknown."""
    return Only(Known((one, other)), Among("MIN", (one, other)))


def _chart(month: Month) -> Chart:
    before, after = _names(month)
    return Chart(
        "waterfall",
        "waterfall",
        "{{bridge_title}}",
        month.say(
            f"瀑布图：GPM 从{before}到{after}，点击率、点击成交率、笔单价各改变多少，数值见左表",
            f"Waterfall: GPM from {before} to {after}, by CTR, CVR and AOV; the figures are in the table beside",
        ),
        "steps",
        (Series("floor", ""), Series("level", "ink"), Series("rise", "up"), Series("fall", "down")),
        category="step",
        columns=6,
        lines=15,
        axes=(month.say(*METRICS["gpm"].heading(month)), ""),
        kinds=("money", ""),
        palette=month.brand.palette,
    )


# -------------------------------------------------------------------- in words
def because(month: Month, ledger: Ledger) -> str:
    """Traffic or conversion, and how much of GPM's change is only mix."""
    days = (1, 1) if _before(month) is not None else _halves(month)
    sold, seen = (_moved(ledger, key, days) for key in ("gmv", "base"))
    old, new = (ledger.total("mix", f"gpm_{tag}") for tag in _WHEN)
    line = ""
    if min(sold.before, sold.after, seen.before, seen.after, old, new) > 0:
        line = _gmv_cause(month, sold, seen, _Moved(old, new), daily=days[0] != days[1])
    return _basis(month) + line + _gpm_cause(month, ledger, old, new)


def _tell(month: Month, ledger: Ledger) -> Texts:
    """Why GMV and GPM moved, and the title of the waterfall."""
    old, new = (ledger.total("mix", f"gpm_{tag}") for tag in _WHEN)
    title = ""
    if "factors" in ledger.tables and np.isfinite(ledger.column("factors", "effect")).all():
        names, effects = ledger.column("factors", "factor"), ledger.column("factors", "effect")
        most, change = strongest(effects, abs), new - old
        (first, last), unit = _names(month), month.say(*month.unit)
        moved, by_it = (f"{AsCell(each):{_SIGNED}}" for each in (change, effects[most]))
        unmoved = month.say(f"GPM 没有变：{first} → {last}", f"GPM did not change: {first} → {last}")
        title = (
            unmoved
            if flat(max(abs(change), abs(effects[most])), "signed")
            else month.say(
                f"GPM 变化 {moved} {unit}/千次，{names[most]}影响最大（{by_it}）：{first} → {last}",
                f"GPM changed by {moved} {unit} per 1000, {names[most]} most of all ({by_it}): {first} → {last}",
            )
        )
    return {"bridge_sentence": because(month, ledger), "bridge_title": title}


def _moved(ledger: Ledger, key: str, days: tuple[int, int]) -> _Moved:
    """A sum of both periods, by the day."""
    return _Moved(
        *(float(ledger.total("mix", f"{key}_{tag}")) / n for tag, n in zip(_WHEN, days, strict=True))
    )


@dataclass(frozen=True)
class _Moved:
    """One sum, or a ratio of sums, of both periods."""

    before: float
    after: float

    @property
    def change(self) -> float:
        """In parts of what was before."""
        return self.after / self.before - 1

    def by(self, before: int, after: int) -> _Moved:
        """The same of sums by the day."""
        return _Moved(self.before / before, self.after / after)

    @property
    def low(self) -> bool:
        """Whether so little was before that a change is no per cent of it."""
        return self.after > self.before * TENFOLD


_BESIDE: Final = 0.25
"""The part of the strongest effect from which another counts beside it."""


def _gmv_cause(month: Month, gmv: _Moved, base: _Moved, gpm: _Moved, *, daily: bool) -> str:
    """Whether GMV moved by traffic, by what traffic sells or by the days of the month: the one that went its way, unless they
    all but cancel. Days that did as much as a quarter of the strongest are named, and the changes by the day beside them."""
    before, after = _lengths(month)
    longer, words = math.log(after / before), month.base_words
    effects = {
        "traffic": math.log1p(base.change) - longer,
        "sells": math.log1p(gpm.change),
        "days": longer,
    }
    moved, most = math.log1p(gmv.change), max(map(abs, effects.values()))
    named = [key for key, effect in effects.items() if abs(effect) >= max(most * _BESIDE, LEAST["change"])]
    if flat(max(abs(moved), most), "change"):
        cause = month.say("没有变化", "unchanged")
    elif abs(moved) < most * _BESIDE:
        two = sorted(effects, key=lambda key: -abs(effects[key]))[:2]
        cause = _cancelling(month, named if len(named) > 1 else two, after - before)
    else:
        main = max(effects, key=lambda key: effects[key] * math.copysign(1, moved))
        cause = _main(month, main, after - before if "days" in named else 0, along=longer * moved > 0)
    sold = _change(month, gmv, money(month, gmv.after), money(month, gmv.before))
    first, last = ("日均 ", " a day") if daily else ("", "")
    by_day, zh, en = "", first, last
    if "days" in named:
        base, each = base.by(before, after), gmv.by(before, after)
        told, zh, en = (
            _change(month, each, money(month, each.after), money(month, each.before)),
            "日均 ",
            " a day",
        )
        by_day = month.say(f"日均 GMV {told}，", f"GMV a day {told}, ")
    seen = _change(month, base, f"{AsCell(base.after):#,##0}", f"{AsCell(base.before):#,##0}")
    slope = "" if gpm.low else f"{AsCell(gpm.change):+0.0%;-0.0%}"  # what follows tells both
    return month.say(
        f"{first}GMV {sold}，{cause}：{by_day}{zh}{words.zh} {seen}{slope and f'，GPM {slope}'}。",
        f"GMV{last} {sold}, {cause}: {by_day}{words.en}{en} {seen}{slope and f', GPM {slope}'}. ",
    )


def _lengths(month: Month) -> tuple[int, int]:
    """How many days each period has where its sums are of all of them; 1 and 1 where they are told by the day."""
    before = _before(month)
    return (1, 1) if before is None else (len(before.covered), len(month.now.covered))


def _days_more(days: int) -> Words:
    """How many days more or fewer a period has."""
    count, s = abs(days), "" if abs(days) == 1 else "s"
    return Words(
        f"{'多' if days > 0 else '少'}了 {count} 天", f"{count} {'more' if days > 0 else 'fewer'} day{s}"
    )


def _main(month: Month, main: str, days: int, *, along: bool) -> str:
    """The strongest cause, and the days beside it or against it where they count."""
    more = _days_more(days)
    names = {
        "traffic": Words("流量", "traffic"),
        "sells": Words("转化与客单（GPM）", "conversion and basket (GPM)"),
        "days": more,
    }
    cause = month.say(f"主要因为{names[main].zh}", f"mostly {names[main].en}")
    if not days or main == "days":
        return cause
    beside = ("也", "and") if along else ("虽然", "despite")
    return cause + month.say(f"，{beside[0]}{more.zh}", f", {beside[1]} {more.en}")


def _cancelling(month: Month, named: Sequence[str], days: int) -> str:
    """Which effects all but cancel."""
    more = _days_more(days)
    zh = {"traffic": "流量", "sells": " GPM ", "days": f"天数（{more.zh}）"}
    en = {"traffic": "traffic", "sells": "GPM", "days": f"length ({more.en})"}
    *others, last = [en[key] for key in named]
    return month.say(
        f"{'与'.join(zh[key] for key in named).lstrip()}{'两相' if len(named) == 2 else '相互'}抵消",
        f"{', '.join(others)} and {last} cancel out",
    )


def _change(month: Month, moved: _Moved, after: str, before: str) -> str:
    """A change in per cent; both amounts where it would be one of next to nothing."""
    if not moved.low:
        return f"{AsCell(moved.change):+0.0%;-0.0%}"
    name = month.say("上半月" if _before(month) is None else "上月", "")
    return month.say(
        f"{after}，{name}只有 {before}（基数太低，不算百分比）",
        f"{after}, up from only {before} (too little for a per cent)",
    )


def _gpm_cause(month: Month, ledger: Ledger, old: float, new: float) -> str:
    """Whether GPM changed by mix or by rate, and the carrier that did most of it."""
    effects = {key: ledger.total("mix", key) for key in ("mix", "rate")}
    cause = max(effects, key=lambda key: abs(effects[key]))
    each = ledger.column("mix", cause)
    most = strongest(each, abs)
    if flat(max(map(abs, (new - old, *effects.values()))), "signed"):
        return month.say(
            f"GPM {AsCell(old):#,##0.0}，结构与效率都没有变。",
            f"GPM {AsCell(old):#,##0.0}: neither mix nor rate moved it.",
        )
    whose = [ledger.column("mix", key)[most] for key in ("owner", "carrier")]
    named = [name for name in whose if name not in OWNERS[""]]
    zh, en = "".join(named), " ".join(named)
    if named:
        zh, en = (f"，其中{zh} {AsCell(each[most]):{_SIGNED}}", f", {en} {AsCell(each[most]):{_SIGNED}}")
    was, now = (f"{AsCell(gpm):#,##0.0}" for gpm in (old, new))
    moved, mix, rate = (f"{AsCell(by):{_SIGNED}}" for by in (new - old, effects["mix"], effects["rate"]))
    return month.say(
        f"GPM {was} → {now}（{moved}）：结构 {mix}，效率 {rate}；主要是{'结构' if cause == 'mix' else '效率'}{zh}。",
        f"GPM {was} → {now} ({moved}): mix {mix}, rate {rate}; mostly {cause}{en}.",
    )


_SIGNED: Final = "+#,##0.0;-#,##0.0"
"""How a change of GPM is told."""


PAGE: Final = Page(
    "bridge",
    Words("GPM拆解", "GPM bridge"),
    "analysis",
    _purpose,
    _bands,
    _tell,
    Words(
        "凑不出可比的两段：要上月，或上下半月各 7 天，两段的每个载体都有 GPM 的分母；加入上月的罗盘“成交分析”",
        "no two periods to compare: it takes the month before, or 7 days of each half, with the base of GPM everywhere; "
        "add last month's Compass export",
    ),
)
