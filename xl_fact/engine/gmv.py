"""The GMVs that platforms tell of, and which refunds and orders belong to each: decided here, once.

Platforms say: net GMV = platform GMV − refunds within the hour; settled GMV = platform GMV − refunds by payment
day. So of a net GMV all refunds after the hour are still to be taken: net − settled. Of a settled one, none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from xl_fact.words import NO_WORDS, Words


@dataclass(frozen=True)
class Gmv:
    """One GMV, and what belongs to it.

    Attributes
    ----------
    measure : str
        The measure of the fact table that it is.
    words : Words
        What a heading calls it.
    refund, late : mapping
        Its refunds by the day of payment, and by the day they were made: the measures they are summed from, each with
        its sign; empty when none are left to take, or no platform tells them.
    orders : tuple of str
        The measures that count its orders, best first.
    after : Words
        From when on its refunds count, as headings say it; empty where all of them do.
    """

    key: str
    measure: str
    words: Words
    refund: Mapping[str, int] = field(default_factory=dict)
    late: Mapping[str, int] = field(default_factory=dict)
    orders: tuple[str, ...] = ("orders",)
    after: Words = NO_WORDS

    @property
    def refunded(self) -> bool:
        """Whether refunds are still to be taken from it."""
        return bool(self.refund)


GMVS: Final = {
    gmv.key: gmv
    for gmv in (
        Gmv(
            "paid",
            "gmv_paid",
            Words("用户支付", "paid"),
            {"refund_paid": 1},
            {"refund_paid_by_refund_date": 1},
        ),
        Gmv(
            "platform",
            "gmv_platform",
            Words("成交金额", "platform GMV"),
            {"refund_platform": 1},
            {"refund_platform_by_refund_date": 1},
        ),
        Gmv(
            "net",
            "gmv_net",
            Words("净成交", "net GMV"),
            {"gmv_net": 1, "gmv_settled": -1},
            orders=("orders_net", "orders"),
            after=Words("1 小时后的", " after 1 hour"),
        ),
        Gmv("settled", "gmv_settled", Words("结算", "settled")),
    )
}
"""Each GMV by its key in `brand.toml`."""

ORDERS: Final = {"orders": Words("订单", "Orders"), "orders_net": Words("净成交订单", "Net orders")}
"""Each measure that counts orders, as headings name it."""

_INSTEAD: Final = ("paid", "platform")


def choices(wanted: str) -> tuple[Gmv, ...]:
    """What a list of works or sessions may show, best first: the GMV wanted, else one that lists tell of.

    Examples
    --------
    >>> [gmv.key for gmv in choices("net")], [gmv.key for gmv in choices("platform")]
    (['net', 'paid', 'platform'], ['platform', 'paid'])
    """
    return tuple(GMVS[key] for key in dict.fromkeys((wanted, *_INSTEAD)))
