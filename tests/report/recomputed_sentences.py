"""The numbers in the sentences of the other pages, one after the other, by plain pandas from the raw exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from report.recomputed_products import over

Amount = Callable[[float], str]
LEAST, NORMAL_AFTER = 100.0, 3


def own(month: pd.DataFrame, sessions: Path | None, wan: Amount) -> list[str]:
    """The carrier that sells most, the one with the highest GPM, the best session."""
    mine = month[month.owner == "自营"].groupby("carrier")[["gmv", "base"]].sum()
    gpm = pd.Series(over(mine.gmv, mine.base) * 1000, mine.index)
    told = [f"{mine.gmv.max() / mine.gmv.sum() * 100:.1f}", f"{gpm.max():,.1f}"]
    if sessions is not None:
        raw = pd.read_excel(sessions, engine="openpyxl")
        best = raw.loc[raw["直播间用户支付金额"].idxmax()]
        start = pd.Timestamp(best["直播开始时间"])
        told += [*f"{start:%m -%d %H %M}".split(), wan(best["直播间用户支付金额"])]
    return told


def creators(compass: Path, people: pd.DataFrame, result: pd.Series, wan: Amount) -> dict[str, list[str]]:
    """How few make most of it; who earned, whose ads are cut, who lost even without them."""
    raw = pd.read_excel(compass, sheet_name="载体构成", engine="openpyxl")
    whole = raw[raw["自营/合作"] == "合作"]["用户支付金额"].sum()
    few = min(5, len(people))
    share = f"{people.gmv.head(few).sum() / whole * 100:.0f}"
    named = result.drop([name for name in ("其他", "合计") if name in result.index])
    before = named + people.cost.reindex(named.index)
    cost, made, loses = people.cost.reindex(named.index), named > 0, named <= 0
    thin = made & (cost >= LEAST) & (before < 1.1 * cost)
    groups = [named[made & ~thin], named[thin], named[loses & (before > 0)], named[loses & (before <= 0)]]
    told = [wan(people.gmv.iloc[0]), str(few), share, str(len(named)), str(made.sum())]
    for group in groups:
        first = group.reindex(group.abs().sort_values(ascending=False, kind="stable").index).head(3)
        told += [wan(amount) for amount in first]
        told += [str(len(group))] if len(group) > len(first) else []
    return {"creators_sentence": told, "creators_title": [str(few), share, "2026", "6"]}


def people(compass: Path, rate: float, then: float | None, wan: Amount) -> list[str]:
    """Refunds by both clocks, and the share of first buyers."""
    sheets = pd.read_excel(compass, sheet_name=["自营成交", "合作成交", "人群构成"], engine="openpyxl")
    sold = pd.concat([sheets["自营成交"], sheets["合作成交"]])
    sold = sold[(sold["投放时段"] == "不限") & (sold["载体类型"] != "全部")]
    late = sold["退款金额(退款时间)"].sum() / sold["用户支付金额"].sum()
    buyers = sheets["人群构成"]
    buyers = buyers[buyers["载体类型"] != "全部"].groupby("人群类型")["用户支付金额"].sum()
    told = [f"{rate * 100:.1f}"]
    if then is not None:
        told += ["2026", "5", f"{then * 100:.1f}", f"{(rate - then) * 100:+.1f}"]
    return [*told, f"{late * 100:.1f}", f"{buyers['首购'] / buyers.sum() * 100:.1f}"]


def spend(
    month: pd.DataFrame, roi: float, least: float, wan: Amount, spans: Sequence[tuple[int, int]] = ()
) -> dict[str, list[str]]:
    """Whether the money was worth it, the best and the worst whole week, and the last rise that is more than noise."""
    daily = month.groupby("date")[["gmv", "cost"]].sum()
    week = (daily.index.day - 1) // 7
    weeks = [daily[week == n] for n in range(4)]
    label = [[f"{7 * n + 1}", f"{7 * n + 7}"] for n in range(4)]
    returns = [each.gmv.sum() / each.cost.sum() for each in weeks]
    best, worst = int(np.argmax(returns)), int(np.argmin(returns))
    ranked = [*label[best], f"{returns[best]:.2f}", *label[worst], f"{returns[worst]:.2f}"]
    told = [f"{roi:.2f}", f"{least:.2f}", *ranked]
    for n in (3, 2, 1):
        more = weeks[n].cost.mean() - weeks[n - 1].cost.mean()
        noise = 2 * np.sqrt((weeks[n].cost.var() + weeks[n - 1].cost.var()) / 7)
        fair = (
            len(
                {
                    sum(a <= day.day <= b for a, b in spans for day in each.index)
                    for each in weeks[n - 1 : n + 1]
                }
            )
            == 1
        )
        if more > noise and more * 7 >= LEAST and fair:
            swing = 2 * np.sqrt((weeks[n].gmv.var() + weeks[n - 1].gmv.var()) / 7) / more
            marginal = (weeks[n].gmv.mean() - weeks[n - 1].gmv.mean()) / more
            told += [*label[n], *label[n - 1], wan(more), f"{marginal:.2f}"]
            told += [f"{least:.2f}"] if abs(marginal - least) > swing else [f"{swing:.2f}", f"{least:.2f}"]
            break
    return {"spend_sentence": told, "spend_title": [*ranked, "2026", "6"]}


def contents(files: Sequence[Path], margin: float, fees: Mapping[str, float], wan: Amount) -> list[str]:
    """Which works lost, how many sell unseen and are seen without selling, and the first to look at; each bears the fee that
    partners (合作) or F (自营) pay of net sales."""
    of = {path: next(fees[owner] for owner in fees if owner in path.name) for path in files}
    raw = pd.concat([pd.read_excel(path, engine="openpyxl").assign(fee=of[path]) for path in files])
    gmv, base = raw["用户支付金额(元)"], raw["商品曝光次数"]
    gpm, pooled = gmv / base * 1000, gmv.sum() / base.sum() * 1000
    profit = (
        (gmv - raw["退款金额(元)"]) * (margin - raw["fee"]) - raw["投放消耗(元)"] - raw["预估佣金支出(元)"]
    )
    sells = (base < base.median()) & (gpm >= pooled)
    seen = (base >= base.median()) & (gpm < pooled)
    lost = profit < 0
    told = [str(lost.sum()), wan(profit.min()), str(sells.sum()), str(seen.sum())]
    return [*told, f"{gpm[sells].max():,.1f}"]


def campaigns(
    month: pd.DataFrame, spans: Sequence[tuple[int, int]], margin: float, wan: Amount
) -> tuple[dict[str, pd.DataFrame], dict[str, list[str]]]:
    """What each campaign sold beyond the normal days, the dip after it, what the increment returned, and whether it paid.

    The calendar of the demo begins with a campaign of the month before.
    """
    daily = month.groupby(month.date.dt.day)[["gmv", "refund", "commission", "fee", "cost"]].sum()
    daily["left"] = (daily.gmv - daily.refund) * margin - daily.commission - daily.fee
    busy = {day for first, last in spans for day in range(first, last + NORMAL_AFTER + 1)}
    plain = daily[~daily.index.isin(busy)]
    normal = plain.mean()
    told, rows = [], []

    def swing(key: str, days: int) -> float:
        return float(2 * plain[key].std() * np.sqrt(1 / len(plain) + 1 / days) * days)

    for number, (first, last) in enumerate(spans, 2):
        on, after = daily.loc[first:last], daily.loc[last + 1 : last + NORMAL_AFTER]
        days, sold, cost = len(on), on.gmv.sum(), on.cost.sum()
        expected, more, usual = normal.gmv * days, cost - normal.cost * days, swing("cost", days)
        lift, chance = sold - expected, swing("gmv", days + len(after))
        net = lift + after.gmv.sum() - normal.gmv * len(after)
        left = on.left.sum() + after.left.sum() - normal.left * (days + len(after))
        by_left = swing("left", days + len(after))
        gain, by_chance, least = left - more, by_left + usual, net / left
        bought = more > usual
        rows.append({
            "number": number, "days": days, "planned": days, "gmv": sold, "expected": expected, "lift": lift,
            "lift_rate": lift / expected, "cost": cost, "more": more, "usual": usual, "net_lift": net,
            "roi": lift / more if bought else np.nan, "net_roi": net / more if bought else np.nan,
            "dip": after.gmv.mean() / normal.gmv - 1, "chance": by_left, "left": left, "least": least,
            "campaign_gain": gain, "swing": by_chance,
        })  # fmt: skip
        told += [wan(sold), f"{lift / expected * 100:+.1f}", f"{rows[-1]['dip'] * 100:+.1f}"]
        sure = abs(gain) > by_chance
        if abs(lift) > swing("gmv", days) and abs(net) > chance:
            told += [wan(abs(net)), *([f"{net / more:.2f}", f"{least:.2f}"] if bought else [])]
        if sure:
            told += [*([wan(more)] if bought else []), wan(abs(gain))]
        else:
            told += [wan(abs(gain)), wan(by_chance)]
    table = pd.DataFrame(rows)
    largest = table.lift_rate[table.gmv.idxmax()]
    return (
        {"campaigns": table, "campaign_verdicts": table.assign(usual=table.chance)},
        {"campaign_sentence": told, "campaign_title": [f"{largest * 100:+.0f}", "2026", "6"]},
    )


def fit(
    scores: Sequence[float], quality: float, match: float, floor: float, month: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], dict[str, list[str]]]:
    """四力: the article's names for F, A and T, by hand: content F; brand A, T; product F, A; price A, given quality."""
    content, brand, product, price = scores[0], scores[1], scores[2], scores[3] * quality
    rows = {
        "F": ((content + product) / 2, content + product / 2),
        "A": ((brand + product + price) / 3, brand / 2 + product / 2 + price),
        "T": (brand * match, brand / 2 * match),
    }
    t = pd.DataFrame(rows, index=["fit", "points"]).T
    t["share"] = t.points / t.points.sum()
    own = max(t.share["F"], floor)
    t["effort"] = t.share * (1 - own) / (1 - t.share["F"])
    t.loc["F", "effort"] = own
    t["sold"] = month.groupby("channel").gmv.sum().reindex(t.index).fillna(0.0)
    t["actual"] = t.sold / t.sold.sum()
    t["gap"] = (t.effort - t.actual) * 100
    whole = t.sum().to_frame("合计").T
    whole[["fit", "gap"]] = np.nan
    told = [f"{t.fit.max():.1f}", f"{t.effort.max() * 100:.1f}"]
    strengths = pd.DataFrame({"score": scores, "middle": 5.0}, index=range(4))
    ends = [f"{max(scores):.1f}", f"{min(scores):.1f}", "2026", "6"]
    return (
        {"positions": pd.concat([t, whole]), "strengths": strengths},
        {"fit_sentence": told, "radar_title": ends},
    )


def checks(
    compass: Path, month: pd.DataFrame, people: Sequence[str] = ("自营", "合作")
) -> dict[str, tuple[float, float]]:
    """校验: the two sides of each proof, by its name; what the platform's own total rows say on the right."""
    raw = pd.read_excel(
        compass, sheet_name=["成交概览", *(f"{each}成交" for each in people)], engine="openpyxl"
    )
    whole = {name: t[t["投放时段"] == "不限"].groupby("载体类型") for name, t in raw.items()}
    gmv, net = month.gmv.sum(), (month.gmv - month.refund).sum()
    shop = whole["成交概览"][["用户支付金额", "商品曝光次数"]].sum()
    found = {
        "各阵地 GMV 相加 = 平台合计（元）": (gmv, shop["用户支付金额"]["全部"]),
        "各阵地商品曝光相加 = 平台合计（次）": (month.base.sum(), shop["商品曝光次数"]["全部"]),
        "各日 GMV 相加 = 全月（元）": (gmv, gmv),
        "有数据的天数 = 当月天数（天）": (30, 30),
        "GMV 公式结果 = 导入时合计（元）": (gmv, gmv),
        "各阵地净成交相加 = 各载体净成交相加（元）": (net, net),
        "花费公式结果 = 导入时合计（元）": (month.cost.sum(), month.cost.sum()),
        "退款为负的行（行）": (0, 0),
    }
    for owner in people:
        told = whole[f"{owner}成交"]["用户支付金额"].sum()["全部"]
        found[f"{owner} GMV = 平台合计（元）"] = (month[month.owner == owner].gmv.sum(), told)
    for carrier, told in shop["用户支付金额"].items():
        if carrier != "全部":
            found[f"载体“{carrier}”GMV = 平台合计（元）"] = (month[month.carrier == carrier].gmv.sum(), told)
    return found
