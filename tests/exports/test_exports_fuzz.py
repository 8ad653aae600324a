"""Mutated exports by the thousand: facts or one clear line; never a traceback, a crash, a hang or a stray file."""

from __future__ import annotations

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from lookalikes import CREATIVE_ROWS, Rows, compass_sheets, delimited, transactions, workbook

from xl_fact.errors import InputError
from xl_fact.exports.reading import read_exports
from xl_fact.exports.tables.guard import Limits

LIMITS = Limits(memory_mb=1024, seconds=20)
BITES = [
    b"",
    b"\x00",
    b"\xff",
    b"<",
    b">",
    b'"',
    b",",
    b"\t",
    b"\n",
    b"1e999",
    b"&amp;",
    b"<!DOCTYPE a>",
    "万".encode(),
    b"-" * 40,
]
BITES += [
    b'r="XFD1048576"',
    b't="s"',
    b"<v>99999999</v>",
    b"PK\x03\x04",
    "全部".encode(),
    b"9" * 400,
    b"]]>",
    b"\xef\xbb\xbf",
]


def bitten(rng: random.Random, data: bytes) -> bytes:
    """Some bytes flipped, dropped, doubled, moved or replaced."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 4, 16])):
        at, end = sorted((rng.randrange(len(out) + 1), rng.randrange(len(out) + 1)))
        end = min(end, at + rng.choice([1, 4, 64, 4096]))
        match rng.randrange(6):
            case 0 if out:
                out[min(at, len(out) - 1)] ^= 1 << rng.randrange(8)
            case 1:
                del out[at:end]
            case 2:
                out[at:at] = out[at:end]
            case 3:
                out[at:end] = rng.choice(BITES)
            case 4:
                out[at:at] = rng.choice(BITES)
            case _:
                if rng.random() < 0.1:
                    del out[at:]
    return bytes(out)


def rezipped(rng: random.Random, data: bytes) -> bytes:
    """A workbook one of whose parts is bitten, in a zip that is whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        victim = rng.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            part = old.read(name)
            if name == victim:
                if rng.random() < 0.1:
                    continue
                part = bitten(rng, part)
            new.writestr(name, part)
    return out.getvalue()


def survives(path: Path) -> str:
    """Read a file: "facts" or "line"; anything else fails the test."""
    began = time.monotonic()
    lines: tuple[str, ...] = ()
    try:
        reading = read_exports(path, limits=LIMITS)
    except InputError as error:
        lines = (error.zh, error.en)
    else:
        for source in reading.sources:
            assert source.rows_read == source.rows_used + sum(source.aside.values())
    assert all(path.name in line and "\n" not in line for line in lines)
    assert time.monotonic() - began < LIMITS.seconds + 10
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    return "line" if lines else "facts"


def seeds(folder: Path) -> tuple[list[bytes], list[bytes]]:
    """Good workbooks and good texts to start from."""
    rows: Rows = transactions((1, 2), 7)
    books = [
        workbook(folder / "a.xlsx", compass_sheets((1,))),
        workbook(folder / "b.xlsx", {"Sheet1": CREATIVE_ROWS}),
    ]
    texts = [
        delimited(folder / "c.csv", rows, "utf-8-sig"),
        delimited(folder / "d.csv", rows, "gb18030", "\t"),
        delimited(folder / "e.csv", CREATIVE_ROWS, "utf-16"),
        delimited(folder / "f.csv", CREATIVE_ROWS, "utf-8"),
    ]
    return [book.read_bytes() for book in books], [text.read_bytes() for text in texts]


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_two_thousand_mutations(tmp_path: Path, block: int) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "victim").mkdir()
    books, texts = seeds(tmp_path / "seeds")
    rng = random.Random(20260630 + block)
    ends = []
    for n in range(200):
        if n % 2:
            path, data = tmp_path / "victim" / "自营成交.csv", bitten(rng, rng.choice(texts))
        else:
            path = tmp_path / "victim" / "成交分析.xlsx"
            data = (bitten if n % 4 else rezipped)(rng, rng.choice(books))
        path.write_bytes(data)
        ends.append(survives(path))
        path.unlink()
    assert {"facts", "line"} == set(ends), "mutations mild enough to be read, and harsh enough to be refused"


def test_a_few_mutations(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "victim").mkdir()
    _, texts = seeds(tmp_path / "seeds")
    rng = random.Random(7)
    for _ in range(40):
        path = tmp_path / "victim" / "自营成交.csv"
        path.write_bytes(bitten(rng, rng.choice(texts)))
        survives(path)
