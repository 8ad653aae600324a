"""``kill -9`` at random points of an import and of a report: what was there is whole, or what comes is."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import lookalikes
import pytest

from xl_fact.store.store import import_exports, load

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL; the journal is tested everywhere else"),
]

IMPORTS, REPORTS = 34, 16
BRAND = "示例牌"
READY = b"ready\n"

IMPORT = """
import sys
import pandas, pyarrow.parquet
from xl_fact.store.store import import_exports
print("ready", flush=True)
sys.stdin.readline()
import_exports(sys.argv[1], sys.argv[2], brand=sys.argv[3])
"""

REPORT = """
import sys
import openpyxl, pandas
import xl_fact.exports.reading, xl_fact.monthly, xl_fact.report
from xl_fact.__main__ import main
print("ready", flush=True)
sys.stdin.readline()
main()
"""


class Runner:
    """Processes that have done their imports and wait for a word, two kept ahead."""

    def __init__(self, script: str, arguments: list[str]):
        self.command = [sys.executable, "-c", script, *arguments]
        self.waiting = [self._start(), self._start()]

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def run(self, seconds: float = 60.0, *, writing_in: Path | None = None) -> tuple[int, float, float]:
        """Let one go and kill it after `seconds`, counted from its first hidden file in a folder if one is given.

        Gives its exit code (negative when killed) and the seconds before and after that moment.
        """
        process = self.waiting.pop(0)
        self.waiting.append(self._start())
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == READY, process.communicate()[1].decode()
        began = moment = time.perf_counter()
        process.stdin.write(b"go\n")
        process.stdin.flush()
        if writing_in is not None:
            while process.poll() is None and not any(writing_in.rglob(".*.tmp")):
                time.sleep(0.001)
            moment = time.perf_counter()
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        return process.returncode, moment - began, time.perf_counter() - moment

    def close(self) -> None:
        for process in self.waiting:
            process.kill()
            process.communicate()


@contextmanager
def running(script: str, *arguments: str | Path) -> Iterator[Runner]:
    runner = Runner(script, [str(argument) for argument in arguments])
    try:
        yield runner
    finally:
        runner.close()


def content(folder: Path) -> dict[str, bytes]:
    """What readers see: hidden files left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def restored(kept: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kept, folder)


def test_an_import_killed_anywhere_is_before_or_after(tmp_path: Path) -> None:
    exports, kept, facts = tmp_path / "exports", tmp_path / "kept", tmp_path / "facts"
    exports.mkdir()
    old = lookalikes.workbook(tmp_path / "旧.xlsx", lookalikes.compass_sheets((1, 2, 3)))
    import_exports(old, kept, brand=BRAND)
    before = content(kept)
    lookalikes.workbook(exports / "新.xlsx", lookalikes.compass_sheets((3, 4), wide=True))
    for n in range(3):
        lookalikes.delimited(
            exports / f"素材_202607{n + 1:02}-202607{n + 1:02}.csv", lookalikes.CREATIVE_ROWS
        )
    restored(kept, facts)
    with running(IMPORT, exports, facts, BRAND) as runner:
        code, reading, writing = runner.run(writing_in=facts)
        assert code == 0
        after = content(facts)
        assert after.keys() > before.keys()
        chance = random.Random(20260630)
        ends = {"before": 0, "after": 0}
        for n in range(IMPORTS):
            restored(kept, facts)
            if n % 2:  # anywhere, and as often while it writes
                runner.run(chance.uniform(0, (reading + writing) * 1.6))
            else:
                runner.run(chance.uniform(0, writing * 1.6), writing_in=facts)
            load(facts)
            now = content(facts)
            assert now in (before, after)
            ends["before" if now == before else "after"] += 1
            strays = [path for path in facts.rglob(".*") if path.name != ".lock"]
            assert all(path.name.endswith(".tmp") for path in strays)
        import_exports(exports, facts, brand=BRAND)
        assert content(facts) == after
        assert not [path for path in facts.rglob(".*") if path.name != ".lock"], "the next import sweeps"
    assert ends["before"], "none was killed early enough"
    print(f"\n{IMPORTS} kills of an import of {reading:.2f} + {writing:.2f} s: {ends}")


def test_a_report_killed_anywhere_leaves_last_months_workbook(tmp_path: Path) -> None:
    export = lookalikes.workbook(tmp_path / "成交.xlsx", lookalikes.compass_sheets(range(1, 31), wide=True))
    book = tmp_path / "out" / "月报.xlsx"
    book.parent.mkdir()
    arguments = ["report", export, "--month", "2026-06", "--brand", BRAND, "--out", book]
    with running(REPORT, *arguments) as runner:
        _, reading, writing = runner.run(writing_in=book.parent)
        after = book.read_bytes()
        before = b"last month's workbook"
        chance = random.Random(20260701)
        ends = {"before": 0, "after": 0}
        for n in range(REPORTS):
            shutil.rmtree(book.parent)
            book.parent.mkdir()
            book.write_bytes(before)
            if n % 2:
                runner.run(chance.uniform(0, (reading + writing) * 1.6))
            else:
                runner.run(chance.uniform(0, writing * 1.6), writing_in=book.parent)
            now = book.read_bytes()
            assert now in (before, after)
            ends["before" if now == before else "after"] += 1
            others = [path.name for path in book.parent.iterdir() if path != book]
            assert all(name.startswith(".") and name.endswith(".tmp") for name in others)
    assert ends["before"], "none was killed early enough"
    assert {path.name for path in tmp_path.iterdir()} == {"成交.xlsx", "out"}
    print(f"\n{REPORTS} kills of a report of {reading:.2f} + {writing:.2f} s: {ends}")
