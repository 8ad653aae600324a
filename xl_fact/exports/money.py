"""Which currency money is of that says none: its platform's, where that has one, or the only one that its shop tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from xl_fact.exports.formats.synonyms import HOME

Kind: TypeAlias = tuple[str, str, str]
"""A kind of export that tells money: platform, shop, format."""

KIND: Final = ("platform", "shop", "format")


def unsaid(told: Iterable[tuple[Kind, str]]) -> Mapping[Kind, str]:
    """The currency of each kind of export whose money says none; "" where nobody knows.

    Parameters
    ----------
    told : iterable of (Kind, str)
        Each kind that tells money, and the currency that it says.

    Examples
    --------
    >>> yuan, bare = ("douyin", "", "qianchuan_plans"), ("tiktok", "", "tiktok_orders")
    >>> unsaid([(yuan, "CNY"), (bare, "")])
    {('tiktok', '', 'tiktok_orders'): ''}
    >>> unsaid([(yuan, "CNY"), (bare, ""), (("tiktok", "", "tiktok_shop_days"), "USD")])[bare]
    'USD'
    """
    pairs = set(told)
    known = [(kind, code) for kind, code in pairs if code]
    found = {}
    for kind in sorted(kind for kind, code in pairs if not code):
        platform, shop, _ = kind
        near = {
            code
            for (its, whose, _), code in known
            if its == platform and (whose == shop or not (whose and shop))
        }
        found[kind] = HOME.get(platform, "") or (near.pop() if len(near) == 1 else "")
    return found
