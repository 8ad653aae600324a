"""The documentation site is built of the pages without a warning, leads nowhere in vain and fetches nothing from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import links, website

ROOT = Path(__file__).resolve().parent.parent


def test_no_link_of_a_page_is_dead() -> None:
    assert links.dead(ROOT) == []


def test_dead_links_and_anchors_are_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "other.md").write_text(
        "# 标题\n\n## `GPM` 怎么算？\n\n```\n# 不是标题\n```\n", "utf-8"
    )
    (tmp_path / "README.md").write_text(
        "[好](docs/other.md#gpm-怎么算) [没有](docs/gone.md) [没有](docs/other.md#不是标题) `[代码](gone.md)`\n\n"
        "[`gone`](gone.md) [外](https://example.com/)\n\n```\n[代码](gone.md)\n```\n",
        "utf-8",
    )
    assert links.dead(tmp_path) == [
        "README.md: docs/gone.md",
        "README.md: docs/other.md#不是标题",
        "README.md: gone.md",
    ]


def test_what_the_built_site_fetches_or_lacks_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<link href="https://fonts.example/a.css"><script src="//cdn.example/x.js"></script><img src="b.png">'
        '<a href="b.html#there">b</a><a href="b.html#gone">b</a><a href="https://example.com/">outside</a>',
        "utf-8",
    )
    (tmp_path / "b.html").write_text('<p id="there">', "utf-8")
    (tmp_path / "x.css").write_text(
        "a{background:url(data:image/png;base64,x)} b{src:url('https://f.example/f')}"
    )
    assert sorted(website.faults(tmp_path)) == [
        "a.html: //cdn.example/x.js is fetched from outside",
        "a.html: b.html#gone leads nowhere",
        "a.html: b.png leads nowhere",
        "a.html: https://fonts.example/a.css is fetched from outside",
        "x.css: https://f.example/f is fetched from outside",
    ]


def test_every_page_is_in_both_languages_and_in_the_navigation() -> None:
    found = website.pages(ROOT)
    places = {lang: {page.place for page in found if page.lang == lang} for lang in ("zh", "en")}
    assert places["zh"] == places["en"]
    named = {f"{name}.md" for _, names in website.NAV for name in names}
    assert named == {place for place in places["zh"] if not place.startswith("reference/")}


def test_a_page_is_staged_with_its_links_led_and_its_comments_gone(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "reference" / "zh").mkdir(parents=True)
    (docs / "reference" / "zh" / "GPM.md").write_text("# GPM", "utf-8")
    (docs / "a.en.md").write_text("# A", "utf-8")
    (docs / "a.md").write_text(
        "# 甲\n\n[English](a.en.md) [GPM](reference/zh/GPM.md#x) [许可](../LICENSE) ![图](images/a.png)\n\n"
        "得 150<!-- gpm(3000, 20000) -->，\nGPM 写作 `150<!-- gpm(3000, 20000) -->`。\n\n"
        '```mermaid\nflowchart TB\n  cli["cli"]\n  ground[("地基")]\n  cli --> ground\n```\n',
        "utf-8",
    )
    found = website.pages(tmp_path)
    known = {(page.source.resolve(), page.lang): page for page in found}
    (page,) = [page for page in found if page.source == docs / "a.md"]
    assert website.staged(page, known, tmp_path) == (
        '# 甲\n\n<a href="en/a.html" lang="en">English</a> [GPM](reference/GPM.md#x) 许可 ![图](images/a.png)\n\n'
        "得 150，GPM 写作 `150<!-- gpm(3000, 20000) -->`。\n\n"
        "| 房间 | 直接站在 |\n|---|---|\n| cli | 地基 |\n"
    )


@pytest.mark.slow
def test_it_is_built_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    assert website.build(ROOT, tmp_path / "site", tmp_path / "stage") == []
    for page in ("index.html", "en/index.html", "reference/FACT_FIT.html", "en/reference/FACT_FIT.html"):
        assert "FACT" in (tmp_path / "site" / page).read_text("utf-8")
