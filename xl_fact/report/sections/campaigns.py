"""活动C: what each campaign sold beyond its baseline, what that cost, and the dip after it."""

from __future__ import annotations

import datetime
import math
from itertools import combinations
from statistics import stdev
from typing import Any, Final

from xl_fact.brand import Campaign
from xl_fact.core.returns import roi
from xl_fact.report.campaign_days import REBOUND, number_of_day
from xl_fact.report.formula import (
    At,
    Between,
    Choice,
    CountOf,
    Every,
    Expression,
    Field,
    Joined,
    Known,
    Literal,
    Named,
    Only,
    Shown,
    SumIfs,
    total_of,
)
from xl_fact.report.metrics import DATE, METRICS, TOTAL, Columns, card, in_money, large
from xl_fact.report.model import Cards, Chart, Figure, Ledger, Series, Table
from xl_fact.report.month import Month, bare
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.ratios import ratio
from xl_fact.report.telling import NEVER, money, sentence, where
from xl_fact.words import Words

NORMAL: Final = 3
"""So many normal days at least, or there is nothing to hold a campaign against."""
SWING: Final = 2.0
"""Standard errors of a difference, within which it is no more than chance."""
_A_DAY: Final = datetime.timedelta(days=1)
_NOTE = Words(
    f"平常日 = 不在任何活动里、也不在活动后 {REBOUND} 天里的日子，不到 {NORMAL} 天就不比；增量 = 活动 GMV − 平常日均 × 活动天数；"
    f"回落 = 活动后 {REBOUND} 天日均 ÷ 平常日均 − 1，{REBOUND} 天没有齐（或又碰上活动）就不算；"
    "扣回落增量 = 增量 + 那几天比平常多卖或少卖的。"
    "多花没有超过花费的寻常起伏（两倍标准误）时不算增量 ROI。增量不等于活动的功劳：有一部分是把之后的成交提前了",
    f"Normal days: in no campaign and not in the {REBOUND} days after one, at least {NORMAL} of them. "
    "Lift = campaign GMV − normal daily mean × days. "
    f"Dip = mean of the {REBOUND} days after ÷ normal mean − 1, only once there are {REBOUND}. "
    "Lift after the dip counts those days. No ROI of a lift where the extra cost is within its usual swing (two standard "
    "errors). "
    "Part of the lift is only pulled forward",
)


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    if not any(_days(month, c.start, c.end) for c in month.brand.campaigns):
        return None
    return [
        headline("campaign_sentence"),
        (_baseline(month),),
        (_table(month),),
        note(month.say(*_NOTE)),
        (_chart(month),),
        note(SOURCE.format("campaigns")),
        (_calendar(month),),
    ]


STATES: Final = {
    "over": Words("已结束", "over"),
    "running": Words("还没结束", "not over yet"),
    "cut": Words("只算报告里的日子", "only the days of this report"),
    "holes": Words("有几天没有数据", "days missing"),
}
"""How much of a campaign its figures tell of."""


def state(month: Month, campaign: Campaign) -> str:
    """Whether a campaign's figures are all of it: a key of `STATES`."""
    known, last = _days(month, campaign.start, campaign.end), max(month.covered)
    if campaign.end > last and last < month.of.last:
        return "running"
    if campaign.start < month.first or campaign.end > month.of.last:
        return "cut"
    return "over" if len(known) == (campaign.end - campaign.start).days + 1 else "holes"


def _days(month: Month, start: datetime.date, end: datetime.date) -> list[datetime.date]:
    return [d for d in month.days if start <= d <= end]


def _days_after(month: Month, campaign: Campaign) -> list[datetime.date]:
    """The days after a campaign, but those of another."""
    after = _days(month, campaign.end + _A_DAY, campaign.end + REBOUND * _A_DAY)
    return [day for day in after if number_of_day(month, day) < 0]


def _calendar(month: Month) -> Table:
    """Every day with the number of its campaign."""
    columns, on = Columns(month, {"date": Field("date")}), Field("number") > 0
    columns.add("date", DATE, "date", None, month.say(*TOTAL), width=22)
    number = Words("活动序号（0 平常，负为活动后）", "Campaign (0 none, negative after)")
    columns.add("number", number, "days")
    columns.sums("gmv")
    for key, zh, en, amount in (
        ("on", "活动日 GMV", "On campaign days", Choice(on, Field("gmv"), Literal(0))),
        ("off", "其他日 GMV", "On other days", Choice(on, Literal(0), Field("gmv"))),
    ):
        columns.add(key, in_money(month, zh, en), "money", amount, total_of(key))
    columns.sums("cost")
    given: dict[str, list[Any]] = {
        "date": month.days,
        "number": [float(number_of_day(month, d)) if d in month.covered else math.nan for d in month.days],
    }
    return Table(
        "campaign_days", Words("每日归属", "Days and their campaigns"), tuple(columns), given, helper=True
    )


def _chart(month: Month) -> Chart:
    return Chart(
        "campaign_days",
        "daily",
        "{{campaign_title}}",
        month.say(
            "柱形：每日 GMV，活动日为浅黄，其他日为灰；数值在下表",
            "Columns: GMV by day, campaign days pale yellow; figures below",
        ),
        "campaign_days",
        (Series("on", "C"), Series("off", "light")),
        category="date",
        columns=11,
        lines=15,
        axes=(month.say(*METRICS["gmv"].heading(month)), ""),
        kinds=(large(month), ""),
    )


def _baseline(month: Month) -> Cards:
    days = CountOf("campaign_days", "number", Literal(0))

    def normal(key: str) -> Expression:
        mean = SumIfs("campaign_days", key, {"number": Literal(0)}) / days
        compare = days >= float(NORMAL)
        return Only(compare if month.level else Every((compare, NEVER)), mean)

    gmv = in_money(month, "平常日均 GMV", "GMV of a normal day")
    figures = [
        card(month, "normal_gmv", "gmv", normal("gmv"), heading=gmv),
        Figure("normal_days", Words("平常日（天）", "Normal days"), "days", formula=days),
    ]
    if month.has("cost"):
        cost = in_money(month, "平常日均花费", "Cost of a normal day")
        figures.append(card(month, "normal_cost", "cost", normal("cost"), heading=cost))
    return Cards(tuple(figures))


def _inside(month: Month) -> list[tuple[int, Campaign]]:
    """The campaigns that have days in the month, with their numbers."""
    return [(n, c) for n, c in enumerate(month.brand.campaigns, 1) if _days(month, c.start, c.end)]


def _table(month: Month) -> Table:
    inside = _inside(month)
    normal = Named("normal_gmv")
    columns, has_cost = Columns(month), METRICS["roi"].told(month)
    columns.names("name", Words("活动", "Campaign"), width=22)
    columns.add("number", Words("序号（第几个）", "Number"), "days")
    columns.add("days", Words("天数（天）", "Days (count)"), "days")
    columns.add("planned", Words("日历上（天）", "Days planned (count)"), "days")
    columns.add("state", Words("进度", "State"), "text", width=16)
    columns.add("gmv", in_money(month, "活动 GMV", "Campaign GMV"), "money")
    expected = Shown(normal * Field("days"))
    columns.add("expected", in_money(month, "平常会卖", "Normal would sell"), "money", expected)
    lift = Shown(Field("gmv") - Field("expected"))
    columns.add("lift", in_money(month, "增量", "Lift"), "money", lift, mark="change")
    lift_rate = Shown(Field("lift") / Field("expected"))
    columns.add("lift_rate", Words("增幅（%）", "Lift (%)"), "change", lift_rate, mark="change")
    if has_cost:
        more = Shown(Field("cost") - Named("normal_cost") * Field("days"))
        columns.add("cost", in_money(month, "活动花费", "Cost"), "money")
        columns.add("more", in_money(month, "多花", "Extra cost"), "money", more)
        columns.add("usual", in_money(month, "多花的寻常起伏", "Usual swing of it"), "money")
        bought = Field("more") > Field("usual")
        lift_roi = Only(bought, ratio(roi, {"gmv": Field("lift"), "cost": Field("more")}))
        columns.add("roi", Words("增量 ROI（倍）", "ROI of the lift (×)"), "ratio", lift_roi, width=12)
    dip = Words(f"活动后 {REBOUND} 天回落（%）", f"Dip in {REBOUND} days after (%)")
    columns.add("dip", dip, "change", mark="change")
    net_lift = Shown(Field("lift") + Field("dip") * normal * REBOUND)
    columns.add(
        "net_lift", in_money(month, "扣回落增量", "Lift after the dip"), "money", net_lift, mark="change"
    )
    if has_cost:
        net_roi = Only(bought, ratio(roi, {"gmv": Field("net_lift"), "cost": Field("more")}))
        columns.add(
            "net_roi", Words("扣回落增量 ROI（倍）", "ROI after the dip (×)"), "ratio", net_roi, width=13
        )
    given: dict[str, list[Any]] = {
        "name": [c.name for _, c in inside],
        "number": [float(n) for n, _ in inside],
        "days": [_own(c) for _, c in inside],
        "gmv": [_own(c, "gmv") for _, c in inside],
        "dip": [_dip(c) for _, c in inside],
        "planned": [float((c.end - c.start).days + 1) for _, c in inside],
        "state": [month.say(*STATES[state(month, c)]) for _, c in inside],
    }
    if has_cost:
        given["cost"] = [_own(c, "cost") for _, c in inside]
        given["usual"] = [_swing(month, c, "cost") for _, c in inside]
    return Table("campaigns", Words("活动复盘", "Campaigns reviewed"), tuple(columns), given)


def _own(campaign: Campaign, key: str = "") -> Expression:
    """A sum of a campaign's own days, whichever other holds them too; how many they are without a column."""
    return Between("campaign_days", "date", campaign.start, campaign.end, "number", ">", key)


def _dip(campaign: Campaign) -> Expression:
    """How the days after a campaign stand against normal ones, once all are told and none is of another campaign."""
    ends = campaign.end + _A_DAY, campaign.end + REBOUND * _A_DAY
    days, sold = (Between("campaign_days", "date", *ends, "number", "<", key) for key in ("", "gmv"))
    return Only(days.equals(float(REBOUND)), sold / REBOUND / Named("normal_gmv") - 1)


def _swing(month: Month, campaign: Campaign, key: str, *, dip: bool = False) -> float:
    """How far a campaign's days, with those of the dip if asked, may lie off normal ones by chance, in all; NaN without enough
    normal days."""
    amounts = {day.date(): float(sum_) for day, sum_ in month.frame.groupby("date")[key].sum().items()}
    normal = [amounts[day] for day in month.days if number_of_day(month, day) == 0 and day in month.covered]
    days = len(_days(month, campaign.start, campaign.end))
    days += len(_days_after(month, campaign)) if dip else 0
    if len(normal) < NORMAL or not month.level:
        return math.nan
    return SWING * stdev(normal) * math.sqrt(1 / len(normal) + 1 / days) * days


# -------------------------------------------------------------------- in words
_WORTH_TELLING = 0.05
"""Of a campaign's cost, the extra that an ROI of its lift must rest on to be told in words."""


def _tell(month: Month, ledger: Ledger) -> Texts:
    names, gmv, lift = (ledger.column("campaigns", key) for key in ("name", "gmv", "lift_rate"))
    parts = [_campaign(month, ledger, i, name) for i, name in enumerate(names)]
    between, end = Literal(month.say("；", "; ")), Literal(month.say("。", "."))
    top, unit, period, above = int(gmv.argmax()), month.say(*month.unit), month.say(*bare(month.period)), ""
    if math.isfinite(lift[top]) and state(month, _inside(month)[top][1]) == "over":
        above = month.say(
            f"：{names[top]} 比平常 {lift[top]:+.0%}", f": {names[top]} {lift[top]:+.0%} vs. normal days"
        )
    return {
        "campaign_sentence": Joined(
            (*parts[:1], *(p for part in parts[1:] for p in (between, part)), end, Literal(_overlaps(month)))
        ),
        "campaign_title": month.say(
            f"每日 GMV，浅黄为活动日{above}（{unit}，{period}）",
            f"GMV by day, campaign days pale yellow{above} ({unit}, {period})",
        ),
    }


def _overlaps(month: Month) -> str:
    """Which campaigns share days, and that each counts them; empty where none do."""
    told = []
    for (_, one), (_, other) in combinations(_inside(month), 2):
        if days := len(_days(month, max(one.start, other.start), min(one.end, other.end))):
            told.append(
                month.say(
                    f"{one.name} 与 {other.name} 有 {days} 天", f"{one.name} and {other.name} {days} days"
                )
            )
    if not told:
        return ""
    shared = month.say("、", ", ").join(told)
    return month.say(
        f"{shared}重叠，各算各的，不能相加。",
        f" Shared: {shared}; each campaign counts them, so don't add up their sales.",
    )


def _campaign(month: Month, ledger: Ledger, row: int, name: str) -> Expression:
    """What one campaign sold, what that was above normal, and what is left of it after the dip."""

    def held(key: str) -> float:
        if not ledger.tables["campaigns"].has(key):
            return math.nan
        return float(ledger.column("campaigns", key)[row])

    days, planned, own = int(held("days")), int(held("planned")), _inside(month)[row][1]
    which = state(month, own)
    part = ""
    if which != "over":
        said = STATES[which]
        part = month.say(
            f"（{said.zh}，{planned} 天里的 {days} 天）", f" ({said.en}, {days} of {planned} days)"
        )
    line = month.say(
        f"{name}{part} 卖 {money(month, held('gmv'))}", f"{name}{part} sold {money(month, held('gmv'))}"
    )
    if not math.isfinite(held("lift_rate")):
        none = (
            f"（平常日不到 {NORMAL} 天，不比）",
            f" (fewer than {NORMAL} normal days, so nothing to compare with)",
        )
        if not month.level:
            none = (
                "（各方有数据的日子不同，不和平常日比）",
                " (not all tell of the same days: not held against normal ones)",
            )
        elif ledger.figure("normal_days") >= NORMAL:
            none = "（平常日没有成交，比不出增幅）", " (normal days sold nothing: no lift)"
        return Literal(line + month.say(*none))
    line += month.say(f"，比平常 {held('lift_rate'):+z.1%}", f", {held('lift_rate'):+z.1%} vs. normal days")
    surely = abs(held("lift")) > _swing(month, own, "gmv")
    if not surely:
        line += month.say("（在寻常起伏之内）", " (within the usual swing)")
    if math.isfinite(held("dip")):
        line += month.say(f"，活动后 {held('dip'):+z.1%}", f", {held('dip'):+z.1%} in the days after")
        line += _kept(month, held("net_lift"), own, dip=held("dip") < 0) if surely else ""
        surely = surely and abs(held("net_lift")) > _swing(month, own, "gmv", dip=True)
    if surely and held("more") >= _WORTH_TELLING * held("cost"):
        lift = At("campaigns", "net_roi", row)
        rest = where(
            Known((lift,)), sentence(month, "，增量 ROI {roi:0.00}", " at an ROI of {roi:0.00}", roi=lift)
        )
        return Joined((Literal(line), rest))
    return Literal(line)


def _kept(month: Month, kept: float, campaign: Campaign, *, dip: bool) -> str:
    """What is left of a lift after the dip: a gain or a loss only where it is more than chance."""
    first = month.say("扣回落" if dip else "连这几天", "net of that" if dip else "with that")
    if abs(kept) <= _swing(month, campaign, "gmv", dip=True):
        return month.say(f"，{first}看不出多卖少卖", f"; {first} no gain or loss beyond the usual swing")
    more, size = kept > 0, money(month, abs(kept))
    return month.say(
        f"，{first}{'多卖' if more else '少卖'} {size}", f"; {first} it {'added' if more else 'lost'} {size}"
    )


PAGE: Final = Page(
    "campaigns",
    Words("活动C", "Campaigns C"),
    "analysis",
    Words(
        "C 营销活动是规模销量的爆发场；和平常日比，不和别的活动比；活动成交已含在各阵地里",
        "Campaigns (C) against normal days, not against each other; their sales are already in the channels",
    ),
    _bands,
    _tell,
    Words(
        "本月没有活动；在 brand.toml 里写 [[campaigns]]",
        "no campaign this month; add [[campaigns]] to brand.toml",
    ),
)
