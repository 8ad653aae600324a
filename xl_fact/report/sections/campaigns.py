"""活动C: what each campaign sold beyond its baseline, what that cost, the dip after it, and whether it paid."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from itertools import combinations
from statistics import stdev
from typing import Any, Final

from xl_fact.brand import Campaign
from xl_fact.core.returns import roi
from xl_fact.engine.placing import PARTNERS
from xl_fact.report.asking import MARGIN, MARGIN_GIVEN, given
from xl_fact.report.campaign_days import REBOUND, number_of_day
from xl_fact.report.formula import (
    DASH,
    Absolute,
    Aggregate,
    At,
    Between,
    Body,
    Choice,
    CountOf,
    DayOf,
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
    Total,
    total_of,
)
from xl_fact.report.history import few, little
from xl_fact.report.kinds import LEAST
from xl_fact.report.lumps import by_day, days_of, undated
from xl_fact.report.metrics import DATE, METRICS, TOTAL, Columns, card, in_money, large
from xl_fact.report.model import Cards, Chart, Figure, Ledger, Series, Table
from xl_fact.report.month import UNKNOWN, Month, bare
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.ratios import ratio
from xl_fact.report.sections.commission import part_paid, plan, planned, plans_apart
from xl_fact.report.sections.profit import COMMISSION, FEE, REFUNDS, by_rate, judged, lacked, named
from xl_fact.report.sections.whose import WHOLE, Sales, added_up
from xl_fact.report.telling import NEVER, NOTHING, money, refunds_to_come, sentence, where
from xl_fact.report.verdicts import OUTCOMES, terms
from xl_fact.words import Words

NORMAL: Final = 3
"""So many normal days at least, or there is nothing to hold a campaign against."""
SWING: Final = 2.0
"""Standard errors of a difference, within which it is no more than chance."""
RIPE: Final = 7
"""Refunds of so many last days may be still to come."""
NORMAL_LEFT: Final = "normal_left"
"""The figure of what a normal day leaves before ads."""
GAIN: Final = "campaign_gain"
"""The metric of what a campaign earned or lost."""
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


def _paid_note(month: Month) -> Words:
    """How it is told whether a campaign paid."""
    paid, lost, unclear = (OUTCOMES[key] for key in ("paid", "lost", "open"))
    at_rate = Words("", "")
    if lacking := [key for key in _owed(month) if not by_day(month, key)]:
        rate = named(month, [_LINES[key] for key in lacking])
        at_rate = Words(f"；没有{rate}的日子，按本月的率", f"; days without {rate}: at the month's rate")
        if not any(days_of(month, key) for key in lacking):
            at_rate = Words(
                f"；{rate}没有逐日的，按本月的率", f"; {rate} are not told by the day: at the month's rate"
            )
    if part_paid(month):
        at_rate = Words(
            f"{at_rate.zh}；达人佣金只有一部分日子的，按“利润表”预计的率，所以都写“{unclear.zh}”",
            f"{at_rate.en}; commission is told of a part of the days: at the rate planned on P&L, hence '{unclear.en}'",
        )
    return Words(
        f"多卖的留下 = 活动和活动后 {REBOUND} 天比平常日多出来的（净成交 × 毛利率 − 佣金 − 平台），"
        f"按那几天自己的，坑位费不算{at_rate.zh}；"
        "活动盈亏 = 多卖的留下 − 多花；它的保本 ROI = 扣回落增量 ÷ 多卖的留下；"
        f"盈亏的寻常起伏 = 留下的起伏 + 多花的起伏（各两倍标准误），比它大才说“{paid.zh}”“{lost.zh}”，否则“{unclear.zh}”。"
        "没结束、只有一段、缺几天、算不出回落的不下结论。活动里折扣更深时，毛利率比这里低",
        f"Left of it = what the campaign's days and the {REBOUND} after them left beyond normal days (net sales × margin − "
        f"commission − fee), by those days' own; no slot fees{at_rate.en}. Gain or loss = that − extra cost; its break-even "
        "ROI = lift after the dip ÷ what is left. Swing = that of what is left + that of extra cost (two standard errors each). "
        f"'{paid.en}' or '{lost.en}' only beyond it, else '{unclear.en}'; none for a campaign not over, cut, lacking "
        "days or without a dip. Deeper discounts leave less",
    )


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    if not reviewed(month):
        return None
    paid: list[Band] = [(_verdicts(month),), note(month.say(*_paid_note(month)))] if judged(month) else []
    return [
        headline("campaign_sentence"),
        (_baseline(month),),
        (_table(month),),
        note(month.say(*_NOTE)),
        *paid,
        (_chart(month),),
        note(SOURCE.format("campaigns")),
        (_calendar(month),),
    ]


def reviewed(month: Month) -> bool:
    """Whether any campaign has days in the month."""
    return bool(_inside(month))


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
    if judged(month):
        _left_by_day(month, columns)
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
        lines=12,
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
        figures.append(card(month, "normal_cost", "cost", _dated(month, normal("cost")), heading=cost))
    if judged(month):
        left = in_money(month, "平常日留下，投流前", "Left of a normal day, before ads")
        figures.append(Figure(NORMAL_LEFT, left, large(month), formula=Only(_known(month), normal("earned"))))
    return Cards(tuple(figures))


def _dated(month: Month, cost: Expression) -> Expression:
    """What some days cost; "—" where no day tells what was spent on it."""
    return Only(NEVER, cost) if undated(month) else cost


def _owed(month: Month) -> list[str]:
    """The lines that the exports tell, which sales owe: a slot is paid for whatever is sold."""
    lines = ("refund", "platform_fee") if planned(month) else ("refund", "commission", "platform_fee")
    return [key for key in lines if month.has(key)]


_LINES: Final = {"refund": REFUNDS, "commission": COMMISSION, "platform_fee": FEE}
"""What sales owe, by its key."""


def _at_rate(month: Month) -> list[Words]:
    """Of which of them nobody tells the days of a campaign or of its dip, so that the month's rate stands for them."""
    days = {day for day in month.days if day in month.covered and number_of_day(month, day)}
    return [_LINES[key] for key in _owed(month) if days - days_of(month, key)]


def _of_its_day(month: Month, key: str, own: Expression, at_rate: Expression) -> Expression:
    """A line of a day: the day's own where it is told, at the month's rate else."""
    if not days_of(month, key):
        return at_rate
    first = min(month.covered)
    lacking: Expression = Literal(0.0)
    for a, b in _runs(month.covered.intersection(month.days) - days_of(month, key)):
        number, ends = DayOf(Field("date"), first), ((a - first).days + 1.0, (b - first).days + 1.0)
        within = number.equals(ends[0]) if a == b else Every((number >= ends[0], number <= ends[1]))
        lacking = Choice(within, Literal(1.0), lacking)
    return Choice(lacking.equals(1.0), at_rate, own) if lacking != Literal(0.0) else own


def _runs(days: Iterable[datetime.date]) -> list[tuple[datetime.date, datetime.date]]:
    """The first and the last of days that follow each other.

    Examples
    --------
    >>> first, second, fourth = (datetime.date(2026, 6, day) for day in (1, 2, 4))
    >>> [(a.day, b.day) for a, b in _runs([fourth, first, second])]
    [(1, 2), (4, 4)]
    """
    found = list[tuple[datetime.date, datetime.date]]()
    for day in sorted(days):
        if found and found[-1][1] + _A_DAY == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _rate(key: str) -> Expression:
    """What a line takes of sales in the whole month."""
    if key == "refund":
        return Total("refund_rate", "compare")
    return total_of(key, "data") / Total("net", "pnl")


def _known(month: Month) -> Expression:
    """Whether what days left can be told: the margin, and the rates of what isn't told by the day."""
    rates = [_rate(key) for key in _owed(month) if not by_day(month, key)]
    asked = [Known(tuple(rates)), Total("net", "pnl") > 0] if rates else []
    return Every((MARGIN_GIVEN, *asked))


def _sum(month: Month, key: str, channel: str = "", *, daily: bool = True) -> Expression:
    """A line of a day or of the month, of one channel or of all."""
    of: dict[str, Expression] = {"date": Field("date")} if daily else {}
    if channel:
        of = {**of, "channel": Literal(month.label(channel))}
    return SumIfs("data", key, of)


def _net(month: Month, channels: Sequence[str] = ("",), *, daily: bool = True) -> Expression:
    """What some channels, or all, kept of their sales of a day or of the month: at each channel's own rate of refunds in the
    month where no day tells them."""
    told = "refund" in _owed(month)
    apart = daily and told and not by_day(month, "refund")
    found = list[Expression]()
    for channel in month.channels if apart and channels == ("",) else channels:
        net = _sum(month, "gmv", channel, daily=daily)
        if told:
            own = net - _sum(month, "refund", channel, daily=daily)
            net = _of_its_day(month, "refund", own, net * _stayed(month, channel)) if apart else own
        found.append(net)
    return added_up(found) if found else Literal(0.0)


def _stayed(month: Month, channel: str) -> Expression:
    """Which part of its sales of the month a channel kept."""
    sold, net = (At("pnl", key, month.channels.index(channel)) for key in ("gmv", "net"))
    return Choice(sold > 0, net / sold, Literal(1.0))


def _earners(month: Month, key: str) -> list[list[str]]:
    """The channels whose sales bear a fee, those together of which it isn't told apart where it names no channel: all partners
    of commission, all of a platform's."""
    sums = month.frame.groupby("channel")[key].sum()
    told = [letter for letter in month.channels if sums.get(letter, 0.0)]
    if UNKNOWN not in told:
        return [[letter] for letter in told]
    paid = {*PARTNERS, UNKNOWN} if key == "commission" else {*month.channels}
    together = [letter for letter in month.channels if letter in paid]
    return [together, *([letter] for letter in told if letter not in paid)]


def _at_own_rate(month: Month, key: str) -> Expression:
    """A fee of a day where no day tells it: what it took of its earners' sales in the month, of theirs on the day. Where nothing
    was sold by them it is the shop's."""
    due: Expression = Literal(0.0)
    for letters in _earners(month, key):
        paid = added_up(_sum(month, key, letter, daily=False) for letter in letters)
        whole = _net(month, letters, daily=False)
        own, shops = paid / whole * _net(month, letters), paid / Total("net", "pnl") * Field("net")
        due = due + Choice(whole > 0, own, shops)
    return due


def _left_by_day(month: Month, columns: Columns) -> None:
    """The columns of what each day left before ads: its net sales, what they owed, and what that leaves of the margin."""
    columns.add("net", in_money(month, "净成交", "Net sales"), "money", Shown(_net(month)))
    fees: Expression = Literal(0.0)
    for key in _owed(month):
        if key != "refund":
            fees = fees + _of_its_day(month, key, _sum(month, key), _at_own_rate(month, key))
    if planned(month):
        partners = [letter for letter in month.channels if letter in PARTNERS]
        each = [[letter] for letter in partners] if plans_apart(month) else [partners]
        for letters in each:
            fees = fees + plan(
                month, _net(month, letters), Sales(letters[0]) if plans_apart(month) else WHOLE
            )
    heading = in_money(month, "佣金与平台，不含坑位费", "Commission and fee, no slots")
    columns.add("fees", heading, "money", Shown(fees))
    left = Only(_known(month), Field("net") * Named("margin") - Field("fees"))
    columns.add("earned", in_money(month, "投流前留下", "Left before ads"), "money", left)
    heading = in_money(month, "平常日的留下", "Left on normal days")
    columns.add("normal", heading, "money", Only(Field("number").equals(0.0), Field("earned")))


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
        given["cost"] = [_dated(month, _own(c, "cost")) for _, c in inside]
        given["usual"] = [_swing(month, c, "cost") for _, c in inside]
    return Table("campaigns", Words("活动复盘", "Campaigns reviewed"), tuple(columns), given)


def _verdicts(month: Month) -> Table:
    """Whether each campaign paid: what its lift left, less what it cost more, where that is more than chance."""
    inside, columns = _inside(month), Columns(month)
    columns.add("name", Words("活动", "Campaign"), "text", At("campaigns", "name"), width=22)
    columns.add(
        "net_lift", in_money(month, "扣回落增量", "Lift after the dip"), "money", At("campaigns", "net_lift")
    )
    columns.add("left", in_money(month, "多卖的留下", "Left of it"), "money")
    columns.add("usual", in_money(month, "留下的寻常起伏", "Swing of that"), "money")
    least = Only(Every((Field("net_lift") > 0, Field("left") > 0)), Field("net_lift") / Field("left"))
    columns.add("least", Words("它的保本 ROI（倍）", "Its break-even ROI (×)"), "ratio", least, width=12)
    columns.add("more", in_money(month, "多花", "Extra cost"), "money", At("campaigns", "more"))
    metric, over = METRICS[GAIN], At("campaigns", "state").equals(month.say(*STATES["over"]))
    gain, swing = Field(GAIN), Field("swing")
    left_over = Only(over, Field("left") - Field("more"))
    columns.add(GAIN, metric.heading(month), metric.kind, left_over, mark="change", better=metric.better)
    by_chance = Field("usual") + At("campaigns", "usual")
    heading = in_money(month, "盈亏的寻常起伏", "Swing of gain or loss")
    columns.add("swing", heading, "money", Only(Known((gain,)), by_chance))
    words = {key: Literal(word) for key, word in terms(month, OUTCOMES).items()}
    sure = Choice(gain > 0, words["paid"], words["lost"])
    told = Choice(_sure(month, gain, swing), sure, words["open"])
    verdict = Choice(Known((gain, swing)), told, Literal(DASH))
    columns.add("verdict", Words("够不够本", "Did it pay"), "text", verdict, width=11, mark="outcome")
    given = {
        "left": [_left(month, row, campaign) for row, (_, campaign) in enumerate(inside)],
        "usual": [_left_by_chance(month, campaign) for _, campaign in inside],
    }
    return Table("campaign_verdicts", Words("活动够不够本", "Did the campaigns pay"), tuple(columns), given)


def _left(month: Month, row: int, campaign: Campaign) -> Expression:
    """What a campaign's days, with those of the dip, left before ads beyond as many normal ones."""
    ends = campaign.end + _A_DAY, campaign.end + REBOUND * _A_DAY
    dip = Between("campaign_days", "date", *ends, "number", "<", "earned")
    days = At("campaigns", "days", row) + REBOUND
    known = Every((_known(month), Known((At("campaigns", "net_lift", row),))))
    return Only(known, _own(campaign, "earned") + dip - Named(NORMAL_LEFT) * days)


def _left_by_chance(month: Month, campaign: Campaign) -> Expression:
    """How far that may lie off by chance."""
    normal = sum(number_of_day(month, day) == 0 for day in month.days if day in month.covered)
    days = len(_days(month, campaign.start, campaign.end)) + len(_days_after(month, campaign))
    enough = _known(month) if normal >= NORMAL and month.level else NEVER
    return Only(enough, Aggregate("STDEV", Body("normal", "campaign_days")) * _errors(normal, days))


def _sure(month: Month, gain: Expression, swing: Expression) -> Expression:
    """Whether what a campaign earned or lost is money, and more than the usual days would swing; never of a commission that is
    planned from a part of the days: what those of the campaign paid is not in it."""
    if part_paid(month):
        return NEVER
    return Every((Absolute(gain) > swing, Absolute(gain) >= LEAST["money"]))


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
    if len(normal) < NORMAL or not month.level or (key == "cost" and undated(month)):
        return math.nan
    return stdev(normal) * _errors(len(normal), days)


def _errors(normal: int, days: int) -> float:
    """How often the standard deviation of a day lies in the swing of some days against normal ones."""
    return SWING * math.sqrt(1 / normal + 1 / days) * days if normal and days else math.nan


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
            (
                *parts[:1],
                *(p for part in parts[1:] for p in (between, part)),
                end,
                _left_open(month) if any(_judgeable(month, ledger)) else NOTHING,
                Literal(_unjudged(month)),
                Literal(_overlaps(month)),
            )
        ),
        "campaign_title": month.say(
            f"每日 GMV，浅黄为活动日{above}（{unit}，{period}）",
            f"GMV by day, campaign days pale yellow{above} ({unit}, {period})",
        ),
    }


_NO_COST: Final = Words(
    "没有投放花费，或它和成交不是同样的日子、店铺：够不够本算不出。",
    " There is no ad cost, or not of the same days and shops as the sales: whether it paid can't be told.",
)


_UNDATED: Final = Words(
    "投放隔几天才记一笔，看不出活动花了多少：够不够本算不出。",
    " Ads are booked now and then, what the campaign cost can't be told: nor whether it paid.",
)


def _unjudged(month: Month) -> str:
    """Why nothing is said of whether they paid; empty where it is."""
    if judged(month):
        return ""
    if few(month):
        zh, en = little(month)
        return month.say(f"{zh}：够不够本不下结论。", f" Whether it paid is not said: {en}.")
    return month.say(*_NO_COST)


def _left_open(month: Month) -> Expression:
    """What a verdict waits for, or which costs the exports lack, so that it takes none off."""
    waits = month.say(
        "够不够本还差毛利率：在“说明”的黄格子里填上。",
        " Whether it paid waits for the gross margin: type it into the yellow cell on About.",
    )

    def lacks(planning: bool) -> str:
        told = ""
        if words := lacked(month, planning):
            names = named(month, words)
            told = month.say(f"盈亏里没有扣{names}。", f" No {names} taken off what is earned or lost.")
        if words := _at_rate(month):
            names = named(month, words)
            told += month.say(
                f"盈亏里的{names}是本月的率，不是活动那几天的：若那几天的率更高，留下的就比这少。",
                f" It takes {names} at the month's rate, not those days' own: if theirs were higher, less is left.",
            )
        return told

    if undated(month):
        return Literal(month.say(*_UNDATED))
    return where(given(MARGIN), by_rate(month, lacks), Literal(waits))


def _judgeable(month: Month, ledger: Ledger) -> list[bool]:
    """Of each campaign, whether all is known that a verdict asks for, but what people may type."""
    if not judged(month):
        return []
    known = map(math.isfinite, ledger.column("campaigns", "net_lift"))
    return [
        all_of_it and state(month, c) == "over"
        for all_of_it, (_, c) in zip(known, _inside(month), strict=True)
    ]


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
    surely = abs(held("lift")) > max(_swing(month, own, "gmv"), LEAST["money"])
    if not surely:
        line += month.say("（在寻常起伏之内）", " (within the usual swing)")
    if which == "over" and judged(month) and not math.isfinite(held("dip")):
        line += month.say(*_undipped(month, own))
    if math.isfinite(held("dip")):
        line += month.say(f"，活动后 {held('dip'):+z.1%}", f", {held('dip'):+z.1%} in the days after")
        line += _kept(month, held("net_lift"), own, dip=held("dip") < 0) if surely else ""
        surely = surely and abs(held("net_lift")) > _swing(month, own, "gmv", dip=True)
    return Joined(
        (Literal(line), _returned(month, row, told=surely and held("more") >= _WORTH_TELLING * held("cost")))
    )


def _returned(month: Month, row: int, *, told: bool) -> Expression:
    """The ROI of a lift, if it is worth telling, against the one of break-even, and what that leaves; live in every part."""
    roi = At("campaigns", "net_roi", row)
    rate = sentence(month, "，扣回落增量 ROI {roi:0.00}", " at an ROI after the dip of {roi:0.00}", roi=roi)
    known = Known((roi,))
    if not judged(month):
        return where(known, rate) if told else NOTHING
    beside, outcome = (At(SAID, key, row) for key in ("beside", "outcome"))
    apart = Literal(month.say("，", "; "))
    yet = refunds_to_come(month) if _young(month, _inside(month)[row][1]) else NOTHING
    if told:
        both = where(known, Joined((rate, beside, Literal(month.say("：", ": ")))), apart)
        return where(outcome.equals(""), where(known, rate), Joined((both, outcome, yet)))
    return where(outcome.equals(""), NOTHING, Joined((apart, outcome, yet)))


def _young(month: Month, campaign: Campaign) -> bool:
    """Whether refunds of what it sold, or of the days after it, are still to come: some are of the report's last days."""
    ripe = max(month.covered) - RIPE * _A_DAY
    return month.has("refund") and campaign.end + REBOUND * _A_DAY > ripe


def _undipped(month: Month, campaign: Campaign) -> Words:
    """Why a campaign has no dip, and so no verdict."""
    first, last = campaign.end + _A_DAY, campaign.end + REBOUND * _A_DAY
    if any(other.start <= last and other.end >= first for other in month.brand.campaigns):
        return Words(
            f"，活动后 {REBOUND} 天里又有活动，够不够本不下结论",
            f"; another campaign within {REBOUND} days after, so no verdict on whether it paid",
        )
    return Words(
        f"，活动后 {REBOUND} 天没有齐，够不够本不下结论",
        f"; not all {REBOUND} days after are told of, so no verdict on whether it paid",
    )


def _kept(month: Month, kept: float, campaign: Campaign, *, dip: bool) -> str:
    """What is left of a lift after the dip: a gain or a loss only where it is more than chance."""
    first = month.say("扣回落" if dip else "连这几天", "net of that" if dip else "with that")
    if abs(kept) <= max(_swing(month, campaign, "gmv", dip=True), LEAST["money"]):
        return month.say(f"，{first}看不出多卖少卖", f"; {first} no gain or loss beyond the usual swing")
    more, size = kept > 0, money(month, abs(kept))
    return month.say(
        f"，{first}{'多卖' if more else '少卖'} {size}", f"; {first} it {'added' if more else 'lost'} {size}"
    )


SAID: Final = "campaigns_said"
"""The table on 推导 of what is said of each verdict."""


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """What is said of each campaign's verdict, so that it follows the margin."""
    if not (judged(month) and reviewed(month)):
        return [], []
    columns = Columns(month)
    columns.add("name", Words("活动", "Campaign"), "text", At("campaigns", "name"))
    columns.add("beside", Words("和保本比", "Against break-even"), "words", _beside(month))
    columns.add("outcome", Words("够不够本，成句", "Whether it paid, in words"), "words", _outcome(month))
    title = Words("活动够不够本", "Did the campaigns pay")
    return [], [Table(SAID, title, tuple(columns), {}, count=len(_inside(month)))]


def _result() -> tuple[Expression, Expression]:
    """What a campaign earned or lost, and its swing."""
    return At("campaign_verdicts", GAIN), At("campaign_verdicts", "swing")


def _beside(month: Month) -> Expression:
    """How the ROI of a lift stands against the one of break-even of its own days; empty while the result is unknown."""
    (gain, swing), least = _result(), At("campaign_verdicts", "least")
    above = sentence(
        month, "，高于它的保本 {least:0.00}", ", above its break-even of {least:0.00}", least=least
    )
    below = sentence(
        month, "，低于它的保本 {least:0.00}", ", below its break-even of {least:0.00}", least=least
    )
    near = sentence(month, "，它的保本 {least:0.00}", ", with its break-even at {least:0.00}", least=least)
    nothing = Literal(month.say("（没有保本线）", " (nothing breaks even)"))
    none = where(At("campaign_verdicts", "net_lift") > 0, nothing)
    held = where(Known((least,)), where(_sure(month, gain, swing), where(gain > 0, above, below), near), none)
    return where(Known((gain, swing)), held)


def _outcome(month: Month) -> Expression:
    """Whether the extra cost came back, and what was earned or lost; empty while the result is unknown."""
    gain, swing = _result()
    more, usual = (At("campaigns", key) for key in ("more", "usual"))
    size = Absolute(gain)

    def told(zh: str, en: str) -> Expression:
        return sentence(month, zh, en, more=more, fewer=Absolute(more), size=size, swing=swing, way=way)

    way = where(gain > 0, Literal(month.say("多赚", "earned")), Literal(month.say("亏", "lost")))
    bought = where(
        gain > 0,
        told(
            "多花的 {more:money} 赚回来了，约多赚 {size:money}",
            "the extra {more:money} came back, about {size:money} earned",
        ),
        told(
            "多花的 {more:money} 没有赚回来，约亏 {size:money}",
            "the extra {more:money} did not come back, about {size:money} lost",
        ),
    )
    less = where(
        gain > 0,
        told(
            "花费反而少了 {fewer:money}，约多赚 {size:money}",
            "{fewer:money} less spent, about {size:money} earned",
        ),
        told(
            "花费反而少了 {fewer:money}，约少赚 {size:money}",
            "{fewer:money} less spent, about {size:money} less earned",
        ),
    )
    usual_cost = where(
        gain > 0,
        told("花费没有明显多，约多赚 {size:money}", "no more spent than usual, about {size:money} earned"),
        told(
            "花费没有明显多，约少赚 {size:money}", "no more spent than usual, about {size:money} less earned"
        ),
    )
    by = where(
        size >= LEAST["money"],
        told("约{way} {size:money}", "about {size:money} {way}"),
        Literal(month.say("大致不赚不亏", "about even")),
    )
    open_ = sentence(
        month,
        "够不够本看不出（{by}，起伏 ±{swing:money}）",
        "whether it paid can't be told ({by}, usual swing ±{swing:money})",
        by=by,
        swing=swing,
    )
    if part_paid(month):
        open_ = sentence(
            month,
            "够不够本看不出（达人佣金只有一部分日子的，按预计的率，不是活动那几天自己的；照这样{by}）",
            "whether it paid can't be told (commission is told of a part of the days only: at the planned rate, not those "
            "days' own; by that {by})",
            by=by,
        )
    sure = where(more > usual, bought, where(-more > usual, less, usual_cost))
    return where(Known((gain, swing)), where(_sure(month, gain, swing), sure, open_))


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
