"""One fact table in each engine."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
SPARK = Path(os.environ.get("XL_FACT_SPARK", ROOT / ".cache" / "spark"))
"""Where `make test` puts PySpark, which is too large to be a tool of everybody's."""


def _pandas(parquet: Path) -> Any:
    return pd.read_parquet(parquet)


def _pyarrow(parquet: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(parquet)


def _polars(parquet: Path) -> Any:
    import polars as pl

    return pl.read_parquet(parquet)


def _polars_lazy(parquet: Path) -> Any:
    import polars as pl

    return pl.scan_parquet(parquet)


def _duckdb(parquet: Path) -> Any:
    import duckdb

    return duckdb.connect().read_parquet(str(parquet))


def _ibis(parquet: Path) -> Any:
    import ibis

    return ibis.duckdb.connect().read_parquet(parquet)


def _dask(parquet: Path) -> Any:
    from concurrent.futures import ProcessPoolExecutor

    import dask
    import dask.dataframe as dd

    dask.config.set(scheduler="processes", pool=ProcessPoolExecutor(2))
    return dd.read_parquet(parquet).repartition(npartitions=2)


def _spark(parquet: Path) -> Any:
    from pyspark.sql import SparkSession

    quiet = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in quiet.items():
        builder = builder.config(key, value)
    return builder.getOrCreate().read.parquet(str(parquet))


FRAMES: dict[str, Callable[[Path], Any]] = {
    "pandas": _pandas,
    "PyArrow": _pyarrow,
    "Polars": _polars,
    "Polars, lazy": _polars_lazy,
    "DuckDB": _duckdb,
    "Ibis": _ibis,
    "Dask": _dask,
    "PySpark": _spark,
}


@contextmanager
def frame(engine: str, parquet: Path) -> Iterator[Any]:
    """The facts of a Parquet file as an engine has them."""
    with warnings.catch_warnings():
        if engine in {"Ibis", "Dask", "PySpark"}:  # they say what of them or of others will change
            warnings.simplefilter("ignore")
        if engine == "PySpark":
            sys.path.append(str(SPARK))
        yield FRAMES[engine](parquet)
