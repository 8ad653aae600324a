"""Which rows a measure may be summed from, as window expressions: the same on every engine.

Rows that tell of one brand, platform, shop and month, by one role of one format, share their fate. So it is decided
for these, of which there are few however many rows there are, and for all measures at once.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from xl_fact.exports.columns import MEASURES, SELLING
from xl_fact.exports.formats.format import formats

if TYPE_CHECKING:
    import narwhals as nw

TELLERS: Final = ("brand", "platform", "shop", "month", "role", "format")
"""What tells: rows that share these are summed all or none. `month` is a number."""

UNDATED: Final = -1
"""The month of rows without a date."""

_WHOSE: Final = ("measure", "brand", "platform")


@functools.lru_cache(maxsize=256)
def decided(
    tellers: tuple[tuple[Any, ...], ...], told: tuple[tuple[str, tuple[bool, ...]], ...]
) -> dict[str, tuple[bool, ...]]:
    """Which tellers count for each measure.

    Parameters
    ----------
    tellers : tuple of tuple
        The values of `TELLERS`, each once.
    told : tuple of (str, tuple of bool)
        Measures, and which of the tellers tell of them.

    Returns
    -------
    dict
        Measure → for each teller, whether it counts.
    """
    if not told:
        return {}
    import narwhals as nw

    columns: dict[str, Any] = dict(zip(TELLERS, map(list, zip(*tellers, strict=True)), strict=True))
    columns |= {measure: [int(each) for each in rows] for measure, rows in told}
    found = counted(nw.from_dict(columns, backend="pandas"), dict(told))
    there = set(found.select("measure", *TELLERS).rows())
    return {measure: tuple((measure, *teller) in there for teller in tellers) for measure, _ in told}


def counted(
    tellers: nw.DataFrame[nw.typing.IntoDataFrameT], measures: Iterable[str]
) -> nw.DataFrame[nw.typing.IntoDataFrameT]:
    """Which tellers each measure may be summed from: for each brand, platform, shop and month, the best tier of roles.

    Parameters
    ----------
    tellers : DataFrame
        One row for each of `TELLERS` that the facts hold, and for each measure how many of its rows tell of it.
    measures : iterable of str
        Keys of `MEASURES`.

    Returns
    -------
    DataFrame
        `TELLERS` and ``measure``: one row for each that counts, in which no sale stands twice.
    """
    import narwhals as nw

    wanted = list(measures)
    undated = bool((tellers["month"] == UNDATED).any())
    known = nw.col("role").is_in(sorted(SELLING)).cast(nw.Int8).max().over("shop")
    shops = tellers["shop"].n_unique()
    named = (nw.lit(shops > 1)) & (nw.col("shop") != "") & (known > 0)
    table = tellers.with_columns(named.alias("named"))
    table = table.unpivot(on=wanted, index=[*TELLERS, "named"], variable_name="measure", value_name="rows")
    table = table.filter(nw.col("rows") > 0).join(
        _tiers(tellers, wanted), on=["measure", "role"], how="inner"
    )
    among = _WHOSE if undated else (*_WHOSE, "month")
    # of a shop that no export of sales names, nobody knows which of the others it is: then the best counts for all together
    mixed = (~nw.col("named")).cast(nw.Int8).max().over(*among) > 0
    alone = nw.col("named") & ~mixed
    table = table.with_columns(
        nw.when(alone).then(nw.col("shop")).otherwise(nw.lit("")).alias("of"), alone.alias("alone")
    )
    whose = (*_WHOSE, "alone", "of")
    held = set(tellers["format"].unique().to_list())
    for format in formats():
        better = sorted(held.intersection(format.yields_to))
        if format.key in held and better:
            told = nw.col("format").is_in(better).cast(nw.Int8).max().over(*whose, "month") > 0
            table = table.filter((nw.col("format") != format.key) | ~told)
    best = nw.col("rank").min().over(*whose, "month")
    if undated:  # a row without a date may tell of any month
        never = nw.when(nw.col("month") == UNDATED).then(nw.col("rank")).otherwise(nw.lit(len(MEASURES)))
        table = table.with_columns(never.alias("never"))
        best = (
            nw.when(nw.col("month") == UNDATED)
            .then(nw.col("rank").min().over(*whose))
            .otherwise(nw.min_horizontal(best, nw.col("never").min().over(*whose)))
        )
    return table.filter(nw.col("rank") == best).select(*TELLERS, "measure")


def _tiers(
    like: nw.DataFrame[nw.typing.IntoDataFrameT], measures: Iterable[str]
) -> nw.DataFrame[nw.typing.IntoDataFrameT]:
    """The rank of each role for each measure, best first."""
    import narwhals as nw

    rows = [
        (measure, role, rank)
        for measure in measures
        for rank, tier in enumerate(MEASURES[measure].truth)
        for role in tier
    ]
    columns = dict(zip(("measure", "role", "rank"), map(list, zip(*rows, strict=True)), strict=True))
    return nw.from_dict(columns, backend=like.implementation)
