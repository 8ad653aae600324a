"""The folder of facts: idempotent, whole or not at all, readable by anyone."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import lookalikes
import numpy as np
import pandas as pd
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal
from stores import BRAND, compass, content, creatives

from xl_fact.brand import Brand
from xl_fact.errors import InputError, TargetLocked
from xl_fact.exports import facts
from xl_fact.exports.reading import read_exports
from xl_fact.exports.tables.blocks import Block
from xl_fact.report.build import build_report
from xl_fact.store import folder, parts, store
from xl_fact.store.folder import Shelf, escaped
from xl_fact.store.published import MonthOfFacts, freeze, list_facts
from xl_fact.store.store import import_exports, load, steady
from xl_fact.store.withdrawal import withdraw


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A folder of exports that don't correct one another."""
    there = tmp_path / "exports"
    there.mkdir()
    compass(there / "自营成交-上旬.csv", (1, 2), 1)
    compass(there / "自营成交-下旬.csv", (29, 30), 2)
    creatives(there / "素材_20260601-20260630.csv", 3)
    return there


def test_the_facts_are_those_of_the_exports(exports: Path, tmp_path: Path) -> None:
    result = import_exports(exports, tmp_path / "facts", brand=BRAND)
    assert [source.file for source in result.added] == [
        "自营成交-上旬.csv",
        "自营成交-下旬.csv",
        "素材_20260601-20260630.csv",
    ]
    stored, read = load(tmp_path / "facts"), read_exports(exports, brand=BRAND)
    order = ["file", "sheet", "row", "role", "carrier"]
    assert_frame_equal(
        stored.facts.sort_values(order, ignore_index=True), read.facts.sort_values(order, ignore_index=True)
    )
    assert {(s.file, s.sha256, s.format, s.rows_read, s.rows_used, s.period) for s in stored.sources} == {
        (s.file, s.sha256, s.format, s.rows_read, s.rows_used, s.period) for s in read.sources
    }
    assert [s.aside for s in stored.sources] == [s.aside for s in sorted(read.sources, key=lambda s: s.file)]


def test_the_same_exports_twice_change_nothing(exports: Path, tmp_path: Path) -> None:
    import_exports(exports, tmp_path / "facts", brand=BRAND)
    before = content(tmp_path / "facts")
    stamps = {p: p.stat().st_mtime_ns for p in (tmp_path / "facts").rglob("*.parquet")}
    again = import_exports(exports, tmp_path / "facts", brand=BRAND)
    assert not again.added
    assert len(again.known) == 3
    assert content(tmp_path / "facts") == before
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps
    copy = shutil.copy(exports / "自营成交-上旬.csv", tmp_path / "自营成交 (1).csv")
    result = import_exports(copy, tmp_path / "facts", brand=BRAND)
    assert "自营成交 (1).csv：已经导入过（自营成交-上旬.csv），没有变化" in result.lines()
    assert content(tmp_path / "facts") == before


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_any_order_and_any_split_give_the_same_bytes(
    exports: Path, tmp_path: Path, order: tuple[int, ...]
) -> None:
    import_exports(exports, tmp_path / "whole", brand=BRAND)
    files = sorted(exports.iterdir())
    for n in order:
        import_exports(files[n], tmp_path / "split", brand=BRAND)
    assert content(tmp_path / "split") == content(tmp_path / "whole")
    import_exports([files[n] for n in order[:2]], tmp_path / "two", brand=BRAND)
    import_exports(exports, tmp_path / "two", brand=BRAND)
    assert content(tmp_path / "two") == content(tmp_path / "whole")


def test_other_brands_are_left_alone(tmp_path: Path) -> None:
    export = compass(tmp_path / "自营成交a.csv", (1,), 1)
    import_exports(export, tmp_path / "facts", brand="甲")
    before = content(tmp_path / "facts")
    import_exports(compass(tmp_path / "自营成交b.csv", (1,), 2, 3.0), tmp_path / "facts", brand="乙")
    assert before.items() <= content(tmp_path / "facts").items()
    with pytest.raises(InputError, match="有多个品牌（乙、甲）"):
        load(tmp_path / "facts")
    assert set(load(tmp_path / "facts", "甲").facts["file"]) == {"自营成交a.csv"}


def test_the_same_creative_in_another_month_is_another_fact(tmp_path: Path) -> None:
    creatives(tmp_path / "素材_20260601-20260630.csv", 1)
    creatives(tmp_path / "素材_20260701-20260731.csv", 2, cost="50")
    import_exports(sorted(tmp_path.glob("*.csv")), tmp_path / "facts", brand=BRAND)
    costs = {m.month: m.totals["cost"] for m in list_facts(tmp_path / "facts").months}
    assert costs == {"2026-06": pytest.approx(2100.5), "2026-07": pytest.approx(950.5)}


def test_facts_read_while_an_import_ends_are_of_one_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, days in (("自营成交a.csv", (1,)), ("自营成交b.csv", (2,))):
        import_exports(compass(tmp_path / name, days, 1), tmp_path / "facts", brand=BRAND)
    corrected = compass(tmp_path / "自营成交c.csv", (1, 2), 2, 3.0)
    real, reads = parts.columns_of, 0

    def reading(path: Path, keys: list[str] | None = None) -> Block:
        nonlocal reads
        reads += 1
        block = real(path, keys)
        if reads == 1:
            import_exports(corrected, tmp_path / "facts", brand=BRAND)
        return block

    monkeypatch.setattr(parts, "columns_of", reading)
    assert set(load(tmp_path / "facts").facts["file"]) == {"自营成交c.csv"}


def test_an_export_without_any_date_asks_for_its_month(tmp_path: Path) -> None:
    undated = creatives(tmp_path / "素材.csv", 1)
    with pytest.raises(InputError, match="没有日期，不知道是哪个月的；请用 --month"):
        import_exports(undated, tmp_path / "facts", brand=BRAND)
    june = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    import_exports(undated, tmp_path / "facts", brand=BRAND, period=june)
    assert [month.month for month in list_facts(tmp_path / "facts").months] == ["2026-06"]


def test_a_bad_file_stops_only_itself_unless_strict(exports: Path, tmp_path: Path) -> None:
    (exports / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match=r"坏\.xlsx"):
        import_exports(exports, tmp_path / "strict", brand=BRAND, strict=True)
    assert not content(tmp_path / "strict")
    result = import_exports(exports, tmp_path / "facts", brand=BRAND)
    assert [refusal.file for refusal in result.refused] == ["坏.xlsx"]
    assert len(result.added) == 3
    assert any("坏.xlsx" in line for line in result.lines())


def test_a_published_month_reports_what_changes(tmp_path: Path) -> None:
    import_exports(compass(tmp_path / "自营成交a.csv", (1, 2), 1), tmp_path / "facts", brand=BRAND)
    published = freeze(tmp_path / "facts", "2026-06")
    assert "已发布" in published.lines()[0]
    (month,) = list_facts(tmp_path / "facts").months
    assert month.published
    assert not month.altered
    result = import_exports(
        compass(tmp_path / "自营成交b.csv", (2,), 2, 2.0), tmp_path / "facts", brand=BRAND
    )
    assert "gmv_paid" in {change.measure for change in result.published}
    assert result.lines("en").count("published months have changed:") == 1
    (month,) = list_facts(tmp_path / "facts").months
    assert month.altered
    assert month.changed == result.published
    assert "已发布，之后有改动" in month.lines()[0]
    freeze(tmp_path / "facts", "2026-06", BRAND)
    assert not list_facts(tmp_path / "facts").months[0].altered
    with pytest.raises(InputError, match="没有 2026-05 的事实，不能标记为发布；有：2026-06"):
        freeze(tmp_path / "facts", "2026-05")


def test_the_list_names_sums_of_two_months(tmp_path: Path) -> None:
    """Works summed from 16 June to 15 July lie under June, and the list says that they are no sum of June."""
    facts_of = facts.frame(
        {
            "brand": BRAND, "role": "works", "platform": "douyin", "currency": "CNY", "gmv_platform": np.array([300.0, 5.0]),
            "date": np.array(["2026-06-16", "2026-06-01"], dtype="datetime64[s]"),
            "until": np.array(["2026-07-15", "2026-06-01"], dtype="datetime64[s]"),
        },
        2,
    )  # fmt: skip
    path = tmp_path / "part.parquet"
    facts_of[["date", "until"]].to_parquet(path)
    spans = [(dt.date(2026, 6, 16), dt.date(2026, 7, 15))]
    assert parts.windows([(BRAND, "2026-06", path)]) == {(BRAND, "2026-06"): spans}
    month = MonthOfFacts(BRAND, "2026-06", 1, 2, {"gmv_platform": 305.0}, False, (), False, windows=spans)
    assert month.lines()[1].startswith("    其中有跨月的合计（06-16–07-15），拆不到月")
    assert len(MonthOfFacts(BRAND, "2026-06", 1, 2, {}, False, (), False).lines()) == 1


def test_the_list_shows_months_files_rows_and_totals(exports: Path, tmp_path: Path) -> None:
    import_exports(exports, tmp_path / "facts", brand=BRAND)
    (month,) = list_facts(tmp_path / "facts").months
    frame = load(tmp_path / "facts").facts
    assert (month.brand, month.month, month.files, month.rows) == (BRAND, "2026-06", 3, len(frame))
    for measure, value in month.totals.items():
        assert value == pytest.approx(facts.total(frame, measure)), measure
    assert set(month.totals) >= {"gmv_paid", "cost", "orders"}
    line = list_facts(tmp_path / "facts").lines()[0]
    assert f"{BRAND}  2026-06  3 个文件" in line
    with pytest.raises(InputError, match="先运行 xl-fact import"):
        list_facts(tmp_path / "nowhere")
    with pytest.raises(InputError, match=f"没有品牌“别家”，有的是：{BRAND}"):
        list_facts(tmp_path / "facts", brand="别家")


def test_a_month_is_loaded_for_the_report(tmp_path: Path) -> None:
    export = lookalikes.workbook(
        tmp_path / "成交分析.xlsx", lookalikes.compass_sheets(range(1, 31), wide=True)
    )
    import_exports(export, tmp_path / "facts", brand=BRAND)
    report = build_report(load(tmp_path / "facts", BRAND, ["2026-06"]), Brand(name=BRAND), "2026-06")
    straight = build_report(read_exports(export, brand=BRAND), Brand(name=BRAND), "2026-06")
    assert repr(report) == repr(straight)  # NaN is not equal to itself
    with pytest.raises(InputError, match="没有 2026-05 的事实，有的月份：2026-06"):
        load(tmp_path / "facts", BRAND, ["2026-05"])


def test_anyone_can_read_the_folder_as_it_lies(exports: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    brand = "示例 A/B=50%"
    import_exports(exports, tmp_path / "facts", brand=brand)
    freeze(tmp_path / "facts", "2026-06")
    frame = load(tmp_path / "facts").facts
    paid = facts.total(frame, "gmv_paid")
    by_duck = duckdb.sql(
        f"SELECT brand, month, sum(gmv_paid), count(*), min(date)::VARCHAR FROM "
        f"read_parquet('{tmp_path}/facts/**/*.parquet', hive_partitioning = true) WHERE role = 'sales' GROUP BY ALL"
    ).fetchall()
    assert by_duck == [
        (brand, "2026-06", pytest.approx(paid), int((frame["role"] == "sales").sum()), "2026-06-01")
    ]
    by_arrow = pyarrow.dataset.dataset(tmp_path / "facts", format="parquet", partitioning="hive").to_table()
    assert set(by_arrow["brand"].to_pylist()) == {brand}
    assert by_arrow.num_rows == len(frame)
    by_pandas = pd.read_parquet(tmp_path / "facts")
    assert by_pandas.loc[by_pandas["role"] == "sales", "gmv_paid"].sum() == pytest.approx(paid)
    part = next((tmp_path / "facts").rglob("*.parquet"))
    assert pq.read_schema(part).metadata is None, "nothing of pandas or the machine goes along"


@pytest.mark.parametrize(
    "brand", ["..", "../../etc", "a/b", "a\\b", "C:", "a\x00b", "con.", " 空 格 ", "100%", "é" * 30, "/", "~"]
)
def test_no_brand_leaves_its_folder(brand: str, tmp_path: Path) -> None:
    import_exports(compass(tmp_path / "自营成交a.csv", (1,), 1), tmp_path / "in" / "facts", brand=brand)
    written = {path.relative_to(tmp_path).parts for path in tmp_path.rglob("*.parquet")}
    assert {path[:2] for path in written} == {("in", "facts")}
    (path,) = written
    assert len(path) == 5
    assert not set(path[2]) & set('/\\:*?"<>|\x00 ')
    assert not path[2].endswith(".")
    assert load(tmp_path / "in" / "facts", brand).facts["brand"].iloc[0] == brand
    duckdb = pytest.importorskip("duckdb")
    assert duckdb.sql(
        f"SELECT DISTINCT brand FROM read_parquet('{tmp_path}/in/facts/**/*.parquet', hive_partitioning = true)"
    ).fetchall() == [(brand,)]


def test_brands_that_cannot_have_a_folder_are_refused(tmp_path: Path) -> None:
    export = compass(tmp_path / "自营成交a.csv", (1,), 1)
    with pytest.raises(InputError, match="--brand"):
        import_exports(export, tmp_path / "facts", brand="")
    with pytest.raises(InputError, match="品牌名太长"):
        import_exports(export, tmp_path / "facts", brand="长" * 100)
    import_exports(export, tmp_path / "facts", brand="Acme")
    with pytest.raises(InputError, match="只差大小写"):
        import_exports(export, tmp_path / "facts", brand="ACME")


def test_escaping_can_be_undone() -> None:
    assert [escaped(name) for name in ("示例", "a.b", ".a", "a.")] == ["示例", "a.b", "%2Ea", "a%2E"]


@pytest.mark.parametrize(
    "stop_after", [0, pytest.param(1, marks=pytest.mark.slow), 2, pytest.param(5, marks=pytest.mark.slow)]
)
def test_a_change_decided_on_is_finished_by_the_next_reader(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    """Stop the finishing at every one of its renames: before the journal nothing is new, after it everything."""
    import_exports(compass(tmp_path / "自营成交a.csv", (1, 2), 0, 5.0), tmp_path / "facts", brand=BRAND)
    before = content(tmp_path / "facts")
    shutil.copytree(tmp_path / "facts", tmp_path / "whole")
    import_exports(exports, tmp_path / "whole", brand=BRAND)
    real: Callable[[Path, Path], None] = os.replace
    calls = 0

    def failing(old: Path, new: Path) -> None:
        nonlocal calls
        calls += new.suffix != ".tmp"  # moving a hidden file to another hidden name decides nothing
        if calls > stop_after:
            raise KeyboardInterrupt
        real(old, new)

    with monkeypatch.context() as patched:
        patched.setattr(folder.os, "replace", failing)
        try:
            import_exports(exports, tmp_path / "facts", brand=BRAND)
        except KeyboardInterrupt:
            assert stop_after < 8
    expected = before if stop_after == 0 else content(tmp_path / "whole")
    list_facts(tmp_path / "facts")  # whoever opens the folder next finishes the change
    visible = {k: v for k, v in content(tmp_path / "facts").items() if not k.endswith(".tmp")}
    assert visible == expected
    import_exports(exports, tmp_path / "facts", brand=BRAND)
    assert content(tmp_path / "facts") == content(tmp_path / "whole")


def test_a_part_that_was_deleted_comes_back(exports: Path, tmp_path: Path) -> None:
    import_exports(exports, tmp_path / "facts", brand=BRAND)
    before = content(tmp_path / "facts")
    next((tmp_path / "facts").rglob("*.parquet")).unlink()
    result = import_exports(exports, tmp_path / "facts", brand=BRAND)
    assert len(result.added) == 1
    assert content(tmp_path / "facts") == before


def test_two_imports_of_one_brand_do_not_meet(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_PATIENCE", 0.1)
    shelf = Shelf(tmp_path / "facts", BRAND)
    with shelf.held(), pytest.raises(TargetLocked, match="正在被另一个导入写入"):
        import_exports(exports, tmp_path / "facts", brand=BRAND)
    assert import_exports(exports, tmp_path / "facts", brand=BRAND).added


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_is_said(exports: Path, tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir(mode=0o500)
    with pytest.raises(TargetLocked, match="只读"):
        import_exports(exports, tmp_path / "facts", brand=BRAND)


def test_a_full_disk_leaves_the_facts_as_they_were(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_exports(compass(tmp_path / "自营成交a.csv", (1, 2), 0, 5.0), tmp_path / "facts", brand=BRAND)
    before = content(tmp_path / "facts")

    def full(writer: parts.Writer, table: object) -> None:
        writer.path.write_bytes(b"PAR1")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(parts.Writer, "write", full)
        with pytest.raises(InputError, match="写入失败"):
            import_exports(exports, tmp_path / "facts", brand=BRAND)
    assert content(tmp_path / "facts") == before, "nothing half-written stays behind"


def test_an_import_that_fails_leaves_no_folder_behind(tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError):
        import_exports(bad, tmp_path / "new" / "facts", brand=BRAND)
    assert [path.name for path in tmp_path.rglob("*")] == ["坏.xlsx", "new"]
    good = compass(tmp_path / "自营成交a.csv", (1, 2), 0)
    import_exports(good, tmp_path / "facts", brand=BRAND)
    before = content(tmp_path / "facts")
    with pytest.raises(InputError):
        import_exports(bad, tmp_path / "facts", brand="别家")
    with pytest.raises(InputError):
        import_exports(bad, tmp_path / "facts", brand=BRAND)
    assert content(tmp_path / "facts") == before
    assert {path.name for path in (tmp_path / "facts" / "_sources").iterdir()} == {f"brand={escaped(BRAND)}"}


def test_a_lock_that_was_taken_away_is_taken_anew(tmp_path: Path) -> None:
    """One import waits for another that fails and removes its folders; a third must not pass the second."""
    shelf = Shelf(tmp_path / "facts", BRAND)
    order: list[str] = []

    def second() -> None:
        with shelf.held():
            order.append("second in")
            time.sleep(0.3)
            order.append("second out")

    waiting = threading.Thread(target=second)
    with suppress(InputError), shelf.held():
        waiting.start()
        time.sleep(0.2)
        raise InputError("坏", "bad")
    while not order:
        time.sleep(0.01)
    with shelf.held():
        order.append("third")
    waiting.join()
    assert order == ["second in", "second out", "third"]


def test_accounts_hold_no_path_and_no_clock_but_the_files_own(exports: Path, tmp_path: Path) -> None:
    import_exports(exports, tmp_path / "facts", brand=BRAND)
    records = sorted((tmp_path / "facts" / "_sources").rglob("*.json"))
    assert len(records) == 3
    for record in records:
        text = record.read_text("utf-8")
        assert str(tmp_path) not in text
        assert json.loads(text)["replaced"] == 0
        assert json.loads(text)["saved"].startswith("1970-01-01T00:00:0")


# ---------------------------------------------------------------- the parts that the books name
def part_of(folder: Path, brand: str = BRAND, month: str = "*") -> Path:
    """The first part of a brand, by its name."""
    return min((folder / f"brand={brand}").glob(f"month={month}/*.parquet"))


def two_files(tmp_path: Path) -> Path:
    """Facts of two exports, 2 rows and 1 row of June."""
    folder = tmp_path / "facts"
    compass(tmp_path / "自营成交-上旬.csv", (1, 2), 1)
    compass(tmp_path / "自营成交-下旬.csv", (30,), 2)
    import_exports([tmp_path / "自营成交-上旬.csv"], folder, brand=BRAND)
    import_exports([tmp_path / "自营成交-下旬.csv"], folder, brand=BRAND)
    return folder


def test_a_part_that_is_gone_is_named_and_nothing_is_summed_without_it(tmp_path: Path) -> None:
    folder = two_files(tmp_path)
    gone = Path(load(folder).sources[0].file)
    part = next(
        folder / f"brand={BRAND}" / "month=2026-06" / f"{source.sha256[:32]}.parquet"
        for source in load(folder).sources
        if source.file == "自营成交-下旬.csv"
    )
    part.unlink()
    assert gone.name == "自营成交-上旬.csv"
    for ask in (
        lambda: load(folder),
        lambda: load(folder, BRAND, ["2026-06"], whole=False),
        lambda: list_facts(folder),
        lambda: freeze(folder, "2026-06"),
    ):
        with pytest.raises(InputError) as wrong:
            ask()
        assert str(part) in wrong.value.zh
        assert f"{part}: in the books, but the file is gone" in wrong.value.en
        assert "import 自营成交-下旬.csv again" in wrong.value.en
    assert import_exports(tmp_path / "自营成交-下旬.csv", folder, brand=BRAND).added
    assert len(load(folder).sources) == 2


def test_a_part_that_no_import_wrote_is_named_and_not_summed(tmp_path: Path) -> None:
    folder = two_files(tmp_path)
    part = part_of(folder)
    copy = part.with_name(f"{part.stem} (1).parquet")
    shutil.copy(part, copy)
    with pytest.raises(InputError, match="没有算") as wrong:
        load(folder, whole=False)
    assert f"{copy}: not in the books" in wrong.value.en
    assert str(part) not in wrong.value.en
    with pytest.raises(InputError, match="冲突副本"):
        list_facts(folder)
    copy.unlink()
    assert len(load(folder).sources) == 2


def test_a_part_of_another_state_is_named(tmp_path: Path) -> None:
    folder = two_files(tmp_path)
    part = part_of(folder)
    rows = pq.read_metadata(part).num_rows
    pq.write_table(pq.read_table(part, partitioning=None).slice(1), part)
    with pytest.raises(InputError) as wrong:
        load(folder)
    assert f"{part}: has {rows - 1:,} rows, the books say {rows:,}" in wrong.value.en


def test_only_the_months_that_are_asked_for_must_be_there(tmp_path: Path) -> None:
    folder = two_files(tmp_path)
    stray = folder / f"brand={BRAND}" / "month=2025-01" / "x.parquet"
    stray.parent.mkdir()
    shutil.copy(part_of(folder, month="2026-06"), stray)
    assert len(load(folder, BRAND, ["2026-06"]).sources) == 2
    with pytest.raises(InputError, match="账上没有"):
        load(folder)


def test_one_brand_whose_part_is_gone_stops_no_other(tmp_path: Path) -> None:
    folder = two_files(tmp_path)
    import_exports(tmp_path / "自营成交-上旬.csv", folder, brand="别家")
    part_of(folder).unlink()
    listed = list_facts(folder)
    assert [(one.brand, one.month, one.files) for one in listed.months] == [("别家", "2026-06", 1)]
    assert len(listed.failed) == 1
    assert f"'{BRAND}'" in listed.failed[0].en
    assert listed.failed[0].zh in listed.lines()


def test_facts_whose_books_are_gone_are_named(tmp_path: Path) -> None:
    folder = two_files(tmp_path)
    shutil.rmtree(folder / "_sources")
    with pytest.raises(InputError, match="账上没有"):
        list_facts(folder)
    with pytest.raises(InputError, match="账上没有"):
        load(folder)


@pytest.mark.parametrize("spoilt", ["cut", "middle"])
@pytest.mark.parametrize("way", ["import", "delete", "forget"])
def test_a_spoilt_part_is_named_and_there_is_a_way_out(tmp_path: Path, spoilt: str, way: str) -> None:
    folder = two_files(tmp_path)
    before = load(folder).facts
    source = load(folder).sources[0]
    part = folder / f"brand={BRAND}" / "month=2026-06" / f"{source.sha256[:32]}.parquet"
    data = part.read_bytes()
    part.write_bytes(data[:400] if spoilt == "cut" else data[:4] + b"\0" * 2000 + data[2004:])
    import_exports(tmp_path / "自营成交-上旬.csv", folder, brand="别家")
    for ask in (lambda: load(folder, BRAND), lambda: list_facts(folder, brand=BRAND)):
        with pytest.raises(InputError) as wrong:
            ask()
        assert str(part) in wrong.value.en
        assert "delete it and import its export again" in wrong.value.en
    assert [one.brand for one in list_facts(folder).months] == ["别家"]
    if way == "delete":
        part.unlink()
    elif way == "forget":
        assert withdraw(folder, source.file, brand=BRAND).file == source.file
        assert len(load(folder, BRAND).sources) == 1
    assert import_exports(tmp_path / source.file, folder, brand=BRAND).added
    assert_frame_equal(load(folder, BRAND).facts, before)


def test_a_spoilt_record_is_named(tmp_path: Path) -> None:
    folder = two_files(tmp_path)
    record = min((folder / "_sources").rglob("*.json"))
    record.write_text("{", "utf-8")
    with pytest.raises(InputError) as wrong:
        load(folder)
    assert f"{record}: this record of an import is spoilt" in wrong.value.en


def test_a_part_that_is_spoilt_before_its_end_is_named_where_it_is_asked_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = two_files(tmp_path)
    part = part_of(folder)
    data = part.read_bytes()
    part.write_bytes(data[:4] + b"\0" * 2000 + data[2004:])
    monkeypatch.setattr(store, "FETCHED", 0)
    reading = load(folder, BRAND, ["2026-06"], whole=False)
    with pytest.raises(InputError) as wrong, steady(folder, BRAND, reading):
        build_report(reading, BRAND, "2026-06")
    assert f"{part}: this file of facts is spoilt" in wrong.value.en
