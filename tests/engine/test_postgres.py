"""Facts on a PostgreSQL server that really runs: the same sums to the last bit, and the same report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from engine import postgres
from engine.answers_of import summary
from typer.testing import CliRunner

from xl_fact.brand import Brand
from xl_fact.cli import app
from xl_fact.demo import write_demo
from xl_fact.engine import rows
from xl_fact.filling.write import write_report
from xl_fact.report.build import build_report
from xl_fact.store.store import import_exports, load
from xl_fact.store.warehouse import table_at

BRAND, MONTH = "示例", "2026-06"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as a folder of facts."""
    files = write_demo(tmp_path_factory.mktemp("demo"))
    import_exports(files[:-1], files[0].parent / "facts", brand=BRAND)
    return files[0].parent / "facts"


@pytest.fixture(scope="module")
def facts(folder: Path) -> pd.DataFrame:
    """All of them, in no order."""
    return load(folder, BRAND).facts.sample(frac=1, random_state=1)


@pytest.fixture(scope="module")
def address(facts: pd.DataFrame) -> Iterator[str]:
    pytest.importorskip("psycopg", reason="LOUD: no psycopg: nothing was proved on PostgreSQL")
    with postgres.server() as address:
        postgres.load(address, "facts", facts)
        yield address


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_server_sums_as_pandas_does(address: str, facts: pd.DataFrame) -> None:
    with table_at(address, "facts") as table:
        assert summary(table, MONTH) == summary(facts, MONTH)


def report(*words: str | Path) -> None:
    asked = ["report", "--brand", BRAND, "--month", MONTH, *map(str, words)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_its_report_is_that_of_the_same_table_and_its_numbers_those_of_the_folder(
    address: str, facts: pd.DataFrame, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few though the facts are, nothing is fetched: the server adds up and ranks."""
    report("--facts", folder, "--out", tmp_path / "folder.xlsx")
    monkeypatch.setattr(rows, "HERE", 0)
    report("--source", address, "--table", "public.facts", "--out", tmp_path / "server.xlsx")
    same = build_report(facts=facts, brand=Brand(name=BRAND, any_gmv=True), month=MONTH)
    write_report(same, tmp_path / "pandas.xlsx")
    assert (tmp_path / "server.xlsx").read_bytes() == (tmp_path / "pandas.xlsx").read_bytes()
    server, told = (
        openpyxl.load_workbook(tmp_path / f"{name}.xlsx", data_only=True) for name in ("server", "folder")
    )
    pages = set(told.sheetnames) - {
        "概览",
        "说明",
        "校验",
    }  # which tell of files, and a table comes from none
    assert {"FACT对比", "商品", "达人AT"} <= pages
    for page in pages:
        for cells, others in zip(
            *(book[page].iter_rows(values_only=True) for book in (server, told)), strict=True
        ):
            assert list(cells) == [_number(each) for each in others], page


def _number(cell: object) -> object:
    """Sums of another order may differ in their last digit."""
    return pytest.approx(cell, rel=1e-9, abs=1e-6) if isinstance(cell, int | float) else cell


def test_what_cannot_be_opened_is_one_line(address: str) -> None:
    result = CliRunner().invoke(
        app, ["report", "--month", MONTH, "--source", address, "--table", "nothing", "--lang", "en"]
    )
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "the table 'nothing' can't be opened" in result.output
