"""Which line of the table of rules holds for each channel: its own figures, then what the last rise of its spend brought."""

from __future__ import annotations

from functools import partial
from typing import Final

from xl_fact.report.formula import (
    Absolute,
    Aggregate,
    Among,
    At,
    Body,
    Choice,
    Counted,
    Every,
    Expression,
    Field,
    Known,
    Literal,
    Named,
    Only,
    Picked,
    Rounded,
)
from xl_fact.report.metrics import CHANNEL, Columns, in_money
from xl_fact.report.model import Figure, Table
from xl_fact.report.month import UNKNOWN, Month
from xl_fact.report.ratios import FIGURE
from xl_fact.report.rises import RAISES, RISEN, UNPAID, rises, weekly
from xl_fact.report.sections.commission import CENT
from xl_fact.report.sections.profit import (
    ADS_PART,
    coupons,
    judged,
    sloped,
    slots,
    somebody,
    worst,
)
from xl_fact.report.telling import NEVER
from xl_fact.report.verdicts import AMPLE, LINES, NUMBERS, OUTCOMES, OWN, SAFE, VARIANTS, terms
from xl_fact.report.weeks import WEEK
from xl_fact.words import Words


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """The rule of each channel, where there are verdicts."""
    return [], [_own_rules(month)] if judged(month) else []


_PNL: Final = partial(At, "pnl")
"""A cell of the P&L, of the same channel."""
_ADS: Final = Among("MAX", (Named(FIGURE), Literal(CENT)))
"""From which spend a channel is judged by its ads; one that spent nothing has none, whatever is typed."""
_EXACT: Final = 9
"""Decimals to which a slope is held against 1: at the benchmark to the last bit, it lies on either side of it."""


def _own_rules(month: Month) -> Table:
    """The rule of each channel's own figures, and the one that holds once it is asked what the last rise of spend brought.

    A channel that would get more money waits where the last rise of its own spend surely didn't pay; and where that of all
    spend didn't, of no channel's own more than its swing, and nothing is saved elsewhere that could move.
    """
    columns = Columns(month)
    columns.add("channel", CHANNEL, "text", At("pnl", "channel"), width=24)
    if slots(month):
        columns.add("slotted", Words("只因坑位费（1 是）", "By slots alone (1: yes)"), "days", _slotted())
    columns.add("own", Words("自己的账（第几条）", "Its own figures (rule)"), "days", _rule(month))
    own, cost = Counted(Field("own")), At("pnl", "cost") if month.has("cost") else Literal(0.0)
    saved = Every((own >= NUMBERS["less"], cost >= Named(FIGURE)))
    columns.add("cut", Words("可挪（1 是）", "To be cut (1: yes)"), "days", _one(saved))
    columns.add("lost", Words("没够本的那次加钱（第几行）", "Rise that didn't pay (row)"), "days")
    columns.add("paid", Words("上一次加钱够本（1 是）", "Last rise paid (1: yes)"), "days")
    columns.add("open", Words("上一次加钱看不出（1 是）", "Last rise unclear (1: yes)"), "days")
    more = Every((own >= NUMBERS["go"], Literal(NUMBERS["fund"]) >= own))
    columns.add("more", Words("够加投（1 是）", "Would get more (1: yes)"), "days", _one(more))
    nothing_moves = Every(
        (Counted(Named(UNPAID)).equals(1.0), Aggregate("SUM", Body("cut", OWN)).equals(0.0))
    )
    waits = Choice(Known((Field("lost"),)), Literal(NUMBERS["wait"]), Field("own"))
    if weekly(month):
        waits = Choice(nothing_moves, Literal(NUMBERS["wait"]), waits)
    settled = Only(Known((Field("own"),)), Choice(Field("more").equals(1.0), waits, Field("own")))
    columns.add("settled", Words("算数的（第几条）", "What holds (rule)"), "days", settled)
    by = Only(Every((Field("more").equals(1.0), Known((Field("lost"),)))), Field("lost"))
    columns.add("by", Words("先不加的理由（第几行）", "Why it waits (row)"), "days", by)
    columns.add("line", Words("动作（口径第几条）", "Action (line of Definitions)"), "days", _line(month))
    columns.add("added", in_money(month, "上一次多花的", "The last rise"), "money", _added_last(month))
    title = Words("诊断：自己的账，再问上一次加的钱", "Verdicts: its own figures, then the last rise")
    return Table(OWN, title, tuple(columns), _last_rises(month))


def _line(month: Month) -> Expression:
    """The line of the table of rules whose action holds: the rule's, or its variant's."""
    held = Field("settled")
    cost = At("pnl", "cost") if month.has("cost") else Literal(0.0)
    its_rise_paid = Field("paid").equals(1.0)
    when: dict[str, Expression] = {
        "open": Field("open").equals(1.0), "spared_cpm": its_rise_paid, "spared_less": its_rise_paid,
        "adless": cost < _ADS,
    }  # fmt: skip
    if weekly(month):
        when |= dict.fromkeys(("moved_go", "moved_fund"), Named(UNPAID).equals(1.0))
        when["shops"] = Counted(Field("by")).equals(0.0)
    found: Expression = held
    for name, holds in when.items():
        rule, _ = VARIANTS[name]
        found = Choice(Every((held.equals(NUMBERS[rule]), holds)), Literal(LINES[name]), found)
    return Only(Known((held,)), found)


def _added_last(month: Month) -> Expression:
    """What the last rise cost: of the channel's own where it waits for that, else of all spend, in its week."""
    added: Expression = Literal(0.0)
    if weekly(month):
        at = Named(RISEN)
        more = Picked("weeks", "cost_day", at) - Picked("weeks", "cost_day", at - 1)
        added = Only(Known((at,)), more * float(WEEK))
    if not rises(month):
        return added
    by = Field("by")
    return Choice(Known((by,)), Picked(RAISES, "more", by) * Picked(RAISES, "days", by), added)


def _one(condition: Expression) -> Expression:
    """1 where a condition holds, 0 elsewhere."""
    return Choice(condition, Literal(1.0), Literal(0.0))


def _last_rises(month: Month) -> dict[str, list[Expression]]:
    """For each channel the row of the rise that surely didn't pay, "—" where none; whether the one that counts surely paid, and
    whether no sure one does and one is open.

    A week's is later than the month's, and counts where it is sure.
    """
    words = terms(month, OUTCOMES)
    rows: dict[str, dict[bool, int]] = {}
    for row, rise in enumerate(rises(month)):
        rows.setdefault(rise.letter, {})[rise.weeks is not None] = row
    never = Only(NEVER, Literal(0.0))
    found: dict[str, list[Expression]] = {"lost": [], "paid": [], "open": []}
    for number, letter in enumerate(month.channels):
        row_lost: Expression = never
        won: Expression = Literal(0.0)
        unclear: Expression = Literal(0.0)
        for _, row in sorted(rows.get(letter, {}).items()):  # the month's first, then the week's over it
            word = At(RAISES, "word", row)
            is_lost, is_won, is_open = (word.equals(Literal(words[key])) for key in ("lost", "paid", "open"))
            unclear = Choice(is_open, Literal(1.0), unclear)
            row_lost = Choice(is_lost, Literal(float(row + 1)), Choice(is_won, never, row_lost))
            won = Choice(is_won, Literal(1.0), Choice(is_lost, Literal(0.0), won))
        sure = Choice(Known((At(OWN, "lost", number),)), Literal(1.0), At(OWN, "paid", number))
        each = {"lost": row_lost, "paid": won, "open": Choice(sure.equals(1.0), Literal(0.0), unclear)}
        for key, one in each.items():
            found[key].append(one)
    return found


def _rule(month: Month) -> Expression:
    """The number of the first of `RULES` that a channel's own figures meet; "—" while margin or least cost is unknown.

    What belongs to no channel is not judged, but for costs that must be placed, nor what neither earned nor lost.
    """
    numbers: dict[str, Expression] = {key: Literal(number) for key, number in NUMBERS.items()}
    room, low, lost = Counted(_PNL("room")), worst(_PNL("result"), _PNL("borne")), month.unplaced

    def more(word: str, times: float) -> Expression:
        """A verdict that asks for more money, where it would stand with the costs that may be the channel's, too."""
        if not lost:
            return numbers[word]
        cost, may_be = _PNL("cost"), _PNL("unplaced")
        sure: Expression = low + cost >= (cost + may_be) * times
        if slots(month):
            each = ((_PNL("result"), "slots"), (At(ADS_PART, "borne"), "slots_ran"))
            sums = ((left + cost, cost, At(ADS_PART, key)) for left, key in each)
            sure = Every(
                tuple(before + slot >= (spent + slot + may_be) * times for before, spent, slot in sums)
            )
        return Choice(sure, numbers[word], numbers["unplaced"])

    def held(condition: Expression) -> Expression:
        return Choice(condition, numbers["keep"], numbers["unplaced"]) if lost else numbers["keep"]

    covers = low > _PNL("unplaced")
    ample = room >= AMPLE
    earns, loses = Choice(ample, more("fund", AMPLE), held(covers)), numbers["less"]
    if sloped(month):
        rolls, known = Rounded(Counted(_PNL("slope")), _EXACT) >= 1, Known((_PNL("slope"),))
        fast = Choice(room >= SAFE, more("go", SAFE), numbers["cpm"])
        slow = Choice(ample, more("fund", AMPLE), numbers["convert"])
        earns = Choice(known, Choice(rolls, fast, slow), earns)
        loses = Choice(Every((known, rolls)), numbers["cpm"], loses)
    if coupons(month):
        earns = Choice(low > _PNL("coupons"), earns, numbers["coupons"])
    paid_for = Choice(room > 1, earns, loses)
    quiet = held(covers)
    if lost.cost:
        ran = Every((_PNL("unplaced") > 0, Literal(lost.cost) >= Named(FIGURE)))
        quiet = Choice(ran, numbers["unplaced"], quiet)
    little = Choice(_PNL("result") > 0, quiet, numbers["less"])
    bought = Choice(_PNL("cost") >= _ADS, paid_for, little)
    asked: list[Expression] = [Known((_PNL("earned"), Named(FIGURE)))]
    if slots(month):
        asked.append(Absolute(_PNL("result")) + Field("slotted") >= CENT / 2)
        found = Choice(_PNL("earned") + At(ADS_PART, "slots") > 0, bought, numbers["stop"])
        found = Choice(Field("slotted").equals(1.0), numbers["slots"], found)
    else:
        asked.append(Absolute(_PNL("result")) >= CENT / 2)
        found = Choice(_PNL("earned") > 0, bought, numbers["stop"])
    if lost:
        nobody = Field("channel").equals(month.label(UNKNOWN))
        of_nobody = Only(_PNL("unplaced") >= CENT, numbers["unplaced"])
        return Only(Every(tuple(asked)), Choice(nobody, of_nobody, found))
    return Only(Every((*asked, *somebody(month))), found)


def _slotted() -> Expression:
    """1 where only the slots of a channel make its room thin or its result a loss: they are paid, whatever becomes of its ads.

    With ads both its parts are asked, the whole and where ads ran; with hardly any only the whole is.
    """
    result, cost, bare = _PNL("result"), _PNL("cost"), At(ADS_PART, "bare")
    ran, low = cost >= _ADS, worst(result, _PNL("borne"))
    thin = Every((Literal(SAFE) > Counted(_PNL("room")), bare + cost >= cost * SAFE))
    of_ads = Choice(thin, Literal(1.0), _one(Every((Literal(0.0) >= low, bare >= CENT))))
    whole = Every((Literal(0.0) >= result, result + At(ADS_PART, "slots") >= CENT))
    return Only(Known((result, Named(FIGURE))), Choice(ran, of_ads, _one(whole)))
