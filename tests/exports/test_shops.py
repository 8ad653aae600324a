"""Two shops are added, never mistaken for one another: whose a fact is, who says so, and what is summed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lookalikes
import pyarrow.parquet as pq
import pytest
from stores import BRAND

from xl_fact.exports import facts
from xl_fact.exports.reading import read_exports
from xl_fact.store.published import list_facts
from xl_fact.store.store import import_exports, load

ORDERS = "主订单编号,子订单编号,选购商品,商品ID,商品数量,订单应付金额,支付完成时间,订单状态"


def table(*rows: dict[str, Any]) -> Any:
    """Facts of June, with a role and a shop each."""
    whole = {"brand": BRAND, "platform": "douyin", "currency": "CNY"}
    keys = dict.fromkeys(key for row in rows for key in row)
    columns = {key: [row.get(key, "") for row in rows] for key in keys}
    for key in ("date", "until"):
        columns[key] = ["2026-06-01"] * len(rows)
    for key in columns.keys() & facts.MEASURES.keys():
        columns[key] = [float(value or "nan") for value in columns[key]]
    return facts.frame(whole | columns, len(rows))


def test_each_shop_has_its_own_best_role() -> None:
    both = table(
        {"shop": "甲", "role": "sales", "gmv_paid": 100},
        {"shop": "甲", "role": "orders", "gmv_paid": 90},
        {"shop": "乙", "role": "orders", "gmv_paid": 40},
    )
    assert facts.total(both, "gmv_paid") == 100 + 40
    assert facts.summed(both, ["gmv_paid"], by=["shop"])["gmv_paid"].to_dict() == {"甲": 100.0, "乙": 40.0}


@pytest.mark.parametrize("name", ["", "示例旗舰店"])
def test_what_does_not_say_its_shop_may_be_of_any_and_is_not_added(name: str) -> None:
    """Commissions that name a shop which no export of sales names: it is one of them under another name."""
    mixed = table(
        {"shop": "甲", "role": "accounts", "gmv_paid": 100, "commission": 10},
        {"shop": name, "role": "commissions", "commission": 9},
    )
    assert facts.total(mixed, "commission") == 10


def test_formats_yield_within_a_shop() -> None:
    of = {"role": "works", "gmv_platform": 7}
    both = table(
        {"shop": "甲", "format": "tiktok_partner", **of}, {"shop": "乙", "format": "tiktok_videos", **of}
    )
    assert facts.total(both, "gmv_platform") == 14
    one = both.assign(shop="甲")
    assert facts.total(one, "gmv_platform") == 7


def test_the_shop_is_what_the_export_says_or_else_the_person(tmp_path: Path) -> None:
    named = tmp_path / "a.csv"
    named.write_text("日期,消耗,成交金额,店铺名称\n2026-06-01,100,400,甲店\n2026-06-02,200,500,\n", "utf-8")
    assert read_exports(named, shop="乙店").facts["shop"].tolist() == ["甲店", "乙店"]
    assert read_exports(named).facts["shop"].tolist() == ["甲店", ""]
    done = import_exports(named, tmp_path / "facts", brand=BRAND, shop="乙店")
    assert done.proved
    assert load(tmp_path / "facts").facts["shop"].tolist() == ["甲店", "乙店"]


def test_a_store_from_before_there_were_shops_still_opens(tmp_path: Path) -> None:
    file, folder = tmp_path / "自营成交.csv", tmp_path / "facts"
    lookalikes.delimited(file, lookalikes.transactions((1, 2), 7, wide=True))
    import_exports(file, folder, brand=BRAND)
    before, listed = load(folder).facts, list_facts(folder).lines()
    for part in folder.rglob("*.parquet"):
        old = pq.read_table(part, partitioning=None).drop_columns(["shop"])
        pq.write_table(old, part)
    now = load(folder).facts
    assert set(now["shop"]) == {""}
    assert now.equals(before)
    assert list_facts(folder).lines() == listed
    again = tmp_path / "自营成交2.csv"
    lookalikes.delimited(again, lookalikes.transactions((1, 2), 8, wide=True))
    done = import_exports(again, folder, brand=BRAND)
    assert [replacement.rows for replacement in done.replaced] == [len(before)]
