"""The README is run as printed, and no page promises what can't be done."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from printed import blocks, run
from typer.main import get_command

import xl_fact
from xl_fact.cli import app

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.en.md")
PAGES = [*READMES, *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs").glob("*.md")))]
INLINE = re.compile(r"`(xl-fact [^`]+)`")


def printed(page: str) -> list[tuple[str, str]]:
    """What the page prints to be run."""
    return blocks((ROOT / page).read_text("utf-8"))


def named(page: str) -> list[str]:
    """Every command that the page names, in a block or within a sentence."""
    lines = [text for kind, text in printed(page) if kind == "bash"]
    return [*lines, *INLINE.findall((ROOT / page).read_text("utf-8"))]


@pytest.mark.slow
@pytest.mark.parametrize("page", READMES)
def test_its_commands_run_one_after_another_as_printed(page: str, tmp_path: Path) -> None:
    assert len(printed(page)) >= 8
    run(printed(page), tmp_path)
    assert {"demo", "facts", "示例品牌-2026-06.xlsx"} <= {made.name for made in tmp_path.iterdir()}


@pytest.mark.parametrize("page", PAGES)
def test_each_command_and_option_that_a_page_names_exists(page: str) -> None:
    for line in named(page):
        command: Any = get_command(app)
        words = shlex.split(line, comments=True)[1:]
        while words and hasattr(command, "commands") and not words[0].startswith("-"):
            assert words[0] in command.commands, line
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
        for word in words:
            if re.match(r"--?[a-z]", word):
                assert word.split("=")[0] in known, line


@pytest.mark.parametrize("page", READMES)
def test_its_formulas_answer_as_it_says(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    said = dict(re.findall(r"^=([A-Z_]+)\([^)]*\) +(.+)$", text, re.MULTILINE))
    assert float(said["GPM"]) == xl_fact.gpm(3_000, 20_000)
    assert float(said["ROI"]) == xl_fact.roi(3_000, 10_000)
    for position, fit, effort, _ in xl_fact.fact_fit(8, 5, 6, 4)[:3]:
        assert f"{position} {fit:.1f} / {effort:.1%}".replace("%", " %") in said["FACT_FIT"]
    assert (
        f"CPM {xl_fact.cpm(10_000, 20_000):g} vs {xl_fact.cpm(20_000, 3_000_000):.2f}" in said["GPM_VS_ROI"]
    )


def test_while_it_is_on_no_index_no_page_says_that_its_name_installs_it() -> None:
    sources = (path.relative_to(ROOT) for path in (ROOT / "xl_fact").rglob("*.py"))
    for page in (*PAGES, *map(str, sources)):
        text = (ROOT / page).read_text("utf-8")
        assert not re.search(r"pip install( --?[a-z-]+)* ['\"]?xl[-_]fact\b(?![-_.…])", text), page
    for page in ("docs/lite.md", "docs/lite.en.md"):
        assert "`xl-fact`" not in (ROOT / page).read_text("utf-8")


@pytest.mark.slow
def test_the_wheel_alone_does_the_work_in_an_empty_environment(tmp_path: Path) -> None:
    def run(*command: str | Path) -> None:
        home = {"HOME": str(tmp_path), "APPDATA": str(tmp_path), "PYTHONPATH": ""}
        done = subprocess.run(
            [*map(str, command)], cwd=tmp_path, env={**os.environ, **home}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", "dist", ROOT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", "empty")
    python = tmp_path / "empty" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", wheel)
    ours = tmp_path / "empty" / "bin" / "xl-fact"
    run(python, "-c", "import xl_fact; assert 'empty' in xl_fact.__file__")
    run(ours, "demo")
    run(ours, "report", "demo", "--month", "2026-06", "--out", "again.xlsx")
    run(ours, "functions", "--workbook", "functions.xlsx")
    run(ours, "functions", "--apps-script", "Code.gs")
    run(ours, "install", "--wps")
    run(ours, "template", "new", "template.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes()[:2] == b"PK"
