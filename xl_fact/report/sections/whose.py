"""Whose the sales of a list are: which channel's, of which shop where there are several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from xl_fact.engine.answers import Ranking
from xl_fact.engine.placing import PARTNERS
from xl_fact.engine.rankings import NOBODY
from xl_fact.report.formula import At, Expression, Total
from xl_fact.report.month import UNKNOWN, Month
from xl_fact.words import Words

PARTNER, OWN, ALL = "partner", "own", "all"
"""Whose sales a row may be where they are not one channel's: partners', the shop's own, or nobody's that is known."""
BY_SHOP: Final = "pnl_shops"
"""The table of what each channel left in each shop."""
SHOWN: Final = 20
"""So many creators are listed."""
_EVERY: Final = 1_000_000
"""More creators than any list holds."""


class Sales(NamedTuple):
    """Whose some sales are.

    Attributes
    ----------
    kind : str
        A channel's letter, `PARTNER`, `OWN` or `ALL`.
    shop : str
        Of which shop; "" of all of them.
    """

    kind: str
    shop: str = ""

    @property
    def partners(self) -> bool:
        """Whether they are surely partners'."""
        return self.kind in (PARTNER, *PARTNERS)


WHOLE: Final = Sales(PARTNER)
"""The sales of all partners."""
Parts: TypeAlias = Mapping[Sales, tuple[float, float]]
"""Whose the sales of one creator are → its GMV there, and the refunds that the list tells of it."""


def by_shop(month: Month) -> bool:
    """Whether each shop's costs are told apart: there are several, and all that sold and spent says in which."""
    return len(month.shops) > 1 and "" not in month.shops and bool(month.coverage("gmv").days)


def letters(month: Month, whose: Sales) -> list[str]:
    """The channels of some sales."""
    present = [at for at in month.channels if not whose.shop or (whose.shop, at) in month.placed]
    if whose.kind == ALL:
        return present
    if whose.kind in (PARTNER, OWN):
        mine = whose.kind == PARTNER
        return [at for at in present if at != UNKNOWN and (at in PARTNERS) == mine]
    return [at for at in present if at == whose.kind and at != UNKNOWN]


def sales(month: Month, key: str, whose: Sales) -> Expression:
    """A line of the P&L, of some sales."""
    if not whose.shop and whose.kind == ALL:
        return Total(key, "pnl")
    if not whose.shop:
        return added_up(At("pnl", key, month.channels.index(at)) for at in letters(month, whose))
    rows = [month.placed.index((whose.shop, at)) for at in letters(month, whose)]
    return added_up(At(BY_SHOP, key, row) for row in rows)


def added_up(parts: Iterable[Expression]) -> Expression:
    """The sum of some, at least one."""
    first, *others = parts
    found: Expression = first
    for each in others:
        found = found + each
    return found


def named(month: Month, whose: Sales) -> Words:
    """Some sales, as a sentence names them."""
    if whose.kind in month.channels:
        kind = Words(month.label(whose.kind), month.label(whose.kind))
    else:
        kind = {
            PARTNER: Words("达人", "partners"),
            OWN: Words("自营", "own channels"),
            ALL: Words("全店", "the shop"),
        }[whose.kind]
    if not whose.shop:
        return kind
    shop = month.shop(whose.shop)
    if whose.kind == ALL:
        return Words(shop, shop)
    return Words(f"{shop} {kind.zh}", f"{kind.en} of {shop}")


def apart(month: Month) -> bool:
    """Whether partners' sales have rates of their own in several channels or shops."""
    return _several(month) or by_shop(month)


def _several(month: Month, shop: str = "") -> bool:
    """Whether partners sold in several channels."""
    return {*PARTNERS} <= {*letters(month, Sales(PARTNER, shop))}


# ----------------------------------------------------------------- creators
def whose_creators(month: Month, top: Ranking) -> list[Parts]:
    """Whose the sales of each creator are."""
    back = top["refund"] if "refund" in top else [0.0] * len(top)
    rows = zip(top["account"], top["channel"], top["sold_in"], top["gmv"], back, strict=True)
    if by_shop(month):
        return [
            _by_place(month, name, places) or {WHOLE: (_known(gmv), _known(refund))}
            for name, _, places, gmv, refund in rows
        ]
    return [
        {Sales(_kind(month, name, channel)): (_known(gmv), _known(refund))}
        for name, channel, _, gmv, refund in rows
    ]


def _by_place(
    month: Month, name: str, places: Mapping[tuple[str, str], tuple[float, float]]
) -> dict[Sales, tuple[float, float]]:
    """The same by shop; nothing where some of its sales name none."""
    found: dict[Sales, tuple[float, float]] = {}
    for (shop, channel), (gmv, refund) in places.items():
        if shop not in month.shops:
            return {}
        whose = Sales(_kind(month, name, channel, shop), shop)
        sold, back = found.get(whose, (0.0, 0.0))
        found[whose] = sold + gmv, back + refund
    return found


def every_creator(month: Month) -> Ranking | None:
    """All creators listed, shown or not."""
    return month.lists.accounts("合作", month.gmv, _EVERY)


def whose_names(month: Month) -> dict[str, Parts]:
    """Whose the sales of all creators are, by name; nothing where all have the same rates."""
    every = every_creator(month) if apart(month) else None
    return {} if every is None else dict(zip(every["account"], whose_creators(month, every), strict=True))


def _kind(month: Month, account: str, channel: str, shop: str = "") -> str:
    if not _several(month, shop):
        return PARTNER
    letter = month.heads.channel(account) if channel == "A" and month.heads is not None else channel
    return letter if letter in PARTNERS else PARTNER


# -------------------------------------------------------------------- works
def whose_works(month: Month, top: Ranking) -> list[Sales]:
    """Whose the sales of each work are."""
    rows = zip(top["owner"], top["channel"], top["shop"], top["account"], strict=True)
    return [whose_work(month, *each) for each in rows]


def whose_work(month: Month, owner: str, channel: str, shop: str, account: str = "") -> Sales:
    """Whose the sales of a work are."""
    at = shop if by_shop(month) and shop in month.shops else ""
    letter = "F" if channel == "S" and month.brand.shelf == "F" else channel
    if letter in PARTNERS:
        may_be_a_heads = letter == "A" and month.heads is not None and account in NOBODY
        return Sales(PARTNER if may_be_a_heads else _kind(month, account, letter, at), at)
    if owner == "合作":
        return Sales(PARTNER, at)
    if letter in letters(month, Sales(ALL, at)) and letter != UNKNOWN:
        return Sales(letter, at)
    return Sales(OWN if owner == "自营" else ALL, at)


def _known(amount: float) -> float:
    return amount if amount == amount else 0.0
