"""The products of a raw Compass workbook, summed by plain pandas: what the sheet 商品 should show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

PAY, BACK = "用户支付金额", "退款金额(支付时间)"
CARDS = {
    PAY: "gmv", "商品曝光次数": "base", "商品点击次数": "clicks", "成交订单数": "orders", "投放消耗(店铺被投)": "cost",
}  # fmt: skip


def over(above: Any, below: Any, least: float = 0.0) -> Any:
    """A ratio; NaN where there is nothing below, or less than the least cost."""
    above, below = np.asarray(above, float), np.asarray(below, float)
    with np.errstate(all="ignore"):
        return np.where((below > 0) & (below >= least), above / below, np.nan)


def with_total(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by their place, and their sum."""
    frame = frame.reset_index(drop=True)
    frame.loc["合计"] = frame.sum(numeric_only=True)
    return frame


@cache
def products(path: Path) -> tuple[dict[str, pd.DataFrame], dict[str, float]]:
    """The tables of the sheet by their keys, and its figures."""
    names = ["商品构成", "品类构成", "价格带构成", "单载体构成"]
    sheets = pd.read_excel(path, sheet_name=names, dtype={"商品编号": str, "ID": str}, engine="openpyxl")
    sold = sheets["商品构成"]
    sold = sold[sold["载体类型"] == "全部"]
    sold = sold.groupby(sold["商品编号"].fillna(sold["商品名称"]))  # a few rows have no number
    every = pd.DataFrame(
        {"gmv": sold[PAY].sum(), "refund": sold[BACK].sum(), "name": sold["商品名称"].last()}
    )
    every = every.sort_values("gmv", ascending=False)
    whole, running = every.gmv.sum(), every.gmv.cumsum()
    before = ((running - every.gmv) / whole).round(9)
    every["class"] = np.select([before < 0.8, before < 0.95], ["A", "B"], "C")
    every["refund_rate"] = over(every.refund, every.gmv)
    listed = with_total(every.head(20).drop(columns=["class", "name"]))
    listed["place"] = [*range(1, len(listed)), np.nan]
    listed["share"] = listed.gmv / whole
    listed["cumulative"] = [*(running.head(20) / whole), listed.share.iloc[-1]]
    listed["refund_rate"] = over(listed.refund, listed.gmv)
    letters = every.groupby("class").agg(count=("gmv", "size"), gmv=("gmv", "sum"), refund=("refund", "sum"))
    classes = with_total(letters)
    classes["share"], classes["refund_rate"] = classes.gmv / whole, over(classes.refund, classes.gmv)
    bands = sheets["价格带构成"].groupby("价格带")[PAY].sum().rename("gmv").reset_index()
    cheapest = bands["价格带"].str.extract(r"(\d+)")[0].astype(float)
    prices = with_total(bands.loc[cheapest.sort_values().index, ["gmv"]])
    prices["share"] = prices.gmv / prices.gmv.iloc[-1]
    third = sheets["品类构成"]
    third = third[third["三级类目"] != "全部"].groupby("三级类目")[[PAY, BACK]].sum()
    third = third.set_axis(["gmv", "refund"], axis=1).sort_values("gmv", ascending=False)
    categories = with_total(third)
    categories["share"] = categories.gmv / categories.gmv.iloc[-1]
    categories["refund_rate"] = over(categories.refund, categories.gmv)
    shelf = (
        sheets["单载体构成"]
        .assign(ID=lambda t: t["ID"].fillna(t["标题/名称"]))
        .groupby("ID")[list(CARDS)]
        .sum()
        .set_axis(list(CARDS.values()), axis=1)
    )
    cards = with_total(shelf.sort_values("gmv", ascending=False).head(15))
    cards["gpm"] = over(cards.gmv, cards.base) * 1000
    cards["ctr"], cards["cvr"] = over(cards.clicks, cards.base), over(cards.orders, cards.clicks)
    cards["aov"], cards["roi"] = over(cards.gmv, cards.orders), over(cards.gmv, cards.cost, 100.0)
    tables = {
        "products": listed, "product_classes": classes, "product_price_band": prices, "product_category": categories,
        "product_cards": cards,
    }  # fmt: skip
    return tables, {"products_gmv": whole, "products_count": float((every.gmv > 0).sum())}


def sentence(path: Path, wan: Any) -> list[str]:
    """The numbers of the sentence, one after the other."""
    tables, _ = products(path)
    top, classes = tables["products"].iloc[:-1], tables["product_classes"]
    usual = classes.refund_rate.iloc[-1]
    told = [wan(top.gmv[0]), f"{top.share[0] * 100:.1f}", f"{classes['count'][0]:.0f}"]
    told += [f"{classes.share[0] * 100:.1f}", f"{classes['count'].iloc[-1]:.0f}"]
    before = (top.cumulative - top.share).round(9)
    worse = top[(before < 0.95) & (top.refund_rate >= usual + 0.01)]
    worse = worse.assign(more=worse.refund - worse.gmv * usual).sort_values("more", ascending=False).head(3)
    if len(worse):
        told.append(f"{usual * 100:.1f}")
    for row in worse.itertuples():
        told += [f"{row.refund_rate * 100:.1f}", wan(row.refund), wan(row.more)]
    return told
