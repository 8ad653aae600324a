"""Lists of what sold, by GMV: rows of one kind of export summed by what they name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from xl_fact.engine.answers import Frame, Ranking
from xl_fact.engine.gmv import Gmv, choices

if TYPE_CHECKING:
    import pandas as pd

_OF_A_PRODUCT: Final[Mapping[str, Mapping[str, int]]] = {
    "items": {"items": 1},
    "base": {"product_impressions": 1},
    "clicks": {"product_clicks": 1},
    "cost": {"cost": 1},
}


def listed_products(rows: Frame, gmv: Gmv) -> Ranking | None:
    """Products by GMV, each known by its number, else by its name; None where none is listed."""
    code = rows["product_id"].where(rows["product_id"] != "", rows["product"])
    rows = rows[code != ""]
    shown = next((g for g in choices(gmv.key) if told(rows, g.measure)), None)
    if shown is None:
        return None
    rows = of_one_export(rows.assign(code=code[code != ""]), shown.measure)
    orders = orders_of(rows, shown)
    terms = {"gmv": {shown.measure: 1}, "refund": shown.refund, "orders": {orders: 1}, **_OF_A_PRODUCT}
    found = ranked(rows, ["code"], terms, shown, len(rows), base="product_impressions", orders=orders)
    if found is None:
        return None
    named = rows.loc[rows["product"] != "", ["code", "product"]].drop_duplicates("code", keep="last")
    names = dict(zip(named["code"], named["product"], strict=True))
    columns = {key: values for key, values in found.columns.items() if key != "code"}
    columns["product"] = [names.get(each, each) for each in found["code"]]
    return Ranking(shown, columns, found.count, found.whole, found.base, found.orders, found.parts)


def listed_parts(rows: Frame, dimension: str, gmv: Gmv) -> Ranking | None:
    """Sales by a dimension, largest first; None where nothing is listed by it."""
    rows = rows[rows[dimension] != ""]
    shown = next((g for g in choices(gmv.key) if told(rows, g.measure)), None)
    if shown is None:
        return None
    rows = of_one_export(rows, shown.measure)
    return ranked(rows, [dimension], {"gmv": {shown.measure: 1}, "refund": shown.refund}, shown, len(rows))


def of_one_export(rows: Frame, measure: str) -> Frame:
    """Of each shop only the format that tells most of a measure: two of them list the same sales."""
    sums = rows.groupby(["brand", "platform", "shop", "format"], observed=True)[measure].sum()
    best = {key[:-1]: key[-1] for key in sums.sort_values().index}
    if len(best) == len(sums):
        return rows
    keys = zip(rows["brand"], rows["platform"], rows["shop"], strict=True)
    return rows[[best.get(key) == name for key, name in zip(keys, rows["format"], strict=True)]]


def told(rows: Frame, measure: str) -> bool:
    """Whether any row tells of a measure."""
    return bool(rows[measure].notna().any())


def orders_of(rows: Frame, gmv: Gmv) -> str:
    """The measure that counts the orders of a GMV: the best that is told wherever any orders of it are."""
    *best, last = gmv.orders
    for measure in best:
        told = rows[measure].notna()
        if told.any() and (told | rows[last].isna()).all():
            return measure
    return last


def signed(sums: Mapping[str, pd.Series], terms: Mapping[str, int]) -> pd.Series:
    """Sums added with their signs, for the groups of the first."""
    first, *others = terms
    total = terms[first] * sums[first]
    for other in others:
        total = total + terms[other] * sums[other].reindex(total.index)
    return total


def ranked(
    rows: Frame,
    by: list[str],
    terms: Mapping[str, Mapping[str, int]],
    gmv: Gmv,
    first: int,
    *,
    base: str = "",
    orders: str = "",
) -> Ranking | None:
    """Rows summed by `by`, largest GMV first; a column is there when all the measures it is summed from are told."""
    held = {n: each for n, each in terms.items() if each and all(told(rows, m) for m in each)}
    if "gmv" not in held:
        return None
    measures = list(dict.fromkeys(m for each in held.values() for m in each))
    summed = rows.groupby(by)[measures].sum(min_count=1).sort_values(gmv.measure, ascending=False)
    top = summed.head(first).reset_index()
    columns = {key: top[key].tolist() for key in by}
    columns |= {name: signed(top, each).tolist() for name, each in held.items()}
    return Ranking(
        gmv,
        columns,
        len(summed),
        float(summed[gmv.measure].sum()),
        base,
        orders if "orders" in held else "",
        parts(rows, gmv.measure),
    )


def parts(rows: Frame, measure: str) -> dict[tuple[str, str], float]:
    """The sum of a measure by owner and carrier of the rows."""
    sums = rows.groupby(["owner", "carrier"], observed=True)[measure].sum()
    return {(str(owner), str(carrier)): float(sold) for (owner, carrier), sold in sums.items()}
