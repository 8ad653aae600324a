"""内容: works and creatives, in the two quadrants the article names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from xl_fact.engine.answers import Ranking
from xl_fact.engine.rankings import NOBODY
from xl_fact.report.asking import MARGIN_GIVEN
from xl_fact.report.formula import (
    DASH,
    Aggregate,
    AsCell,
    At,
    Body,
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
    Picked,
    Quadrant,
    Ranked,
    Rounded,
    Total,
    total_of,
)
from xl_fact.report.metrics import LISTED, METRICS, Columns, card, in_money, per_mille
from xl_fact.report.model import Cards, Figure, Ledger, Table
from xl_fact.report.month import Month
from xl_fact.report.page import Band, Origin, Page, Texts, headline, note
from xl_fact.report.ratios import FIGURE
from xl_fact.report.sections import creators
from xl_fact.report.sections.cautions import cautions
from xl_fact.report.sections.commission import CENT, part_paid
from xl_fact.report.sections.profit import slots
from xl_fact.report.sections.shared_costs import (
    SHARED,
    holds,
    of_creators,
    of_works,
    plans_works,
    slots_taken,
    taken,
    tells,
)
from xl_fact.report.sections.whose import SHOWN as CREATORS
from xl_fact.report.sections.whose import Sales, every_creator, letters, whose_creators, whose_works
from xl_fact.report.telling import beside, parted, quoted, sentence, where
from xl_fact.report.verdicts import AMPLE, QUADRANTS, SAFE, VERDICTS, key_of, terms
from xl_fact.words import NO_WORDS, Words

SHOWN: Final = 30
BASES: Final = {
    "product_impressions": Words("商品曝光", "product impressions"),
    "plays": Words("播放", "plays"),
    "ad_plays": Words("播放", "plays"),
    "impressions": Words("展示", "impressions"),
}
_LIST: Final = Words("作品清单", "The works listed")
_WHY: Final = Words(
    "清单把成交归到作品，只有导出里列得出的作品（挂车作品、有数据的素材）；载体的成交由全店成交表得出",
    "The list credits sales to works and holds those that the export names (with a cart, with figures); the carrier's "
    "sales come from the shop's own table",
)
_AMOUNTS: Final = (
    "gmv", "base", "clicks", "orders", "refund", "cost", "commission", "slot_fee", "platform_fee",
)  # fmt: skip
BORNE: Final = "contents_borne"
"""The table on 推导 of what each work bears of its channels' refunds and costs."""


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    top = month.lists.works(month.gmv, month.base, SHOWN)
    if top is None:
        return None
    words = BASES[top.base]
    limits = Cards(
        (
            card(
                month,
                "content_median",
                "base",
                Aggregate("MEDIAN", Body("base", "contents")),
                heading=Words(f"中位{words.zh}（次）", f"Median {words.en}"),
            ),
            card(
                month,
                "content_gpm",
                "gpm",
                Total("gpm", "contents"),
                heading=per_mille(month, "合并 GPM", "Pooled GPM"),
            ),
        )
    )
    return [
        headline("contents_sentence"),
        (limits,),
        (_table(month, top, words),),
        note(month.say(*_note(month, plans_works(month, top)))),
        *([note("{{contents_shared}}")] if of_works(month, top).keys() else []),
        *([note(apart)] if (apart := beside(month, top, _LIST, _WHY)) else []),
    ]


def _note(month: Month, plans: bool) -> Words:
    """How works are judged; `plans` says whether commission of partners' works is planned."""
    due = NO_WORDS
    if plans:
        least = Words("，连同已付的", ", with what was paid") if part_paid(month) else NO_WORDS
        due = Words(
            f"；达人作品的佣金按“说明”的佣金率预计{least.zh}",
            f"; commission of partners' works is planned at the rate of About{least.en}",
        )
    zh, en = ({key: words[at] for key, words in VERDICTS.items()} for at in (0, 1))
    told = Words(
        "曝光高低以中位数为界，转化高低以合并 GPM 为界。毛利 =（GMV − 退款）× 毛利率 − 花费 − 佣金、坑位费、"
        f"平台佣金（清单里没有的按阵地摊{due.zh}）。"
        f"建议：投流前就亏→{zh['stop']}；投流后亏→会卖的（GPM 不低于合并 GPM）{zh['cpm']}，其余{zh['less']}；"
        f"赚且会卖→{zh['go']}，投了流而 ROI 不到保本 {SAFE:g} 倍的{zh['cpm']}；"
        f"只赚→到保本 {AMPLE:g} 倍{zh['fund']}，不到{zh['convert']}，没投流的{zh['keep']}。说的是作品之间怎么分，总数看“概览”",
        "Exposure is split at the median, conversion at the pooled GPM. Profit = (GMV − refunds) × margin − cost − commission, "
        f"slot and platform fees (at their channels' rates where the list tells none{due.en}). "
        f"Loses before ads: {en['stop']}; after them: {en['cpm']} at or above the pooled GPM, else {en['less']}. "
        f"Earns at or above the pooled GPM: {en['go']}, {en['cpm']} where ads ran below {SAFE:g} × "
        f"break-even; earns below: {en['fund']} from {AMPLE:g} × break-even, else {en['convert']}, {en['keep']} "
        "without ads. This is how works share the spend; how much there is, Overview says",
    )
    if not slots(month):
        return told
    return Words(
        f"{told.zh}。只因坑位费才亏、才余量薄的→{zh['slots']}；坑位费已经付了，其余的投流前不算它，保本连它一起算",
        f"{told.en}. What only slot fees make lose, or thin: {en['slots']}. Slots are paid: before ads is before them, too, and "
        "break-even holds them",
    )


def _table(month: Month, top: Ranking, words: Words) -> Table:
    given = {key: top[key] for key in ("content", *_AMOUNTS) if key in top}
    columns = Columns(month, gmv=top.gmv, base=words, orders=top.orders)
    columns.add("content", Words("内容", "Content"), "words", None, month.say(*LISTED), width=32)
    if any(top["account"]):
        columns.names("account", Words("账号", "Account"), width=21)
        given["account"] = top["account"]
    own_names = {"cost": ("花费", "Cost"), "commission": ("预估佣金", "Est. commission")}
    for key in filter(given.__contains__, _AMOUNTS):
        columns.given(key, heading=in_money(month, *own_names[key]) if key in own_names else None)
    columns.ratios("ctr cvr gpm roi")
    earned = "cost" in given
    if earned:
        heading = METRICS["profit"].heading(month)
        whole = Only(MARGIN_GIVEN, total_of("profit"))
        columns.add("profit", heading, "money", _profit(given, _borne(month, top)), whole, better="more")
    columns.add("quadrant", Words("象限", "Quadrant"), "text", _quadrant(month), width=16, mark="quadrant")
    if earned:
        advice = _advice(month, _slot(month, top, given))
        columns.add("advice", Words("建议", "Next"), "text", advice, width=13, mark="verdict")
    title = Words(
        f"作品与素材：前 {len(top)} / 共 {top.count}，按 GMV",
        f"Works and creatives: first {len(top)} of {top.count}, by GMV",
    )
    return Table("contents", title, tuple(columns), given)


def _borne(month: Month, top: Ranking) -> Table | None:
    """What each work bears of what its list doesn't tell, at its channels' own rates; None where no profit is told."""
    share = of_works(month, top)
    if not month.coverage("gmv").days or "cost" not in top:
        return None
    columns, mine = Columns(month), whose_works(month, top)
    columns.add("content", Words("内容", "Content"), "words", At("contents", "content"), width=40)
    columns.add("refund_rate", Words("摊的退款占 GMV（%）", "Refunds borne, of GMV (%)"), "rate")
    columns.add("taken", Words("摊的费用占净成交（%）", "Costs borne, of net sales (%)"), "rate")
    own = _of_its_creator(month, top)
    told: list[Callable[[Sales], Expression]] = [partial(share.rate, "refund"), partial(taken, share)]
    if _bears_slots(month, top):
        columns.add("slots", Words("其中坑位费（%）", "Of it, slot fees (%)"), "rate")
        told.append(partial(slots_taken, share))
    given = {
        column.key: [own[row][at] if row in own else rate(each) for row, each in enumerate(mine)]
        for at, (column, rate) in enumerate(zip(columns[1:], told, strict=True))
    }
    title = Words("作品摊的退款与费用", "Refunds and costs that works bear")
    return Table(BORNE, title, tuple(columns), given, count=len(top))


def _bears_slots(month: Month, top: Ranking) -> bool:
    """Whether any of its works bears slots that its list doesn't tell."""
    return slots(month) and not tells(month, top, "slot_fee")


def _of_its_creator(month: Month, top: Ranking) -> dict[int, tuple[Expression, Expression, Expression]]:
    """By the row of a work whose creator is listed, shown or not: what that creator's refunds are of sales, and costs of net
    sales, as far as the list of works doesn't tell them, and slots alone. So a work that is all that somebody sold leaves what
    its creator leaves.
    """
    people, every = month.lists.accounts("合作", month.gmv, CREATORS), every_creator(month)
    if people is None or every is None:
        return {}
    table, theirs = creators.table_of(month, people), of_creators(month, people)
    keys = [key for key in SHARED if table.has(key) and not tells(month, top, key)]
    if not any(holds(month, people, key) or theirs.named(key) for key in keys):
        return {}  # they bear their channels' rates, too
    shown = {name: row for row, name in enumerate(people["account"]) if name not in NOBODY}
    parts = whose_creators(month, every)
    others = {name: row for row, name in enumerate(every["account"]) if name not in NOBODY}
    found: dict[int, tuple[Expression, Expression, Expression]] = {}
    for at, (name, of) in enumerate(zip(top["account"], whose_works(month, top), strict=True)):
        if name not in others or not of.partners:
            continue
        if of.shop and len({each.shop for each in parts[others[name]]}) > 1:
            continue  # what its creator bears is of other shops, too
        if name in shown:
            found[at] = _shown(table, shown[name], keys)
        else:
            found[at] = creators.rates(month, every, others[name], parts[others[name]], theirs, keys)
    return found


def _shown(table: Table, row: int, keys: Sequence[str]) -> tuple[Expression, Expression, Expression]:
    """What of its sales came back, what its costs are of its net sales, and its slots alone, of a creator in the list."""
    sold = At("creators", "gmv", row)
    back: Expression = At("creators", "refund", row) if table.has("refund") else Literal(0.0)
    net = sold - back
    costs = {key: At("creators", key, row) for key in keys if key != "refund"}
    refunds = Only(sold > 0, back / sold) if "refund" in keys else Literal(0.0)
    return refunds, *creators.of_net(costs, net)


def _kept(given: Mapping[str, Any], borne: bool) -> Expression:
    """What is left of its sales after refunds."""
    kept: Expression = Field("gmv") - Field("refund") if "refund" in given else Field("gmv")
    return kept * (1 - At(BORNE, "refund_rate")) if borne else kept


def _slot(month: Month, top: Ranking, given: Mapping[str, Any]) -> Expression | None:
    """The slots that a work bears, its own or its share; None where none were paid for."""
    if not slots(month):
        return None
    if "slot_fee" in given:
        return Counted(Field("slot_fee"))
    return _kept(given, borne=True) * At(BORNE, "slots") if _borne(month, top) is not None else None


def _profit(given: Mapping[str, Any], borne: Table | None) -> Expression:
    """What is left of the margin after cost, commission and fees; unknown where one of them is."""
    left: Expression = Named("margin")
    if borne is not None:
        left = left - At(BORNE, "taken")
    profit = _kept(given, borne is not None) * left
    for key in ("cost", "commission", "slot_fee", "platform_fee"):
        if key in given:
            profit = profit - Field(key)
    return Only(MARGIN_GIVEN, profit)


def _advice(month: Month, slot: Expression | None) -> Expression:
    """The verdict on one work, by the rules of the channels: profit before and after ads, and the slope against all of them.

    One that sells well and was given hardly any ads is worth some: that is what its list is for.

    Parameters
    ----------
    slot : Expression, optional
        The slots that it bears, which are paid whatever becomes of its ads.
    """
    words = {key: Literal(word) for key, word in terms(month, VERDICTS).items()}
    rolls, cost = Field("gpm") >= Named("content_gpm"), Field("cost")
    before: Expression = Field("profit") + cost
    ran = cost >= Named(FIGURE)
    spent: Expression = cost
    if slot is not None:
        before, spent = before + slot, cost + slot
    fast = Choice(Every((ran, spent * SAFE > before)), words["cpm"], words["go"])
    slow = Choice(before >= spent * AMPLE, words["fund"], words["convert"])
    earns = Choice(rolls, fast, Choice(ran, slow, words["keep"]))
    loses = Choice(rolls, words["cpm"], words["less"])
    paid = Choice(Field("profit") > 0, earns, loses)
    found = Choice(before > 0, paid, words["stop"])
    if slot is not None:
        alone = Every((Literal(0.0) >= Field("profit"), Field("profit") + slot >= CENT))
        found = Choice(alone, words["slots"], found)
        thin = Every((ran, spent * SAFE > before, before >= cost * SAFE))
        found = Choice(thin, words["slots"], found)
    return Choice(Known((Field("profit"), Field("gpm"), Named(FIGURE))), found, Literal(DASH))


def _quadrant(month: Month) -> Expression:
    words = terms(month, QUADRANTS)
    return Quadrant(
        (Field("base"), Named("content_median")),
        (Field("gpm"), Named("content_gpm")),
        (words["neither"], words["seen"], words["sells"], words["both"]),
    )


def _tell(month: Month, ledger: Ledger) -> Texts:
    quadrants = [key_of(value) for value in ledger.column("contents", "quadrant")]
    names, gpm = ledger.column("contents", "content"), ledger.column("contents", "gpm")
    chance = sorted((i for i, key in enumerate(quadrants) if key == "sells"), key=lambda i: -gpm[i])
    sells, seen = (month.say(*QUADRANTS[key]) for key in ("sells", "seen"))
    line = month.say(
        f"{sells} {len(chance)} 条（最有机会反击），{seen} {quadrants.count('seen')} 条。",
        f"Sell well but are seen little (the next chance): {len(chance)}; seen much but don't sell: {quadrants.count('seen')}.",
    )
    if chance:
        first = quoted(month, names[chance[0]])
        line += month.say(
            f"先看：{first}（GPM {AsCell(gpm[chance[0]]):#,##0.0}）。",
            f" Look first at: {first} (GPM {AsCell(gpm[chance[0]]):#,##0.0}).",
        )
    top = month.lists.works(month.gmv, month.base, SHOWN)
    if top is None:
        return {"contents_sentence": line}
    scaled = "contents_ranked" in ledger.tables
    return {
        "contents_sentence": Joined((_scaled(month, top), Literal(line))) if scaled else line,
        **_shared(month, top),
    }


def _shared(month: Month, top: Ranking) -> Texts:
    """What works bear a share of, and at which rates."""
    share = of_works(month, top)
    if not share.keys():
        return {}
    told = share.told(Words("作品清单里没有", "The list of works tells no"))
    own = Words("；达人名单里有的人按他自己的", "; works of creators listed bear what these bear")
    return {
        "contents_shared": Joined((told, Literal(month.say(*own)))) if _of_its_creator(month, top) else told
    }


LOST, FIRST = "content_lost", ("content_first", "content_second", "content_third")
"""Figures on 推导: the work that lost most, and those that earned most and sell."""


def workings(month: Month) -> tuple[list[Figure], list[Table]]:
    """The works that earn and sell, most profit first, and the one that lost most."""
    top = month.lists.works(month.gmv, month.base, SHOWN)
    if top is None:
        return [], []
    rates, borne = of_works(month, top).figures(), _borne(month, top)
    beside = [] if borne is None else [borne]
    if not (table := _table(month, top, BASES[top.base])).has("advice"):
        return rates, beside
    columns, rows = Columns(month), table.rows
    columns.add("content", Words("内容", "Content"), "words", At("contents", "content"), width=40)
    columns.add("row", Words("第几行（行）", "Row (number)"), "days")
    profit, go = At("contents", "profit"), Literal(terms(month, VERDICTS)["go"])
    size = Rounded(profit * 1e4, 0) * 100 + (rows - Field("row"))
    again = Only(At("contents", "advice").equals(go), size)
    columns.add("again", Words("再投（先后，分）", "Again (order, points)"), "precise", again, width=18)
    lost = Only(Known((profit,)), Only(0 - profit > 0, profit))
    columns.add("lost", in_money(month, "亏的", "Lost"), "precise", lost, width=18)
    ranked = Table(
        "contents_ranked",
        Words("作品按利润排", "Works by profit"),
        tuple(columns),
        {"row": [float(row) for row in range(1, rows + 1)]},
    )
    places = zip(FIRST, (Words("再投第一（第几行）", "Again, first (row)"), Words("再投第二（第几行）", "Again, second (row)"),
                         Words("再投第三（第几行）", "Again, third (row)")), strict=True)  # fmt: skip
    figures = [
        Figure(key, words, "days", formula=Ranked("contents_ranked", "again", place))
        for place, (key, words) in enumerate(places, 1)
    ]
    worst = Ranked("contents_ranked", "lost", smallest=True)
    return [
        *rates,
        *figures,
        Figure(LOST, Words("亏得最多的（第几行）", "Lost most (row)"), "days", formula=worst),
    ], [*beside, ranked]


_RUN_AGAIN: Final = Words("再投的钱从别的作品挪：", " Move budget to them from other works:")


def _channels(month: Month, top: Ranking) -> list[str]:
    """The channels that the works listed may be of."""
    share = of_works(month, top)
    found = {letter for each in share.sold for letter in letters(month, each)}
    return [letter for letter in month.channels if letter in found]


def _scaled(month: Month, top: Ranking) -> Expression:
    """Which works earn and sell, most profit first; empty while profit is unknown."""
    each = [
        where(
            Known((Named(key),)),
            sentence(month, "“{name}”", "'{name}'", name=Picked("contents", "content", Named(key))),
        )
        for key in FIRST
    ]
    again = sentence(
        month,
        "再投：{best}。{heeded}",
        "Run again: {best}.{heeded} ",
        best=parted(month, each),
        heeded=cautions(month, _channels(month, top), _RUN_AGAIN),
    )
    worst = Named(LOST)
    lost = sentence(
        month,
        "亏的 {count:0} 条，最多的是“{name}”（{made:money}）。",
        "{count:0} lost money, most of all '{name}' ({made:money}). ",
        count=Aggregate("COUNT", Body("lost", "contents_ranked")),
        name=Picked("contents", "content", worst),
        made=Picked("contents", "profit", worst),
    )
    return Joined((where(Known((Named(FIRST[0]),)), again), where(Known((worst,)), lost)))


PAGE: Final = Page(
    "contents",
    Words("内容", "Contents"),
    "analysis",
    Words(
        "文章：“本来高曝光低转化的视频很受欢迎，但未来高转化低曝光的视频也将有机会反击”",
        "Works that convert but few have seen deserve more traffic; those many have seen and few bought from do not",
    ),
    _bands,
    _tell,
    Words(
        "没有作品或素材；罗盘视频详情、千川素材分析可补",
        "no works or creatives; Compass video details or Qianchuan creatives have them",
    ),
)
