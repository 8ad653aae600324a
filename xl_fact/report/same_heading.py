"""When two headings mean the same column: brackets, blanks and case aside, or in another money or base."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from xl_fact.texts import folded

_LINE_END: Final = re.compile(r"_x000[aAdD]_")
_AMOUNTS: Final = ("gmv", "gpm", "roi", "aov", "价", "率", "利", "rate", "profit", "cost")
"""How the headings end that may name their GMV."""
_NAMED: Final = re.compile(
    "(?:" + "|".join(f"(?<={word})" for word in _AMOUNTS) + ")·?\1|(?<=千次)\2|(?<=per1000)\2"
)
"""Which GMV, and per thousand of what: named where it is another than the report's."""


@cache
def plain(heading: str) -> str:
    """A heading without the differences people don't see, and without the line ends that Excel writes as ``_x000a_``.

    Examples
    --------
    >>> plain("GMV （元）") == plain("gmv(元)")
    True
    """
    return folded(_LINE_END.sub("", heading))


@cache
def general(heading: str) -> str:
    """A heading with any GMV, any base, any money and any orders for the one it names, or for none.

    Examples
    --------
    >>> general("GMV·用户支付（元）") == general("GMV·净成交（美元）")
    True
    >>> general("GMV（元）") == general("GMV·用户支付（元）"), general("订单（单）") == general("净成交订单（单）")
    (True, True)
    >>> general("GMV（元）") == general("退款（元）")
    False
    """
    text = plain(heading)
    for word, sign in _settled():
        text = text.replace(word, sign)
    return _NAMED.sub("", text)


@cache
def _settled() -> tuple[tuple[str, str], ...]:
    """The words that a brand's settings decide, longest first, and a sign for each group."""
    from xl_fact.engine.gmv import GMVS, ORDERS
    from xl_fact.report.month import BASE_OF, CURRENCIES

    groups = {
        "\1": [word for gmv in GMVS.values() for word in gmv.words],
        "\2": [word for words in BASE_OF.values() for word in words],
        "\3": [word for words in CURRENCIES.values() for word in words],
    }
    found = {plain(word): sign for sign, words in groups.items() for word in words}
    orders, *others = ORDERS.values()
    found |= {plain(word): plain(one) for other in others for word, one in zip(other, orders, strict=True)}
    found |= {plain(word): "" for gmv in GMVS.values() for word in gmv.after if word}
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def settled(text: str) -> bool:
    """Whether a text names a GMV, a base or a money.

    Examples
    --------
    >>> settled("GPM（元/千次）"), settled("笔单价")
    (True, False)
    """
    return general(text) != plain(text)
