"""On 投放: what the last rise of each channel's spend brought, and whether it paid for itself."""

from __future__ import annotations

from typing import Any, Final

from xl_fact.report.asking import MARGIN_GIVEN
from xl_fact.report.formula import (
    At,
    Choice,
    Expression,
    Field,
    Known,
    Literal,
    Only,
    Shown,
    SumIfs,
)
from xl_fact.report.metrics import CHANNEL, METRICS, Columns, in_money
from xl_fact.report.model import Table
from xl_fact.report.month import Month
from xl_fact.report.rises import RAISES, Rise, rises
from xl_fact.report.sections.compare import economics
from xl_fact.report.telling import where
from xl_fact.report.verdicts import OUTCOMES, terms
from xl_fact.report.weeks import WEEK, day_sign, week_days
from xl_fact.words import Words

NOTE: Final = Words(
    "每个阵地最近一次花费上涨：整周比上一整周，和本月比上月（同样的日子，活动日、活动后的日子一样多）；"
    "涨得没超过寻常起伏（两倍标准误）的不列，多花不到最低花费的写“—”。边际 ROI 连同起伏都低于这个阵地的保本 ROI（不含坑位费）"
    "才叫“不够本”：先不加；高于它叫“够本”。两行都有时先看整周",
    "Each channel's last rise of spend: a whole week against the one before, and this month against the one before (the same "
    "days, as many of campaigns and after them); none within the usual swing (two standard errors), — below the least cost. "
    "Lost where the marginal ROI with its swing lies below the channel's break-even (without slot fees): cap spend. Paid off "
    "above it. Of two rows the week's counts first",
)


def raises(month: Month) -> Table | None:
    """A row for each rise of a channel's spend beyond its usual swing; None without any."""
    risen = rises(month)
    if not risen:
        return None
    columns = Columns(month)
    columns.add("channel", CHANNEL, "text", hue=True, width=18)
    columns.add("span", Words("哪段比哪段", "Which against which"), "text", width=20)
    columns.add("days", Words("天数（天）", "How many days"), "days")
    columns.add("more", in_money(month, "每天多花", "Extra cost a day"), "money")
    columns.add("sold", in_money(month, "每天多卖", "Extra sales a day"), "money")
    columns.add("noise", in_money(month, "花费的寻常起伏", "Usual swing of cost"), "money")
    columns.add("marginal", METRICS["marginal"].heading(month), "ratio", _marginal(), width=12)
    columns.add("swing", Words("边际的寻常起伏（±倍）", "Usual swing of it (±×)"), "ratio")
    columns.add("least", METRICS["breakeven_roi"].heading(month), "ratio")
    columns.add("word", Words("够不够本", "Did it pay"), "text", _word(month), width=11, mark="outcome")
    given: dict[str, list[Any]] = {
        "channel": [month.label(rise.letter) for rise in risen],
        "span": [month.say(*_span(month, rise)) for rise in risen],
        "days": [float(len(rise.after.cost)) for rise in risen],
        "more": [_more(month, rise, "cost") for rise in risen],
        "sold": [_more(month, rise, "gmv") for rise in risen],
        "noise": [rise.noise for rise in risen],
        "swing": [rise.swing for rise in risen],
        "least": [_least(month, rise) for rise in risen],
    }
    title = Words("各阵地上一次加钱：多花的够不够本", "The last rise of each channel's spend: did it pay?")
    return Table(RAISES, title, tuple(columns), given)


def _span(month: Month, rise: Rise) -> Words:
    """Which days stand against which."""
    if rise.weeks is None:
        now, prior = month.now.span, month.previous.span if month.previous else month.period
        return Words(f"{now.zh}比{prior.zh}", f"{now.en} vs. {prior.en}")
    before, after = (week_days(month, number) + month.say(day_sign(month), "") for number in rise.weeks)
    return Words(f"{after}比 {before}", f"{after} vs. {before}")


def _more(month: Month, rise: Rise, key: str) -> Expression:
    """How much more of a sum a day than before."""
    on: dict[str, Expression] = {"channel": Literal(month.label(rise.letter))}
    if rise.weeks is None:
        on |= {} if month.compared is None else {"compared": Literal(1)}
        now, days = SumIfs("data", key, on), len(rise.after.cost)
        return Shown(now / float(days) - rise.before.a_day(key))
    before, after = (SumIfs("data", key, {**on, "week": Literal(float(week))}) for week in rise.weeks)
    return Shown((after - before) / float(WEEK))


def _marginal() -> Expression:
    """What the last yuan brought, where spend rose by more than its usual swing."""
    ratio = METRICS["marginal"].over(
        {
            "gmv_before": Literal(0.0),
            "cost_before": Literal(0.0),
            "gmv_after": Field("sold") * Field("days"),
            "cost_after": Field("more") * Field("days"),
        }
    )
    return Only(Field("more") > Field("noise"), ratio)


def _least(month: Month, rise: Rise) -> Expression:
    """The return from which the channel's own spend loses nothing."""
    row = month.channels.index(rise.letter)
    margin = economics(month, At("compare", "refund_rate", row), _taken(month, rise.letter, row))
    return Only(MARGIN_GIVEN, METRICS["breakeven_roi"].over(margin))


def _taken(month: Month, letter: str, row: int) -> Expression:
    """What commission and platform take of each yuan more; a slot is paid for whatever is sold."""
    taken = At("pnl", "taken", row)
    if not month.has("slot_fee"):
        return taken
    slots = SumIfs("data", "slot_fee", {"channel": Literal(month.label(letter))})
    return Only(At("pnl", "net", row) > 0, taken - slots / At("pnl", "net", row))


def _word(month: Month) -> Expression:
    """Whether it surely paid, surely didn't, or neither; "—" while there is no break-even to hold it against."""
    marginal, swing, least = Field("marginal"), Field("swing"), Field("least")
    words = {key: Literal(word) for key, word in terms(month, OUTCOMES).items()}
    lost = Choice(marginal + swing < least, words["lost"], words["open"])
    found = Choice(marginal - swing >= least, words["paid"], lost)
    return where(Known((marginal, swing, least)), found, Literal("—"))
