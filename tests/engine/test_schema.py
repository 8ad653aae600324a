"""A table that somebody hands in: what is missing, of the wrong type or misspelt is named; what is a fact table is asked."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import xl_fact
from xl_fact.cli import app
from xl_fact.engine import rows as facts_rows
from xl_fact.errors import InputError

DAYS = [datetime.datetime(2026, 6, day) for day in (1, 2)]
FACTS = {
    "brand": ["甲牌", "甲牌"],
    "date": DAYS,
    "role": ["sales", "sales"],
    "owner": ["自营", "合作"],
    "carrier": ["直播", "短视频"],
    "channel": ["F", "A"],
    "gmv_paid": [3_000.0, 5_000.0],
}


def report(facts: Any, brand: str = "甲牌") -> Any:
    return xl_fact.build_report(facts=facts, brand=brand, month="2026-06")


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_a_small_frame_of_ones_own_is_reported(frame: Any) -> None:
    assert report(frame(FACTS)).values.figure("gmv") == 8_000


def test_pandas_days_that_are_objects_and_texts_that_are_missing_are_understood() -> None:
    """As pandas reads a folder of facts: days are objects, a path's part a category; and a text may be None."""
    table = pd.DataFrame({**FACTS, "date": [day.date() for day in DAYS], "shop": [None, "一店"]})
    table["brand"] = table["brand"].astype("category")
    assert table["date"].dtype == object
    assert report(table).values.figure("gmv") == 8_000


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"date": None, "dates": DAYS}, "no column 'date'; did you mean 'dates'?"),
        ({"gmv_paid": None, "gmv_payed": [1.0, 2.0]}, "unknown column 'gmv_payed'; did you mean 'gmv_paid'?"),
        ({"gmv_paid": ["3,000", "5,000"]}, "column 'gmv_paid' must be a number, it is String"),
        (
            {"date": ["2026-06-01", "2026-06-02"]},
            "column 'date' must be a date without a time zone, it is String",
        ),
        ({"role": ["sale", "sales"]}, "no role 'sale'; did you mean 'sales'?"),
        ({"gmv_paid": None}, "not one measure, such as gmv_paid, cost, orders"),
        ({"brand": ["乙牌", "丙牌"]}, "no brand '甲牌' in the table; there are: 丙牌、乙牌"),
    ],
)
def test_what_is_no_fact_table_is_told_why(change: dict[str, Any], said: str) -> None:
    table = {key: value for key, value in {**FACTS, **change}.items() if value is not None}
    for frame in (pd.DataFrame(table), pl.DataFrame(table)):
        with pytest.raises(InputError) as error:
            report(frame)
        assert said in error.value.en


def test_of_several_brands_one_is_chosen() -> None:
    both = pl.DataFrame({**FACTS, "brand": ["甲牌", "乙牌"]})
    assert report(both, "乙牌").values.figure("gmv") == 5_000
    with pytest.raises(InputError, match="几个品牌"):
        report(both, "")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Ibis asks DuckDB in words that will go
def test_a_report_from_a_table_of_a_database(tmp_path: Path) -> None:
    database = tmp_path / "w.db"
    with duckdb.connect(str(database)) as connection:
        connection.register("given", pl.DataFrame(FACTS).to_arrow())
        connection.execute("create table facts as select * from given")

    def run(*more: str) -> Any:
        asked = ["report", "--source", f"duckdb://{database}", "--month", "2026-06", "--brand", "甲牌", *more]
        return CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "r.xlsx")])

    made = run("--table", "facts")
    assert "r.xlsx" in made.stdout, made.output
    assert "打不开表“fact”" in run("--table", "fact").output
    assert "--table" in run().output


def test_a_password_is_not_repeated() -> None:
    from xl_fact.store.warehouse import table_at

    with pytest.raises(InputError) as error:
        table_at("duckdb://someone:geheim@/nowhere/x.db", "facts").__enter__()
    assert "geheim" not in error.value.en + error.value.zh


# ---------------------------------------------------------------- what is nearly a fact table
FOUR: dict[str, Any] = {
    "brand": ["甲牌"] * 4,
    "date": [datetime.datetime(2026, 6, day) for day in (1, 1, 2, 3)],
    "role": ["sales"] * 4,
    "owner": ["自营", "合作", "自营", "合作"],
    "carrier": ["直播", "短视频", "直播", "短视频"],
    "channel": ["F", "A", "F", "A"],
    "gmv_paid": [3_000.0, 5_000.0, 100.0, 50.0],
    "cost": [1_000.0, 0.0, 20.0, 5.0],
    "orders": [30.0, 50.0, 1.0, 1.0],
    "product_impressions": [30_000.0, 60_000.0, 100.0, 50.0],
}
"""GMV 8,150, of which F 3,100 and A 5,050; cost 1,025, 82 orders."""

ENGINES: dict[str, Callable[[Any], Any]] = {
    "pandas": pd.DataFrame,
    "polars": lambda table: pl.DataFrame(table, strict=False),
    "lazy": lambda table: pl.LazyFrame(table, strict=False),
    "arrow": pa.table,
    "duckdb": lambda table: duckdb.from_arrow(pa.table(table)),
    "ibis": lambda table: ibis.memtable(pa.table(table)),
}


def left_out(made: Any) -> list[str]:
    return [f"{one.name.en}: {one.reason.en}" for one in made.left_out if "brand" in one.name.en]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "1 rows without a brand: paid GMV 5,000.00"),
        ("", "1 rows without a brand: paid GMV 5,000.00"),
        ("甲牌 ", "1 rows whose brand is '甲牌 ': paid GMV 5,000.00"),
    ],
)
def test_rows_whose_brand_is_not_written_are_named_with_their_gmv(
    engine: str, written: str | None, said: str
) -> None:
    table = ENGINES[engine]({**FOUR, "brand": ["甲牌", written, "甲牌", "甲牌"]})
    for asked in ("甲牌", "") if written != "甲牌 " else ("甲牌",):
        made = report(table, asked)
        assert made.values.figure("gmv") == 3_150
        assert made.brand == "甲牌"
        assert [line.startswith(said) for line in left_out(made)] == [True]


def test_a_brand_that_is_not_a_number_is_no_brand() -> None:
    table = pd.DataFrame({**FOUR, "brand": ["甲牌", float("nan"), "甲牌", "甲牌"]})
    assert left_out(report(table))[0].startswith("1 rows without a brand: paid GMV 5,000.00")


def test_rows_without_a_brand_of_other_months_are_not_named() -> None:
    days = [*FOUR["date"][:3], datetime.datetime(2026, 5, 3)]
    made = report(pl.DataFrame({**FOUR, "brand": [*["甲牌"] * 3, None], "date": days}))
    assert made.values.figure("gmv") == 8_100
    assert not left_out(made)


def test_their_gmv_is_counted_once_though_two_roles_tell_it() -> None:
    table = pd.DataFrame(
        {**FOUR, "brand": ["甲牌", None, None, "甲牌"], "role": ["sales"] * 2 + ["daily", "sales"]}
    )
    assert left_out(report(table)) == [
        "2 rows without a brand: paid GMV 5,000.00, not counted; if they are of '甲牌', write so in the table"
    ]


def test_a_brand_in_other_letters_is_found() -> None:
    table = pd.DataFrame({**FOUR, "brand": ["Cafe\u0301"] * 4})
    assert report(table, "Caf\u00e9").values.figure("gmv") == 8_150


PLACED: dict[str, Any] = {**FOUR, "file": ["成交.csv"] * 4, "sheet": [""] * 4, "row": [2, 3, 4, 5]}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("many", [False, True])
def test_the_same_row_twice_is_refused(engine: str, many: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if many:
        monkeypatch.setattr(facts_rows, "HERE", 3)
    assert report(ENGINES[engine](PLACED)).values.figure("gmv") == 8_150
    table = ENGINES[engine]({key: [*told, *told] for key, told in PLACED.items()})
    with pytest.raises(InputError) as wrong:
        report(table)
    assert "4 rows stand twice" in wrong.value.en
    assert "成交.csv row 2" in wrong.value.en


@pytest.mark.parametrize("many", [False, True])
def test_one_row_may_tell_of_several_and_two_files_may_have_one_name(
    many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As two weeks of an export that is always called the same, and a row that tells of two carriers."""
    if many:
        monkeypatch.setattr(facts_rows, "HERE", 3)
    assert report(pl.DataFrame({**PLACED, "row": [2, 2, 2, 3]})).values.figure("gmv") == 8_150
    assert report(pl.DataFrame({**PLACED, "row": [0] * 4})).values.figure("gmv") == 8_150
    bare = pl.DataFrame(FOUR)
    assert report(pl.concat([bare, bare])).values.figure("gmv") == 16_300, "no telling that they are the same"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("many", [False, True])
def test_a_day_to_its_last_second_is_one_day(
    engine: str, many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = report(ENGINES[engine]({**FOUR, "until": FOUR["date"]}))
    if many:
        monkeypatch.setattr(facts_rows, "HERE", 3)
    ends = [day.replace(hour=23, minute=59, second=59) for day in FOUR["date"]]
    made = report(ENGINES[engine]({**FOUR, "until": ends}))
    assert made.values.figure("gmv") == 8_150
    assert "daily" in made.values.tables
    assert list(made.values.tables) == list(plain.values.tables)
    before = [day - datetime.timedelta(days=1) for day in FOUR["date"]]
    with pytest.raises(InputError, match="4 行的最后一天"):
        report(ENGINES[engine]({**FOUR, "until": before}))


def plain_table() -> pd.DataFrame:
    return pd.DataFrame({**PLACED, "gmv_paid": [3_000.0, 5_000.0, 100.0, None], "orders": [30, 50, 1, None]})


NULLABLE: dict[str, Callable[[], Any]] = {
    "convert_dtypes": lambda: plain_table().convert_dtypes(),
    "pyarrow": lambda: plain_table().convert_dtypes(dtype_backend="pyarrow"),
    "Int64": lambda: plain_table().astype({"gmv_paid": "Int64", "orders": "Int64", "row": "Int64"}),
    "Float64": lambda: plain_table().astype({"gmv_paid": "Float64", "cost": "Float64"}),
    "decimal": lambda: pa.table({**PLACED, "gmv_paid": [*map(Decimal, (3000, 5000, 100)), None]}).to_pandas(
        types_mapper=pd.ArrowDtype
    ),
    "decimals as objects": lambda: plain_table().assign(gmv_paid=[*map(Decimal, (3000, 5000, 100)), None]),
    "floats as objects": lambda: plain_table().astype({"gmv_paid": object}),
    "stamps as objects": lambda: plain_table().astype({"date": object}),
    "days and times as objects": lambda: plain_table().assign(
        date=pd.Series([FOUR["date"][0].date(), *FOUR["date"][1:]], dtype=object)
    ),
    "date64": lambda: pa.table({**PLACED, "date": pa.array(FOUR["date"], pa.date64())}),
    "string_view": lambda: pa.table({**PLACED, "role": pa.array(FOUR["role"], pa.string_view())}),
    "batch": lambda: pa.table(PLACED).to_batches()[0],
    "reader": lambda: pa.table(PLACED).to_reader(),
    "rows as floats": lambda: plain_table().assign(row=[2.0, 3.0, np.nan, 5.0]),
    "capitals": lambda: plain_table().rename(columns=str.upper),
    "a column called 0": lambda: plain_table().assign(x=1).rename(columns={"x": 0}),
    "nothing said, null": lambda: pl.DataFrame({**PLACED, "commission": [None] * 4, "shop": [None] * 4}),
    "nothing said, until": lambda: pl.DataFrame({**PLACED, "until": [None] * 4}),
    "nothing said, pandas": lambda: plain_table().assign(shop=np.nan, commission=None, until=None),
    "nothing said, arrow": lambda: pa.table({**PLACED, "shop": pa.nulls(4), "refund_paid": pa.nulls(4)}),
}


@pytest.mark.parametrize("written", NULLABLE)
def test_the_ways_in_which_pandas_and_arrow_write_a_table(written: str) -> None:
    table = NULLABLE[written]()
    made = report(table)
    expected = (
        8_150 if isinstance(table, pa.Table | pl.DataFrame) or not isinstance(table, pd.DataFrame) else 8_100
    )
    assert made.values.figure("gmv") == expected
    assert made.values.figure("cost") == 1_025


@pytest.mark.parametrize("backend", ["pyarrow", "numpy_nullable"])
def test_a_folder_of_facts_is_read_by_whatever_pandas_makes_of_it(tmp_path: Path, backend: Any) -> None:
    pq.write_table(
        pa.table({**PLACED, "commission": [1.5, None, None, None], "start": [FOUR["date"][0], *[None] * 3]}),
        tmp_path / "f.parquet",
    )
    made = report(pd.read_parquet(tmp_path / "f.parquet", dtype_backend=backend))
    assert made.values.figure("gmv") == 8_150
    assert made.values.figure("cost") == 1_025


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"channel": ["F", "A", "X", "A"]}, "no channel 'X'; there are F, A, C, T, S, ?"),
        ({"gmv_paid": [float("inf"), 1.0, 2.0, 3.0]}, "gmv_paid holds inf"),
        ({"cost": [1.0, float("-inf"), 2.0, 3.0]}, "cost holds inf"),
        ({"gmv_paid": [1e300, 1.0, 2.0, 3.0]}, "gmv_paid holds 1e+300"),
        ({"gmv_paid": [1.7e308, 1.7e308, 2.0, 3.0]}, "gmv_paid holds"),
    ],
)
@pytest.mark.parametrize("many", [False, True])
def test_what_no_report_can_mean_is_named(
    change: dict[str, Any], said: str, many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if many:
        monkeypatch.setattr(facts_rows, "HERE", 3)
    for frame in (pd.DataFrame, pl.DataFrame, lambda table: duckdb.from_arrow(pa.table(table))):
        with pytest.raises(InputError) as wrong:
            report(frame({**FOUR, **change}))
        assert said in wrong.value.en


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"date": DAYS}, "this is a dict"),
        ("facts", "this is a str"),
        (pd.Series([1.0]), "this is a Series"),
        (pd.concat([pd.DataFrame(FOUR), pd.DataFrame(FOUR)[["cost"]]], axis=1), "have one name"),
        (pd.DataFrame(FOUR).rename(columns={"date": "DATES"}), "no column 'date'; did you mean 'DATES'?"),
    ],
)
def test_what_is_no_table_is_named(table: Any, said: str) -> None:
    with pytest.raises(InputError) as wrong:
        report(table)
    assert said in wrong.value.en


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"month": 202606}, "month must be a text"),
        ({"month": datetime.date(2026, 6, 1)}, "month must be a text"),
        ({"brand": None}, "brand must be"),
        ({"lang": "fr"}, "lang must be"),
    ],
)
def test_arguments_of_the_wrong_kind_are_named(given: dict[str, Any], said: str) -> None:
    arguments = {"facts": pd.DataFrame(FOUR), "brand": "甲牌", "month": "2026-06", **given}
    with pytest.raises(InputError) as wrong:
        xl_fact.build_report(**arguments)
    assert said in wrong.value.en
