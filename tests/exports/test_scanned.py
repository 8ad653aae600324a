"""Many facts where they lie: columns that never change are known by what stands at the ends of the parts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xl_fact.engine.rows import rows_in
from xl_fact.exports.columns import COLUMNS
from xl_fact.store import parts
from xl_fact.store.scanned import scanned

LONG = "长" * 40


def part(path: Path, **told: list[object]) -> Path:
    """A part of two rows; what is not told is empty."""
    silent: dict[str, list[object]] = {"row": [1, 2], **{key: ["", ""] for key in parts.TEXTS}}
    columns = [
        pa.array({**silent, **told}.get(field.name, [None, None]), field.type) for field in parts.schema()
    ]
    pq.write_table(pa.Table.from_arrays(columns, schema=parts.schema()), path)
    return path


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    role = ["sales", "sales"]
    return [
        part(
            tmp_path / "1.parquet", role=role, shop=["甲", "甲"], owner=["自营", "合作"], content=[LONG, LONG]
        ),
        part(
            tmp_path / "2.parquet", role=role, shop=["乙", "乙"], content=[LONG, LONG], gmv_paid=[1.5, None]
        ),
    ]


def test_what_is_scanned_is_what_lies_there(two: list[Path]) -> None:
    kept = rows_in(scanned("某'牌", two), clean=True)
    found = kept.columns(*COLUMNS).collect(backend="pandas").to_native().sort_values(["shop", "owner"])
    lies = pd.concat([pq.read_table(path).to_pandas() for path in two]).assign(brand="某'牌")
    lies = lies.sort_values(["shop", "owner"])
    for key in COLUMNS:
        assert found[key].isna().tolist() == lies[key].isna().tolist(), key
        assert found[key].dropna().astype(str).tolist() == lies[key].dropna().astype(str).tolist(), key


def test_only_what_is_alike_in_every_part_is_taken_for_alike(two: list[Path]) -> None:
    kept = rows_in(scanned("某'牌", two), clean=True)
    words = {key: kept.only(key) for key in ("brand", "role", "level", "shop", "owner", "content")}
    assert words == {
        "brand": "某'牌",
        "role": "sales",
        "level": "",
        "shop": None,
        "owner": None,
        "content": None,
    }
    assert "gmv_paid" in kept.kinds
    assert "cost" not in kept.kinds, "nobody tells of it, so that it is not read"
