"""Headings as they mean, not as they are typed: width, case, spaces, brackets and currency aside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from xl_fact.texts import folded

CURRENCIES = {
    "元": "CNY", "¥": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "$": "USD", "us$": "USD", "usd": "USD",
    "₫": "VND", "đ": "VND", "vnd": "VND", "rp": "IDR", "idr": "IDR", "rm": "MYR", "myr": "MYR", "฿": "THB",
    "thb": "THB", "₱": "PHP", "php": "PHP", "s$": "SGD", "sgd": "SGD", "£": "GBP", "gbp": "GBP", "€": "EUR",
    "eur": "EUR", "r$": "BRL", "brl": "BRL", "mxn": "MXN", "円": "JPY", "jpy": "JPY",
}  # fmt: skip
"""How a currency is written in a heading or before a figure, and its ISO code."""

_SUFFIX = re.compile(
    r"(?:\((" + "|".join(map(re.escape, CURRENCIES)) + r")\)|_(usd|cny|rmb|vnd|idr|myr|thb|php|sgd|gbp|eur))$"
)
_SAME = str.maketrans(
    {
        "【": "(",
        "】": ")",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
        "—": "-",
        "–": "-",
        "−": "-",
        "‐": "-",
        "帐": "账",
    }
)


@lru_cache(maxsize=4096)
def split(heading: str) -> tuple[str, str]:
    """A heading in its normal form, and the currency it ends with.

    Examples
    --------
    >>> split("  GMV（视频） ($)")
    ('gmv(视频)', 'USD')
    >>> split("消耗（元）"), split("spend_usd"), split("点击率(%)")
    (('消耗', 'CNY'), ('spend', 'USD'), ('点击率(%)', ''))
    """
    plain = folded(heading).translate(_SAME)
    match = _SUFFIX.search(plain)
    if match is None or match.start() == 0:
        return plain, ""
    return plain[: match.start()], CURRENCIES[match[1] or match[2]]


def normal(heading: str) -> str:
    """A heading in its normal form.

    Examples
    --------
    >>> normal("Affiliate items sold ") == normal("affiliate Items Sold")
    True
    """
    return split(heading)[0]


def numbered(headings: Iterable[str]) -> list[str]:
    """Normal forms of a whole row; a heading that comes again is told apart by ``#2``, ``#3``.

    Examples
    --------
    >>> numbered(["Cost", "Gross revenue", "Gross Revenue "])
    ['cost', 'grossrevenue', 'grossrevenue#2']
    """
    seen: dict[str, int] = {}
    names = []
    for heading in headings:
        name = normal(heading)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 or not name else f"{name}#{seen[name]}")
    return names
