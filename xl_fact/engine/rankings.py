"""The first of many, by GMV: ranked in the engine where the facts lie, of which only the first come here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from xl_fact.engine.adding import Adding
from xl_fact.engine.answers import Frame, Ranking
from xl_fact.engine.gmv import Gmv, choices
from xl_fact.engine.lists import parts
from xl_fact.engine.rows import Rows, flag, small
from xl_fact.exports.columns import MEASURES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

FETCHED: Final = 50_000
"""So many are fetched at once and put in order here; of more only the first are, and the sum of all."""

_FEES: Final = ("cost", "commission", "slot_fee", "platform_fee")
NAMED: Final = ("commission", "slot_fee", "platform_fee")
"""The fees that other exports may tell by the name of an account."""
NOBODY: Final = ("", "其他", "其它", "Others")
"""What an export calls those it doesn't name."""
_CLICKS: Final = ("clicks", "product_clicks")
_WORK_BASES: Final = ("product_impressions", "plays", "ad_plays", "impressions")


@dataclass(frozen=True)
class _Listed:
    """What some rows tell of.

    Attributes
    ----------
    told : frozenset of str
        The measures.
    lacking : frozenset of (str, str)
        Of a measure and another, that a row tells of the other only.
    """

    told: frozenset[str]
    lacking: frozenset[tuple[str, str]]

    def orders(self, gmv: Gmv) -> str:
        """The measure that counts the orders of a GMV: the best that is told wherever any orders of it are."""
        *best, last = gmv.orders
        return next((m for m in best if m in self.told and (m, last) not in self.lacking), last)

    def first(self, measures: Iterable[str]) -> str | None:
        """The first measure that is told."""
        return next((measure for measure in measures if measure in self.told), None)


def _listed(rows: Rows, measures: Iterable[str], gmvs: Iterable[Gmv]) -> _Listed:
    import narwhals as nw

    asked = list(dict.fromkeys(measures))
    pairs = dict.fromkeys((m, gmv.orders[-1]) for gmv in gmvs for m in gmv.orders[:-1])
    names = dict.fromkeys([*asked, *(m for pair in pairs for m in pair)])
    alone = [
        flag(nw.col(m).is_null() & ~nw.col(last).is_null()).alias(f"{last} without {m}") for m, last in pairs
    ]
    table = rows.columns(*names)
    counts = [nw.col(*names).count()]
    if pairs:
        table = table.with_columns(*alone)
        counts.append(nw.col(*(f"{last} without {m}" for m, last in pairs)).sum())
    found = small(table.select(*counts))
    return _Listed(
        frozenset(m for m in names if found[m].sum()),
        frozenset((m, last) for m, last in pairs if found[f"{last} without {m}"].sum()),
    )


def _of_book(book: Frame, measures: Sequence[str], gmv: Gmv) -> _Listed:
    """The same of facts that are condensed."""
    told = {measure: book[measure].notna() for measure in dict.fromkeys((*measures, *gmv.orders))}
    last = told[gmv.orders[-1]]
    return _Listed(
        frozenset(measure for measure, rows in told.items() if rows.any()),
        frozenset((m, gmv.orders[-1]) for m in gmv.orders[:-1] if (last & ~told[m]).any()),
    )


def accounts(
    rows: Rows, book: Frame, owner: str, gmv: Gmv, first: int, roles: Collection[str] = ()
) -> Ranking | None:
    """The accounts of an owner that sold most; `book` is what their rows are, condensed. Of `roles` that may tell fees by name
    those of partners are joined."""
    import narwhals as nw

    if book.empty:
        return None
    of = rows.where((nw.col("role") == "accounts") & (nw.col("owner") == owner))
    listed = _of_book(book, [gmv.measure, *gmv.refund, *gmv.orders, *_FEES], gmv)
    orders = listed.orders(gmv)
    terms: dict[str, Mapping[str, int]] = {
        "gmv": {gmv.measure: 1},
        "orders": {orders: 1},
        "refund": gmv.refund,
    }
    terms |= {measure: {measure: 1} for measure in _FEES}
    found = _ranking(of, listed, ["account"], terms, gmv, first, orders=orders)
    if found is None:
        return None
    told_in = {key: _told_in(book, terms[key], gmv.measure) for key in found.columns if terms.get(key)}
    lacking = [fee for fee in NAMED if not told_in.get(fee, frozenset[str]()) >= told_in["gmv"]]
    named = _named(rows, of, lacking, roles, told_in) if owner == "合作" else {}
    columns: dict[str, list[Any]] = {}
    for fee, each in named.items():
        columns[f"{fee}_named_in"] = [each.get(name, {}) for name in found["account"]]
        columns[f"{fee}_named"] = [sum(shops.values()) for shops in columns[f"{fee}_named_in"]]
    totals = {
        f"{fee}_named": sum(sum(shops.values()) for shops in each.values()) for fee, each in named.items()
    }
    columns["sold_in"] = _sold_in(of, found["account"], gmv)
    columns["channel"] = [_one({channel for _, channel in places}) for places in columns["sold_in"]]
    return replace(
        found,
        columns={**found.columns, **columns},
        totals={**found.totals, **totals},
        parts=parts(book, gmv.measure),
        role="accounts",
        told_in=told_in,
    )


def _told_in(book: Frame, measures: Iterable[str], gmv: str) -> frozenset[str]:
    """The shops of which condensed facts tell some measures, on each platform on which they tell its GMV."""
    told = book[[*measures]].notna().all(axis=1)
    places = book.assign(told=told, sells=book[gmv].notna()).groupby(["platform", "shop"], observed=True)
    each = places[["told", "sells"]].any().reset_index()
    lacks = each["sells"] & ~each["told"]
    return frozenset(each.loc[each["told"], "shop"]) - frozenset(each.loc[lacks, "shop"])


def _one(names: Collection[str]) -> str:
    """The only one of some names, "" where there are several or none."""
    return next(iter(names)) if len(names) == 1 else ""


def _sold_in(
    rows: Rows, accounts: Sequence[str], gmv: Gmv
) -> list[dict[tuple[str, str], tuple[float, float]]]:
    """In which shops and channels each of some accounts sold: its GMV there, and the refunds that are told of it."""
    import narwhals as nw

    found: dict[str, dict[tuple[str, str], tuple[float, float]]] = {name: {} for name in accounts}
    rows, by = rows.where(nw.col("account").is_in([*accounts])), ["account", "shop", "channel"]
    back = {measure: _sums(rows, by, measure) for measure in gmv.refund}
    for names, sold in _sums(rows, by, gmv.measure).items():
        refund = sum(sign * back[measure].get(names, 0.0) for measure, sign in gmv.refund.items())
        found[names[0]][names[1], names[2]] = sold, refund
    return [found[name] for name in accounts]


def _named(
    rows: Rows, of: Rows, fees: Iterable[str], roles: Collection[str], told_in: Mapping[str, frozenset[str]]
) -> dict[str, dict[str, dict[str, float]]]:
    """What exports of other roles tell of some fees by the names of accounts in a list, and by shop: the first that tell a fee
    at all; of no shop whose list tells it."""
    import narwhals as nw

    found: dict[str, dict[str, dict[str, float]]] = {}
    for fee in fees:
        for tier in telling(fee, roles):
            told = _sums(
                rows.where(nw.col("role").is_in(tier) & (nw.col("owner") != "自营")), ["account", "shop"], fee
            )
            if told:
                listed = set(small(of.columns("account").unique())["account"]).difference(NOBODY)
                found[fee] = {}
                for (name, shop), each in told.items():
                    if name in listed and shop not in told_in.get(fee, ()):
                        found[fee].setdefault(name, {})[shop] = each
                break
    return {fee: each for fee, each in found.items() if each}


def telling(fee: str, roles: Collection[str]) -> list[list[str]]:
    """Of some roles those beside accounts that may tell a fee, best first."""
    tiers = ([role for role in tier if role in roles] for tier in MEASURES[fee].truth)
    return [tier for tier in tiers if tier and tier != ["accounts"]]


def works(rows: Rows, roles: Iterable[str], gmv: Gmv, base: str, first: int) -> Ranking | None:
    """The works, else the creatives, that sold most, by title and account: of the first of some roles that tells of any."""
    import narwhals as nw

    gmvs = choices(gmv.key)
    measures = [*(m for g in gmvs for m in (g.measure, *g.refund, *g.orders)), *_WORK_BASES, *_CLICKS]
    for role in roles:
        of = rows.where((nw.col("role") == role) & (nw.col("content") != ""))
        listed = _listed(of, [*measures, "cost", "commission_estimated", "slot_fee", "platform_fee"], gmvs)
        shown = next((g for g in gmvs if g.measure in listed.told), None)
        below = listed.first(sorted(_WORK_BASES, key=lambda each: each != base))
        if shown is None or below is None:
            continue
        clicks = listed.first(m for m in _CLICKS if m != below)
        orders = listed.orders(shown)
        terms: dict[str, Mapping[str, int]] = {
            "gmv": {shown.measure: 1},
            "base": {below: 1},
            "clicks": {clicks: 1} if clicks else {},
            "orders": {orders: 1},
            "refund": shown.refund,
            "cost": {"cost": 1},
            "commission": {"commission_estimated": 1},
            "slot_fee": {"slot_fee": 1},
            "platform_fee": {"platform_fee": 1},
        }
        by = ["content", "account"]
        found = _ranking(of, listed, by, terms, shown, first, base=below, orders=orders)
        sums = _sums(of, ["owner", "carrier"], shown.measure).items()
        sold = {(owner, carrier): each for (owner, carrier), each in sums}
        if found is None:
            return None
        whose = ["owner", "channel", "shop"]
        by_measure = {m: _sums(of, whose, m) for m in (shown.measure, *shown.refund)}
        places = {
            place: (each, sum(sign * by_measure[m].get(place, 0.0) for m, sign in shown.refund.items()))
            for place, each in by_measure[shown.measure].items()
        }
        columns = {**found.columns, **_whose(of, found, shown.measure)}
        return replace(found, columns=columns, parts=sold, places=places, role=role)
    return None


def _whose(rows: Rows, found: Ranking, measure: str) -> dict[str, list[str]]:
    """The owner, the channel and the shop of each of some works, "" where their rows name several or none."""
    import narwhals as nw

    named, keys = (
        rows.where(nw.col("content").is_in([*dict.fromkeys(found["content"])])),
        ["owner", "channel", "shop"],
    )
    each: dict[tuple[str, str], list[set[str]]] = {}
    for content, account, *whose in _sums(named, ["content", "account", *keys], measure):
        sets = each.setdefault((content, account), [set() for _ in keys])
        for names, name in zip(sets, whose, strict=True):
            names.add(name)
    nobody = [set[str]() for _ in keys]
    works = [each.get(pair, nobody) for pair in zip(found["content"], found["account"], strict=True)]
    return {key: [_one(names[at]) for names in works] for at, key in enumerate(keys)}


def sessions(rows: Rows, gmv: Gmv, measures: Sequence[str], first: int) -> Ranking | None:
    """The LIVE sessions that sold most, row by row; of an account that no list of accounts knows they are the shop's own."""
    import narwhals as nw

    of, gmvs = rows.where(nw.col("role") == "sessions"), choices(gmv.key)
    listed = _listed(of, [*(g.measure for g in gmvs), *measures], ())
    shown = next((g for g in gmvs if g.measure in listed.told), None)
    if shown is None:
        return None
    told = [key for key in measures if key in listed.told]
    by = [shown.measure, "date", "start", "account"]
    table = of.columns("account", "date", "start", shown.measure, *told)
    first_ones = table.sort(by, descending=[True, False, False, False], nulls_last=True).head(first)
    top = small(first_ones).sort_values(by, ascending=[False, True, True, True], kind="stable")
    columns: dict[str, list[Any]] = {"account": top["account"].tolist(), "gmv": top[shown.measure].tolist()}
    for key in ("date", "start"):
        columns[key] = [day.to_pydatetime() if day == day else None for day in top[key]]
    columns |= {key: top[key].tolist() for key in told}
    adding, sold = of.adding, [shown.measure]
    every = of.columns(*sold).with_columns(*adding.parts(sold))
    whole = small(every.select(nw.len().alias("count"), *adding.sums(sold)))
    return Ranking(
        shown,
        columns,
        int(whole["count"].iloc[0]),
        float(adding.value(whole, shown.measure)[0]),
        parts=_own(rows, of, shown.measure),
        role="sessions",
        days=frozenset(day.date() for day in small(of.columns("date").unique())["date"] if day == day),
    )


def _sums(rows: Rows, by: Sequence[str], measure: str) -> dict[tuple[str, ...], float]:
    """The sum of a measure by some names; without those of which nothing is told."""
    adding = rows.adding
    table = rows.columns(*by, measure).with_columns(*adding.parts([measure]))
    found = small(table.group_by(*by).agg(*adding.sums([measure])))
    names = zip(*(found[key].astype(str) for key in by), strict=True)
    sums = zip(names, adding.value(found, measure).tolist(), strict=True)
    return {name: sold for name, sold in sums if sold == sold}


def _own(rows: Rows, of: Rows, measure: str) -> dict[tuple[str, str], float]:
    """The sum of a measure of sessions by owner and carrier: whose an account is, the list of accounts says."""
    sold = _sums(of, ["owner", "carrier", "account"], measure)
    whose = owners(rows, {account for owner, _, account in sold if not owner})
    found: dict[tuple[str, str], float] = {}
    for (owner, carrier, account), each in sold.items():
        place = (owner or whose.get(account, "自营"), carrier or "直播")
        found[place] = found.get(place, 0.0) + each
    return found


def owners(rows: Rows, accounts: Collection[str]) -> dict[str, str]:
    """Whose accounts are, of those that a list of accounts puts with one owner."""
    import narwhals as nw

    if not accounts:
        return {}
    listed = (nw.col("role") == "accounts") & nw.col("account").is_in([*accounts]) & (nw.col("owner") != "")
    found = small(rows.columns("account", "owner", where=[listed]).group_by("account", "owner").agg(nw.len()))
    return dict(found.drop_duplicates("account", keep=False)[["account", "owner"]].itertuples(index=False))


def unlisted(rows: Rows, role: str, owner: str, carrier: str, measure: str) -> dict[str, float]:
    """What the accounts of a place sold that the list of accounts names, and no row of a role does."""
    import narwhals as nw

    whose = (nw.col("role") == "accounts") & (nw.col("owner") == owner)
    sold = _sums(rows.where(whose), ["carrier", "account"], measure)
    named = rows.columns("account", where=[nw.col("role") == role])
    known = set(small(named.group_by("account").agg(nw.len()))["account"])
    return {
        account: each for (there, account), each in sold.items() if there == carrier and account not in known
    }


def _ranking(
    rows: Rows,
    listed: _Listed,
    by: list[str],
    terms: Mapping[str, Mapping[str, int]],
    gmv: Gmv,
    first: int,
    *,
    base: str = "",
    orders: str = "",
) -> Ranking | None:
    """Rows summed by `by`, largest GMV first; a column is there when all the measures it is summed from are told."""
    import narwhals as nw

    held = {n: each for n, each in terms.items() if each and listed.told.issuperset(each)}
    if "gmv" not in held:
        return None
    adding, measures = rows.adding, list(dict.fromkeys(m for each in held.values() for m in each))
    table = rows.columns(*by, *measures).with_columns(*adding.parts(measures))
    summed = table.group_by(*by).agg(*adding.sums(measures))
    ranked = summed.with_columns(adding.amount(gmv.measure).alias("amount"))
    order = [True, *(False for _ in by)]
    found = _in_order(small(ranked.head(FETCHED + 1)), by)
    if len(found) <= FETCHED:
        kinds = [kind for measure in measures for kind in adding.kinds(measure)]
        whole = found[kinds].sum().to_frame().T.assign(count=len(found))
        top = found.head(first)
    else:
        whole = small(ranked.select(nw.len().alias("count"), *adding.again(measures)))
        best = ranked.sort(["amount", *by], descending=order, nulls_last=True)
        top = _in_order(small(best.head(first)), by)
    columns: dict[str, list[Any]] = {key: top[key].tolist() for key in by}
    columns |= {name: _signed(adding, top, each).tolist() for name, each in held.items()}
    return Ranking(
        gmv,
        columns,
        int(whole["count"].iloc[0]),
        float(adding.value(whole, gmv.measure)[0]),
        base,
        orders if "orders" in held else "",
        totals={name: float(_signed(adding, whole, each)[0]) for name, each in held.items()},
    )


def _in_order(summed: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The largest amount first, those alike by name."""
    order = [False, *(True for _ in by)]
    return summed.sort_values(["amount", *by], ascending=order, ignore_index=True)


def _signed(adding: Adding, summed: pd.DataFrame, terms: Mapping[str, int]) -> NDArray[Any]:
    """Sums added with their signs."""
    return sum(sign * adding.value(summed, measure) for measure, sign in terms.items())  # type: ignore[return-value]
