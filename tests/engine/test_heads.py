"""Head creators told apart from partner sales that come summed by carrier, by hand-computed figures."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from xl_fact.brand import Brand, Economics
from xl_fact.engine.books import Books
from xl_fact.exports import facts
from xl_fact.exports.columns import MEASURES
from xl_fact.report.build import from_facts
from xl_fact.report.cutting import of_month

DAYS = [datetime.date(2026, 6, day) for day in (1, 2)]
BRAND = Brand(name="甲牌", economics=Economics(margin=0.5))


def table(
    *,
    listed: float = 1.0,
    book: tuple[tuple[str, float, str], ...] = (("大", 6e6, ""),),
    on: tuple[datetime.date, ...] = (),
) -> Any:
    """Two days: own LIVE 1,000; partners' video 500 (大 300, 小 200) and cards 100 (大 60, 小 40).

    `listed` is the part of the impressions of cards that the accounts tell of; `book` the creators that are known by
    followers or level, told `on` these days, else on the first.
    """
    rows: list[dict[str, Any]] = []
    for day in DAYS:
        at = {"date": day, "format": "compass_transactions"}
        own = {**at, "owner": "自营", "carrier": "直播", "channel": "F", "product_impressions": 4_000.0}
        rows.append({**own, "role": "sales", "gmv_paid": 1_000.0, "refund_paid": 100.0})
        rows.append({**own, "role": "accounts", "account": "店", "gmv_paid": 1_000.0, "cost": 200.0})
        for carrier, sold, shown in (
            ("短视频", {"大": 300.0, "小": 200.0}, 1.0),
            ("商品卡", {"大": 60.0, "小": 40.0}, listed),
        ):
            place = {**at, "owner": "合作", "carrier": carrier, "channel": "A"}
            whole = sum(sold.values())
            rows.append(
                {
                    **place,
                    "role": "sales",
                    "gmv_paid": whole,
                    "refund_paid": whole / 10,
                    "product_impressions": whole * 2,
                }
            )
            for name, gmv in sold.items():
                mine = {"account": name, "account_id": f"id{name}", "gmv_paid": gmv, "refund_paid": gmv / 10}
                mine |= {"product_impressions": gmv * 2 * shown, "cost": gmv / 5, "commission": gmv / 4}
                rows.append({**place, **mine, "role": "accounts"})
    for number, (name, followers, level) in enumerate(book):
        known = {
            "date": on[number] if on else DAYS[0],
            "role": "creators",
            "owner": "合作",
            "account_id": f"id{name}",
            "format": "creator_book",
        }
        rows.append({**known, "followers": followers, "level": level, "channel": "T"})
    columns: dict[str, Any] = {"platform": "douyin", "currency": "CNY", "brand": "甲牌"}
    for key in dict.fromkeys(k for row in rows for k in row):
        values = [row.get(key, "") for row in rows]
        if key in MEASURES:
            columns[key] = np.array([np.nan if v == "" else v for v in values])
        else:
            columns[key] = [np.datetime64(v, "s") for v in values] if key == "date" else values
    return facts.frame(columns, len(rows))


def sums(facts_of: Any, brand: Brand = BRAND) -> dict[str, dict[str, float]]:
    """GMV, refunds, impressions, cost and commission of each channel."""
    month = of_month(Books(facts_of), brand, "2026-06", "zh")
    found = month.frame.groupby("channel")[["gmv", "refund", "base", "cost", "commission"]].sum()
    return {
        str(key): {str(k): float(v) for k, v in row.items()} for key, row in found.to_dict("index").items()
    }


def test_the_heads_part_is_t_and_the_rest_a_and_no_total_changes() -> None:
    told, bare = sums(table()), sums(table(book=()))
    assert told["T"] == {"gmv": 720, "refund": 72, "base": 1_440, "cost": 144, "commission": 180}
    assert told["A"] == {"gmv": 480, "refund": 48, "base": 960, "cost": 96, "commission": 120}
    assert told["F"] == bare["F"]
    for key, whole in bare["A"].items():
        assert told["A"][key] + told["T"][key] == whole


def test_a_carrier_of_which_the_accounts_tell_only_a_part_stays_whole() -> None:
    told = sums(table(listed=0.4))
    assert told["T"] == {"gmv": 600, "refund": 60, "base": 1_200, "cost": 120, "commission": 150}
    assert told["A"]["gmv"] == 600
    assert told["A"]["base"] == 1_200
    report = from_facts(table(listed=0.4), (), BRAND, "2026-06")
    (said,) = [t for t in map(str, _texts(report)) if t.startswith("T：")]
    assert "头部在商品卡 120元仍记在 A" in said


@pytest.mark.parametrize(
    ("book", "heads"),
    [
        ((), False),
        ((("大", 4e6, ""),), False),
        ((("大", np.nan, "头部"),), True),
        ((("大", np.nan, "腰部"),), False),
        ((("无人", 9e6, ""),), False),
    ],
)
def test_a_head_is_known_by_followers_or_level(book: tuple[tuple[str, float, str], ...], heads: bool) -> None:
    assert ("T" in sums(table(book=book))) is heads


@pytest.mark.parametrize(
    ("sizes", "head"),
    [
        ({"2026-05-01": 6e6}, True),
        ({"2026-05-01": 4e6, "2026-06-02": 6e6}, True),
        ({"2026-05-01": 6e6, "2026-06-02": 4e6}, False),
        ({"2026-06-02": 6e6, "2026-06-03": 4e6}, True),
        ({"2026-06-03": 6e6, "2026-07-01": 4e6}, True),
        ({"2026-06-03": 4e6, "2026-07-01": 6e6}, False),
    ],
)
def test_a_size_holds_from_the_day_it_is_told(sizes: dict[str, float], head: bool) -> None:
    """Of the second of June: the last that is told by then, else the first told later, which is said."""
    days = tuple(map(datetime.date.fromisoformat, sizes))
    told = table(book=tuple(("大", each, "") for each in sizes.values()), on=days)
    report = from_facts(told, (), BRAND, "2026-06-02..2026-06-02")
    channels = dict(
        zip(report.values.column("compare", "channel"), report.values.column("compare", "gmv"), strict=True)
    )
    assert {key[0]: gmv for key, gmv in channels.items()} == (
        {"F": 1_000, "A": 240, "T": 360} if head else {"F": 1_000, "A": 600}
    )
    assert any("加一份达人名册" in one.reason.zh for one in report.left_out) is False
    later = min(days) > DAYS[1]
    assert any(f"按最早的一次登记（{min(days)}）" in text for text in _texts(report)) is later


def test_on_some_days_the_same_creators_are_heads() -> None:
    """The book was written on the first; on the second alone the head is still one."""
    month = of_month(Books(table()), BRAND, "2026-06", "zh").on(frozenset(DAYS[1:]))
    assert month.sums("gmv") == {"F": 1_000, "A": 240, "T": 360}


def _texts(report: Any) -> list[str]:
    from xl_fact.report.model import Paragraph

    parts = (part for section in report.sections for band in section.bands for part in band)
    return [part.text for part in parts if isinstance(part, Paragraph)]
