"""One month in every engine: the same summary and the same bytes of the report."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT
from engine.answers_of import answer
from engine.frames import FRAMES, SPARK

from xl_fact.demo import write_demo
from xl_fact.exports.reading import read_exports
from xl_fact.store.store import import_exports, load

MONTH = "2026-06"


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months of the demo as Parquet, in no order."""
    folder = tmp_path_factory.mktemp("facts")
    table = read_exports(write_demo(folder), brand="示例").facts
    table.sample(frac=1, random_state=1).to_parquet(folder / "facts.parquet", index=False)
    return folder / "facts.parquet"


@pytest.fixture(scope="module")
def real(compass: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real June as Parquet."""
    path = tmp_path_factory.mktemp("real") / "facts.parquet"
    read_exports(compass, brand="某牌").facts.to_parquet(path, index=False)
    return path


@cache
def by_pandas(parquet: Path) -> tuple[str, bytes]:
    out = parquet.with_name("pandas.xlsx")
    return answer("pandas", parquet, "示例", MONTH, out), out.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("engine", [name for name in FRAMES if name not in {"pandas", "PySpark"}])
def test_every_engine_gives_the_same_report(engine: str, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    assert (answer(engine, facts, "示例", MONTH, out), out.read_bytes()) == by_pandas(facts)


@pytest.mark.slow
def test_spark_gives_the_same_report(facts: Path, tmp_path: Path) -> None:
    """On a Java machine of its own, in a process of its own."""
    lacking = [
        name
        for name, there in (("PySpark", (SPARK / "pyspark").is_dir()), ("java", shutil.which("java")))
        if not there
    ]
    if lacking:
        pytest.skip(
            f"LOUD: no {' and no '.join(lacking)}: nothing was proved on Spark (make test installs it)"
        )
    out = tmp_path / "r.xlsx"
    page = ROOT / "docs" / "facts.md"
    import_exports(sorted(facts.parent.glob("*.xlsx")), tmp_path / "facts", brand="示例")
    asked = ["PySpark", str(facts), "示例", MONTH, str(out), str(page)]
    command = [sys.executable, "-m", "engine.answers_of", *asked]
    path = os.pathsep.join([str(ROOT / "tests"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stderr[-2000:]
    assert (run.stdout, out.read_bytes()) == by_pandas(facts)
    sold = load(tmp_path / "facts").facts.query("role == 'sales'").groupby("date")["gmv_paid"].sum()
    daily = json.loads(out.with_suffix(".json").read_text("utf-8"))
    assert [day for _, day, _ in daily] == [str(day.date()) for day in sold.index], (
        "the page's folder, by Spark"
    )
    assert [gmv for _, _, gmv in daily] == pytest.approx(sold.tolist())
    assert {month for month, _, _ in daily} == {"2026-05", MONTH}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["PyArrow", "Polars, lazy", "DuckDB", "Ibis"])
def test_every_engine_gives_the_same_report_of_a_real_month(engine: str, real: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.xlsx"
    assert (answer(engine, real, "示例", MONTH, out), out.read_bytes()) == by_pandas(real)


def test_nothing_of_an_engine_is_imported_before_facts_are_asked() -> None:
    """The version and a formula pay for none of them."""
    code = "import xl_fact, sys; xl_fact.gpm(3, 2); print([m for m in ('narwhals', 'duckdb', 'polars') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert importlib.util.find_spec("narwhals")
