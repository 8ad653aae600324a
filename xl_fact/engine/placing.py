"""Costs that an export tells without a channel: a settlement tells commission and fees by order, ads by campaign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xl_fact.core.channels import UNKNOWN
from xl_fact.engine.answers import Frame
from xl_fact.engine.books import KEYS

if TYPE_CHECKING:
    from pandas import Index

PARTNERS: Final = ("A", "T")
"""The channels whose sales pay a commission; nobody was paid one for the shop's own."""
FEES: Final = ("commission", "slot_fee", "platform_fee")
"""What sales cost: borne by the channel that sold, even where an export of settlements doesn't say which."""


def placed(frame: Frame) -> Frame:
    """The frame with the fees that name no channel booked where only one can have paid them.

    A settlement tells commission and fees by order and no channel. Where all that was sold of its shop (and owner, carrier,
    if it says them) is one channel's, they are that channel's; a commission, where all partners' sales are one channel's. What
    several could have paid stays with no channel.
    """
    import pandas as pd

    moves = [
        (rows, key, whose)
        for rows, of_key in _of_nobody(frame, FEES)
        for key, sellers in of_key.items()
        if (whose := _only(sellers)) is not None
    ]
    if not moves:
        return frame
    keys = [*KEYS, *(["campaign"] if "campaign" in frame else [])]
    left, measures = frame.copy(), [column for column in frame if column not in keys]
    parts = [left]
    for rows, key, whose in moves:
        moved = frame.loc[rows].assign(**whose)
        moved[[other for other in measures if other != key]] = float("nan")
        left.loc[rows, key] = float("nan")
        parts.append(moved)
    both = pd.concat(parts, ignore_index=True)
    both = both[both[measures].notna().any(axis=1)]
    found = both.groupby(keys, observed=True, sort=True)[measures].sum(min_count=1).reset_index()
    return found[[*frame]]


def _only(sellers: Frame) -> dict[str, str] | None:
    """The one channel of some sellers, with the owner and the carrier that are its only ones; None where there are several."""
    if sellers["channel"].nunique() != 1 or (sellers["channel"] == UNKNOWN).any():
        return None
    single = {key: set(sellers[key]) for key in ("channel", "owner", "carrier")}
    return {key: str(*one) for key, one in single.items() if len(one) == 1}


def _of_nobody(frame: Frame, costs: Iterable[str]) -> list[tuple[Index, dict[str, Frame]]]:
    """The rows that name no channel, cell by cell, and who sold what each of their costs may be of.

    What names no channel and sells may bear its costs itself: where nobody else can have, they are not told.

    Returns
    -------
    list of (Index, dict)
        The rows of one shop, owner and carrier; cost → the channel, owner and carrier of those who sold.
    """
    told, place = [key for key in costs if key in frame], ["shop", "channel", "owner", "carrier"]
    nobody = frame["channel"] == UNKNOWN
    if not told or not nobody.any() or not frame.loc[nobody, told].notna().any(axis=None):
        return []
    sold = frame.groupby(place, observed=True)["gmv"].sum().reset_index()
    sold = sold[sold["gmv"] > 0]
    found = []
    for (shop, owner, carrier), rows in frame[nobody].groupby(["shop", "owner", "carrier"], observed=True):
        sells = rows["gmv"].sum() > 0
        here = sold[sold["shop"].isin([shop, ""])] if shop else sold
        for key, value in (("owner", owner), ("carrier", carrier)):
            here = here[here[key] == value] if value else here
        partners = here[here["channel"].isin([*PARTNERS, UNKNOWN])]
        of_key = {
            key: partners if key != "platform_fee" and key != "cost" and len(partners) else here
            for key in told
            if rows[key].fillna(0).ne(0).any()
        }
        if sells:
            of_key = {
                key: sellers for key, sellers in of_key.items() if (sellers["channel"] != UNKNOWN).any()
            }
        found.append((rows.index, of_key))
    return found


@dataclass(frozen=True)
class Unplaced:
    """The costs that name no channel and that several could have paid: how much of each, and how much may be a channel's."""

    whole: dict[str, float]
    may_be: dict[str, float]

    def __bool__(self) -> bool:
        return self.amount > 0

    @property
    def amount(self) -> float:
        """All of it."""
        return sum(self.whole.values())

    @property
    def cost(self) -> float:
        """The spend on ads in it."""
        return self.whole.get("cost", 0.0)


def unplaced(frame: Frame) -> Unplaced:
    """What of the costs names no channel."""
    whole: dict[str, float] = {}
    may_be: dict[str, float] = {}
    for rows, of_key in _of_nobody(frame, ("cost", *FEES)):
        for key, sellers in of_key.items():
            amount = float(frame.loc[rows, key].sum())
            whole[key] = whole.get(key, 0.0) + amount
            for letter in set(sellers["channel"]) - {UNKNOWN}:
                may_be[letter] = may_be.get(letter, 0.0) + amount
    return Unplaced(whole, may_be)
