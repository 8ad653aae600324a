"""利润表: what is left of the sales of each channel, carrier and creator, in money, and the verdict that follows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from xl_fact.engine.answers import Ranking
from xl_fact.engine.placing import PARTNERS
from xl_fact.report.agreement import within
from xl_fact.report.asking import MARGIN, MARGIN_GIVEN, RATE, RATE_GIVEN, beyond, given
from xl_fact.report.formula import (
    Absolute,
    At,
    Choice,
    Counted,
    Every,
    Expression,
    Field,
    Joined,
    Known,
    Literal,
    Named,
    Only,
    Pick,
    Rounded,
    Shown,
    SumIfs,
    Total,
    total_of,
)
from xl_fact.report.history import few
from xl_fact.report.kinds import LEAST
from xl_fact.report.lumps import by_day, lumps
from xl_fact.report.metrics import CARRIER, CHANNEL, LISTED, METRICS, OWNER, TOTAL, Columns, in_money
from xl_fact.report.model import Figure, Ledger, Table
from xl_fact.report.month import CHANNELS, SLIGHT, UNKNOWN, Month, told_days
from xl_fact.report.page import Band, Origin, Page, Texts, headline, note
from xl_fact.report.platforms import hint
from xl_fact.report.ratios import FIGURE
from xl_fact.report.sections.commission import (
    CENT,
    all_part_paid,
    paid,
    paid_on_days,
    part_paid,
    plan,
    planned,
    planned_figures,
    plans_apart,
    rates_on_days,
)
from xl_fact.report.sections.shared_costs import of_creators, tells, whole
from xl_fact.report.sections.whose import OWN as OWN_SALES
from xl_fact.report.sections.whose import SHOWN, WHOLE, Sales, added_up, by_shop
from xl_fact.report.telling import NEVER, NOTHING, money, parted, sentence, where
from xl_fact.report.verdicts import OWN, VERDICTS, terms
from xl_fact.words import NO_WORDS, Words

_OF_MARGIN: Final = frozenset(("goods", "earned", "result"))
"""The lines that are unknown while the margin is, their totals too."""
COSTS: Final = {
    "cost": Words("投放花费", "ad cost"),
    "commission": Words("达人佣金", "commission"),
    "slot_fee": Words("坑位费", "slot fees"),
    "platform_fee": Words("平台佣金", "platform fee"),
}
"""The costs that an export may tell without saying whose they are."""


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    if not month.coverage("gmv").days:
        return None
    bands: list[Band] = [headline("profit_sentence"), (_channels(month),), (_carriers(month),)]
    if (creators := _creators(month)) is not None:
        bands.append((creators,))
    shared = [note("{{shared_sentence}}")] if shares(month) else []
    ads = [note(apart)] if (apart := ads_apart(month)) else []
    return [*bands, note(month.say(*_note(month))), *shared, *ads, note("{{coupons_sentence}}")]


def judged(month: Month) -> bool:
    """Whether the channels can be judged, once the margin is known: of enough days, with ROI. Some verdicts ask for GPM too."""
    return bool(month.coverage("gmv").days) and METRICS["roi"].told(month) and not few(month)


def sloped(month: Month) -> bool:
    """Whether any verdict can ask how well traffic sells."""
    return METRICS["gpm"].told(month)


def meets(month: Month) -> bool:
    """Whether the spend, if there is any, is of the days and shops of the sales: what one leaves of the other is profit."""
    return within(month, ("gmv", "cost")) is None


def unmet(month: Month) -> Words:
    """Of what the spend and the sales are not the same, where they don't meet."""
    wrong = within(month, ("gmv", "cost"))
    return Words("店铺", "shops") if wrong == "shops" else Words("日子", "days")


REFUNDS, GOODS, COMMISSION, SLOT, FEE, ADS = (
    Words("退款", "refunds"),
    Words("货品", "goods"),
    Words("达人佣金", "commission"),
    Words("坑位费", "slot fees"),
    Words("平台佣金", "fees"),
    Words("投放", "ads"),
)
"""What is taken off sales, as sentences name it."""


def untold(month: Month) -> list[Words]:
    """What belongs off the sales and isn't, for the exports don't tell it; a commission that 说明 may plan is not among it."""
    sold = month.sums("gmv")
    lacking = {
        REFUNDS: month.gmv.refunded and not month.holds("refund"),
        COMMISSION: not paid(month) and not planned(month) and sold.get(UNKNOWN, 0.0) > 0,
        FEE: not month.holds("platform_fee"),
        ADS: not month.holds("cost"),
    }
    return [words for words, lacks in lacking.items() if lacks]


def after(month: Month, planning: bool) -> list[Words]:
    """What is taken off; `planning` says whether 说明 holds a rate of commission, where one is planned."""
    lacks, partners = untold(month), paid(month) or part_paid(month) or (planned(month) and planning)
    slots = month.holds("slot_fee")
    told = {REFUNDS: month.gmv.refunded, GOODS: True, COMMISSION: partners, SLOT: slots, FEE: True, ADS: True}
    return [words for words, off in told.items() if off and words not in lacks]


def by_rate(month: Month, text: Callable[[bool], str]) -> Expression:
    """A text that depends on whether a rate is typed, where commission is planned."""
    if not planned(month):
        return Literal(text(True))
    return where(RATE_GIVEN, Literal(text(True)), Literal(text(False)))


def earned(month: Month) -> Expression:
    """What is left, by its name: a gross profit where only refunds and goods are off."""
    return by_rate(
        month,
        lambda planning: (
            month.say("毛利", "gross profit")
            if after(month, planning) in ([GOODS], [REFUNDS, GOODS])
            else month.say("利润", "profit")
        ),
    )


def lacked(month: Month, planning: bool) -> list[Words]:
    """What is not taken off, the planned commission too while there is no rate."""
    unpaid = [COMMISSION] if planned(month) and not planning and not part_paid(month) else []
    return [words for words in (REFUNDS, COMMISSION, FEE, ADS) if words in [*untold(month), *unpaid]]


def named(month: Month, words: Sequence[Words]) -> str:
    """Some of them, one after the other."""
    if len(words) < 2:
        return "".join(month.say(*each) for each in words)
    *first, last = (each.en for each in words)
    return month.say("、".join(each.zh for each in words), f"{', '.join(first)} and {last}")


def slots(month: Month) -> bool:
    """Whether slots were paid for: a fee that nobody pays again for the next yuan sold."""
    return month.holds("slot_fee") and not month.nought("slot_fee")


def taken_of_more(month: Month, row: int | None = None) -> Expression:
    """What commission and platform take of each yuan more, of a channel by its row, of the shop's without one.

    A slot is paid for whatever is sold: it belongs off the profit, not off what another yuan of sales leaves.
    """

    def cell(key: str, at: int | None) -> Expression:
        return Total(key, "pnl") if at is None else At("pnl", key, at)

    if not slots(month):
        return cell("taken", row)
    parts = list[Expression]()
    if planned(month):
        rows = [n for n, letter in enumerate(month.channels) if letter in PARTNERS and row in (None, n)]
        parts += [plan(month, At("pnl", "net", n), Sales(month.channels[n])) for n in rows]
    for key in ("platform_fee",) if planned(month) else ("commission", "platform_fee"):
        if month.has(key):
            of = {} if row is None else {"channel": Literal(month.label(month.channels[row]))}
            parts.append(SumIfs("data", key, of) if of else total_of(key, "data"))
    whole: Expression = Literal(0.0)
    for part in parts:
        whole = whole + part
    return Only(cell("net", row) > 0, whole / cell("net", row))


def slots_paid(of: str = "") -> Expression:
    """The slot fees of a channel, by its label, or of the shop."""
    return SumIfs("data", "slot_fee", {"channel": Literal(of)}) if of else total_of("slot_fee", "data")


def coupons(month: Month) -> dict[str, float]:
    """The coupons in the net sales of each channel, of which nobody says who bears them; none in what buyers paid."""
    return month.sums("coupons") if month.gmv.key != "paid" else {}


def lines(
    month: Month,
    columns: Columns,
    amount: Callable[[str], Expression],
    creators: Sequence[Expression] | None,
    *,
    fee: bool = True,
) -> None:
    """The columns from GMV to profit.

    Parameters
    ----------
    amount : callable
        The sum of a row, by its key in the data.
    creators : sequence of Expression, optional
        What each row's creators cost, where it is planned; summed otherwise.
    fee : bool
        Whether the platform's fee is told of these rows.
    """

    margin = MARGIN_GIVEN

    def add(key: str, each: Expression | None) -> None:
        metric = METRICS[key]
        known: Expression = margin if key != "result" or meets(month) else Every((margin, NEVER))
        columns.add(
            key,
            metric.heading(month),
            "money",
            Only(known, each) if each is not None and key in _OF_MARGIN else each,
            Only(known, total_of(key)) if key in _OF_MARGIN else total_of(key),
            better=metric.better,
        )

    def minus(first: str, *others: str) -> Expression:
        found: Expression = Field(first)
        for key in filter(columns.has, others):
            found = found - Field(key)
        return found

    add("gmv", amount("gmv"))
    if month.has("refund"):
        add("refund", amount("refund"))
    add("net", minus("gmv", "refund"))
    add("goods", Field("net") * (1 - Named("margin")))
    parts = [amount(key) for key in ("commission", "slot_fee") if month.has(key)]
    if creators is not None:
        add("creators", None)
    elif parts:
        add("creators", parts[0] + parts[1] if len(parts) == 2 else parts[0])
    if fee and month.has("platform_fee"):
        add("platform_fee", amount("platform_fee"))
    add("earned", minus("net", "goods", "creators", "platform_fee"))
    if month.has("cost"):
        add("cost", amount("cost"))
    add("result", minus("earned", "cost"))


def summed(**where: Expression) -> Callable[[str], Expression]:
    """The sum of the rows of the data that hold some words, by its key."""
    return lambda key: SumIfs("data", key, where)


def planned_for(
    month: Month, table: str, whose: Sequence[Sales], by: Sequence[str]
) -> list[Expression] | None:
    """What each row's creators cost where it is planned, with the slot fees that are told.

    Parameters
    ----------
    whose : sequence of Sales
        Whose sales each row is.
    """
    if not planned(month):
        return None

    def due(row: int, of: Sales) -> Expression:
        if of == WHOLE and plans_apart(month):
            rows = {key: At(table, key, row) for key in by}
            return added_up(plan(month, _net_of(month, rows, each), each) for each in plans_apart(month))
        return plan(month, At(table, "net", row), of) if of.partners else Literal(0.0)

    plans = [due(row, of) for row, of in enumerate(whose)]
    if not month.has("slot_fee"):
        return plans
    return [
        plan + SumIfs("data", "slot_fee", {key: At(table, key, row) for key in by})
        for row, plan in enumerate(plans)
    ]


def _net_of(month: Month, of: Mapping[str, Expression], whose: Sales) -> Expression:
    """What a channel, of one shop or of all, sold after refunds, of the rows of the data that hold some words."""
    of = {**of, "channel": Literal(month.label(whose.kind))}
    if whose.shop:
        of = {**of, "shop": Literal(month.shop(whose.shop))}
    sold = SumIfs("data", "gmv", of)
    return sold - SumIfs("data", "refund", of) if month.has("refund") else sold


def _channels(month: Month) -> Table:
    columns = Columns(month)
    columns.names("channel", CHANNEL, TOTAL, width=18, hue=True)
    creators = planned_for(month, "pnl", [Sales(letter) for letter in month.channels], ["channel"])
    lines(month, columns, summed(channel=Field("channel")), creators)
    taken = [key for key in ("creators", "platform_fee") if columns.has(key)]
    if taken:
        heading = Words("达人与平台占净成交（%）", "Creators and fee of net sales (%)")
        columns.both(
            "taken",
            heading,
            "rate",
            lambda cell: Only(cell("net") > 0, _added(cell, taken) / cell("net")),
            better="less",
        )
    given: dict[str, list[Any]] = {"channel": [month.label(letter) for letter in month.channels]}
    if creators is not None:
        given["creators"] = creators
    if judged(month):
        if sloped(month):
            slope = Words("坡度：GPM ÷ 基准（倍）", "Slope: GPM ÷ benchmark (×)")
            columns.add("slope", slope, "ratio", _of_all(month, At("compare", "gpm") / Named("benchmark")))
        heading = in_money(month, "其中投了流的", "Of it, where ads ran")
        whole = Only(MARGIN_GIVEN, total_of("borne"))
        ran = Every((*somebody(month), Field("cost") > 0))
        columns.add("borne", heading, "money", Only(ran, At("ads_part", "borne")), whole, better="more")
        room = Words("余量：ROI ÷ 保本 ROI（倍）", "Room: ROI ÷ break-even ROI (×)")
        over, sold = _room(month)
        columns.add("room", room, "ratio", Only(Every((*somebody(month), *sold)), over))
        if held := coupons(month):
            columns.add(
                "coupons", in_money(month, "含的优惠券", "Coupons held"), "money", None, total_of("coupons")
            )
            given["coupons"] = [held.get(letter, 0.0) for letter in month.channels]
        if lost := month.unplaced:
            heading = in_money(month, "没写明阵地、可能是它的", "Names no channel, may be its")
            columns.add("unplaced", heading, "money")
            may_be = lost.may_be | {UNKNOWN: lost.amount}
            given["unplaced"] = [may_be.get(letter, 0.0) for letter in month.channels]
        heading = Words("第几条规则（见“口径”）", "Rule (on Definitions)")
        columns.add("rule", heading, "days", At(OWN, "settled"))
        words = [Literal(word) for word in terms(month, VERDICTS).values()]
        verdict = Pick(Field("rule"), tuple(words))
        columns.add("verdict", Words("诊断", "Verdict"), "text", verdict, width=12, mark="verdict")
    title = Words(f"各阵地利润表 · {month.period.zh}", f"P&L by channel · {month.period.en}")
    return Table("pnl", title, tuple(columns), given)


def _room(month: Month) -> tuple[Expression, tuple[Expression, ...]]:
    """ROI over the one that breaks even, of a channel or of its part where ads ran, the lower; and where there is one at all.

    What is earned before ads and slots, over both: a slot is paid for as the ads are, whatever is sold.
    """
    cost, earned = Field("cost"), Field("earned")
    if not slots(month):
        return worst(Field("result"), Field("borne")) / cost + 1, (Field("net") > 0, earned > 0)
    slot, ran = At(ADS_PART, "slots"), At(ADS_PART, "slots_ran")
    whole = (earned + slot) / (cost + slot)
    part = (At(ADS_PART, "borne") + cost + ran) / (cost + ran)
    return worst(whole, part), (cost > 0, Field("net") > 0, earned + slot > 0)


def _of_all(month: Month, of_gpm: Expression) -> Expression:
    """What GPM says of a channel; "—" where it is told over a part of its sales only."""
    if not month.uneven:
        return Shown(of_gpm)
    return Only(At("compare", "gpm_gmv") >= At("compare", "gmv") * (1 - SLIGHT), of_gpm)


ADS_PART: Final = "ads_part"
"""The table on 推导 of what each channel left where ads ran, and of the slots paid for there."""


def _ads_part(month: Month) -> Table:
    """The profit of the days and carriers on which ads ran; all of it where spend stands apart from what is sold.

    What sells without ads may carry them: such a channel earns, and each yuan of ads loses all the same. Where they are booked
    in lumps no day tells whether they ran: only carriers that cost nothing all along stand apart. What partners and the platform
    get that isn't booked by the day, nor planned, is shared by net sales: it is owed of all days, on whichever it stands.
    """
    columns = Columns(month)
    fees = [key for key in ("commission", "slot_fee", "platform_fee") if month.has(key)]
    columns.add("channel", CHANNEL, "text", At("pnl", "channel"), width=24)
    columns.add("net", in_money(month, "没投流的净成交", "Net sales without ads"), "money")
    columns.add("borne", in_money(month, "投了流的利润", "Profit where ads ran"), "money")
    if slots(month):
        heading = in_money(month, "坑位费", "Slot fees")
        columns.add("slots", heading, "money", SumIfs("data", "slot_fee", {"channel": Field("channel")}))
        columns.add("slots_ran", in_money(month, "投了流的坑位费", "Slot fees where ads ran"), "money")
        bare = worst(At("pnl", "result") + Field("slots"), Field("borne") + Field("slots_ran"))
        heading = in_money(month, "不算坑位费，两者里低的", "The lower of both, without slots")
        columns.add("bare", heading, "money", Only(Known((At("pnl", "result"),)), bare))
    nets, parts, ran = list[Expression](), list[Expression](), list[Expression]()
    for row, letter in enumerate(month.channels):
        free, whole, apart = _free(month, letter), At("pnl", "net", row), At("ads_part", "net", row)
        net = free("gmv") - free("refund") if month.has("refund") else free("gmv")
        earned: Expression = apart * Named("margin")
        of, sells = {"channel": Literal(month.label(letter))}, _sells(month, letter)

        def shared(amount: Expression, whole: Expression = whole, apart: Expression = apart) -> Expression:
            return Choice(whole > 0, amount / whole * apart, Literal(0.0))

        for key in fees:
            if key != "commission" or not planned(month):
                own = by_day(month, key, letter)
                off = free(key) if own else shared(SumIfs("data", key, of))
                earned = earned - off
                if key == "slot_fee" and columns.has("slots_ran"):
                    slot = At(ADS_PART, "slots", row)
                    ran.append(slot - off if sells else Choice(whole - apart > 0, slot - off, slot))
        if planned(month):
            creators: Expression = At("pnl", "creators", row)
            if month.has("slot_fee"):
                creators = creators - SumIfs("data", "slot_fee", of)
            earned = earned - shared(creators)
        result = At("pnl", "result", row)
        part = result - earned if sells else Choice(whole - apart > 0, result - earned, result)
        nets.append(net)
        parts.append(Only(Known((result,)), part))
    title = Words("投流部分", "Where ads ran")
    return Table(
        ADS_PART, title, tuple(columns), {"net": nets, "borne": parts} | ({"slots_ran": ran} if ran else {})
    )


def _sells(month: Month, letter: str) -> bool:
    """Whether a channel's spend stands on rows that tell sales, if only that there were none."""
    rows = month.frame[(month.frame["channel"] == letter) & (month.frame["cost"] > 0)]
    return letter not in lumps(month) and len(rows) > 0 and bool(rows["gmv"].notna().all())


def _undated(month: Month) -> list[str]:
    """The costs that aren't booked by the day in a channel that sells with ads and without, and so are shared by net sales."""
    free = month.frame[(month.frame["gmv"] > 0) & (month.frame["cost"].fillna(0.0) == 0)]
    sold = {*free["channel"]} - {UNKNOWN}
    spent = [letter for letter, cost in month.sums("cost").items() if cost > 0 and letter in sold]
    keys = [key for key in ("commission", "slot_fee", "platform_fee") if month.has(key)]
    return [
        key
        for key in keys
        if not (key == "commission" and planned(month))
        and any(month.sums(key).get(at, 0.0) >= CENT and not by_day(month, key, at) for at in spent)
    ]


def _free(month: Month, letter: str) -> Callable[[str], Expression]:
    """A sum of what a channel sold without ads, by its key in the data."""
    of = {"channel": Literal(month.label(letter))}
    if letter not in lumps(month):
        return lambda key: SumIfs("data", key, {**of, "cost": Literal(0.0)})
    rows = month.frame[month.frame["channel"] == letter]
    cost = rows.groupby(["owner", "carrier"])["cost"].sum()
    places = [
        {**of, "owner": Literal(month.owner(owner)), "carrier": Literal(month.carrier(carrier))}
        for (owner, carrier), amount in cost.items()
        if not amount
    ]

    def free(key: str) -> Expression:
        found: Expression = Literal(0.0)
        for place in places:
            found = found + SumIfs("data", key, place)
        return found

    return free


def somebody(month: Month) -> tuple[Expression, ...]:
    """That a row is a channel's; nothing to ask where every row is."""
    if UNKNOWN not in month.channels:
        return ()
    nobody = Field("channel").equals(month.label(UNKNOWN))
    return (Choice(nobody, Literal(0.0), Literal(1.0)).equals(1.0),)


def worst(whole: Expression, borne: Expression) -> Expression:
    """The lower of a channel's profit and of its part where ads ran, where they did: more ads must pay in both."""
    return Choice(whole >= borne, borne, whole)


def left_of_ads(month: Month) -> Expression:
    """The lower of a channel's profit and of its part where ads ran, before slots: these are paid, and no ads lose them."""
    return At(ADS_PART, "bare") if slots(month) else worst(At("pnl", "result"), At("pnl", "borne"))


def _added(cell: type[Field], keys: Sequence[str]) -> Expression:
    first, *others = (cell(key) for key in keys)
    found: Expression = first
    for each in others:
        found = found + each
    return found


def _carriers(month: Month) -> Table:
    pairs = month.frame[["owner", "carrier"]].drop_duplicates().sort_values(["owner", "carrier"])
    shown = sorted(pairs.itertuples(index=False), key=lambda pair: (pair.owner != "自营", pair.owner))
    columns = Columns(month)
    columns.names("owner", OWNER, TOTAL, width=16)
    columns.names("carrier", CARRIER, width=13.5)
    whose = [WHOLE if pair.owner == "合作" else Sales(OWN_SALES) for pair in shown]
    creators = planned_for(month, "pnl_carriers", whose, ["owner", "carrier"])
    lines(month, columns, summed(owner=Field("owner"), carrier=Field("carrier")), creators)
    given: dict[str, list[Any]] = {
        "owner": [month.owner(pair.owner) for pair in shown],
        "carrier": [month.carrier(pair.carrier) for pair in shown],
    }
    if creators is not None:
        given["creators"] = creators
    title = Words(f"各载体利润表 · {month.period.zh}", f"P&L by content type · {month.period.en}")
    return Table("pnl_carriers", title, tuple(columns), given)


def shares(month: Month) -> bool:
    """Whether the creators listed share costs of their channels, for their list tells them not."""
    top = month.lists.accounts("合作", month.gmv, SHOWN)
    return top is not None and bool(of_creators(month, top).keys())


def shared(month: Month, name: str) -> dict[str, Expression | str]:
    """At which rates they do, for their pages, by the name of the text there."""
    top = month.lists.accounts("合作", month.gmv, SHOWN)
    if top is None or not (share := of_creators(month, top)).keys():
        return {}
    told = share.told(Words("达人名单里没有", "The list of creators tells no"))
    if not (silent := silent_shops(month)):
        return {name: told}
    return {name: Joined((told, Literal(month.say("。", ".") + silent)))}


def ads_apart(month: Month) -> str:
    """That the profit of creators is before ads, where their channels spent on some and their list tells none; else empty."""
    top = month.lists.accounts("合作", month.gmv, SHOWN)
    if top is None or not month.has("cost"):
        return ""
    telling = top.told_in["cost"] if "cost" in top else frozenset[str]()
    silent = [shop for shop in month.shops if by_shop(month) and shop not in telling]
    if "cost" in top and not silent:
        return ""
    rows = month.frame[month.frame["channel"].isin(PARTNERS)]
    rows = rows[rows["shop"].isin(silent)] if "cost" in top else rows
    if (spent := float(rows["cost"].sum())) < CENT:
        return ""
    amount, names = money(month, spent), ", ".join(map(month.shop, silent)) if "cost" in top else ""
    whose = Words(names.replace(", ", "、"), f" of {names}" if names else "")
    return month.say(
        f"达人名单里没有{whose.zh}投放：{whose.zh}达人的利润没有扣投放（A、T 共投放 {amount}）",
        f"The list of creators{whose.en} tells no ads: their profit is before ads (A and T spent {amount})",
    )


def held(month: Month, top: Ranking) -> list[str]:
    """What the creators cost, told or shared out, and their commission in any case."""
    share = of_creators(month, top)
    borne = {*share.keys(), "commission"}
    return [key for key in COSTS if tells(month, top, key) or key in borne]


def _creators(month: Month) -> Table | None:
    """The creators listed, from the same cells as their own sheet."""
    top = month.lists.accounts("合作", month.gmv, SHOWN)
    if top is None or not (costs := held(month, top)):
        return None
    columns = Columns(month, gmv=top.gmv)

    known, share = MARGIN_GIVEN, of_creators(month, top)

    def of_all(key: str) -> Expression:
        return Only(known, whole(share, key)) if key in _OF_MARGIN else whole(share, key)

    def same(key: str) -> None:
        columns.add(key, METRICS[key].heading(month), "money", At("creators", key), of_all(key))

    columns.add(
        "creator", Words("达人", "Creator"), "text", At("creators", "creator"), month.say(*LISTED), width=18
    )
    same("gmv")
    if tells(month, top, "refund") or share.shares("refund"):
        same("refund")
    net: Expression = Field("gmv") - Field("refund") if columns.has("refund") else Field("gmv")

    def add(key: str, each: Expression) -> None:
        columns.add(key, METRICS[key].heading(month), "money", each, of_all(key))

    add("net", Shown(net) if share.keys() else net)
    add("goods", Only(known, Field("net") * (1 - Named("margin"))))
    if fees := [key for key in ("commission", "slot_fee") if key in costs]:
        paid_out = added_up(At("creators", key) for key in fees)
        add("creators", Shown(paid_out) if share.keys() else paid_out)
    for key in ("platform_fee", "cost"):
        if key in costs:
            same(key)
    same("result")
    title = Words(
        f"达人利润表：前 {len(top)} / 共 {top.count} 位", f"P&L by creator: first {len(top)} of {top.count}"
    )
    return Table("pnl_creators", title, tuple(columns), {}, count=len(top))


def _note(month: Month) -> Words:
    if paid(month):
        zh, en = (
            "达人费用 = 导出里实际的佣金与坑位费，谁收了记在谁头上",
            "creators: the commission and slot fees of the exports, borne by whose they are",
        )
    elif planned(month):
        lacks = "没有佣金", "hold no commission"
        if "commission" in month.partial:
            lacks = "没有整月的佣金", "hold no commission of the whole month"
        slots, least = Words("", ""), Words("", "")
        if part_paid(month):
            least = Words("，连同已付的", ", with what was paid")
        if month.has("slot_fee"):
            slots = Words("，坑位费按导出", ", and the slot fees of the exports")
        zh = f"导出里{lacks[0]}：A、T 按说明页的佣金率预计{least.zh}{slots.zh}，自播与货架不摊佣金"
        en = f"the exports {lacks[1]}: A and T at the rate planned on About{least.en}{slots.en}, own channels bear none"
    else:
        zh, en = "没有达人成交，不摊佣金", "no partner sales, no commission"
    refunds = month.gmv.refunded and not month.has("refund")
    less = (
        Words("；导出里没有退款，净成交未扣退款", "; the exports hold no refunds, so none are taken off")
        if refunds
        else NO_WORDS
    )
    whole = NO_WORDS
    if judged(month) and (letters := lumps(month)):
        names = [CHANNELS[letter] for letter in letters]
        zh_names, en_names = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
        whole = Words(
            f"；{zh_names} 的投放隔几天才记一笔，看不出哪天投了流：投流部分按整个阵地算",
            f" Ads of {en_names} are booked now and then, which days they ran on can't be told: where ads ran is all of it.",
        )
    if judged(month) and (fees := _undated(month)):
        names = [COSTS[key] for key in fees]
        zh_names, en_names = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
        whole = Words(
            f"{whole.zh}；{zh_names}没有逐日记的，投流部分按净成交摊",
            f"{whole.en} Not booked by the day, so where ads ran bears them by net sales: {en_names}.",
        )
    return Words(
        f"净成交 = GMV − 退款；货品成本 = 净成交 ×（1 − 毛利率）；{zh}；平台佣金、投放按导出；"
        "投流前利润 = 净成交 − 货品 − 达人 − 平台；利润 = 投流前利润 − 投放。"
        f"毛利率、佣金率在“说明”里改，这里跟着变{less.zh}{whole.zh}",
        f"Net = GMV − refunds; goods = net × (1 − margin); {en}; platform fee and ads as exported. "
        "Profit before ads = net − goods − creators − platform; profit = that − ads."
        f" Margin and rate are typed on About{less.en}{'.' * bool(whole.en)}{whole.en}",
    )


# -------------------------------------------------------------------- in words
HOPELESS, SLOTTED = "hopeless", "slotted"
"""Figures on 推导 that name the channels that can't break even whatever they sell, and those that slots keep from it."""


def _tell(month: Month, ledger: Ledger) -> Texts:
    """What is left, of which channel, and which loses; why no break-even where there is none."""
    asked = sentence(
        month,
        "填上毛利率（“说明”里的黄格子，或 brand.toml 的 [economics] margin），这里就算出利润。",
        "Type the gross margin (on About, or margin under [economics] in brand.toml) and the profit appears here.",
    )
    wrong = sentence(
        month, "{said}，利润写“—”。", "{said}: no profit is shown.", said=beyond(month, MARGIN, NOTHING)
    )
    asked = where(
        Every((Known((Named(MARGIN),)), Choice(MARGIN_GIVEN, Literal(0.0), Literal(1.0)).equals(1.0))),
        wrong,
        asked,
    )
    if not meets(month):
        asked = _apart(month)
    whole = Total("result", "pnl")
    each = [
        sentence(
            month, "{name} {left:money}", "{name} {left:money}", name=name, left=At("pnl", "result", row)
        )
        for row, name in enumerate(ledger.column("pnl", "channel"))
    ]
    between = Literal(month.say("、", ", "))
    told = sentence(
        month,
        "{made} {whole:money}",
        "{made} {whole:money}",
        made=where(whole > 0, Literal(month.say("赚", "made")), Literal(month.say("亏", "lost"))),
        whole=Absolute(whole),
    )
    line = sentence(
        month,
        "{period}扣掉{off}，{told}：{each}。{hopeless}{unpaid}",
        "{period}: after {off} the shop {told}: {each}.{hopeless}{unpaid}",
        off=by_rate(month, lambda planning: named(month, after(month, planning))),
        period=month.say(*month.told),
        told=where(Absolute(whole) >= LEAST["money"], told, Literal(month.say("不赚不亏", "broke even"))),
        each=Joined(tuple([part for one in each for part in (between, one)][1:])),
        hopeless=_hopeless(month, ledger),
        unpaid=_unpaid(month),
    )
    known = Known(tuple(At("pnl", "result", row) for row in range(len(each))))
    line = Joined(
        (where(known, Joined((line, Literal(unplaced_told(month)))), asked), Literal(_eaten(month)))
    )
    return {"profit_sentence": line, **shared(month, "shared_sentence"), "coupons_sentence": _coupons(month)}


def _apart(month: Month) -> Expression:
    """Why there is no profit where the spend and the sales don't meet, and what is left before it once the margin is known."""
    of, before = unmet(month), Total("earned", "pnl")
    left = sentence(
        month,
        "；投流前利润 {before:money}（扣掉{off}，没扣投放）",
        "; profit before ads is {before:money} (after {off})",
        before=before,
        off=by_rate(month, lambda planning: named(month, [w for w in after(month, planning) if w != ADS])),
    )
    asked = sentence(
        month,
        "；{asked}",
        "; {asked}",
        asked=beyond(
            month,
            MARGIN,
            Literal(
                month.say(
                    "填上毛利率就有投流前利润", "type the gross margin on About for the profit before ads"
                )
            ),
        ),
    )
    return sentence(
        month,
        f"花费与成交不是同样的{of.zh}，不相减，没有利润（写“—”）{{left}}；补齐同样{of.zh}的导出就算得出。",
        f"Ad cost and sales are not of the same {of.en}, so no profit is shown{{left}}; exports of the same {of.en} would tell.",
        left=where(Known((before,)), left, asked),
    )


def _eaten(month: Month) -> str:
    """Of which channels more came back than was sold; empty where of none."""
    sold, back = month.sums("gmv"), month.sums("refund")
    nets = {key: sold.get(key, 0.0) - back.get(key, 0.0) for key in month.channels}
    each = [(month.label(key), money(month, net)) for key, net in nets.items() if -net >= LEAST["money"]]
    if not each:
        return ""
    zh, en = "、".join(map(" ".join, each)), ", ".join(f"{name} ({net})" for name, net in each)
    return month.say(
        f"退款比成交还多，净成交是负的：{zh}；以净成交为底的比例没有意义，写“—”。",
        f" More came back than was sold, so net sales are negative: {en}; ratios of them mean nothing and are shown as —.",
    )


def _coupons(month: Month) -> Expression:
    """What of the net sales no buyer paid, because a coupon did, and what is left if the shop bears it.

    Platforms say that their GMV holds coupons; none says who bears them, so they are told and not taken off.
    """
    if month.gmv.key == "paid":
        return Literal(
            month.say(
                "GMV 按用户支付：买家用掉的优惠券和补贴本来就不在里面，不用再扣",
                "GMV is what buyers paid: the coupons and subsidies they used are not in it, so nothing is taken off",
            )
        )
    name, sums = month.gmv_words, coupons(month)
    if not sums:
        gross = NO_WORDS
        if month.gross_coupons:
            amount = money(month, month.gross_coupons)
            gross = Words(f"（退款前的智能优惠券是 {amount}）", f" (smart coupons before refunds: {amount})")
        return Literal(
            month.say(
                f"{name.zh}里含智能优惠券与补贴{gross.zh}，导出里没有退款后的金额：上面的利润没有扣它们",
                f"{name.en[:1].upper()}{name.en[1:]} holds coupons and subsidies{gross.en}; the exports don't tell them after "
                "refunds, so the profit above has none taken off",
            )
        )
    whole, result = Literal(math.fsum(sums.values())), Total("result", "pnl")
    each = month.say("、", ", ").join(
        f"{month.label(letter)} {money(month, sums[letter])}" for letter in month.channels if sums.get(letter)
    )
    borne = sentence(
        month,
        "；若全由店铺出，利润是 {left:money}",
        "; if the shop bears all of it, the profit is {left:money}",
        left=result - whole,
    )
    return sentence(
        month,
        "净成交里含退款后的智能优惠券 {whole:money}（{each}）：买家没有付这笔钱，谁承担导出里没有说，上面没有扣{borne}",
        "Net sales hold smart coupons of {whole:money} after refunds ({each}): no buyer paid them, the exports don't say who "
        "bears them, and nothing is taken off above{borne}",
        whole=whole,
        each=each,
        borne=where(Known((result,)), borne),
    )


def unplaced_told(month: Month) -> str:
    """How much was spent that names no channel, and which export would say; empty where all is placed."""
    lost = month.unplaced
    if not lost:
        return ""
    told = month.say("、", ", ").join(
        f"{month.say(*COSTS[key])} {money(month, amount)}" for key, amount in lost.whole.items() if amount
    )
    ads, fees = (
        hint(month, "placed_ads", Words("罗盘“成交分析”的载体构成", "Compass 载体构成")),
        hint(month, "placed_fees", Words("罗盘“成交分析”的载体构成", "Compass 载体构成")),
    )
    named = dict.fromkeys(
        [
            *([ads] if lost.cost else []),
            *([fees] if any(lost.whole[key] for key in lost.whole if key != "cost") else []),
        ]
    )
    names = Words("、".join(each.zh for each in named), ", ".join(each.en for each in named))
    return month.say(
        f"{told}没有写明阵地，记在“{month.label(UNKNOWN)}”，没有算到任何阵地头上；{names.zh}能分清。",
        f" {told[:1].upper()}{told[1:]} named no channel: booked under '{month.label(UNKNOWN)}' and charged to none; "
        f"{names.en} would tell.",
    )


def silent(month: Month) -> list[tuple[Words, list[str]]]:
    """The costs that some shops' exports don't tell while another's do, with those shops."""
    found = []
    for key, words in (("commission", COMMISSION), ("platform_fee", FEE)):
        telling = {shop for *_, shop in month.coverage(key).each}
        if len(month.shops) < 2 or not month.has(key) or "" in telling:
            continue
        frame = month.frame[month.frame["gmv"] > 0]
        sold = frame[frame["channel"].isin(PARTNERS)] if key == "commission" else frame
        if names := [month.shop(shop) for shop in month.shops if shop in {*sold["shop"]} - telling]:
            found.append((words, names))
    return found


def silent_shops(month: Month) -> str:
    """Which shops' exports tell no commission or fee while another's do; empty where none."""
    return "".join(
        month.say(
            f"{'、'.join(names)}的导出里没有{words.zh}，没有扣。",
            f" {', '.join(names)}: no {words.en} in the exports, none taken off.",
        )
        for words, names in silent(month)
    )


def _unpaid(month: Month) -> Expression:
    """What is not taken off: what the exports lack, and a commission while nobody has said a rate."""
    lacks = named(month, untold(month))
    if "platform_fee" in month.partial:
        zh, en = told_days(month, "platform_fee", month.partial["platform_fee"])
        part = Words(f"{FEE.zh}（只有 {zh} 的）", f"{FEE.en} (told of {en} only)")
        lacks = named(month, [part if words == FEE else words for words in untold(month)])
    static = month.say(
        f"导出里没有{lacks}：这里没有扣。", f" Not in the exports, so not taken off here: {lacks}."
    )
    held = Words("导出里没有佣金", "The exports hold no commission")
    due = Words("这里没有扣达人佣金", "none is taken off here")
    instead: Expression = NOTHING
    if "commission" in month.partial:
        zh, en = told_days(month, "commission", month.partial["commission"])
        amount = money(month, all_part_paid(month))
        held = Words(
            f"导出里的达人佣金只有 {zh} 的（{amount}），不是整月的",
            f"The commission in the exports is of {en} only ({amount}), not of the whole month",
        )
        rate = rates_on_days(month)
        due = Words(f"其余按那几天的 {rate} 预计", f"the rest is planned at the {rate} of those days")
        if not paid_on_days(month):  # booked now and then: of which days nobody tells
            due = Words("已付的照扣，其余没有扣", "what was paid is taken off, nothing for the rest")
            held = Words(
                f"导出里的达人佣金只记在 {zh}（{amount}），可能不是整月的",
                f"The commission in the exports is booked on {en} only ({amount}), maybe not all of the month's",
            )
        instead = Literal(
            month.say(
                f"{held.zh}：已付的照扣，其余按“说明”的佣金率预计。",
                f" {held.en}: that is taken off, the rest planned at the rate on About.",
            )
        )
    empty = month.say(
        f"{held.zh}，“说明”里的佣金率也没填：{due.zh}。",
        f" {held.en}, and About holds no rate: {due.en}.",
    )
    wrong = sentence(
        month,
        f"{held.zh}；{{said}}，{due.zh}。",
        f" {held.en}. {{said}}; {due.en}.",
        said=beyond(month, RATE, NOTHING),
    )
    told = where(Known((Named(RATE),)), wrong, Literal(empty))
    plans = where(RATE_GIVEN, instead, told) if planned(month) else NOTHING
    silent = silent_shops(month)
    return Joined((plans, Literal((static if lacks else "") + silent))) if lacks or silent else plans


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """The channels whose commission and fee take the margin or more, so that no GPM and no ROI breaks even."""
    parts_of_ads = [_ads_part(month)] if judged(month) else []
    bought = _bought(month) if month.coverage("gmv").days and METRICS["roi"].told(month) else []
    bought += planned_figures(month)
    if not month.coverage("gmv").days or not _channels(month).has("taken"):
        return bought, parts_of_ads
    margin, parts, fixed = Named("margin"), list[Expression](), list[Expression]()
    for row, letter in enumerate(month.channels):
        taken, whole = taken_of_more(month, row), At("pnl", "taken", row)
        known = Every((Known((taken, whole)), MARGIN_GIVEN))

        def said(rate: Expression, name: str = month.label(letter)) -> Expression:
            return sentence(month, "{name} {rate:0.0%}", "{name} {rate:0.0%}", name=name, rate=rate)

        parts.append(where(known, where(taken >= margin, said(taken), NOTHING)))
        by_slots = where(margin > taken, where(whole >= margin, said(whole), NOTHING), NOTHING)
        fixed.append(where(known, by_slots))
    words = Words("佣金与平台不低于毛利率的阵地", "Channels whose commission and fee take the margin")
    found = [Figure(HOPELESS, words, "text", formula=parted(month, parts))]
    if slots(month):
        words = Words("加上坑位费才不低于的阵地", "Channels whose slot fees take the rest of it")
        found.append(Figure(SLOTTED, words, "text", formula=parted(month, fixed)))
    return [*found, *bought], parts_of_ads


BOUGHT: Final = "bought"
BARE: Final = "bought_bare"
"""The figures on 推导 of what is left in the channels on which ads ran, and before slots where any were paid for."""


def _bought(month: Month) -> list[Figure]:
    """What is left where ads ran, or of the whole channel where that is less: the others can't tell whether ads were worth it."""
    rows = [row for row, letter in enumerate(month.channels) if letter != UNKNOWN] or [0]

    def whole(left: Callable[[int], Expression]) -> Expression:
        ran = (Choice(At("pnl", "cost", n) >= Named(FIGURE), left(n), Literal(0.0)) for n in rows)
        return Only(given(MARGIN, FIGURE), added_up(ran))

    def lower(row: int) -> Expression:
        result = At("pnl", "result", row)
        return worst(result, At(ADS_PART, "borne", row)) if judged(month) else result

    def before_slots(row: int) -> Expression:
        if judged(month):
            return At(ADS_PART, "bare", row)
        return At("pnl", "result", row) + slots_paid(month.label(month.channels[row]))

    name = in_money(month, "投流部分利润合计", "Profit where ads ran")
    found = [Figure(BOUGHT, name, "money", formula=whole(lower))]
    if slots(month):
        name = in_money(month, "投流部分不算坑位费合计", "Profit where ads ran, before slots")
        found.append(Figure(BARE, name, "money", formula=whole(before_slots)))
    return found


def worth(month: Month, roi: Expression, least: Expression, good: Words, bad: Words) -> Expression:
    """What is said of the ads: good above break-even, unless the channels on which they ran lose; neither where ROI and
    break-even are the same in two decimals. Where slots alone make the loss, these are said to."""
    lost = sentence(
        month,
        "全店够本，但投流部分合计亏 {lost:money}",
        "a loss where ads ran",
        lost=-Named(BOUGHT),
    )
    below: Expression = Literal(month.say(*bad))
    left = Total("result", "pnl")  # to the last bit, a return at break-even lies on either side of it
    if slots(month):
        of_slots = sentence(
            month,
            "全店够本，投流部分合计亏 {lost:money}，亏在坑位费",
            "slot fees make a loss where ads ran",
            lost=-Named(BOUGHT),
        )
        pays = Named(BARE) > -LEAST["money"]
        lost = where(pays, of_slots, lost)
        alone = Every((pays, Counted(left) + slots_paid() >= LEAST["money"]))
        below = where(alone, Literal(month.say("坑位费把利润吃完了", "slot fees eat the profit")), below)
    above = where(Named(BOUGHT) > -LEAST["money"], Literal(month.say(*good)), lost)
    at_it = Literal(month.say("刚好保本", "just breaking even"))
    found = where(roi >= least, above, below)
    found = where(Rounded(roi, 2).equals(Rounded(least, 2)), at_it, found)
    return where(Known((left,)), where(Literal(LEAST["money"]) > Absolute(left), at_it, found), found)


def concluded(month: Month, word: Expression) -> Expression:
    """What is concluded of the spend, behind its figures; nothing of a few days'."""
    return NOTHING if few(month) else Joined((Literal(month.say("：", ": ")), word))


def no_line(month: Month) -> Expression:
    """Why no ROI breaks even, where the profit is known all the same."""
    unsold = Literal(month.say("没有成交", "nothing was sold"))
    back = Literal(month.say("退款吃完了成交", "refunds eat the sales"))
    eaten = Literal(month.say("佣金与平台已占满毛利", "commission and fees eat the margin"))
    nought: Expression = Literal(month.say("毛利率是 0", "the margin is 0"))
    if _channels(month).has("taken"):
        nought = where(taken_of_more(month) > 0, eaten, nought)
    of_margin = where(Named(MARGIN) > 0, eaten, nought)
    return where(Total("net", "pnl") > 0, of_margin, where(Total("gmv", "pnl") > 0, back, unsold))


def _hopeless(month: Month, ledger: Ledger) -> Expression:
    nought = Literal(
        month.say(
            "毛利率是 0：卖多少都不够本，所以没有保本 ROI 与保本 GPM（写“—”）。",
            " The margin is 0: no volume breaks even, so there is no break-even ROI or GPM (shown as —).",
        )
    )
    eaten: Expression = NOTHING
    if HOPELESS in ledger.figures:
        found = Named(HOPELESS)
        told = sentence(
            month,
            "佣金与平台占净成交不低于毛利率 {margin:0.0%} 的：{found}，"
            "卖多少都不够本，所以没有保本 ROI 与保本 GPM（写“—”）。",
            " Commission and fees eat the whole {margin:0.0%} margin at {found}: no volume breaks even there, "
            "so there is no break-even ROI or GPM (shown as —).",
            margin=Named(MARGIN),
            found=found,
        )
        eaten = where(found.equals(""), NOTHING, told)
    if SLOTTED in ledger.figures:
        by_slots = sentence(
            month,
            "加上坑位费才不低于毛利率的：{found}，现在卖的还盖不住坑位，多卖能摊薄。",
            " Only with slot fees not below the margin: {found}; what sells now doesn't cover the slots, more sales would.",
            found=Named(SLOTTED),
        )
        eaten = Joined((eaten, where(Named(SLOTTED).equals(""), NOTHING, by_slots)))
    return where(Named(MARGIN) > 0, eaten, nought)


PAGE: Final = Page(
    "profit",
    Words("利润表", "P&L"),
    "analysis",
    Words(
        "GMV → 退款 → 净成交 → 货品 → 达人 → 平台 → 投放 → 利润：每个阵地、载体、达人留下多少钱",
        "GMV → refunds → net sales → goods → creators → platform → ads → profit, by channel, content type and creator",
    ),
    _bands,
    _tell,
    Words("没有成交，算不出利润", "no sales, so no profit"),
)
