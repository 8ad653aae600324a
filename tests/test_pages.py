"""What the pages print runs, what they count is computed, and both languages say the same."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from printed import blocks, run

from tools import dictionary, measured
from tools.figures import FIGURE, Demo, bare, computed, names, renewed
from tools.links import pages
from xl_fact.words import Lang

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = sorted(page for page in (ROOT / "docs").glob("*.md") if blocks(page.read_text("utf-8")))
COUNTED = [page for page in pages(ROOT) if FIGURE.search(page.read_text("utf-8"))]
DEMO = ("bash", "xl-fact demo")  # once for all pages
GENERATED = {
    "advice",
    "differences",
    "exports",
    "scale",
}  # drawn from the rules, the tests' own measurements, the formats, the benchmarks
COMPUTED = sorted(page for page in (ROOT / "docs").glob("*.md") if page.name.split(".")[0] not in GENERATED)


def other(page: Path) -> Path:
    """The same page in the other language."""
    chinese = page.name.replace(".en.md", ".md")
    return page.with_name(page.name.replace(".md", ".en.md") if chinese == page.name else chinese)


def plain(page: Path) -> list[tuple[str, str]]:
    """What a page prints, whatever its language."""
    found = blocks(page.read_text("utf-8"))
    return [(kind, re.sub(r" *(#.*|--lang en\b)", "", text)) for kind, text in found]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    run([DEMO], folder)
    return folder / "demo"


@pytest.mark.slow
@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_what_it_prints_runs_beside_the_samples(page: Path, sample: Path, tmp_path: Path) -> None:
    if page.name.endswith(".en.md") and plain(page) == plain(other(page)):
        return  # the Chinese page runs them
    shutil.copytree(sample, tmp_path / "demo")
    run([block for block in blocks(page.read_text("utf-8")) if block != DEMO], tmp_path)


@pytest.mark.slow
def test_every_figure_is_what_its_expression_gives(sample: Path) -> None:
    known = names(Demo(sample))
    assert COUNTED
    for page in COUNTED:
        text = page.read_text("utf-8")
        assert text == renewed(text, known), f"{page.name}: make docs"


@pytest.mark.parametrize("page", COMPUTED, ids=lambda page: page.name)
def test_no_figure_stands_there_that_nothing_computes(page: Path) -> None:
    assert bare(page.read_text("utf-8")) == []
    counted = [(found["says"], found["spec"]) for found in FIGURE.finditer(page.read_text("utf-8"))]
    twin = other(page) if other(page).exists() else page
    again = [(found["says"], found["spec"]) for found in FIGURE.finditer(twin.read_text("utf-8"))]
    assert sorted(counted, key=str) == sorted(again, key=str)


def test_the_data_dictionary_is_that_of_the_columns_and_the_metrics() -> None:
    for lang, name in dictionary.PAGES:
        assert (ROOT / "docs" / name).read_text("utf-8") == dictionary.page(lang), "make docs"


@pytest.mark.parametrize(("lang", "name"), measured.PAGES)
def test_what_was_measured_is_what_the_benchmarks_wrote_down(lang: Lang, name: str) -> None:
    page = (ROOT / "docs" / name).read_text("utf-8")
    assert page == measured.renewed(page, measured.results(ROOT), lang), "make docs"


def test_a_measured_row_has_the_ratio_of_its_two_times() -> None:
    facts = {"size": "1,000,000 facts", "ours": 3.0, "theirs": 2.0, "more": {"report": 6.04, "memory": 0.5}}
    brands = {"size": "200 brands, 2 cores", "peer": "`--jobs 1`", "ours": 200.0, "theirs": 400.0}
    about = {"date": "2026-11-29", "machine": "2 cores", "versions": "xl_fact"}
    told = {"engines": {**about, "results": [facts]}, "brands": {**about, "results": [brands]}}
    shown = measured.block(told, "en")
    assert "| 1,000,000 | 3.00 | 2.00 | 1.50 | 6.0 | 0.50 |" in shown
    assert "| 200 | 200 | `--jobs 1` | 400 | 2.00 |" in shown
    assert "make bench" in measured.block({}, "zh")


def test_bare_figures_are_found() -> None:
    text = "3.5 倍、12%、1,000 元、`0.45`、2026-06、8 天、Python 3.11、0.42.1、150<!-- gpm(3000, 20000) -->\n\n```\n1.5\n```\n"
    assert bare(text) == ["3.5", "12%", "1,000"]


def test_a_figure_that_is_wrong_is_mended_and_only_sums_are_reckoned() -> None:
    known = names(Demo())
    wrong = "151<!-- gpm(3000, 20000) -->，30%<!-- roi(3000, 10000) :.0% -->"
    assert renewed(wrong, known) == wrong.replace("151", "150")
    with pytest.raises(ValueError, match="Attribute has no place here"):
        computed("gpm.__globals__", None, known)
    with pytest.raises(ValueError, match="is no number"):
        computed("gpm(1, 0)", None, known)
