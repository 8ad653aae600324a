"""When an order was placed and paid, and how: by what a new format of orders counts, and on which day."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from xl_fact.exports.formats.draft_column import DraftColumn
from xl_fact.exports.formats.headings import normal

PAID: Final = re.compile(
    r"(?:买家|用户|客户|顾客|订单|交易)?(?:支付|付款)(?:完成|成功)?(?:时间|日期)"
    r"|(?:order)?(?:paid|payment)(?:time|date|at|on)|(?:date|time)paid|orderpaidtime"
    r"|waktupembayaran(?:dilakukan)?|thờigianthanhtoán(?:đơnhàng)?"
)
"""Headings of the moment when an order was paid."""

PLACED: Final = re.compile(
    r"(?:买家|用户|客户|顾客|订单|交易|商品)?(?:下单|创建|提交|生成|拍下)(?:时间|日期)"
    r"|(?:order)?(?:created?|creation|placed|submitted)(?:time|date|at|on)|(?:date|time)(?:created|placed)"
    r"|(?:order|purchase)(?:date|time)|waktupesanandibuat|(?:ngày|thờigian)(?:đặthàng|tạođơnhàng)"
)
"""Headings of the moment when an order was placed."""

_HOW: Final = re.compile(
    r"(?:支付|付款|收款)(?:方式|类型|渠道)|paymentmethods?|paymenttype|metodepembayaran|phươngthứcthanhtoán|วิธีการชำระเงิน"
)
_ON_DELIVERY: Final = re.compile(
    r"货到付款|到付|cashondelivery|(?:.*\()?cod\)?|bayarditempat|thanhtoánkhi(?:nhận|giao)hàng|เก็บเงินปลายทาง|ชำระเงินปลายทาง"
)


_WORDS: Final = (
    "货到付款", "到付", "Cash on delivery", "Cash On Delivery (COD)", "COD", "Bayar di tempat", "Bayar di Tempat (COD)",
    "Thanh toán khi nhận hàng", "Thanh toán khi giao hàng", "เก็บเงินปลายทาง", "ชำระเงินปลายทาง",
)  # fmt: skip
"""How it is called where the file from which a format is learned has no such order, and the next may have one."""


@dataclass(frozen=True)
class OnDelivery:
    """Orders that are paid when they are brought: how the column of payment calls them, and when they were placed."""

    column: str
    words: tuple[str, ...]
    placed: str


def payments(columns: Sequence[DraftColumn], known: Container[str]) -> list[DraftColumn]:
    """The columns that tell when an order was paid; `known` are headings of which a format says so."""
    return [
        column
        for column in columns
        if column.kind in ("date", "empty") and (PAID.fullmatch(column.name) or column.name in known)
    ]


def on_delivery(columns: Sequence[DraftColumn]) -> OnDelivery | None:
    """The orders that count when they are placed, where the table tells which these are and when that was."""
    placed = [column for column in columns if column.kind == "date" and PLACED.fullmatch(column.name)]
    if len(placed) != 1:
        return None
    for column in columns:
        if not _HOW.fullmatch(column.name):
            continue
        words = dict.fromkeys(str(cell).strip() for cell in column.cells)
        told = [word for word in words if _ON_DELIVERY.match(normal(word))]
        return OnDelivery(column.heading, tuple(dict.fromkeys([*told, *_WORDS])), placed[0].heading)
    return None
