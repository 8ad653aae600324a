"""自播F: what the shop's own accounts sold, by carrier, by account and by session."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from xl_fact.engine.answers import Ranking
from xl_fact.report.formula import Absolute, AsCell, Every, Field, Literal, Only, Shown, TotalField, total_of
from xl_fact.report.metrics import CARRIER, LISTED, METRICS, TOTAL, Columns, in_money
from xl_fact.report.model import Ledger, Table
from xl_fact.report.month import SLACK, Month, stretch
from xl_fact.report.page import Band, Origin, Page, Texts, headline, note
from xl_fact.report.sections.commission import CENT
from xl_fact.report.telling import beside, leads, money, strongest, unlisted_days
from xl_fact.words import NO_WORDS, Words

SHOWN = 15
"""As many accounts or sessions as fit on a page."""
_NOTE = Words(
    "场次的 GPM 按直播观看次数算，别与按商品曝光算的比；一场直播归开播那天",
    "the GPM of a session is per 1000 views, not to be held against one per product impressions; a session belongs to the day "
    "it began",
)


_LISTS: Final = (
    (
        Words("账号构成", "The accounts listed"),
        Words(
            "账号构成表只有平台列出的账号与入口",
            "The list holds only the accounts and entries that the platform lists",
        ),
    ),
    (
        Words("场次清单", "The sessions listed"),
        Words(
            "场次按开播日归月，全店直播按支付日",
            "A session belongs to the day it began, the shop's LIVE to the day of payment",
        ),
    ),
)


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    frame = month.frame
    if not ((frame["owner"] == "自营") & frame["gmv"].notna()).any():
        return None
    tables = (_carriers(month), _accounts(month), _sessions(month))
    return [
        headline("own_sentence"),
        *((table,) for table in tables if table is not None),
        note(month.say(*_NOTE)),
        *(note(told) for told in (_unspread_note(month), *_apart(month)) if told),
    ]


def _apart(month: Month) -> list[str]:
    """How the lists of accounts and of sessions stand beside the shop's own figures."""
    accounts = month.lists.accounts("自营", month.gmv, SHOWN)
    sessions = _listed_sessions(month)
    return [
        beside(month, top, name, why)
        for top, (name, why) in zip((accounts, sessions), _LISTS, strict=True)
        if top is not None
    ]


def _carriers(month: Month) -> Table:
    """The shop's own carriers, live over the data."""
    frame = month.frame
    mine = frame[(frame["owner"] == "自营") & frame["gmv"].notna()]
    order = mine.groupby("carrier")["gmv"].sum().sort_values(ascending=False).index
    columns = Columns(month, {"owner": Literal(month.owner("自营")), "carrier": Field("carrier")})
    columns.names("carrier", CARRIER, TOTAL, width=16)
    columns.sums("gmv")
    columns.share("share", "gmv", Words("占比（%）", "Share (%)"))
    columns.sums("base clicks orders cost")
    columns.ratios("ctr cvr aov gpm roi")
    title = Words(
        "自营各载体（F：直播、短视频、图文；S：商品卡、其他）",
        "Own carriers (F: LIVE, video, photo; S: product card, other)",
    )
    return Table("own_carriers", title, tuple(columns), {"carrier": [month.carrier(c) for c in order]})


def _accounts(month: Month) -> Table | None:
    """The accounts that sold most."""
    top = month.lists.accounts("自营", month.gmv, SHOWN)
    if top is None:
        return None
    given = {key: top[key] for key in ("account", "gmv", "orders", "cost") if key in top}
    columns = Columns(month, gmv=top.gmv, orders=top.orders)
    columns.names("account", Words("账号", "Account"), LISTED, width=24)
    columns.given(" ".join(key for key in given if key != "account"))
    columns.ratios("roi aov")
    if unspread := _unspread(month, top):
        at = next(n for n, column in enumerate(columns) if column.key == "roi")
        each = METRICS["roi"].of(Field)
        apart = Every(tuple(Absolute(Field("cost") - cost) >= CENT for _, cost in unspread))
        columns[at] = replace(columns[at], formula=Only(apart, each))
    title = Words(
        f"自营账号与渠道：前 {len(top)} / 共 {top.count}（账号构成表，可能少于全店）",
        f"Own accounts: first {len(top)} of {top.count} (from the account list, which may be less than the shop)",
    )
    return Table("own_accounts", title, tuple(columns), given)


def _unspread(month: Month, top: Ranking) -> list[tuple[str, float]]:
    """The carriers whose whole spend stands on one entry of the list, while others sold on them at a spend unknown.

    The shelf's spend is booked on one source (推荐) and its sales on all: the ROI of that source alone is none.
    """
    if "cost" not in top or not any(map(math.isnan, top["cost"])):
        return []
    mine = month.frame[month.frame["owner"] == "自营"].groupby("carrier")
    whole = {
        (month.carrier(str(carrier)), round(float(part["cost"].sum()), 2)): float(part["gmv"].sum())
        for carrier, part in mine
        if "cost" in part
    }
    return [
        (carrier, cost)
        for (carrier, cost), gmv in whole.items()
        if cost > 0
        and any(
            abs(one - cost) < CENT and sold < gmv - CENT
            for one, sold in zip(top["cost"], top["gmv"], strict=True)
        )
    ]


def _unspread_note(month: Month) -> str:
    """Why an entry that bears a carrier's spend has no ROI of its own; empty where none does."""
    top = month.lists.accounts("自营", month.gmv, SHOWN)
    if top is None or not (unspread := _unspread(month, top)):
        return ""
    names = month.say("、", ", ").join(dict.fromkeys(name for name, _ in unspread))
    return month.say(
        f"{names}的花费在导出里全记在一个入口上，没有按入口分：那个入口的 ROI 写“—”，看上表{names}的 ROI",
        f"The exports book all spend of {names} on one entry of the list, not by entry: its ROI is — here; see that of {names} "
        "in the table above",
    )


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


def _listed_sessions(month: Month) -> Ranking | None:
    return month.lists.sessions(month.gmv, [*(key for key, _ in (*TIMES, *PEOPLE)), "cost"], SHOWN)


def _sessions(month: Month) -> Table | None:
    """The LIVE sessions that sold most, with the five counts and the four rates."""
    top = _listed_sessions(month)
    if top is None:
        return None
    funnel = max((TIMES, PEOPLE), key=lambda counts: sum(key in top for key, _ in counts))
    counts, adds_up = [(key, heading) for key, heading in funnel if key in top], funnel is TIMES
    if len(counts) < 2:
        return None
    given: dict[str, list[Any]] = {"session": _began(top), "gmv": top["gmv"]}
    given |= {key: top[key] for key, _ in counts}
    columns = Columns(month, gmv=top.gmv, base=Words("观看", "views"), keys={"base": "live_views"})
    columns.names("session", Words("场次", "Session"), LISTED, width=32)
    columns.given("gmv")
    for key, heading in counts:
        columns.add(key, heading, "count", None, total_of(key) if adds_up else None)
    for (upper, above), (key, below) in pairwise(counts):
        rate, whole = (Shown(cell(key) / cell(upper)) for cell in (Field, TotalField))
        heading = Words(f"{above.zh[:-3]}→{below.zh[:-3]}（%）", f"{above.en} → {below.en} (%)")
        columns.add(f"rate_{key}", heading, "rate", rate, whole if adds_up else None)
    columns.ratios("gpm")
    if "cost" in top and not all(map(math.isnan, top["cost"])):
        given["cost"] = top["cost"]
        columns.given("cost", heading=in_money(month, "花费", "Cost"))
        columns.ratios("roi")
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


def _tell(month: Month, ledger: Ledger) -> Texts:
    names, gmv, share = (ledger.column("own_carriers", key) for key in ("carrier", "gmv", "share"))
    first, unit = int(gmv.argmax()), month.say(*month.unit)
    gpm = ledger.column("own_carriers", "gpm") if ledger.tables["own_carriers"].has("gpm") else gmv * math.nan
    steep = strongest(gpm)
    zh = f"自营里{names[first]}卖得最多（{AsCell(share[first]):0.0%}）"
    en = f"Of the own carriers {names[first]} sells most ({AsCell(share[first]):0.0%})"
    if not leads(gmv) and gmv[first] > 0:
        zh, en = "自营各载体卖得一样多", "All own carriers sell the same"
        if len(names) == 1:
            zh, en = f"自营只有{names[0]}", f"Of the own carriers there is {names[0]} only"
    if not gmv[first] > 0:
        zh, en = "自营各载体都没有成交", "No own carrier sold anything"
    elif leads(gpm):
        zh += f"，GPM 最高的是{names[steep]}（{AsCell(gpm[steep]):#,##0.0} {unit}/千次）"
        en += f"; {names[steep]} has the highest GPM ({AsCell(gpm[steep]):#,##0.0})"
    line = month.say(f"{zh}。", f"{en}.")
    if "sessions" in ledger.tables:
        sessions, sold = ledger.column("sessions", "session"), ledger.column("sessions", "gmv")
        best = int(sold.argmax())
        if leads(sold):
            days = _listed_days(month)
            line += month.say(
                f"{days.zh}卖得最多的一场：{sessions[best]}（{money(month, sold[best])}）。",
                f" The session that sold most{days.en}: {sessions[best]} ({money(month, sold[best])}).",
            )
    return {"own_sentence": line}


def _listed_days(month: Month) -> Words:
    """The days that the list of sessions tells of, where the shop's LIVE sold on so many others that they must be named."""
    top = _listed_sessions(month)
    if top is None or len(unlisted_days(month, top)) <= max(1, SLACK * len(month.covered)):
        return NO_WORDS
    zh, en = stretch(top.days)
    return Words(f"清单里的{zh}", f" of those listed, {en}")


PAGE: Final = Page(
    "own",
    Words("自播F", "Own F"),
    "analysis",
    Words(
        "F 自播是日销的基本盘：哪个载体、哪个账号、哪一场带来成交；货架（S）并列，便于比较",
        "F is the base of daily sales: which carrier, which account, which session; the shelf (S) beside it",
    ),
    _bands,
    _tell,
    Words("没有自营成交；罗盘“成交分析”的自营成交可补", "no own sales; Compass 成交分析 has them"),
)
