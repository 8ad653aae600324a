"""What others sell, as 蝉妈妈, FastMoss and Kalodata estimate it; and how the settled return of ads grows with the days."""

from __future__ import annotations

from typing import Any, Final

from xl_fact.engine.answers import Frame, Ranking
from xl_fact.engine.gmv import GMVS, Gmv
from xl_fact.engine.lists import of_one_export, told

HORIZONS: Final = (7, 14, 30, 90)
"""Days after which the platform tells what of an ad's sales was settled."""
SETTLED_AFTER: Final = tuple(f"gmv_settled_{days}d" for days in HORIZONS)
"""The measures of it."""


def market(rows: Frame, kind: str, first: int) -> Ranking | None:
    """The first of a list of the market by estimated sales: "product", "content" (videos) or "account" (shops).

    Parameters
    ----------
    rows : DataFrame
        Facts of the role "market".
    kind : str
    first : int
        How many.

    Returns
    -------
    Ranking, optional
        The kind, ``account``, ``gmv`` (of the last 30 days where told, else as listed), ``items``, ``plays``, ``format``; NaN
        where nothing is said. None where no such list was exported.
    """
    held = {"content": rows["content"] != "", "product": (rows["content"] == "") & (rows["product"] != "")}
    held["account"] = (rows["content"] == "") & (rows["product"] == "") & (rows["account"] != "")
    rows = rows[held[kind]]
    gmv = rows["market_gmv_30d"].where(rows["market_gmv_30d"].notna(), rows["gmv_platform"])
    items = rows["market_items_30d"].where(rows["market_items_30d"].notna(), rows["items"])
    listed = rows.assign(gmv=gmv, items=items)[["format", kind, "account", "gmv", "items", "plays"]]
    listed = listed.loc[:, ~listed.columns.duplicated()]
    listed = listed[listed["gmv"].notna() | listed["items"].notna()]
    if listed.empty:
        return None
    keys = list(dict.fromkeys(("format", kind, "account")))
    summed = listed.groupby(keys, sort=False).sum(min_count=1).reset_index()
    summed = summed.sort_values(["gmv", "items"], ascending=False, kind="stable", na_position="last")
    columns: dict[str, list[Any]] = {key: summed[key].head(first).tolist() for key in summed}
    return Ranking(GMVS["platform"], columns, len(summed), float(summed["gmv"].sum()))


def maturity(rows: Frame) -> Ranking | None:
    """What was settled of the sales credited to ads after 7, 14, 30 and 90 days, beside what the ads cost.

    Parameters
    ----------
    rows : DataFrame
        Facts of the role "ads", in ``rows`` how many each stands for.

    Returns
    -------
    Ranking, optional
        ``days``, ``gmv`` (settled), ``cost``, ``sold`` (platform GMV); of the ads that tell all of the days that are told at all,
        so that they compare. None where fewer than two are told.
    """
    keys = [(n, key) for n, key in zip(HORIZONS, SETTLED_AFTER, strict=True) if told(rows, key)]
    if len(keys) < 2:
        return None
    whole = rows[["cost", "gmv_platform", *(key for _, key in keys)]].notna().all(axis=1)
    rows = rows[whole]
    if rows.empty:
        return None
    rows = of_one_export(rows, "cost")
    columns: dict[str, list[Any]] = {
        "days": [n for n, _ in keys],
        "gmv": [float(rows[k].sum()) for _, k in keys],
    }
    columns |= {
        name: [float(rows[key].sum())] * len(keys)
        for name, key in (("cost", "cost"), ("sold", "gmv_platform"))
    }
    return Ranking(_SETTLED, columns, int(rows["rows"].sum()), float(rows["gmv_platform"].sum()))


_SETTLED: Final[Gmv] = GMVS["settled"]
