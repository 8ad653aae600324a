"""GPM拆解: why GPM changed. Which factor, and how much of it is only mix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xl_fact.core.traffic import aov, ctr, cvr, gpm
from xl_fact.report.formula import (
    Among,
    Arithmetic,
    At,
    Call,
    Choice,
    Compared,
    Expression,
    Field,
    Literal,
    Logarithm,
    Otherwise,
    Shown,
    SumIfs,
    Total,
    TotalField,
    total_of,
)
from xl_fact.report.model import Chart, Column, Paragraph, Section, Series, Stack, Table
from xl_fact.report.month import Month
from xl_fact.words import Words

TITLE = Words("GPM拆解", "GPM bridge")
BEFORE, AFTER = 0, 1
"""The rows of the two periods."""


def bridge(month: Month) -> Section | None:
    """The sheet of the bridge; None when a half of the month is missing and there is no month before."""
    if month.previous is None and {d.day <= 15 for d in month.days} != {True, False}:
        return None
    bands: list[tuple[Paragraph | Table | Chart | Stack, ...]] = [
        (Paragraph("{{bridge_sentence}}", "headline"),),
        (mix(month),),
    ]
    if month.has("clicks") and month.has("orders"):
        bands += [(periods(month),), (Stack((factors(month), steps(month))), _chart(month))]
        bands.append((Paragraph("{{source_bridge}}", "note"),))
    bands.append((Paragraph(month.say(*_NOTE), "note"),))
    return Section("bridge", TITLE, "analysis", tuple(bands), _purpose(month))


_NOTE = Words(
    "结构 =（占比后 − 占比前）×（该载体两期平均 GPM − 全店两期平均 GPM）；"
    "效率 = GPM 之差 × 两期平均占比；两项相加等于 GPM 的变化。"
    "因素按对数平均（LMDI）拆分，加总等于变化。都是算术拆分，不是因果",
    "Mix = (share after − before) × (mean GPM of the carrier − mean GPM of the shop); rate = change of GPM × mean share; "
    "together the change. Factors by logarithmic mean (LMDI), adding up to the change. Arithmetic, not cause",
)


def names(month: Month) -> tuple[str, str]:
    """What the two periods are called."""
    if month.previous is not None:
        return month.say(*month.previous.period), month.say(*month.period)
    return month.say("上半月（1–15 日）", "1st half (1–15)"), month.say(
        "下半月（16 日起）", "2nd half (from 16)"
    )


def _purpose(month: Month) -> Words:
    before, after = names(month)
    return Words(
        f"GPM = 点击率 × 点击成交率 × 笔单价 × 1000；{before} → {after}",
        f"GPM = CTR × CVR × AOV × 1000; {before} → {after}",
    )


def pairs(month: Month) -> list[tuple[str, str]]:
    """Owner and carrier of every row that sold in either period."""
    frames = [month.frame] if month.previous is None else [month.frame, month.previous.frame]
    found = {pair for f in frames for pair in zip(f["owner"], f["carrier"], strict=True)}
    return sorted(found, key=lambda pair: (pair[0] != "自营", pair))


def mix(month: Month) -> Table:
    """Each owner's carriers before and after: what their share did, and what their own GPM did."""
    unit, base = month.unit, month.base_words
    shown = pairs(month)
    given: dict[str, Sequence[Any]] = {
        "owner": [month.owner(owner) for owner, _ in shown],
        "carrier": [month.carrier(carrier) for _, carrier in shown],
    }
    columns = [
        Column("owner", Words("自营/合作", "Owner"), "text", total=month.say("合计", "Total"), width=17),
        Column("carrier", Words("载体", "Carrier"), "text", width=13),
    ]
    when = {"before": Words("前", "before"), "after": Words("后", "after")}

    def sums(key: str, of: str, tag: str, name: Words, kind: str) -> None:
        heading = Words(f"{name.zh}·{when[tag].zh}", f"{name.en}, {when[tag].en}")
        same: dict[str, Expression] = {"owner": Field("owner"), "carrier": Field("carrier")}
        if month.previous is None:
            half = SumIfs("data", of, {**same, "half": Literal(1 if tag == "before" else 2)})
            columns.append(Column(key, heading, kind, half, total_of(key), 15))
        elif tag == "after":
            columns.append(Column(key, heading, kind, SumIfs("data", of, same), total_of(key), 15))
        else:
            held = month.previous.frame.groupby(["owner", "carrier"])[of].sum()
            given[key] = [float(held.get(pair, 0.0)) for pair in shown]
            columns.append(Column(key, heading, kind, None, total_of(key), 15))

    for tag in when:
        sums(f"gmv_{tag}", "gmv", tag, Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money")
        sums(f"base_{tag}", "base", tag, Words(f"{base.zh}（次）", base.en.capitalize()), "count")
    for tag, words in when.items():
        share = Shown(Arithmetic(Field(f"base_{tag}"), "/", Total(f"base_{tag}")))
        total = Shown(Arithmetic(TotalField(f"base_{tag}"), "/", Total(f"base_{tag}")))
        heading = Words(f"{base.zh}占比（%）·{words.zh}", f"Share of {base.en} (%), {words.en}")
        columns.append(Column(f"share_{tag}", heading, "rate", share, total, 13))
    for tag, other in (("before", "after"), ("after", "before")):
        whole = Shown(Call(gpm, {"gmv": TotalField(f"gmv_{tag}"), "plays": TotalField(f"base_{tag}")}))
        heading = Words(f"GPM（{unit.zh}/千次）·{when[tag].zh}", f"GPM ({unit.en} per 1000), {when[tag].en}")
        columns.append(Column(f"gpm_{tag}", heading, "mille", _own_gpm(tag, other), whole, 13))
    effect = Arithmetic(Field("mix"), "+", Field("rate"))
    for key, zh, en, formula in (
        ("mix", "结构影响", "Mix", _mix()),
        ("rate", "效率影响", "Rate", _rate()),
        ("effect", "合计影响", "Both", effect),
    ):
        heading = Words(f"{zh}（{unit.zh}/千次）", f"{en} ({unit.en} per 1000)")
        columns.append(Column(key, heading, "signed", Shown(formula), total_of(key), 14, mark="change"))
    before, after = names(month)
    title = Words(f"各载体：{before} → {after}", f"Carriers: {before} → {after}")
    return Table("mix", title, tuple(columns), given)


def _own_gpm(tag: str, other: str) -> Expression:
    """A channel's GPM; absent in a period, it has that of the other, so that all its effect is mix."""
    own = Call(gpm, {"gmv": Field(f"gmv_{tag}"), "plays": Field(f"base_{tag}")})
    its_other = Call(gpm, {"gmv": Field(f"gmv_{other}"), "plays": Field(f"base_{other}")})
    return Choice(Compared(Field(f"base_{tag}"), ">", Literal(0)), own, Shown(its_other))


def _mix() -> Expression:
    moved = Arithmetic(Field("share_after"), "-", Field("share_before"))
    mean = Among("AVERAGE", (Field("gpm_before"), Field("gpm_after")))
    whole = Among("AVERAGE", (Total("gpm_before"), Total("gpm_after")))
    return Arithmetic(moved, "*", Arithmetic(mean, "-", whole))


def _rate() -> Expression:
    change = Arithmetic(Field("gpm_after"), "-", Field("gpm_before"))
    share = Among("AVERAGE", (Field("share_before"), Field("share_after")))
    return Arithmetic(change, "*", share)


def periods(month: Month) -> Table:
    """The two periods of the whole shop, with the three factors of GPM."""
    unit, base = month.unit, month.base_words
    rows = names(month)
    cells: dict[str, list[Any]] = {"period": list(rows), "gmv": [], "base": [], "clicks": [], "orders": []}
    for key in ("gmv", "base", "clicks", "orders"):
        for period in (BEFORE, AFTER):
            cells[key].append(_period_sum(month, key, period))
    ratios = {
        "ctr": Shown(Call(ctr, {"clicks": Field("clicks"), "impressions": Field("base")})),
        "cvr": Shown(Call(cvr, {"orders": Field("orders"), "clicks": Field("clicks")})),
        "aov": Shown(Call(aov, {"gmv": Field("gmv"), "orders": Field("orders")})),
        "gpm": Shown(Call(gpm, {"gmv": Field("gmv"), "plays": Field("base")})),
    }
    columns = (
        Column("period", Words("期间", "Period"), "text", width=16),
        Column("gmv", Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money"),
        Column("base", Words(f"{base.zh}（次）", base.en.capitalize()), "count"),
        Column("clicks", Words("点击（次）", "Clicks"), "count"),
        Column("orders", Words("订单（单）", "Orders"), "count"),
        Column("ctr", Words("点击率（%）", "CTR (%)"), "fine", ratios["ctr"]),
        Column("cvr", Words("点击成交率（%）", "CVR (%)"), "fine", ratios["cvr"]),
        Column("aov", Words(f"笔单价（{unit.zh}/单）", f"AOV ({unit.en})"), "cents", ratios["aov"]),
        Column("gpm", Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"), "mille", ratios["gpm"]),
    )
    return Table("periods", Words("全店的两期", "The shop in both periods"), columns, cells)


def _period_sum(month: Month, key: str, period: int) -> Expression | float:
    if month.previous is None:
        return SumIfs("data", key, {"half": Literal(period + 1)})
    if period == AFTER:
        return total_of(key, "data")
    return sum(month.previous.sums(key).values())


def factors(month: Month) -> Table:
    """What each factor did to GPM: the logarithmic mean of the two GPMs, times ln(after ÷ before)."""
    names_of = {
        "ctr": Words("点击率", "CTR"),
        "cvr": Words("点击成交率", "CVR"),
        "aov": Words("笔单价", "AOV"),
    }
    old, new = At("periods", "gpm", BEFORE), At("periods", "gpm", AFTER)
    unit = month.unit
    growth = Logarithm(Arithmetic(Field("after"), "/", Field("before")))
    mean = Otherwise(Arithmetic(Arithmetic(new, "-", old), "/", Logarithm(Arithmetic(new, "/", old))), new)
    columns = (
        Column(
            "factor", Words("因素", "Factor"), "text", total=month.say("GPM 变化", "Change of GPM"), width=16
        ),
        Column("before", Words(f"之前（%、{unit.zh}）", f"Before (%, {unit.en})"), "cents", width=14),
        Column("after", Words(f"之后（%、{unit.zh}）", f"After (%, {unit.en})"), "cents", width=14),
        Column("change", Words("变化（%）", "Change (%)"), "change", Shown(_change()), mark="change"),
        Column(
            "effect",
            Words(f"对 GPM 的影响（{unit.zh}/千次）", f"Effect on GPM ({unit.en} per 1000)"),
            "signed",
            Shown(Arithmetic(mean, "*", growth)),
            total_of("effect"),
            14,
            mark="change",
        ),
    )
    given: dict[str, list[Any]] = {
        "factor": [month.say(*words) for words in names_of.values()],
        "before": [At("periods", key, BEFORE) for key in names_of],
        "after": [At("periods", key, AFTER) for key in names_of],
    }
    kinds = ("fine", "fine", "cents")
    return Table(
        "factors",
        Words("哪个因素", "Which factor"),
        columns,
        given,
        row_kinds=kinds,
        own_kinds=("change", "effect"),
    )


def _change() -> Expression:
    return Arithmetic(Arithmetic(Field("after"), "-", Field("before")), "/", Field("before"))


def steps(month: Month) -> Table:
    """The waterfall's table: where each step begins and how far it goes."""
    before, after = names(month)
    effects: list[Expression] = [At("factors", "effect", row) for row in range(3)]
    old, new = At("periods", "gpm", BEFORE), At("periods", "gpm", AFTER)
    rise = Among("MAX", (Field("change"), Literal(0)))
    fall = Among("MAX", (Arithmetic(Literal(0), "-", Field("change")), Literal(0)))
    ends = [
        old,
        *(Shown(Arithmetic(At("steps", "end", row), "+", At("factors", "effect", row))) for row in range(3)),
        new,
    ]
    floors = [
        Literal(0),
        *(Among("MIN", (At("steps", "end", row), At("steps", "end", row + 1))) for row in range(3)),
        Literal(0),
    ]
    per = Words(f"{month.unit.zh}/千次", f"{month.unit.en} per 1000")
    columns = (
        Column("step", Words("步骤", "Step"), "text", width=16),
        Column("end", Words(f"到（{per.zh}）", f"To ({per.en})"), "mille"),
        Column("change", Words(f"增减（{per.zh}）", f"Change ({per.en})"), "signed", mark="change"),
        Column("floor", Words(f"底（{per.zh}）", f"Floor ({per.en})"), "mille"),
        Column("level", Words(f"水平（{per.zh}）", f"Level ({per.en})"), "mille"),
        Column("rise", Words(f"升（{per.zh}）", f"Rise ({per.en})"), "mille", rise),
        Column("fall", Words(f"降（{per.zh}）", f"Fall ({per.en})"), "mille", fall),
    )
    labels = [
        before,
        month.say("点击率", "CTR"),
        month.say("点击成交率", "CVR"),
        month.say("笔单价", "AOV"),
        after,
    ]
    given: dict[str, Sequence[Any]] = {
        "step": labels,
        "end": ends,
        "change": [Literal(0), *effects, Literal(0)],
        "floor": floors,
        "level": [old, Literal(0), Literal(0), Literal(0), new],
    }
    return Table("steps", Words("瀑布图的数", "The waterfall's figures"), columns, given)


def _chart(month: Month) -> Chart:
    before, after = names(month)
    unit = month.unit
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
        axes=(month.say(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"), ""),
        kinds=("money", ""),
        palette=month.brand.palette,
    )
