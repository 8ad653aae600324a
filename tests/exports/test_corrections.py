"""Exports that tell of the same: what is saved last counts, in any order; and a file taken out again."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import lookalikes
import pandas as pd
import pytest
from stores import BRAND, compass, content, creatives

from xl_fact.errors import InputError
from xl_fact.exports import facts
from xl_fact.exports.reading import read_exports
from xl_fact.exports.succession import replaced
from xl_fact.store.published import freeze
from xl_fact.store.store import import_exports, load
from xl_fact.store.withdrawal import withdraw


def test_a_corrected_export_replaces_its_period_and_says_what_changed(tmp_path: Path) -> None:
    import_exports(compass(tmp_path / "自营成交a.csv", (1, 2), 1), tmp_path / "facts", brand=BRAND)
    first = load(tmp_path / "facts").facts
    corrected = compass(tmp_path / "自营成交b.csv", (1, 2), 2, factor=1.1)
    result = import_exports(corrected, tmp_path / "facts", brand=BRAND)
    now = load(tmp_path / "facts").facts
    assert set(now["file"]) == {"自营成交b.csv"}
    assert [(r.old, r.new, r.rows) for r in result.replaced] == [
        ("自营成交a.csv", "自营成交b.csv", len(first))
    ]
    paid = next(change for change in result.changes if change.measure == "gmv_paid")
    assert paid.before == pytest.approx(facts.total(first, "gmv_paid"))
    assert paid.after == pytest.approx(facts.total(now, "gmv_paid"))
    assert paid.after == pytest.approx(paid.before * 1.1)
    assert "cost" not in {change.measure for change in result.changes}
    assert f"  2026-06 用户支付金额: {paid.before:,.2f} → {paid.after:,.2f}" in result.lines()
    again = import_exports(tmp_path / "自营成交a.csv", tmp_path / "facts", brand=BRAND)
    assert not again.added, "the older file is known: dropping it again does not bring it back"
    alone = tmp_path / "alone"
    import_exports(corrected, alone, brand=BRAND)
    assert {k: v for k, v in content(alone).items() if k.endswith(".parquet")} == {
        k: v for k, v in content(tmp_path / "facts").items() if k.endswith(".parquet")
    }


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(o, marks=pytest.mark.slow if o != (3, 2, 1, 0) else ())
        for o in itertools.permutations(range(4))
    ],
)
def test_corrections_give_the_same_bytes_in_any_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    """Four exports that correct one another, imported one by one: the file saved last wins, not the one imported last."""
    files = [
        compass(tmp_path / f"自营成交{n}.csv", days, n, 1.0 + n)
        for n, days in enumerate([(1, 2, 3, 4), (2, 3), (3, 4, 5), (1, 5)])
    ]
    import_exports(files, tmp_path / "whole", brand=BRAND)
    for n in order:
        import_exports(files[n], tmp_path / "split", brand=BRAND)
    assert content(tmp_path / "split") == content(tmp_path / "whole")
    now = load(tmp_path / "split").facts.groupby("file")["date"].agg(lambda d: sorted(set(d.dt.day)))
    assert now.to_dict() == {"自营成交1.csv": [2], "自营成交2.csv": [3, 4], "自营成交3.csv": [1, 5]}


@pytest.mark.slow
def test_the_real_exports_in_any_order_and_split(samples: Path, tmp_path: Path) -> None:
    june = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))

    def taken(paths: list[Path], folder: str) -> dict[str, bytes]:
        import_exports(paths, tmp_path / folder, brand=BRAND, period=june)
        return content(tmp_path / folder)

    files = [f for f in sorted(samples.iterdir()) if f.suffix in {".csv", ".xlsx"}]
    whole = taken(files, "whole")
    assert len([name for name in whole if name.endswith(".json")]) == len(files)
    assert taken(files[::-1], "back") == whole
    assert taken(files, "whole") == whole
    for file in reversed(files):
        taken([file], "one by one")
    assert content(tmp_path / "one by one") == whole
    taken(files[1::2], "halves")
    assert taken(files[::2], "halves") == whole


def test_an_older_export_imported_late_says_what_it_has_lost(tmp_path: Path) -> None:
    import_exports(compass(tmp_path / "自营成交b.csv", (2, 3), 2), tmp_path / "facts", brand=BRAND)
    result = import_exports(compass(tmp_path / "自营成交a.csv", (1, 2), 1), tmp_path / "facts", brand=BRAND)
    assert [(r.old, r.new) for r in result.replaced] == [("自营成交a.csv", "自营成交b.csv")]
    assert any(line.startswith("自营成交b.csv 取代了 自营成交a.csv 的") for line in result.lines())
    assert not result.changes, "what was there is as it was"


def test_overlapping_days_belong_to_the_newest_import(tmp_path: Path) -> None:
    import_exports(compass(tmp_path / "自营成交a.csv", (1, 2, 3), 1), tmp_path / "facts", brand=BRAND)
    result = import_exports(
        compass(tmp_path / "自营成交b.csv", (3, 4), 2, 2.0), tmp_path / "facts", brand=BRAND
    )
    now = load(tmp_path / "facts").facts
    days = now.groupby("file")["date"].agg(lambda d: sorted(set(d.dt.day)))
    assert days.to_dict() == {"自营成交a.csv": [1, 2], "自营成交b.csv": [3, 4]}
    assert str(result.replaced[0].first) == str(result.replaced[0].last) == "2026-06-03"
    both = read_exports([tmp_path / "自营成交a.csv", tmp_path / "自营成交b.csv"], brand=BRAND).facts
    assert facts.total(now, "gmv_paid") == pytest.approx(facts.total(both, "gmv_paid"))


def test_within_one_import_the_file_saved_last_wins(tmp_path: Path) -> None:
    compass(tmp_path / "自营成交z.csv", (1,), 1)
    compass(tmp_path / "自营成交a.csv", (1,), 2, 2.0)
    result = import_exports(
        [tmp_path / "自营成交z.csv", tmp_path / "自营成交a.csv"], tmp_path / "facts", brand=BRAND
    )
    assert set(load(tmp_path / "facts").facts["file"]) == {"自营成交a.csv"}
    assert [(r.old, r.new) for r in result.replaced] == [("自营成交z.csv", "自营成交a.csv")]
    assert not result.changes, "nothing was there before"
    assert len(list((tmp_path / "facts").rglob("*.parquet"))) == 1


def test_rows_of_a_whole_period_are_not_torn(tmp_path: Path) -> None:
    creatives(tmp_path / "素材_20260601-20260630.csv", 1)
    import_exports(tmp_path / "素材_20260601-20260630.csv", tmp_path / "facts", brand=BRAND)
    before = content(tmp_path / "facts")
    half = creatives(tmp_path / "素材_20260616-20260630.csv", 2, cost="5")
    with pytest.raises(InputError, match=r"部分重叠.*2026-06-01 ~ 2026-06-30，不能按天拆开"):
        import_exports(half, tmp_path / "facts", brand=BRAND)
    assert content(tmp_path / "facts") == before


def test_what_a_correction_does_not_tell_of_is_kept_and_said(tmp_path: Path) -> None:
    creatives(tmp_path / "素材_20260601-20260630.csv", 1)
    import_exports(tmp_path / "素材_20260601-20260630.csv", tmp_path / "facts", brand=BRAND)
    lookalikes.delimited(tmp_path / "更正_20260601-20260630.csv", lookalikes.CREATIVE_ROWS[:2])
    result = import_exports(tmp_path / "更正_20260601-20260630.csv", tmp_path / "facts", brand=BRAND)
    assert [(r.rows, r.left) for r in result.replaced] == [(1, 1)]
    assert any("另有 1 行新文件没有提到，仍保留" in line for line in result.lines())
    assert len(load(tmp_path / "facts").facts) == 2


def unit(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["content", "date", "until"]).assign(
        role="ads", platform="douyin", shop=""
    )
    return frame.astype({"date": "datetime64[s]", "until": "datetime64[s]"})


@pytest.mark.parametrize(
    ("old", "new", "gone", "torn"),
    [
        (("甲", "2026-06-01", "2026-06-01"), [("甲", "2026-06-01", "2026-06-01")], True, False),
        (("甲", "2026-06-01", "2026-06-01"), [("乙", "2026-06-01", "2026-06-01")], False, False),
        (("甲", "2026-06-01", "2026-06-01"), [("甲", "2026-06-02", "2026-06-02")], False, False),
        (("甲", "2026-06-05", "2026-06-05"), [("甲", "2026-06-01", "2026-06-30")], True, False),
        (("甲", "2026-06-01", "2026-06-15"), [("甲", "2026-06-01", "2026-06-30")], True, False),
        (("甲", "2026-06-01", "2026-06-30"), [("甲", "2026-06-16", "2026-06-30")], False, True),
        (
            ("甲", "2026-06-01", "2026-06-02"),
            [("甲", d, d) for d in ("2026-06-01", "2026-06-02")],
            True,
            False,
        ),
        (("甲", "2026-06-01", "2026-06-30"), [("甲", "2026-07-01", "2026-07-31")], False, False),
    ],
)
def test_what_a_newer_row_replaces(
    old: tuple[str, str, str], new: list[tuple[str, str, str]], gone: bool, torn: bool
) -> None:
    out, half = replaced(unit([old]), unit(new), ["content"])
    assert (bool(out[0]), bool(half[0])) == (gone, torn)


def test_a_file_imported_by_mistake_goes_as_if_it_had_never_come(tmp_path: Path) -> None:
    import_exports(compass(tmp_path / "自营成交-上旬.csv", (1, 2), 1), tmp_path / "facts", brand=BRAND)
    before = content(tmp_path / "facts")
    wrong = creatives(tmp_path / "别家_20260701-20260731.csv", 9, cost="7")
    import_exports(wrong, tmp_path / "facts", brand=BRAND)
    freeze(tmp_path / "facts", "2026-07")
    done = withdraw(tmp_path / "facts", wrong.name)
    assert (done.rows, done.again) == (2, ())
    assert done.lines()[0] == "示例牌：已去掉 别家_20260701-20260731.csv 的 2 行"
    assert "已发布的月份变了：" in done.lines()
    now = {name: data for name, data in content(tmp_path / "facts").items() if "_published" not in name}
    assert now == before
    with pytest.raises(InputError, match=r"没有叫“自营成交\.csv”的文件；相近的有：自营成交-"):
        withdraw(tmp_path / "facts", "自营成交.csv")
    with pytest.raises(InputError, match=r"没有叫“上旬”的文件；相近的有：自营成交-上旬\.csv"):
        withdraw(tmp_path / "facts", "上旬")


def test_what_a_withdrawn_file_had_replaced_comes_back(tmp_path: Path) -> None:
    right = compass(tmp_path / "自营成交a.csv", (1, 2, 3), 1)
    import_exports(right, tmp_path / "facts", brand=BRAND)
    before = content(tmp_path / "facts")
    wrong = compass(tmp_path / "自营成交b.csv", (2, 3), 2, 9.0)
    import_exports(wrong, tmp_path / "facts", brand=BRAND)
    done = withdraw(tmp_path / "facts", wrong.name)
    assert done.again == (right.name,)
    assert {change.measure for change in done.changes} >= {"gmv_paid"}
    assert set(load(tmp_path / "facts").facts["date"].dt.day) == {1}
    assert import_exports(right, tmp_path / "facts", brand=BRAND).added
    assert content(tmp_path / "facts") == before
    assert not import_exports(right, tmp_path / "facts", brand=BRAND).added


def test_files_of_one_name_are_told_apart_by_their_content(tmp_path: Path) -> None:
    for n, place in enumerate("ab"):
        (tmp_path / place).mkdir()
        file = compass(tmp_path / place / "自营成交.csv", (n + 1,), n)
        import_exports(file, tmp_path / "facts", brand=BRAND)
    with pytest.raises(InputError, match=r"有 2 个文件都叫“自营成交\.csv”；请用内容的前几位指明") as caught:
        withdraw(tmp_path / "facts", "自营成交.csv")
    digest = caught.value.zh.rpartition("：")[2].partition("（")[0]
    assert withdraw(tmp_path / "facts", digest).file == "自营成交.csv"
    assert len(set(load(tmp_path / "facts").facts["date"])) == 1
