"""达人分层 on 达人AT: head, shoulder, waist and tail: how many sell, how much, and what each tier leaves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from xl_fact.engine.answers import Ranking
from xl_fact.report.asking import MARGIN_GIVEN
from xl_fact.report.formula import (
    AsCell,
    At,
    Body,
    Expression,
    Field,
    Joined,
    Literal,
    Named,
    Only,
    Picked,
    Ranked,
    Shown,
    TotalField,
    total_of,
)
from xl_fact.report.metrics import METRICS, TOTAL, Columns, in_money
from xl_fact.report.model import Chart, Figure, Ledger, Series, Table
from xl_fact.report.month import BASE_OF, Month
from xl_fact.report.page import Texts
from xl_fact.report.sections.commission import plan, plans_apart
from xl_fact.report.sections.shared_costs import Share, holds, of_creators, tells, told_of, whole
from xl_fact.report.sections.whose import SHOWN, WHOLE, Parts, Sales, added_up, whose_names
from xl_fact.report.telling import dated, differ, sentence, where
from xl_fact.words import Words

_NAMES: Final[Mapping[str, Words]] = {
    "head": Words("头部", "Head"),
    "shoulder": Words("肩部", "Shoulder"),
    "waist": Words("腰部", "Waist"),
    "tail": Words("尾部", "Tail"),
    "": Words("不知道粉丝数", "Followers not told"),
}
_TIER: Final = Words("层级", "Tier")
_COSTS: Final = ("cost", "commission", "slot_fee")
NOTE: Final = Words(
    "分层按粉丝数（门槛在 brand.toml 的 head_followers 与 [tiers]），没有粉丝数的按导出写的等级；有名字的达人都算，不只上表的。"
    "GPM 只按直播、短视频、图文：达人橱窗的曝光平台列不全。利润 =（GMV − 退款）× 毛利率 − 综合花费 − 平台佣金",
    "Tiers by followers (head_followers and [tiers] of brand.toml), else by the level an export names; all creators with a name "
    "are in, not only those above. GPM of LIVE, video and photo alone: of a creator's showcase the platform lists "
    "only part of the impressions. Profit = (GMV − refunds) × margin − all cost − platform fee",
)


def _followers(month: Month, count: float) -> str:
    """A number of followers as people say it."""
    zh = f"{count / 1e4:g}万" if count >= 1e4 else f"{count:g}"
    return month.say(
        zh, f"{count / 1e6:g}M" if count >= 1e6 else f"{count / 1e3:g}k" if count >= 1e3 else f"{count:g}"
    )


def floors(month: Month) -> dict[str, float]:
    """From how many followers a creator is of each tier, largest first."""
    brand = month.brand
    return {"head": brand.head_followers, "shoulder": brand.tiers.shoulder, "waist": brand.tiers.waist}


def tables(month: Month) -> list[Table]:
    """What the tiers sell, and what they leave; none where no export tells how large any creator is."""
    top = month.lists.tiers(month.gmv, floors(month))
    listed = month.lists.accounts("合作", month.gmv, SHOWN)
    if top is None or listed is None:
        return []
    sold = _sold(month, top)
    return [sold, _left(month, top, sold, of_creators(month, listed))]


def _name(month: Month, tier: str) -> str:
    name = month.say(*_NAMES[tier])
    if tier not in floors(month):
        return name
    least = _followers(month, floors(month)[tier])
    return month.say(f"{name}（≥{least}粉）", f"{name} (≥ {least} followers)")


def _sold(month: Month, top: Ranking) -> Table:
    """How many creators sell how much in each tier."""
    columns = Columns(month, gmv=top.gmv, base=BASE_OF["product_impressions"])
    columns.names("tier", _TIER, TOTAL, width=26)
    columns.add("count", Words("达人（位）", "Creators"), "count", None, total_of("count"))
    columns.share("count_share", "count", Words("人数占比（%）", "Share of creators (%)"), width=13)
    columns.given("gmv")
    columns.share("share", "gmv", Words("GMV 占比（%）", "GMV share (%)"), width=13)
    given: dict[str, Any] = {"tier": [_name(month, tier) for tier in top["tier"]]}
    given |= {key: _known(top[key]) for key in ("count", "gmv")}
    if "refund" in top:
        columns.given("refund")
        columns.ratios("refund_rate")
        given["refund"] = _known(top["refund"])
    if "base" in top:
        heading = in_money(month, "内容 GMV", "GMV of content")
        columns.add("content_gmv", heading, "money", None, total_of("content_gmv"))
        columns.given("base")
        gpm = METRICS["gpm"]
        each, pooled = (
            gpm.over({"gmv": cell("content_gmv"), "plays": cell("base")}) for cell in (Field, TotalField)
        )
        columns.add("gpm", gpm.heading(month, base=BASE_OF["product_impressions"]), "mille", each, pooled)
        given |= {key: top[key] for key in ("content_gmv", "base")}
    title = Words(f"达人分层：共 {top.count} 位", f"Tiers of the {top.count} creators")
    return Table("tiers", title, tuple(columns), given, rests=("accounts", "creators"))


def _left(month: Month, top: Ranking, sold: Table, share: Share) -> Table:
    """What each tier costs, returns and leaves, as its creators above bear it; commission that the exports lack is planned."""
    columns = Columns(month, gmv=top.gmv)
    by_name = whose_names(month)
    nets = [_nets(top, row, by_name, sold, share) for row in range(len(top))]
    columns.add("tier", _TIER, "text", At("tiers", "tier"), month.say(*TOTAL), width=26)
    net: Expression | None = At("tiers", "gmv")
    columns.add("gmv", METRICS["gmv"].heading(month, gmv=top.gmv), "money", net, total_of("gmv"))
    given: dict[str, Any] = {}
    if by_name and share.shares("refund"):
        given["net"], net = [added_up(each.values()) for each in nets], None
    elif sold.has("refund"):
        net = At("tiers", "gmv") - At("tiers", "refund")
    elif share.shares("refund"):
        net = Shown(At("tiers", "gmv") * (1 - share.rate("refund")))
    columns.add("net", METRICS["net"].heading(month), "money", net, whole(share, "net"))
    for key in ("cost", "commission", "slot_fee", "platform_fee"):
        if tells(month, share.top, key) and key in top:
            columns.given(key)
            given[key] = _known(top[key])
        elif share.shares(key):
            heading = (
                in_money(month, "佣金", "Commission") if key == "commission" else METRICS[key].heading(month)
            )
            each: Expression | None = Shown(Field("net") * share.rate(key))
            if by_name or share.named(key):
                each = None
                given[key] = [_borne(month, top, row, share, key, nets[row]) for row in range(len(top))]
            columns.add(key, heading, "money", each, whole(share, key), better=METRICS[key].better)
    if not columns.has("commission"):
        told = any(
            columns.has(key) for key in (*_COSTS, "platform_fee")
        )  # of what costs nothing that is known, no profit is
        due: Expression | None = plan(month, Field("net"), known=told)
        if plans_apart(month):
            given["commission"] = [
                added_up(plan(month, amount, whose) for whose, amount in each_net.items())
                for each_net in nets
            ]
            due = None
        heading = in_money(month, "佣金", "Commission")
        columns.add("commission", heading, "money", due, whole(share, "commission"), better="less")
    spent = [Field(key) for key in _COSTS if columns.has(key)]
    all_cost: Expression = spent[0]
    for one in spent[1:]:
        all_cost = all_cost + one
    all_cost = Shown(all_cost) if share.keys() else all_cost
    columns.add("all_cost", METRICS["all_cost"].heading(month), "money", all_cost, whole(share, "all_cost"))
    columns.both("roi", METRICS["all_roi"].heading(month), "ratio", METRICS["all_roi"].of)
    known = MARGIN_GIVEN
    left = Field("net") * Named("margin") - Field("all_cost")
    left = left - Field("platform_fee") if columns.has("platform_fee") else left
    of_all = Only(known, whole(share, "result"))
    columns.add("result", METRICS["result"].heading(month), "money", Only(known, left), of_all)
    title = Words("各层留下多少", "What each tier leaves")
    return Table("tier_profit", title, tuple(columns), given, count=len(top))


def _nets(
    top: Ranking, row: int, by_name: Mapping[str, Parts], sold: Table, share: Share
) -> dict[Sales, Expression]:
    """What a tier's creators sold after refunds, by whose sales theirs are."""
    if not by_name:
        return {WHOLE: At("tier_profit", "net", row)}
    found: dict[Sales, list[float]] = {}
    for who, gmv in top["gmv_by_name"][row].items():
        back = top["refund_by_name"][row][who] if sold.has("refund") else 0.0
        for whose, amounts in by_name.get(who, {WHOLE: (gmv, back)}).items():
            so_far = found.setdefault(whose, [0.0, 0.0])
            so_far[0], so_far[1] = so_far[0] + amounts[0], so_far[1] + amounts[1]
    return {whose: share.net(whose, (gmv, back)) for whose, (gmv, back) in found.items()}


def _borne(
    month: Month, top: Ranking, row: int, share: Share, key: str, nets: Mapping[Sales, Expression]
) -> Expression | float:
    """What a tier bears of a cost: what the list tells of some of its creators, and the share of the others."""
    told = 0.0
    if holds(month, share.top, key) and key in top:
        told = _known(top[key])[row]
        nets = {whose: net for whose, net in nets.items() if not told_of(month, share.top, key, [whose])}
    return share.borne(key, nets, told + (top[f"{key}_named"][row] if share.named(key) else 0.0))


def _known(amounts: list[float]) -> list[float]:
    return [0.0 if math.isnan(amount) else amount for amount in amounts]


def chart(month: Month) -> Chart:
    """How few creators sell how much."""
    return Chart(
        "tiers",
        "columns",
        "{{tiers_title}}",
        month.say(
            "每层两根柱：人数占比与 GMV 占比；数值见上表",
            "Two columns a tier: share of creators and of GMV; figures above",
        ),
        "tiers",
        (Series("count_share", "light"), Series("share", "ink")),
        category="tier",
        columns=8,
        lines=13,
        axes=(month.say("占比（%）", "Share (%)"), ""),
        kinds=("rate", "rate"),
    )


BEST, WORST = "tier_best", "tier_worst"
"""Figures on 推导: the rows of the highest and the lowest return."""


def workings(month: Month) -> list[Figure]:
    """Which tier returns most and which least."""
    if not tables(month):
        return []
    highest, lowest = (Ranked("tier_profit", "roi", smallest=low) for low in (False, True))
    return [
        Figure(
            BEST,
            Words("综合 ROI 最高的层（第几行）", "Tier of the highest ROI (row)"),
            "days",
            formula=highest,
        ),
        Figure(
            WORST,
            Words("综合 ROI 最低的层（第几行）", "Tier of the lowest ROI (row)"),
            "days",
            formula=lowest,
        ),
    ]


def told(month: Month, ledger: Ledger) -> Texts:
    """Which tier sells most with how many creators, and on which the money spent returns most."""
    names, share, count, part = (
        ledger.column("tiers", key) for key in ("tier", "share", "count", "count_share")
    )
    best = max(range(len(names)), key=lambda n: share[n] if math.isfinite(share[n]) else -1.0)
    heads, of_heads, of_sales = (AsCell(each[best]) for each in (count, part, share))
    alone = float(count[best]) == 1
    few = month.say(
        f"{names[best]}{heads:#,##0} 位（占 {of_heads:0.0%}）卖出达人 GMV 的 {of_sales:0.0%}",
        f"{names[best]}: {heads:#,##0} {'creator' if alone else 'creators'} ({of_heads:0.0%}) "
        f"{'sells' if alone else 'sell'} {of_sales:0.0%} of the creators' GMV",
    )
    if not share[best] > 0:
        few = month.say("达人都没有成交", "No creator sold anything")
    title, end = dated(month, few), month.say("。", ".")
    table = ledger.tables["tier_profit"]
    if table.column("commission").formula is not None:
        return {"tiers_sentence": few + end, "tiers_title": title}
    most, least = Named(BEST), Named(WORST)
    returns = sentence(
        month,
        "；综合 ROI 最高的是{most}（{highest:0.00}），最低的是{least}（{lowest:0.00}）",
        "; ROI on all cost is highest for {most} ({highest:0.00}), lowest for {least} ({lowest:0.00})",
        most=Picked("tier_profit", "tier", most),
        highest=Picked("tier_profit", "roi", most),
        least=Picked("tier_profit", "tier", least),
        lowest=Picked("tier_profit", "roi", least),
    )
    several = where(differ(Body("roi", "tier_profit")), returns)
    return {"tiers_sentence": Joined((Literal(few), several, Literal(end))), "tiers_title": title}
