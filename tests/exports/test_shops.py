"""Two shops are added, never mistaken for one another: whose a fact is, who says so, and what is summed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lookalikes
import pyarrow.parquet as pq
import pytest
from stores import BRAND

from xl_fact.exports import facts
from xl_fact.exports.reading import read_exports
from xl_fact.exports.shops import ShopsUnknown
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


# -------------------------------------------------------------------- two exports of one kind and period
FIRST = ("甲官方", "甲直播间", "达人一", "达人二")
SECOND = ("乙官方", "乙直播间", "达人三", "达人四")
RENAMED = ("甲旗舰", "甲直播间二", "达人一", "达人二")


def compass(
    path: Path, names: Sequence[str] = FIRST, factor: float = 1.0, saved: int = 1, days: int = 3
) -> Path:
    """A small Compass workbook: each day 自营 100 and 合作 50 times its number, by accounts in halves."""
    heads = list(lookalikes.TRANSACTIONS), lookalikes.ACCOUNTS
    sheets: dict[str, lookalikes.Rows] = {
        "自营成交": [heads[0]],
        "合作成交": [heads[0]],
        "载体构成": [heads[1]],
    }
    for day in range(1, days + 1):
        told = {"日期": f"202606{day:02}", "载体类型": "直播", "投放时段": "不限"}
        for owner, money in (("自营", 100), ("合作", 50)):
            figures = {"用户支付金额": money * day * factor, "成交订单数": day, "商品曝光次数": 1000 * day}
            row = {**told, **figures}
            sheets[f"{owner}成交"] += [
                [{**row, "载体类型": carrier}.get(head, "") for head in heads[0]]
                for carrier in ("直播", "全部")
            ]
            ours = [name for n, name in enumerate(names) if (n < 2) == (owner == "自营")]
            for name in ours:
                of = {"自营/合作": owner, "账号/渠道": name, "用户支付金额": money * day * factor / len(ours)}
                sheets["载体构成"].append([{**told, **of}.get(head, "") for head in heads[1]])
    path.parent.mkdir(exist_ok=True, parents=True)
    lookalikes.workbook(path, sheets)
    os.utime(path, (saved, saved))
    return path


def sessions(path: Path, names: Sequence[str], days: Sequence[int] = (1, 2, 3), saved: int = 1) -> Path:
    lines = ["主播昵称,主播抖音号,直播开始时间,直播间用户支付金额,直播间观看次数"]
    for name in names:
        lines += [f"{name},id{name},2026-06-{day:02} 20:00:00,{100 * saved + day},1000" for day in days]
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    os.utime(path, (saved, saved))
    return path


def works(tmp_path: Path, files: list[Path], **how: Any) -> tuple[Any, Any]:
    """The same of a report and of a folder of facts: what they hold, and what was said."""
    reading = read_exports(files, **how)
    done = import_exports(files, tmp_path / "facts", brand=BRAND, **how)
    there = load(tmp_path / "facts").facts
    for measure in ("gmv_paid", "orders"):
        assert facts.total(there, measure) == pytest.approx(facts.total(reading.facts, measure), nan_ok=True)
    assert set(there["shop"]) == set(reading.facts["shop"])
    return reading, done


def refused(tmp_path: Path, files: list[Path], words: str, **how: Any) -> None:
    """Nobody says which shop: one line, and nothing is taken in."""
    for ask in (
        lambda: read_exports(files, **how),
        lambda: import_exports(files, tmp_path / "facts", brand=BRAND, **how),
    ):
        with pytest.raises(ShopsUnknown, match=words) as refusal:
            ask()
        assert refusal.value.exit_code == 2
        assert "\n" not in refusal.value.zh + refusal.value.en
    assert not list((tmp_path / "facts").rglob("*.parquet"))


def test_two_shops_without_a_name_are_refused_not_replaced(tmp_path: Path) -> None:
    files = [compass(tmp_path / "a.xlsx"), compass(tmp_path / "b.xlsx", SECOND, 3, saved=2)]
    refused(tmp_path, files, "b.xlsx 与 a.xlsx.*像是两家店.*--shop.*文件夹")


def test_the_folders_in_which_two_shops_lie_name_them(tmp_path: Path) -> None:
    compass(tmp_path / "六月" / "甲店" / "成交分析.xlsx")
    compass(tmp_path / "六月" / "乙店" / "成交分析.xlsx", SECOND, 3, saved=2)
    reading, done = works(tmp_path, [tmp_path / "六月"])
    assert facts.total(reading.facts, "gmv_paid") == 150 * 6 + 3 * 150 * 6
    assert facts.summed(reading.facts, ["gmv_paid"], by=["shop"])["gmv_paid"].to_dict() == {
        "乙店": 3 * 150 * 6.0,
        "甲店": 150 * 6.0,
    }
    assert [source.shops for source in sorted(reading.sources, key=lambda s: str(s.path))] == [
        ("乙店",),
        ("甲店",),
    ]
    assert "按文件夹分店：乙店（1 个文件）、甲店（1 个文件）" in done.lines()
    assert not done.replaced
    later = compass(tmp_path / "六月" / "乙店" / "更正.xlsx", SECOND, 4, saved=3)
    again = import_exports(tmp_path / "六月", tmp_path / "facts", brand=BRAND)
    assert [r.old for r in again.replaced] == ["成交分析.xlsx"], "a correction within its shop"
    assert facts.total(load(tmp_path / "facts").facts, "gmv_paid") == 150 * 6 + 4 * 150 * 6
    assert later.name in {s.file for s in load(tmp_path / "facts").sources}


def test_each_imported_for_its_shop(tmp_path: Path) -> None:
    a, b = compass(tmp_path / "a.xlsx"), compass(tmp_path / "b.xlsx", SECOND, 3, saved=2)
    import_exports(a, tmp_path / "facts", brand=BRAND)
    with pytest.raises(ShopsUnknown, match="像是两家店"):
        import_exports(b, tmp_path / "facts", brand=BRAND)
    with pytest.raises(ShopsUnknown, match="像是两家店"):
        import_exports(b, tmp_path / "facts", brand=BRAND, shop="乙店")
    import_exports(a, tmp_path / "facts", brand=BRAND, shop="甲店")  # the same file, now of a shop
    import_exports(b, tmp_path / "facts", brand=BRAND, shop="乙店")
    there = load(tmp_path / "facts").facts
    assert facts.total(there, "gmv_paid") == 4 * 150 * 6
    assert there.groupby("file")["shop"].unique().map(list).to_dict() == {
        "a.xlsx": ["甲店"],
        "b.xlsx": ["乙店"],
    }
    c = compass(tmp_path / "c.xlsx", SECOND, 5, saved=3)
    with pytest.raises(ShopsUnknown, match="像是两家店"):
        import_exports(c, tmp_path / "facts", brand=BRAND)
    import_exports(c, tmp_path / "facts", brand=BRAND, shop="乙店")
    assert facts.total(load(tmp_path / "facts").facts, "gmv_paid") == 6 * 150 * 6


def test_a_person_is_asked(tmp_path: Path) -> None:
    files = [compass(tmp_path / "a.xlsx"), compass(tmp_path / "b.xlsx", SECOND, 3, saved=2)]
    reading, _ = works(tmp_path, files, ask_shops=lambda unknown: tuple(f"店{n}" for n in unknown.files))
    assert set(reading.facts["shop"]) == {"店a.xlsx", "店b.xlsx"}
    assert facts.total(reading.facts, "gmv_paid") == 4 * 150 * 6


@pytest.mark.parametrize(
    ("names", "factor", "days"),
    [
        (FIRST, 1.1, 3),
        (FIRST, 3, 3),
        (RENAMED, 1.0, 3),
        ((*FIRST, "新号", "达人九"), 1.0, 3),
        (("甲官方",), 3, 9),
    ],
    ids=["corrected", "all wrong", "renamed", "more accounts", "fewer accounts"],
)
def test_a_correction_of_the_same_shop_still_replaces(
    tmp_path: Path, names: Sequence[str], factor: float, days: int
) -> None:
    files = [compass(tmp_path / "a.xlsx"), compass(tmp_path / "b.xlsx", names, factor, saved=2, days=days)]
    reading, done = works(tmp_path, files)
    assert facts.total(reading.facts, "gmv_paid") == pytest.approx(150 * factor * sum(range(days + 1)))
    assert [replacement.old for replacement in done.replaced] == ["a.xlsx"]


def test_one_shop_under_two_names_is_not_counted_twice(tmp_path: Path) -> None:
    a, b = compass(tmp_path / "甲" / "a.xlsx"), compass(tmp_path / "b.xlsx", days=4, saved=2)
    import_exports(a, tmp_path / "facts", brand=BRAND, shop="甲店")
    with pytest.raises(ShopsUnknown, match="重复计算"):
        import_exports(b, tmp_path / "facts", brand=BRAND, shop="示例旗舰店")


def test_who_names_its_shop_is_not_corrected_by_who_may_be_another(tmp_path: Path) -> None:
    """Sales by day alone: nothing tells of which shop they are."""
    folder = tmp_path / "facts"
    for name, factor, saved in (("自营成交a.csv", 1, 1), ("自营成交b.csv", 2, 2)):
        lookalikes.delimited(tmp_path / name, lookalikes.transactions((1, 2), 7 * factor, wide=True))
        os.utime(tmp_path / name, (saved, saved))
    import_exports(tmp_path / "自营成交a.csv", folder, brand=BRAND, shop="甲店")
    with pytest.raises(ShopsUnknown, match=r"自营成交b.csv 没有说是哪家店的.*“甲店”.*--shop"):
        import_exports(tmp_path / "自营成交b.csv", folder, brand=BRAND)
    one = facts.total(load(folder).facts, "gmv_paid")
    import_exports(tmp_path / "自营成交b.csv", folder, brand=BRAND, shop="乙店")
    assert facts.total(load(folder).facts, "gmv_paid") == pytest.approx(3 * one)


def test_days_of_quite_other_amounts_are_of_another_shop(tmp_path: Path) -> None:
    """Nothing but days: a correction is alike on some day, or wrong by one factor on all."""
    head = "日期,消耗,成交金额\n"
    lines = [f"2026-06-{day:02},{100 + day},{1000 + 10 * day}\n" for day in range(1, 8)]
    others = [f"2026-06-{day:02},{50 + day},{300 + 97 * (day % 3) * day}\n" for day in range(1, 8)]
    doubled = [f"2026-06-{day:02},{100 + day},{2000 + 20 * day}\n" for day in range(1, 8)]
    files = [tmp_path / f"日报{n}.csv" for n in range(2)]
    for text, two in ((others, True), (doubled, False), (others[:6] + lines[6:], False)):
        for n, (file, rows) in enumerate(zip(files, (lines, text), strict=True)):
            file.write_text(head + "".join(rows), "utf-8")
            os.utime(file, (n, n))
        if two:
            refused(tmp_path, files, "没有一天的金额相近")
        else:
            assert [source.file for source in read_exports(files).sources] == ["日报0.csv", "日报1.csv"]


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        (("甲", "乙", "丙"), ("丁", "戊"), (1, 2, 3)),
        (("甲",), ("乙",), (1, 2, 3, 4, 5, 6, 7)),
        (("甲", "乙", "丙"), ("丁", "戊", "己"), (4, 5, 6)),
        (("甲", "乙", "丙", "丁"), ("丙", "丁", "戊"), (1, 2, 3)),
    ],
    ids=["two accounts", "account by account", "another week", "some of them"],
)
def test_lists_whose_accounts_differ_by_chance_are_one_shop(
    tmp_path: Path, first: Sequence[str], second: Sequence[str], days: Sequence[int]
) -> None:
    files = [sessions(tmp_path / "a.csv", first), sessions(tmp_path / "b.csv", second, days, saved=2)]
    reading, _ = works(tmp_path, files)
    assert set(reading.facts["account"]) == {*first, *second}


def test_lists_of_the_same_days_without_an_account_in_common_are_asked_about(tmp_path: Path) -> None:
    files = [
        sessions(tmp_path / "a.csv", ("甲", "乙", "丙")),
        sessions(tmp_path / "b.csv", ("丁", "戊", "己"), saved=2),
    ]
    refused(tmp_path, files, "像是两家店")
    reading, _ = works(tmp_path, files, shop="甲店")
    assert facts.total(reading.facts, "gmv_paid") == 300 * 9 + 2 * 18, "one shop by a person's word: added"


def test_a_part_of_an_older_store_may_lose_some_of_its_rows(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    import_exports(compass(tmp_path / "a.xlsx"), folder, brand=BRAND)
    for part in folder.rglob("*.parquet"):
        pq.write_table(pq.read_table(part, partitioning=None).drop_columns(["shop"]), part)
    import_exports(compass(tmp_path / "b.xlsx", factor=2, saved=2, days=1), folder, brand=BRAND, shop="甲店")
    there = load(folder).facts
    assert facts.total(there, "gmv_paid") == 150 * 5 + 2 * 150
    assert there.groupby("file")["shop"].unique().map(list).to_dict() == {"a.xlsx": [""], "b.xlsx": ["甲店"]}
