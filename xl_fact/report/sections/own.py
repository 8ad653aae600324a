"""自播F: what the shop's own accounts sold, by carrier, by account and by session."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Final

from xl_fact.core.returns import roi
from xl_fact.core.traffic import aov, ctr, cvr, gpm
from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import (
    Arithmetic,
    Expression,
    Field,
    Literal,
    Shown,
    SumIfs,
    Total,
    TotalField,
    total_of,
)
from xl_fact.report.model import Column, Paragraph, Section, Table
from xl_fact.report.month import Month
from xl_fact.report.ratios import ratio
from xl_fact.words import Words

TITLE = Words("自播F", "Own F")
SHOWN = 15
"""As many accounts or sessions as fit on a page."""


def own(month: Month) -> Section | None:
    """The sheet of own sales; None when the shop sold nothing itself."""
    frame = month.frame
    if not ((frame["owner"] == "自营") & frame["gmv"].notna()).any():
        return None
    bands: list[tuple[Paragraph | Table, ...]] = [
        (Paragraph("{{own_sentence}}", "headline"),),
        (carriers(month),),
    ]
    found = (accounts(month, "自营", "own_accounts"), sessions(month))
    bands += [(table,) for table in found if table is not None]
    bands.append((Paragraph(month.say(*_NOTE), "note"),))
    return Section("own", TITLE, "analysis", tuple(bands), _PURPOSE)


_PURPOSE = Words(
    "F 自播是日销的基本盘：哪个载体、哪个账号、哪一场带来成交；货架（S）并列，便于比较",
    "F is the base of daily sales: which carrier, which account, which session; the shelf (S) beside it",
)


_NOTE = Words(
    "场次的 GPM 按直播观看次数算，别与按商品曝光算的比；一场直播归开播那天",
    "the GPM of a session is per 1000 views, not to be held against one per product impressions; a session belongs to the day "
    "it began",
)


def carriers(month: Month) -> Table:
    """The shop's own carriers, live over the data."""
    unit, base = month.unit, month.base_words
    frame = month.frame
    mine = frame[(frame["owner"] == "自营") & frame["gmv"].notna()]
    order = mine.groupby("carrier")["gmv"].sum().sort_values(ascending=False).index
    owner = Literal(month.owner("自营"))

    def summed(key: str) -> Expression:
        return SumIfs("data", key, {"owner": owner, "carrier": Field("carrier")})

    columns = [
        Column("carrier", Words("载体", "Carrier"), "text", total=month.say("合计", "Total"), width=16)
    ]
    sums = {
        "gmv": (Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money"),
        "base": (Words(f"{base.zh}（次）", base.en.capitalize()), "count"),
        "clicks": (Words("点击（次）", "Clicks"), "count"),
        "orders": (Words("订单（单）", "Orders"), "count"),
        "cost": (Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})"), "money"),
    }
    for key, (heading, kind) in sums.items():
        if month.has(key):
            columns.append(Column(key, heading, kind, summed(key), total_of(key)))
        if key == "gmv":
            share = Shown(Arithmetic(Field("gmv"), "/", Total("gmv")))
            whole = Shown(Arithmetic(TotalField("gmv"), "/", Total("gmv")))
            columns.append(Column("share", Words("占比（%）", "Share (%)"), "rate", share, whole))
    for key, heading, kind, function, arguments in (
        ("ctr", Words("点击率（%）", "CTR (%)"), "fine", ctr, {"clicks": "clicks", "impressions": "base"}),
        ("cvr", Words("点击成交率（%）", "CVR (%)"), "fine", cvr, {"orders": "orders", "clicks": "clicks"}),
        (
            "aov",
            Words(f"笔单价（{unit.zh}/单）", f"AOV ({unit.en})"),
            "mille",
            aov,
            {"gmv": "gmv", "orders": "orders"},
        ),
        (
            "gpm",
            Words(f"GPM（{unit.zh}/千次）", f"GPM ({unit.en} per 1000)"),
            "mille",
            gpm,
            {"gmv": "gmv", "plays": "base"},
        ),
        ("roi", Words("ROI（倍）", "ROI (×)"), "ratio", roi, {"gmv": "gmv", "cost": "cost"}),
    ):
        if all(month.has(source) for source in arguments.values()):
            each, all_ = ratio(function, arguments), ratio(function, arguments, TotalField)
            columns.append(Column(key, heading, kind, each, all_))
    title = Words(
        "自营各载体（F：直播、短视频、图文；S：商品卡、其他）",
        "Own carriers (F: LIVE, video, photo; S: product card, other)",
    )
    return Table("own_carriers", title, tuple(columns), {"carrier": [month.carrier(c) for c in order]})


def accounts(month: Month, owner: str, key: str) -> Table | None:
    """The accounts that sold most."""
    top = month.books.accounts(owner, month.gmv, SHOWN)
    if top is None:
        return None
    unit = month.unit
    columns = [
        Column(
            "account", Words("账号", "Account"), "text", total=month.say("以上合计", "Sum of these"), width=24
        ),
        Column("gmv", Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money", total=total_of("gmv")),
    ]
    given: dict[str, list[Any]] = {"account": top["account"], "gmv": top["gmv"]}
    for source, heading, kind in (
        ("orders", Words("订单（单）", "Orders"), "count"),
        ("cost", Words(f"投放花费（{unit.zh}）", f"Ad cost ({unit.en})"), "money"),
    ):
        if source in top:
            columns.append(Column(source, heading, kind, total=total_of(source)))
            given[source] = top[source]
    if "cost" in top:
        columns.append(_ratio("roi", Words("ROI（倍）", "ROI (×)"), "ratio", roi, gmv="gmv", cost="cost"))
    if "orders" in top:
        heading = Words(f"笔单价（{unit.zh}/单）", f"AOV ({unit.en})")
        columns.append(_ratio("aov", heading, "mille", aov, gmv="gmv", orders="orders"))
    title = Words(
        f"自营账号与渠道：前 {len(top)} / 共 {top.count}（账号构成表，可能少于全店）",
        f"Own accounts: first {len(top)} of {top.count} (from the account list, which may be less than the shop)",
    )
    return Table(key, title, tuple(columns), given)


def _ratio(key: str, heading: Words, kind: str, function: Any, **sources: str) -> Column:
    return Column(key, heading, kind, ratio(function, sources), ratio(function, sources, TotalField))


TIMES: Final = (
    ("live_exposures", Words("直播间曝光（次）", "LIVE exposures")),
    ("live_views", Words("观看（次）", "Views")),
    ("product_impressions", Words("商品曝光（次）", "Product impressions")),
    ("product_clicks", Words("商品点击（次）", "Product clicks")),
    ("orders", Words("成交（单）", "Orders")),
)
"""The five counts of a session by times, which add up over sessions."""
PEOPLE: Final = (
    ("live_reached", Words("直播间曝光（人）", "People reached")),
    ("viewers", Words("观看（人）", "Viewers")),
    ("product_viewers", Words("商品曝光（人）", "Product viewers")),
    ("product_clickers", Words("商品点击（人）", "Product clickers")),
    ("buyers", Words("成交（人）", "Buyers")),
)
"""The same by people, who don't add up; one is never chained with the other."""


def sessions(month: Month) -> Table | None:
    """The LIVE sessions that sold most, with the five counts and the four rates."""
    asked = [key for key, _ in (*TIMES, *PEOPLE)]
    top = month.books.sessions(month.gmv, [*asked, "cost"], SHOWN)
    if top is None:
        return None
    funnel = max((TIMES, PEOPLE), key=lambda counts: sum(key in top for key, _ in counts))
    counts = [(key, heading) for key, heading in funnel if key in top]
    if len(counts) < 2:
        return None
    unit, adds_up = month.unit, funnel is TIMES
    columns = [
        Column(
            "session", Words("场次", "Session"), "text", total=month.say("以上合计", "Sum of these"), width=32
        ),
        Column("gmv", Words(f"GMV（{unit.zh}）", f"GMV ({unit.en})"), "money", total=total_of("gmv")),
    ]
    given: dict[str, list[Any]] = {"session": _began(top), "gmv": top["gmv"]}
    for key, heading in counts:
        columns.append(Column(key, heading, "count", total=total_of(key) if adds_up else None))
        given[key] = top[key]
    for (upper, above), (key, below) in pairwise(counts):
        rate = Shown(Arithmetic(Field(key), "/", Field(upper)))
        whole = Shown(Arithmetic(TotalField(key), "/", TotalField(upper))) if adds_up else None
        heading = Words(f"{above.zh[:-3]}→{below.zh[:-3]}（%）", f"{above.en} → {below.en} (%)")
        columns.append(Column(f"rate_{key}", heading, "rate", rate, whole, 13))
    if "live_views" in given:
        heading = Words(f"GPM（{unit.zh}/千次观看）", f"GPM ({unit.en} per 1000 views)")
        columns.append(_ratio("gpm", heading, "mille", gpm, gmv="gmv", plays="live_views"))
    if "cost" in top and not all(map(math.isnan, top["cost"])):
        columns.append(
            Column("cost", Words(f"花费（{unit.zh}）", f"Cost ({unit.en})"), "money", total=total_of("cost"))
        )
        given["cost"] = top["cost"]
        columns.append(_ratio("roi", Words("ROI（倍）", "ROI (×)"), "ratio", roi, gmv="gmv", cost="cost"))
    title = Words(
        f"直播场次：前 {len(top)} / 共 {top.count}，五维四率（{'次数' if adds_up else '人数，不能相加'}）",
        f"LIVE sessions: first {len(top)} of {top.count}, by {'times' if adds_up else 'people, who do not add up'}",
    )
    return Table("sessions", title, tuple(columns), given)


def _began(top: Ranking) -> list[str]:
    """When each session began, to the minute where the export says, and whose it was."""
    found = []
    for start, date, account in zip(top["start"], top["date"], top["account"], strict=True):
        when = f"{start:%m-%d %H:%M} " if start else f"{date:%m-%d} " if date else ""
        found.append((when + account).strip())
    return found
