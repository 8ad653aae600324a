"""达人AT: the creators who sold, how few of them make most of it, and whether each earned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xl_fact.engine.answers import Ranking
from xl_fact.engine.placing import PARTNERS
from xl_fact.engine.rankings import NOBODY
from xl_fact.report.asking import MARGIN_GIVEN
from xl_fact.report.formula import (
    DASH,
    Absolute,
    Aggregate,
    At,
    Body,
    Choice,
    Counted,
    CountText,
    Every,
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
    Running,
    Shown,
    TotalField,
    written,
)
from xl_fact.report.history import few, little
from xl_fact.report.metrics import LISTED, METRICS, Columns, in_money, large
from xl_fact.report.model import Cards, Chart, Figure, Ledger, Paragraph, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.ratios import FIGURE
from xl_fact.report.sections import tiers
from xl_fact.report.sections.cautions import cautions
from xl_fact.report.sections.commission import CENT, part_paid, plan, plans_apart
from xl_fact.report.sections.profit import COSTS, ads_apart, held, judged, shared, shares, slots
from xl_fact.report.sections.shared_costs import Share, of_creators, tells, told_of, whole
from xl_fact.report.sections.whose import SHOWN, WHOLE, Parts, Sales, added_up, letters, whose_creators
from xl_fact.report.telling import NEVER, beside, dated, leads, money, parted, sentence, sized_later, where
from xl_fact.report.verdicts import ADVICE, OWN, SAFE, VERDICTS, terms
from xl_fact.words import Words

_LIST: Final = Words("达人清单", "The creators listed")
_WHY: Final = Words(
    "账号构成表只有平台列出的达人；合作成交由全店成交表得出",
    "The list holds only the creators that the platform lists; partner sales come from the shop's own table",
)
_AT_THE_RATE = Words(
    "导出里没有佣金：按“说明”的佣金率预计，留空按 0",
    "the exports hold no commission: it is planned at the rate of About, 0 while that is empty",
)
_NO_LESS = Words(
    "导出里没有整月的佣金：已付的照扣，其余按“说明”的佣金率预计；留空按已付那几天的佣金率",
    "the exports hold commission of some days only: what was paid is taken off, the rest planned at the rate of About, at that "
    "of those days while it is empty",
)
_NOTE = Words(
    "综合花费 = 投放花费 + 佣金 + 坑位费；毛利 =（GMV − 退款）× 毛利率 − 综合花费；"
    "利润 = 毛利 − 平台佣金（没有平台佣金就等于毛利）。"
    f"利润为正→{ADVICE['again'].zh}，但我们投的不少于最低花费、利润加投放不到投放的 {SAFE:g} 倍→{VERDICTS['keep'].zh}（余量薄）；"
    f"扣掉我们的投放以前为正→{VERDICTS['less'].zh}（生意赚钱，是投流投亏的）；"
    f"不投流也不赚→{ADVICE['bargain'].zh}。累计占比看头部集中度",
    "All cost = ads + commission + slot fee; gross profit = (GMV − refunds) × margin "
    "− all cost; net profit = that − platform fee. "
    f"Positive: {ADVICE['again'].en}, but {VERDICTS['keep'].en} where our ads reach the least cost and profit plus ads is below "
    f"{SAFE:g} × ads (thin); positive before our own ads: {VERDICTS['less'].en}; not even then: {ADVICE['bargain'].en}",
)
_SLOTS = Words(
    f"。只因坑位费才亏、才余量薄的→{VERDICTS['slots'].zh}；坑位费已经付了，余量把它和投放一起算，"
    f"{VERDICTS['less'].zh}与{ADVICE['bargain'].zh}不算它；一个人就是整个阵地的，跟阵地的诊断",
    f". What only slot fees make lose, or thin: {VERDICTS['slots'].en}. Slots are paid: room holds them with the ads, "
    f"{VERDICTS['less'].en} and {ADVICE['bargain'].en} are asked before them; who is all of a channel follows its verdict",
)


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    top = month.lists.accounts("合作", month.gmv, SHOWN)
    if top is None:
        return None
    table = table_of(month, top)
    return [
        headline("creators_sentence"),
        (_all(month, top),),
        (table,),
        (_chart(month, table),),
        note(SOURCE.format("creators")),
        note(month.say(*_NOTE) + (month.say(*_SLOTS) if _by_slots(month, table) else "")),
        *([note("{{creators_shared}}")] if shares(month) else []),
        *([note(before)] if (before := ads_apart(month)) else []),
        *([note(apart)] if (apart := beside(month, top, _LIST, _WHY)) else []),
        *_tiers(month),
    ]


def _tiers(month: Month) -> list[Band]:
    """Head, shoulder, waist and tail, where any creator's size is known."""
    found = tiers.tables(month)
    if not found:
        return []
    return [
        (Paragraph("{{tiers_sentence}}", "sentence"),),
        *((table,) for table in found),
        (tiers.chart(month),),
        note(SOURCE.format("tiers")),
        note(month.say(*tiers.NOTE) + sized_later(month)),
    ]


def _all(month: Month, top: Ranking) -> Cards:
    """All creators together, listed or not."""
    heading = in_money(month, "全部达人 GMV", "GMV of all creators")
    counted = Words("有成交或花费的达人（位）", "Creators with sales or cost")
    return Cards(
        (
            Figure("creators_gmv", heading, "money", given=top.whole),
            Figure("creators_count", counted, "count", given=float(top.count)),
        )
    )


def _advice(slot: bool) -> dict[str, Words]:
    """What is advised on a creator: from more to less; to talk about the slot where any was paid for."""
    return {
        "again": ADVICE["again"],
        "keep": VERDICTS["keep"],
        **({"slots": VERDICTS["slots"]} if slot else {}),
        "less": VERDICTS["less"],
        "bargain": ADVICE["bargain"],
    }


def _by_slots(month: Month, table: Table) -> bool:
    """Whether any of its creators may be asked about a slot."""
    return table.has("slot_fee") and slots(month)


def _planned(month: Month, columns: Columns, others: Sequence[str]) -> Expression:
    """The commission of a creator at the rate of 说明, nothing while that is empty, and unknown where nothing else is told of
    the cost, for then a profit would be of sales that cost nothing."""
    return plan(month, _kept(columns, Field), known=bool(others))


def table_of(month: Month, top: Ranking) -> Table:
    """The creators listed: what they sold, cost and left."""
    given: dict[str, list[Any]] = {
        key: _known(top[key]) for key in ("orders", "refund", *COSTS) if tells(month, top, key)
    }
    share, theirs = of_creators(month, top), whose_creators(month, top)
    alike = {at for parts in theirs for at in parts} == {WHOLE}

    def each(row: int, key: str = "") -> Mapping[Sales, Expression]:
        """What was left of its sales, or for what came back all of them, by whose they are."""
        if len(theirs[row]) == 1:
            sold = At("creators", "gmv", row) if key == "refund" else _kept_by(columns, row)
            return dict.fromkeys(theirs[row], sold)
        return {
            at: Literal(sold[0]) if key == "refund" else share.net(at, sold)
            for at, sold in theirs[row].items()
        }

    def borne(key: str, sold: Expression) -> Expression | None:
        """What the channels tell and the list doesn't; None where it is another sum of each row."""
        if alike and not share.named(key):
            return Shown(sold * share.rate(key))
        own, by_name = (
            _known(top[name]) if name in top else [0.0] * len(top) for name in (key, f"{key}_named")
        )
        for row in range(len(top)):
            untold = {at: sold for at, sold in each(row, key).items() if not told_of(month, top, key, [at])}
            told = own[row] if len(untold) < len(theirs[row]) else 0.0
            more = told + (by_name[row] if share.named(key) else 0.0)
            given.setdefault(key, []).append(share.borne(key, untold, more))
        return None

    columns, of_all = Columns(month, gmv=top.gmv, orders=top.orders), Named("creators_gmv")
    columns.names("creator", Words("达人", "Creator"), LISTED, width=24)
    columns.given("gmv")
    columns.add(
        "cumulative",
        Words("累计占比（%）", "Cumulative share (%)"),
        "rate",
        Shown(Running("gmv") / of_all),
        Shown(TotalField("gmv") / of_all),
        width=12,
    )
    columns.given(" ".join(key for key in ("orders", "refund") if key in given))
    if share.shares("refund"):
        sold = borne("refund", Field("gmv"))
        columns.add(
            "refund", METRICS["refund"].heading(month), "money", sold, whole(share, "refund"), better="less"
        )
    columns.given("cost" if "cost" in given else "")
    costs, heading = held(month, top), in_money(month, "佣金", "Commission")
    if "commission" in given:
        columns.given("commission", heading=heading)
    else:
        due: Expression | None = _planned(month, columns, [key for key in costs if key != "commission"])
        if share.shares("commission"):
            due = borne("commission", _kept(columns, Field))
        elif plans_apart(month):
            given["commission"] = [
                added_up(plan(month, net, at) for at, net in each(row).items()) for row in range(len(top))
            ]
            due = None
        columns.add("commission", heading, "money", due, whole(share, "commission"), better="less")
    if "slot_fee" in given:
        columns.given("slot_fee")
    elif share.shares("slot_fee"):
        fee = borne("slot_fee", _kept(columns, Field))
        columns.add(
            "slot_fee",
            METRICS["slot_fee"].heading(month),
            "money",
            fee,
            whole(share, "slot_fee"),
            better="less",
        )
    if any(key != "platform_fee" for key in costs):
        fee = borne("platform_fee", _kept(columns, Field)) if share.shares("platform_fee") else None
        _add_returns(columns, share, costs, [name for name in top["account"] if name in NOBODY], fee)
    title = Words(
        f"达人：前 {len(top)} / 共 {top.count} 位，按 GMV",
        f"Creators: first {len(top)} of {top.count}, by GMV",
    )
    given = {key: values for key, values in given.items() if columns.has(key)}
    note = None if tells(month, top, "commission") or share.shares("commission") else _at_the_rate(month)
    return Table(
        "creators", title, tuple(columns), {"creator": top["account"], "gmv": top["gmv"], **given}, note=note
    )


def rates(
    month: Month, every: Ranking, row: int, parts: Parts, share: Share, keys: Sequence[str]
) -> tuple[Expression, Expression, Expression]:
    """What of a creator's sales came back, what its costs are of its net sales, and its slots alone, where it is not among those
    shown.

    Parameters
    ----------
    every : Ranking
        All creators.
    parts : Parts
        Whose its sales are.
    share : Share
        What those listed bear.
    keys : sequence of str
        The costs that are asked.
    """
    gmv = math.fsum(sold for sold, _ in parts.values())
    if gmv <= 0:
        return Literal(0.0), Literal(0.0), Literal(0.0)
    nets = {at: share.net(at, sold) for at, sold in parts.items()}
    net, costs = added_up(nets.values()), dict[str, Expression]()
    for key in keys:
        if key == "refund":
            continue
        untold = {at: each for at, each in nets.items() if not told_of(month, every, key, [at])}
        more = _known([every[key][row]])[0] if len(untold) < len(nets) else 0.0
        if not untold:
            costs[key] = Literal(more)
        elif share.shares(key):
            by_name = every[f"{key}_named"][row] if share.named(key) else 0.0
            borne = share.borne(key, untold, more + by_name)
            costs[key] = Literal(borne) if isinstance(borne, float) else borne
        elif key == "commission":
            costs[key] = added_up(plan(month, each, at) for at, each in nets.items())
    back = 1 - net / gmv if "refund" in keys else Literal(0.0)
    return back, *of_net(costs, net)


def of_net(costs: Mapping[str, Expression], net: Expression) -> tuple[Expression, Expression]:
    """What some costs are of net sales, and the slots among them alone."""
    each = added_up(costs.values()) if costs else None, costs.get("slot_fee")
    whole, slot = (Literal(0.0) if cost is None else Only(net > 0, cost / net) for cost in each)
    return whole, slot


def _known(amounts: Sequence[float]) -> list[float]:
    """Amounts, 0 where nothing is told."""
    return [0.0 if math.isnan(amount) else amount for amount in amounts]


def _at_the_rate(month: Month) -> Words:
    """How commission is planned."""
    return _NO_LESS if part_paid(month) else _AT_THE_RATE


def _kept(columns: Columns, cell: type[Field]) -> Expression:
    """Sales after refunds, where they are told."""
    return cell("gmv") - cell("refund") if columns.has("refund") else cell("gmv")


def _kept_by(columns: Columns, row: int) -> Expression:
    """The same of one creator."""
    sold = At("creators", "gmv", row)
    return sold - At("creators", "refund", row) if columns.has("refund") else sold


def _add_returns(
    columns: Columns, share: Share, costs: Sequence[str], unnamed: Sequence[str], fee_of: Expression | None
) -> None:
    """All cost, return and profit of each creator; advice for those who have a name. `fee_of` is the platform's fee where it is
    shared out at one rate."""
    month, spent = share.month, added_up(Field(key) for key in costs if key != "platform_fee")
    all_cost = Shown(spent) if share.keys() else spent
    columns.add("all_cost", METRICS["all_cost"].heading(month), "money", all_cost, whole(share, "all_cost"))
    all_roi = METRICS["all_roi"]
    columns.both("roi", all_roi.heading(month), "ratio", all_roi.of)
    known = MARGIN_GIVEN

    def profit(cell: type[Field]) -> Expression:
        return Only(known, _kept(columns, cell) * Named("margin") - cell("all_cost"))

    columns.both("profit", METRICS["profit"].heading(month), "money", profit)
    if share.shares("platform_fee"):
        heading = METRICS["platform_fee"].heading(month)
        columns.add("platform_fee", heading, "money", fee_of, whole(share, "platform_fee"), better="less")
    elif "platform_fee" in costs:
        columns.given("platform_fee")
    fee = columns.has("platform_fee")

    def result(cell: type[Field]) -> Expression:
        return Shown(cell("profit") - cell("platform_fee")) if fee else Shown(cell("profit") - 0)

    columns.both("result", METRICS["result"].heading(month), "money", result)
    if few(month):
        return  # who is paid again is asked of more days than these
    slot = columns.has("slot_fee") and slots(month)
    words = {key: Literal(word) for key, word in terms(month, _advice(slot)).items()}
    again = _with_slots(month, words, costs) if slot else _without_slots(words, costs)
    for name in unnamed:
        again = Choice(Field("creator").equals(name), Literal(DASH), again)
    advice = Choice(Known((Field("result"),)), again, Literal(DASH))
    columns.add("advice", Words("建议", "Advice"), "text", advice, width=18, mark="verdict")


def _without_slots(words: Mapping[str, Expression], costs: Sequence[str]) -> Expression:
    """The advice on a creator to whom no slot was paid."""
    before: Expression = Field("result") + Field("cost") if "cost" in costs else Field("result")
    lost = Choice(before > 0, words["less"], words["bargain"])
    earns = words["again"]
    if "cost" in costs:
        cost = Field("cost")
        thin = Every((cost >= Counted(Named(FIGURE)), cost * SAFE > before))
        earns = Choice(thin, words["keep"], earns)
    return Choice(Field("result") > 0, earns, lost)


def _with_slots(month: Month, words: Mapping[str, Expression], costs: Sequence[str]) -> Expression:
    """The advice on one to whom a slot may have been paid, by the rules of the channels: whose slot alone makes lose or thin is
    asked about it, and else a slot is paid, whatever becomes of the ads. Who is all of a channel is what his channel is."""
    left, slot = Field("result"), Field("slot_fee")
    bare = left + slot
    alone: Expression = _one(Every((Literal(0.0) >= left, bare >= CENT)))
    earns, before = words["again"], bare
    if "cost" in costs:
        cost = Field("cost")
        before = bare + cost
        thin = Every((cost >= Counted(Named(FIGURE)), (cost + slot) * SAFE > before))
        earns = Choice(thin, words["keep"], earns)
        alone = Choice(Every((thin, before >= cost * SAFE)), Literal(1.0), alone)
    if judged(month):
        channel = At(RANKED, "as_channel")
        alone = Choice(Known((channel,)), channel, alone)
    lost = Choice(before >= CENT, words["less"], words["bargain"])
    return Choice(alone.equals(1.0), words["slots"], Choice(left > 0, earns, lost))


def _one(condition: Expression) -> Expression:
    """1 where a condition holds, 0 elsewhere."""
    return Choice(condition, Literal(1.0), Literal(0.0))


def _as_channel(month: Month, top: Ranking, table: Table) -> list[Expression]:
    """Of each creator whether only slots make his channel lose or thin, where he is all of it; unknown where he isn't."""
    found: list[Expression] = []
    for row, parts in enumerate(whose_creators(month, top)):
        mine = [letter for at in parts for letter in letters(month, at)]
        if len({*mine}) != 1 or not judged(month):
            found.append(Only(NEVER, Literal(0.0)))
            continue
        at = month.channels.index(mine[0])
        spent = At("creators", "cost", row) if table.has("cost") else Literal(0.0)
        both = (
            (At("creators", "gmv", row), At("pnl", "gmv", at)),
            (spent, At("pnl", "cost", at)),
            (At("creators", "result", row), At("pnl", "result", at)),
        )
        same = Every(tuple(Literal(CENT) > Absolute(one - other) for one, other in both))
        found.append(Only(same, At(OWN, "slotted", at)))
    return found


def _chart(month: Month, table: Table) -> Chart:
    return Chart(
        "pareto",
        "columns",
        "{{creators_title}}",
        month.say(
            "柱形为各达人 GMV，折线为累计占比；数值见上表",
            "Columns: GMV of each creator; line: cumulative share; figures above",
        ),
        "creators",
        (Series("gmv", "A"), Series("cumulative", "ink", line=True)),
        category="creator",
        columns=min(len(table.columns), 9),
        lines=15,
        axes=(
            month.say(*METRICS["gmv"].heading(month)),
            month.say("累计占比（%）", "Cumulative (%)"),
        ),
        kinds=(large(month), "rate"),
    )


# -------------------------------------------------------------------- in words
def _tell(month: Month, ledger: Ledger) -> Texts:
    names, gmv = ledger.column("creators", "creator"), ledger.column("creators", "gmv")
    leading, cumulative = min(5, len(names)), ledger.column("creators", "cumulative")
    share = written(cumulative[leading - 1], "0%")
    most = "the top creator brings" if leading == 1 else f"the top {leading} bring"
    of_all = month.say(f"前 {leading} 位占达人 GMV 的 {share}", f"{most} {share} of creators' GMV")
    if not math.isfinite(cumulative[leading - 1]):
        of_all = month.say("达人都没有成交", "no creator sold anything")
    line = month.say(
        f"卖得最多的是 {names[0]}（{money(month, gmv[0])}）；{of_all}。",
        f"{names[0]} sold the most ({money(month, gmv[0])}); {of_all}.",
    )
    if not leads(gmv):
        line = month.say(f"{of_all}。", f"{of_all[:1].upper()}{of_all[1:]}.")
    top = month.lists.accounts("合作", month.gmv, SHOWN)
    advised = ledger.tables["creators"].has("advice")
    if few(month):
        zh, en = little(month)
        line += month.say(f"{zh}：不说找谁复投。", f" Who to rebook is not said: {en}.")
    return {
        "creators_sentence": Joined(
            (Literal(line), _again(month, top, _by_slots(month, ledger.tables["creators"])))
        )
        if top is not None and advised
        else line,
        **shared(month, "creators_shared"),
        "creators_title": dated(month, of_all[:1].upper() + of_all[1:]),
        **(tiers.told(month, ledger) if "tiers" in ledger.tables else {}),
    }


TOLD: Final = 3
"""So many of one advice are named."""
RANKED: Final = "creators_ranked"
"""The table on 推导 of the creators by advice."""


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """The creators of each advice, those whom most money is about first."""
    top = month.lists.accounts("合作", month.gmv, SHOWN)
    if top is None:
        return [], []
    rates = of_creators(month, top).figures()
    if not (table := table_of(month, top)).has("advice"):
        return [*rates, *tiers.workings(month)], []
    advice = _advice(_by_slots(month, table))
    columns, words, rows = Columns(month), terms(month, advice), table.rows
    columns.add("creator", Words("达人", "Creator"), "text", At("creators", "creator"), width=24)
    columns.add("row", Words("第几行（行）", "Row (number)"), "days")
    size = Rounded(Absolute(At("creators", "result")) * 1e4, 0) * 100 + (rows - Field("row"))
    for key, word in words.items():
        advised = At("creators", "advice").equals(Literal(word))
        heading = Words(f"{advice[key].zh}（先后，分）", f"{advice[key].en} (order, points)")
        columns.add(key, heading, "precise", Only(advised, size), width=18)
    given: dict[str, list[Any]] = {"row": [float(row) for row in range(1, rows + 1)]}
    if "slots" in words:
        made = Only(Known((Field("slots"),)), Only(At("creators", "result") > 0, Literal(1.0)))
        columns.add(
            "slots_made", Words("谈坑位而有利润（1 是）", "Slot fee, with a profit (1: yes)"), "days", made
        )
        heading = Words("整个阵地只因坑位费（1 是）", "All of a channel, by slots alone (1: yes)")
        columns.add("as_channel", heading, "days")
        given["as_channel"] = _as_channel(month, top, table)
    ranked = Table(RANKED, Words("达人按建议排", "Creators by advice"), tuple(columns), given)
    columns = Columns(month)
    columns.names("advice", Words("建议", "Advice"), width=24)
    columns.add("place", Words("第几位（位）", "Place (number)"), "days")
    columns.add("row", Words("第几行（行）", "Row (number)"), "days")
    each = sentence(
        month,
        "{name} {made:money}",
        "{name} {made:money}",
        name=Picked("creators", "creator", Field("row")),
        made=Picked("creators", "result", Field("row")),
    )
    columns.add("told", Words("怎么说", "Said"), "text", where(Known((Field("row"),)), each), width=44)
    places = [(key, place) for key in words for place in range(1, TOLD + 1)]
    first = Table(
        "creators_first",
        Words("每种建议的前几位", "The first of each advice"),
        tuple(columns),
        {
            "advice": [words[key] for key, _ in places],
            "place": [float(place) for _, place in places],
            "row": [Ranked(RANKED, key, place) for key, place in places],
        },
    )
    return [*rates, *tiers.workings(month)], [ranked, first]


def _who(top: Ranking) -> Words:
    """Of which creators is said how many made money: those listed, where there are more; those who have a name."""
    if top.count <= len(top):
        return Words("有名字的", "named creators")
    if any(name in NOBODY for name in top["account"]):
        return Words("列出的有名字的", "named creators listed")
    return Words("列出的", "creators listed")


_REBOOKED: Final = Words("复投不等于加钱：", " To rebook is not to spend more:")


def _of_them(month: Month, top: Ranking, known: Expression, made: Expression) -> Expression:
    """How many of them, in English."""
    who = _who(top).en
    several = sentence(month, "", f"{{made:0}} of the {{known:0}} {who}", made=made, known=known)
    one = Literal(f"The one {who.replace('creators', 'creator')}")
    none = Literal(f"Not even the one {who.replace('creators', 'creator')}")
    return where(known.equals(1.0), where(made > 0, one, none), several)


def _again(month: Month, top: Ranking, slot: bool) -> Expression:
    """Who earned and is asked again, whose ads are cut, and who lost even without them, each with the money it is about."""
    words = terms(month, _advice(slot))
    count = {key: CountText("advice", word, "creators") for key, word in words.items()}
    known, made = added_up(count.values()), count["again"] + count["keep"]
    if slot:
        made = made + Aggregate("COUNT", Body("slots_made", RANKED))
    line = [
        sentence(
            month,
            f"{_who(top).zh} {{known:0}} 位里 {{made:0}} 位有利润。",
            " {told} made money.",
            known=known,
            made=made,
            told=_of_them(month, top, known, made),
        )
    ]
    for number, (key, word) in enumerate(words.items()):
        more = where(
            count[key] > TOLD,
            sentence(month, "等 {count:0} 位", " and others ({count:0})", count=count[key]),
        )
        first = parted(month, [At("creators_first", "told", number * TOLD + place) for place in range(TOLD)])
        told = sentence(
            month,
            "{word}：{first}{more}。",
            " {word}: {first}{more}.",
            word=str(word),
            first=first,
            more=more,
        )
        line.append(where(count[key] > 0, told))
    line.append(where(count["again"] > 0, cautions(month, PARTNERS, _REBOOKED)))
    return where(known > 0, Joined(tuple(line)))


PAGE: Final = Page(
    "creators",
    Words("达人AT", "Creators A-T"),
    "analysis",
    Words(
        "A 达人矩阵与 T 头部达人：谁卖得多、谁赚、找谁复投；按账号构成表，坑位费需另给",
        "Alliance (A) and Top-KOL (T) creators: who sells, who makes money, who to rebook; slot fees are entered separately",
    ),
    _bands,
    _tell,
    Words("没有达人账号；罗盘“成交分析”的载体构成可补", "no creators; Compass 载体构成 has them"),
)
