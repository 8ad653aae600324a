"""Creators by tier: head, shoulder, waist, tail, by their followers where any export tells them, else by their level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from xl_fact.engine.answers import Frame, Ranking
from xl_fact.engine.gmv import Gmv, choices
from xl_fact.engine.lists import of_one_export, orders_of, signed, told
from xl_fact.engine.rankings import NAMED, NOBODY, telling
from xl_fact.engine.sized import Sized

if TYPE_CHECKING:
    import pandas as pd

TIERS: Final = ("head", "shoulder", "waist", "tail", "")
"""From the largest; "" where nobody tells how large."""
_WORDS: Final = {"头": "head", "肩": "shoulder", "腰": "waist", "尾": "tail"} | {
    tier: tier for tier in TIERS if tier
}
_FEES: Final = ("cost", "commission", "slot_fee", "platform_fee")
_CONTENT: Final = ("直播", "短视频", "图文")


def tiered(table: Frame, sized: Sized, gmv: Gmv, floors: Mapping[str, float]) -> Ranking | None:
    """The creators of a table of facts by tier.

    Parameters
    ----------
    table : DataFrame
        Facts; who sold is told by the role "accounts", else by "creators".
    sized : Sized
        How large creators are.
    gmv : Gmv
        The GMV wanted.
    floors : mapping
        For "head", "shoulder" and "waist" the followers from which a creator is one; below the last is the tail.

    Returns
    -------
    Ranking, optional
        ``tier``, ``count``, ``gmv``, and of ``refund``, ``orders``, the fees (``…_named`` where other exports tell them by
        name), ``content_gmv`` and ``base`` those told: the
        last two of content alone, for of a creator's shelf the platforms list only part of the impressions; ``gmv_by_name``
        and ``refund_by_name`` are what each creator of a tier sold and got back. None where no creator's size is known.
    """
    for role in ("accounts", "creators"):
        rows = table[(table["role"] == role) & (table["owner"] == "合作") & ~table["account"].isin(NOBODY)]
        shown = next((g for g in choices(gmv.key) if told(rows, g.measure)), None)
        if shown is not None:
            break
    else:
        return None
    rows = of_one_export(rows, shown.measure)
    whose = rows["account_id"].where(rows["account_id"] != "", rows["account"])
    tier = sizes(sized, rows, floors)
    if not (tier != "").any():
        return None
    terms: dict[str, Mapping[str, int]] = {"gmv": {shown.measure: 1}, "refund": shown.refund}
    terms |= {"orders": {orders_of(rows, shown): 1}, **{fee: {fee: 1} for fee in _FEES}}
    held = {name: each for name, each in terms.items() if each and all(told(rows, m) for m in each)}
    measures = list(dict.fromkeys(m for each in held.values() for m in each))
    sums = rows.groupby(tier)[measures].sum(min_count=1)
    found = {name: signed(sums, each) for name, each in held.items()}
    found |= _named(table, rows, tier, [fee for fee in NAMED if fee not in found])
    found["count"] = whose.groupby(tier).nunique()
    sold = rows.groupby([tier.rename("tier"), rows["account"]])[measures].sum()
    by_name = {name: signed(sold, held[name]).to_dict() for name in ("gmv", "refund") if name in held}
    content = rows["carrier"].isin(_CONTENT) if (rows["carrier"] != "").any() else rows["carrier"] == ""
    if told(rows[content], "product_impressions"):
        inside = rows[content].groupby(tier[content])
        found["content_gmv"] = inside[shown.measure].sum(min_count=1)
        found["base"] = inside["product_impressions"].sum(min_count=1)
    order = [name for name in TIERS if name in sums.index]
    columns: dict[str, list[Any]] = {"tier": order}
    columns |= {name: each.reindex(order).astype(float).tolist() for name, each in found.items()}
    columns |= {
        f"{key}_by_name": [{who: sum_ for (at, who), sum_ in each.items() if at == name} for name in order]
        for key, each in by_name.items()
    }
    return Ranking(shown, columns, int(found["count"].sum()), float(sums[shown.measure].sum()))


def _named(table: Frame, rows: Frame, tier: pd.Series, fees: Sequence[str]) -> dict[str, pd.Series]:
    """What exports of other roles tell of some fees by the names of the creators, by tier."""
    of = dict(zip(rows["account"].tolist(), tier.tolist(), strict=True))
    others = table[(table["role"] != "accounts") & (table["owner"] != "自营")]
    found: dict[str, pd.Series] = {}
    for fee in fees:
        for roles in telling(fee, set(others["role"])):
            tells = others[others["role"].isin(roles) & others[fee].notna()]
            if len(tells):
                tells = tells[tells["account"].isin(of)]
                if len(tells):
                    sums = tells[fee].groupby(tells["account"].map(of)).sum()
                    found[f"{fee}_named"] = sums.reindex(sorted(set(of.values())), fill_value=0.0)
                break
    return found


def sizes(sized: Sized, rows: Frame, floors: Mapping[str, float]) -> pd.Series:
    """The tier of each row's creator, by the followers that hold of the account, else by its level."""
    import pandas as pd

    counted, by_name = sized.followers, {}
    for key in ("account_id", "account"):
        named = counted[counted[key] != ""]
        by_name[key] = named.groupby(key)["followers"].max().to_dict(), _levels(sized.levels, key)

    def size(number: str, name: str) -> str:
        for key, which in (("account_id", number), ("account", name)):
            followers, levels = by_name[key]
            if which and (count := followers.get(which)) is not None and count == count:
                return next((tier for tier, floor in floors.items() if count >= floor), "tail")
            if which and (level := levels.get(which)):
                return level
        return ""

    each = list(zip(rows["account_id"].tolist(), rows["account"].tolist(), strict=True))
    pairs = {pair: size(*pair) for pair in set(each)}
    found = [pairs[pair] for pair in each]
    return pd.Series(found, index=rows.index, dtype="str")


def _levels(known: Frame, key: str) -> dict[str, str]:
    """The tier that an export names, by account."""
    said = known[known[key] != ""]
    pairs = zip(said[key], said["level"], strict=True)
    return {
        name: tier for name, level in pairs if (tier := _WORDS.get(level[:1], _WORDS.get(level.lower(), "")))
    }
