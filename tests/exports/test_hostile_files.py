"""Files that can't be read, through the commands: one line, nothing taken from them, the others still read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bad_files import BAD, NAME, SHEET, Bad
from lookalikes import compass_sheets, delimited, transactions, workbook
from typer.testing import CliRunner

from xl_fact.cli import app
from xl_fact.errors import InputError
from xl_fact.exports.formats.inspect import describe
from xl_fact.exports.reading import read_exports
from xl_fact.seal import sealed
from xl_fact.store.store import import_exports, load

LAST_MONTH = sealed(b"last month's workbook")
FEW = {
    "password to open",
    "web page: a page",
    "cut at 50.0%",
    "bomb: 1,200 parts",
    "a text that is an open quote",
    "a layout that is like another",
    "a column that was renamed",
}
"""One of each way to be refused, for the tests that are quick."""

LONG = {name for name in BAD if name.startswith("neither reader")} | {
    "bomb: 400 MB in 400 KB",
    f"without {SHEET}",
    "without xl/sharedStrings.xml",
}
"""What takes the second reader, or a while to be made."""


def marked(quick: Callable[[str], bool]) -> list[Any]:
    """All bad files, those that are not quick marked as slow."""
    assert set(BAD) >= FEW
    return [name if quick(name) else pytest.param(name, marks=pytest.mark.slow) for name in BAD]


def run(*words: str | Path) -> tuple[int, str]:
    """A command in this process: its exit code and what it says."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.output
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole workbook of two days, to be spoilt."""
    return workbook(tmp_path_factory.mktemp("good") / NAME, compass_sheets((1, 2)))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person's folder: facts of two days, last month's workbook, and the export of a third day."""
    folder = tmp_path_factory.mktemp("shop")
    import_exports(delimited(folder / "自营成交a.csv", transactions((1, 2), 7)), folder / "facts", brand="甲")
    (folder / "自营成交a.csv").unlink()
    delimited(folder / "自营成交.csv", transactions((3,), 7))
    (folder / "月报.xlsx").write_bytes(LAST_MONTH)
    return folder


@pytest.fixture
def spoilt(
    good: Path, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> tuple[Path, Bad]:
    """The person's folder with one bad file in it."""
    bad: Bad = BAD[request.param]
    folder = tmp_path / "shop"
    shutil.copytree(shop, folder)
    kept = good.parent / request.param.replace("/", "_")  # made once for all tests
    if not kept.exists():
        bad.make(good, kept)
    shutil.copy(kept, folder / bad.name)
    for limit, value in {"seconds": 30, "memory_mb": 2048, **bad.limits}.items():
        monkeypatch.setenv(f"XL_FACT_MAX_{limit.upper()}", str(value))
    return folder / bad.name, bad


def content(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder, hidden files and empty folders too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def is_the_line(line: str, file: Path, pattern: str) -> None:
    """One line that names the file and says what is meant, in words."""
    assert line.count("\n") <= 1
    assert line.startswith(file.name)
    assert re.search(pattern, line.strip()), line
    assert not re.search(r"Error\b|Exception|0x[0-9a-f]|errno", line, re.IGNORECASE)


@pytest.mark.parametrize("spoilt", marked(lambda name: name not in LONG), indirect=True)
def test_a_bad_file_alone_is_one_line_and_changes_nothing(spoilt: tuple[Path, Bad]) -> None:
    file, bad = spoilt
    folder, before = file.parent, content(file.parent)
    code, said = run("report", file, "--month", "2026-06", "--out", folder / "月报.xlsx")
    assert code == 2
    is_the_line(said, file, bad.zh)
    code, said = run("import", file, "--brand", "甲", "--facts", folder / "facts", "--lang", "en")
    assert code == 2
    is_the_line(said, file, bad.en)
    assert content(folder) == before


@pytest.mark.parametrize("spoilt", marked(FEW.__contains__), indirect=True)
def test_the_good_file_beside_it_is_read_unless_strict(spoilt: tuple[Path, Bad]) -> None:
    file, bad = spoilt
    folder, before = file.parent, content(file.parent)
    words = ("import", file, folder / "自营成交.csv", "--brand", "甲", "--facts", folder / "facts")
    code, said = run(*words, "--strict")
    assert code == 2
    is_the_line(said, file, bad.zh)
    assert content(folder) == before
    code, said = run(*words)
    assert code == 1
    (line,) = [line for line in said.splitlines() if line.startswith(file.name)]
    is_the_line(line, file, bad.zh)
    assert "新增 1 个文件" in said
    assert set(load(folder / "facts").facts["date"].dt.day) == {1, 2, 3}
    after = content(folder)
    assert {name for name in after.keys() ^ before.keys() if not name.startswith("facts/")} == set()
    assert after["月报.xlsx"] == LAST_MONTH
    assert not [name for name in after if name.endswith(".tmp")]


@pytest.mark.slow
@pytest.mark.parametrize("spoilt", BAD, indirect=True)
def test_what_it_is_taken_for_says_the_same(spoilt: tuple[Path, Bad]) -> None:
    file, bad = spoilt
    (description,) = describe(file)
    assert description.error is not None
    is_the_line(description.error.zh, file, bad.zh)
    is_the_line(description.error.en, file, bad.en)
    assert "  " + description.error.zh in description.lines()


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoilt", ["password to open", "XML that stops", "a layout that is like another"], indirect=True
)
def test_the_report_is_made_of_the_others(spoilt: tuple[Path, Bad]) -> None:
    file, bad = spoilt
    folder = file.parent
    words = ("report", folder / "自营成交.csv", file, "--month", "2026-06", "--out", folder / "月报.xlsx")
    code, said = run(*words, "--strict")
    assert code == 2
    assert (folder / "月报.xlsx").read_bytes() == LAST_MONTH
    code, said = run(*words)
    assert code == 1
    assert any(re.search(bad.zh, line) for line in said.splitlines())
    assert "有 1 个文件没有读入" in said
    assert (folder / "月报.xlsx").read_bytes() != LAST_MONTH


@pytest.mark.parametrize("spoilt", ["password to open"], indirect=True)
@pytest.mark.parametrize("command", ["report", "import"])
def test_a_traceback_is_there_for_who_asks(spoilt: tuple[Path, Bad], command: str) -> None:
    file, bad = spoilt
    words = {
        "report": ["--month", "2026-06", "--out", str(file.parent / "月报.xlsx")],
        "import": ["--brand", "甲", "--facts", str(file.parent / "facts")],
    }
    result = CliRunner().invoke(app, [command, str(file), *words[command], "--debug"])
    assert isinstance(result.exception, InputError)
    assert re.search(bad.zh, result.exception.zh)


def test_no_such_file_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        read_exports(tmp_path / "没有.xlsx")
    with pytest.raises(InputError, match="里面没有可读的导出文件"):
        read_exports(tmp_path)
