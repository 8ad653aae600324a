"""A database that isn't there, a table whose name holds a dot, and the path of a brand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

import xl_fact
from xl_fact.errors import InputError
from xl_fact.store.warehouse import table_at


@pytest.mark.parametrize(
    "address", ["duckdb://{}/x.db", "duckdb://{}/x.duckdb?read_only=False", "sqlite://{}/x.db", "{}/x.ddb"]
)
def test_a_wrong_address_makes_no_file(address: str, tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="没有这个数据库文件") as error,
        table_at(address.format(tmp_path), "facts"),
    ):
        pass
    assert "no such database file" in error.value.en
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_address_from_where_one_stands_makes_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="没有这个数据库文件"), table_at("duckdb://x.db", "facts"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Ibis asks DuckDB in words that will go
def test_a_dot_parts_a_schema_from_its_table_or_is_of_the_name(tmp_path: Path) -> None:
    database = tmp_path / "w.db"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            'create table "a.b" as select 1 as x; create schema s; create table s.t as select 2 as x'
        )
        connection.execute('create table s."c.d" as select 3 as x; create table "s.t" as select 4 as x')
    for name, want in (("a.b", 1), ("s.t", 2), ("s.c.d", 3)):
        with table_at(f"duckdb://{database}", name) as table:
            assert table.x.sum().execute() == want
    for name in ("a.c", "facts", "s.c"):
        with pytest.raises(InputError, match=f"打不开表“{name}”"), table_at(f"duckdb://{database}", name):
            pass


def test_a_brand_is_read_by_any_path_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "brand.toml").write_text('name = "甲牌"\n', "utf-8")
    for path in (tmp_path / "brand.toml", str(tmp_path / "brand.toml")):
        assert xl_fact.read_brand(path).name == "甲牌"
    with pytest.raises(InputError, match="甲牌：读不了这个文件"):
        xl_fact.read_brand("甲牌")
    others: list[Any] = [None, 5, {"name": "甲牌"}]
    for other in others:
        with pytest.raises(InputError, match=r"brand\.toml 的路径"):
            xl_fact.read_brand(other)
