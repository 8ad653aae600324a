"""LIVE hours, tiers of creators, settled ROI and the market, by plain pandas from the demo's raw exports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from report.recomputed_products import over, with_total

DAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
Told = tuple[dict[str, pd.DataFrame], dict[str, list[str]]]


def _sessions(frame: pd.DataFrame) -> pd.DataFrame:
    t = with_total(frame)
    t["share"], t["per_hour"] = t.gmv / t.gmv.iloc[-1], over(t.gmv, t.hours)
    t["gpm"], t["roi"] = over(t.gmv, t.views) * 1000, over(t.gmv, t.cost, 100.0)
    return t


def lives(path: Path, wan: Any) -> Told:
    """直播明细 by account, hour and weekday, and the week."""
    raw = pd.read_excel(path, engine="openpyxl")
    start = pd.to_datetime(raw["直播开始时间"])
    rows = pd.DataFrame(
        {
            "account": raw["主播昵称"], "hour": start.dt.hour, "weekday": start.dt.day_of_week, "slot": start.dt.hour // 3,
            "day": start.dt.date, "sessions": 1.0, "hours": raw["直播时长(分钟)"] / 60, "gmv": raw["直播间用户支付金额"],
            "views": raw["直播间观看次数"], "cost": raw["投放消耗(店铺被投)"],
        }
    )  # fmt: skip
    sums = ["sessions", "hours", "gmv", "views", "cost"]
    hosts, hours, days = (rows.groupby(key)[sums].sum() for key in ("account", "hour", "weekday"))
    tables = {
        "live_hosts": _sessions(hosts),
        "live_hours": _sessions(hours),
        "live_weekdays": _sessions(days),
    }
    week = rows.groupby(["weekday", "slot"])[["gmv", "hours"]].sum()
    rate = (week.gmv / week.hours).unstack()
    tables["live_week"] = rate.set_axis([f"slot_{slot}" for slot in rate], axis=1).reset_index(drop=True)
    by_hour, by_day, by_host = (each.gmv / each.hours for each in (hours, days, hosts))
    told, ends = [], []
    if _steady(rows, "hour"):
        best, least = by_hour.idxmax(), by_hour.idxmin()
        told = [f"{best:02d}", "00", wan(by_hour[best]), f"{hours.sessions[best]:.0f}"]
        told += [f"{least:02d}", "00", wan(by_hour[least])]
    if _steady(rows, "account"):
        ends += [wan(by_host.max()), wan(by_host.min())]
    if _steady(rows, "weekday"):
        ends += [wan(by_day.max())]
    texts = {"lives_title": [*told, "2026", "6"], "lives_sentence": [*told, *ends]}
    return tables, texts


def _steady(rows: pd.DataFrame, key: str) -> bool:
    """Whether the first and the last by GMV per hour stay so, whichever day one leaves out."""
    ends = set()
    for day in rows["day"].unique():
        sums = rows[rows["day"] != day].groupby(key)[["gmv", "hours"]].sum()
        rate = sums.gmv / sums.hours
        ends.add((rate.idxmax(), rate.idxmin()))
    return len(ends) == 1 and rows[key].nunique() > 1


def tiers(compass: Path, book: Path, margin: float) -> Told:
    """载体构成 of the partners who have a name, by the followers of the team's book."""
    names = {
        "用户支付金额": "gmv", "退款金额(支付时间)": "refund", "投放消耗(店铺被投)": "cost", "达人佣金(结算口径)": "commission",
        "平台佣金(结算口径)": "platform_fee", "商品曝光次数": "base",
    }  # fmt: skip
    raw = pd.read_excel(compass, sheet_name="载体构成", engine="openpyxl", dtype={"抖音号": str})
    raw = raw[(raw["自营/合作"] == "合作") & (raw["账号/渠道"] != "其他")].rename(columns=names)
    known = pd.read_excel(book, engine="openpyxl", dtype={"达人抖音号": str})
    followers = known.groupby("达人抖音号")["粉丝数"].max()
    size = raw["抖音号"].map(followers)
    tier = np.select([size >= 5e6, size >= 1e6, size >= 1e5], [0, 1, 2], 3)
    sums = raw.groupby(tier)[["gmv", "refund", "cost", "commission", "platform_fee"]].sum()
    sums["count"] = raw.groupby(tier)["抖音号"].nunique().astype(float)
    content = raw["载体类型"].isin(["直播", "短视频", "图文"])
    inside = raw[content].groupby(tier[content])[["gmv", "base"]].sum()
    sums[["content_gmv", "base"]] = inside
    t = with_total(sums)
    t["count_share"], t["share"] = t["count"] / t["count"].iloc[-1], t.gmv / t.gmv.iloc[-1]
    t["refund_rate"], t["gpm"] = over(t.refund, t.gmv), over(t.content_gmv, t.base) * 1000
    t["net"], t["all_cost"] = t.gmv - t.refund, t.cost + t.commission
    t["roi"] = over(t.gmv, t.all_cost, 100.0)
    t["result"] = t.net * margin - t.all_cost - t.platform_fee
    best = t.share.iloc[:-1].idxmax()
    few = ["100", f"{t['count'][best]:.0f}", f"{t.count_share[best] * 100:.1f}", f"{t.share[best] * 100:.1f}"]
    roi = t.roi.iloc[:-1]
    least = {0: ["500"], 1: ["100"], 2: ["10"], 3: []}
    ends = [[*least[n], f"{roi[n]:.2f}"] for n in (roi.idxmax(), roi.idxmin())]
    texts = {"tiers_title": [*few, "2026", "6"], "tiers_sentence": [*few, *ends[0], *ends[1]]}
    return {"tiers": t, "tier_profit": t}, texts


def maturity(path: Path) -> Told:
    """千川 素材分析: what was settled after 7, 14, 30 and 90 days."""
    raw = pd.read_excel(path, engine="openpyxl")
    after = [7, 14, 30, 90]
    t = pd.DataFrame({"settled": [raw[f"{days}日结算金额"].sum() for days in after]})
    t["cost"], t["sold"] = raw["整体消耗"].sum(), raw["整体成交金额"].sum()
    t["roi"], t["settled_rate"] = t.settled / t.cost, t.settled / t.sold
    t["growth"] = t.roi / t.roi[0] - 1
    line = ["7", f"{t.roi[0]:.2f}", "90", f"{t.roi[3]:.2f}", f"{t.growth[3] * 100:+.1f}"]
    return {"maturity": t}, {"maturity_sentence": line, "maturity_title": [*line, "2026", "6"]}


def market(path: Path, wan: Any) -> Told:
    """蝉妈妈 商品榜: the middle of each range of items."""
    raw = pd.read_excel(path, engine="openpyxl")

    def middle(words: str) -> float:
        ends = [float(end.rstrip("w")) * (1e4 if end.endswith("w") else 1) for end in words.split("~")]
        return sum(ends) / 2

    t = pd.DataFrame({"gmv": raw["近30天销售额"].astype(float), "items": raw["近30天销量"].map(middle)})
    t = with_total(t.sort_values("gmv", ascending=False))
    t["place"], t["share"] = [*range(1, len(t)), np.nan], t.gmv / t.gmv.iloc[-1]
    t["price"] = t.gmv / t["items"]
    price = t.price.iloc[:-1]
    line = [
        wan(t.gmv[0]),
        str(len(t) - 1),
        f"{t.share[0] * 100:.1f}",
        f"{price.min():.1f}",
        f"{price.max():.1f}",
    ]
    return {"market_product": t}, {"market_sentence": line, "market_source": []}
