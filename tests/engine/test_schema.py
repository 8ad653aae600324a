"""A table that somebody hands in: what is missing, of the wrong type or misspelt is named; what is a fact table is asked."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from typer.testing import CliRunner

import xl_fact
from xl_fact.cli import app
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
