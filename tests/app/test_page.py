"""The page in a real Chromium: what a person drops, sees, changes and takes away. The oracle is the command line.

One server and one browser serve all of it, in the order of a first hour.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from oracles import browser, tool

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.demo import write_demo
from xl_fact.words import LANGUAGES

pytestmark = pytest.mark.slow

MONTH = "2026-06"
WAIT = 90_000
AXE = ("critical", "serious")


@dataclass
class Visit:
    """A server, a browser, and the exports that are dropped."""

    app: browser.Served
    me: browser.Visitor
    demo: Path
    folder: Path
    page: Any

    def goto(self, path: str, page: Any = None) -> Any:
        page = page or self.page
        page.goto(self.app.origin + page.evaluate("document.body.dataset.root") + path)
        return page

    def idle(self, page: Any = None) -> None:
        """Wait until nothing runs."""
        page = page or self.page
        until(page, "fetch(document.body.dataset.root + '/state').then(a => a.json()).then(s => !s.busy)")
        page.wait_for_selector("#job", state="hidden", timeout=WAIT)

    def downloaded(self, name: str) -> tuple[str, bytes]:
        with self.page.expect_download() as waiting:
            self.page.click(name)
        return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()

    @property
    def session(self) -> list[Path]:
        """What lies in the session's folder."""
        return [path for path in self.app.sessions.rglob("*") if path.is_file()]


def until(page: Any, holds: str, seconds: float = WAIT / 1000) -> None:
    """Wait until an expression holds on a page; Playwright's own way of waiting is not allowed by its policy."""
    end = time.monotonic() + seconds
    while not page.evaluate(holds):
        assert time.monotonic() < end, f"{holds}: {page.inner_text('#said')} {page.inner_text('main')[:2000]}"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("visit")
    demo = folder / "demo"
    demo.mkdir()
    write_demo(demo)
    with browser.served(folder) as app, browser.visitor() as me:
        page = me.open(app.address)
        yield Visit(app, me, demo, folder, page)
        assert not me.complaints
        assert {"/".join(url.split("/", 3)[:3]) for url in me.asked} == {app.origin}
    assert not visit_left(app), "closing leaves nothing of the session"


def visit_left(app: browser.Served) -> list[Path]:
    return [path for path in app.sessions.rglob("*") if "xl_fact" in path.name]


def command(visit: Visit, exports: Path, *more: str) -> bytes:
    """What the command line writes of the same exports."""
    out = visit.folder / "command.xlsx"
    out.unlink(missing_ok=True)
    words = [sys.executable, "-m", "xl_fact", "report", exports, "--month", MONTH, "--out", out, *more]
    done = subprocess.run(list(map(str, words)), cwd=exports, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return out.read_bytes()


def test_exports_that_are_dropped_are_recognised_at_once_and_a_broken_one_says_why(visit: Visit) -> None:
    page = visit.page
    assert "key=" not in page.url
    (visit.demo / "坏的.xlsx").write_bytes(b"PK\x03\x04 this was cut off")
    page.set_input_files("#folder", visit.demo)
    page.wait_for_selector(".question", timeout=WAIT)
    page.set_viewport_size(browser.PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= browser.PHONE["width"], (
        "with every column"
    )
    page.set_viewport_size(browser.WIDE)
    rows = {
        row.query_selector("th").inner_text(): row.inner_text()
        for row in page.query_selector_all(".files tbody tr")
    }
    compass = rows["示例-抖音电商罗盘-成交分析-20260601-20260630.xlsx"]
    assert "抖音电商罗盘·成交分析" in compass
    for told in ("2026-06-01", "2026-06-30", "5,592", "2,910", "2,682", "14,221,637.35"):
        assert told in compass
    assert "文件损坏，请重新导出" in rows["坏的.xlsx"]
    assert "用“示例品牌”的设置" in rows["brand.toml"]
    assert len(rows) == len(list(visit.demo.iterdir()))
    assert page.inner_text("#question-title") == "出哪个月的报告", (
        "two months were dropped: which one is asked"
    )
    page.click(f'[data-answer="{MONTH}"]')
    page.wait_for_selector(".made", timeout=WAIT)
    visit.idle()


def test_the_preview_says_what_the_workbook_says(visit: Visit) -> None:
    from openpyxl import load_workbook

    page = visit.page
    name, content = visit.downloaded("#download")
    assert name == f"示例品牌-{MONTH}.xlsx"
    (visit.folder / "downloaded.xlsx").write_bytes(content)
    book = load_workbook(visit.folder / "downloaded.xlsx", data_only=True)
    held = [str(cell.value) for row in book["概览"].iter_rows() for cell in row if cell.value is not None]
    assert page.inner_text(".headline >> nth=0") in held
    ((sheet, cell),) = book.defined_names["xf_gmv"].destinations
    assert (
        page.inner_text("[data-figure=gmv] .card-value")
        == f"{book[sheet][cell.replace('$', '')].value / 1e4:.1f}万"
    )
    tabs = page.locator("[role=tab]").all_inner_texts()
    assert tabs == [title for title in book.sheetnames if title not in ("数据", "推导")]
    page.click("#tab-compare")
    table = book["FACT对比"].tables["xf_compare"].ref
    ((first, *_),) = [[c.value for c in row] for row in book["FACT对比"][table]][1:2]
    assert first in page.inner_text("[data-table=compare] tbody tr >> nth=0")
    page.click("#tab-checks")
    assert "通过" in page.inner_text("[data-table=checks]")
    page.click("#tab-overview")
    for chart in ("mix", "bubble", "daily"):
        picture = page.locator(f"[data-chart={chart}] svg")
        assert picture.get_attribute("role") == "img"
        assert len(picture.locator("desc").first.inner_html()) > 20
    assert (
        page.locator("[data-chart=daily] rect title").count() == 30 * 3
        or page.locator("[data-chart=daily] rect").count() >= 60
    )


def test_the_workbook_is_the_commands_byte_for_byte(visit: Visit) -> None:
    _, content = visit.downloaded("#download")
    assert content == command(visit, visit.demo)


def test_no_page_asks_anybody_else_and_none_complains(visit: Visit) -> None:
    for path in ("/", "/settings", "/facts", "/functions", "/functions/POOLED_GPM"):
        visit.goto(path)
        visit.idle()
    assert len(visit.me.asked) > 20
    assert not [url for url in visit.me.asked if not url.startswith(f"{visit.app.origin}/")]
    assert not visit.me.complaints, "the policy lets nothing of ours fail"
    visit.goto("/")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_no_serious_fault(visit: Visit, lang: str) -> None:
    source = (tool.node_module("axe-core") / "axe.min.js").read_text("utf-8")
    for path in ("/", "/settings", "/facts", "/functions", "/functions/FACT_FIT"):
        page = visit.goto(f"{path}?lang={lang}")
        visit.idle()
        if path == "/":
            assert page.query_selector(".made"), "with a report on it"
        page.evaluate(source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        faults = {one["id"]: [n["target"] for n in one["nodes"]][:4] for one in found if one["impact"] in AXE}
        assert not faults, (path, faults)
    visit.goto("/?lang=zh")


def test_both_languages_say_the_same(visit: Visit) -> None:
    page = visit.goto("/?lang=en")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "Drop the exports here" in page.inner_text("#drop")
    text = (
        page.inner_text("header")
        + page.inner_text(".drop")
        + page.inner_text(".files thead")
        + page.inner_text("footer")
    )
    assert not re.search(r"[\u4e00-\u9fff]", text.replace("中文", ""))
    page = visit.goto("/settings")
    assert "gross margin" in page.inner_text("#settings")
    page = visit.goto("/?lang=zh")
    assert "把平台导出拖到这里" in page.inner_text("#drop")
    assert page.inner_text("#language") == "English"


def test_it_is_readable_on_a_laptop_and_on_a_phone(visit: Visit) -> None:
    for size in (browser.WIDE, browser.PHONE):
        visit.page.set_viewport_size(size)
        for path in ("/", "/settings", "/facts", "/functions", "/functions/FACT_COMPARE"):
            page = visit.goto(path)
            visit.idle()
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], (path, size)
            small = page.evaluate(
                "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.offsetParent && e.childNodes.length "
                "&& [...e.childNodes].some(n => n.nodeType == 3 && n.textContent.trim()))"
                ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
            )
            assert small >= 11, (path, size)
    visit.page.set_viewport_size(browser.WIDE)
    visit.goto("/")


def test_it_goes_by_keyboard(visit: Visit) -> None:
    page = visit.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.focus("#tab-overview")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-compare"
    assert page.is_visible("#sheet-compare")
    assert not page.is_visible("#sheet-overview")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    page.keyboard.press("Home")
    assert page.is_visible("#sheet-overview")
    headings = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert headings[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(headings))
    for landmark in ("header", "nav", "main", "footer"):
        assert page.locator(landmark).count() == 1


def test_a_second_tab_has_a_desk_of_its_own(visit: Visit) -> None:
    other = visit.me.open(visit.app.origin)
    assert other.query_selector(".files") is None
    assert other.evaluate("document.body.dataset.root") != visit.page.evaluate("document.body.dataset.root")
    other.set_input_files("#files", visit.demo / "达人名册_2026-05_2026-06.xlsx")
    other.wait_for_selector(".files tbody tr", timeout=WAIT)
    visit.idle(other)
    visit.goto("/")
    assert visit.page.locator(".files tbody tr").count() == len(list(visit.demo.iterdir()))
    other.close()


def test_the_function_page_answers_as_one_types(visit: Visit) -> None:
    page = visit.goto("/functions/GPM")
    assert page.inner_text("#cells") == "150"
    page.fill("#a1", "1.2万")
    until(page, "document.querySelector('#cells').innerText.trim() === '600'")
    assert page.inner_text("[data-program=Excel]") == '=GPM("1.2万",20000)'
    assert page.inner_text("[data-program=WPS]") == '=XLFACT.GPM("1.2万",20000)'
    assert page.inner_text("[data-program=LibreOffice]") == '=GPM("1.2万";20000)'
    page.fill("#a2", "0")
    until(page, "document.querySelector('#cells').innerText.trim() === '#DIV/0!'")
    page = visit.goto("/functions")
    assert page.locator("[data-find]").count() == len(FUNCTIONS)
    page.fill("#find", "雪球")
    assert 0 < page.locator("[data-find]:visible").count() < 10


def test_a_template_that_is_none_is_told_and_the_house_template_stays(visit: Visit) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "{{headlines}}"
    book.save(visit.folder / "模板.xlsx")
    page = visit.goto("/")
    before = visit.downloaded("#download")[1]
    page.set_input_files("#template", visit.folder / "模板.xlsx")
    page.wait_for_selector(".own .findings", timeout=WAIT)
    visit.idle()
    checked = subprocess.run(
        [sys.executable, "-m", "xl_fact", "template", "check", str(visit.folder / "模板.xlsx")],
        capture_output=True,
        text=True,
    )
    assert page.locator(".own .findings li").all_inner_texts() == checked.stdout.strip().splitlines()
    assert visit.downloaded("#download")[1] == before
    page.click("[data-post=no-template]")
    visit.idle()


def test_a_setting_that_is_changed_is_followed_and_kept_with_its_comments(visit: Visit) -> None:
    page = visit.goto("/")
    headline = page.inner_text(".headline >> nth=0")
    page.click("#tab-profit")
    table = page.inner_text("[data-table=pnl]")
    before = (visit.demo / "brand.toml").read_text("utf-8")
    page = visit.goto("/settings")
    assert page.input_value("#f-economics-margin") == "0.62"
    assert "毛利率" in page.inner_text("label[for=f-economics-margin]")
    page.fill("#f-economics-margin", "0.3")
    page.click("#settings [type=submit]")
    until(page, "document.querySelector('#said').innerText === '已保存'")
    kept = visit.app.facts.parent / "brand.toml"
    after = kept.read_text("utf-8")
    assert [line for line in before.splitlines() if line not in after.splitlines()] == [
        line for line in before.splitlines() if re.match(r"margin\s*=", line)
    ], "one line has changed"
    page = visit.goto("/")
    assert page.inner_text(".headline >> nth=0") != headline
    page.click("#tab-profit")
    assert page.inner_text("[data-table=pnl]") != table
    (visit.demo / "brand.toml").write_text(after, "utf-8")
    assert visit.downloaded("#download")[1] == command(visit, visit.demo)


def test_a_setting_that_is_none_says_so_and_changes_nothing(visit: Visit) -> None:
    kept = visit.app.facts.parent / "brand.toml"
    before = kept.read_bytes()
    page = visit.goto("/settings")
    page.fill("#f-economics-margin", "62")
    page.click("#settings [type=submit]")
    page.wait_for_selector("#said.bad", timeout=WAIT)
    assert "margin" in page.inner_text("#said")
    page.fill("#f-economics-margin", "很多")
    page.click("#settings [type=submit]")
    until(page, "document.querySelector('#said').innerText.includes('不是数')")
    assert kept.read_bytes() == before
    visit.me.complaints[:] = [line for line in visit.me.complaints if "422" not in line]


def test_the_facts_take_in_publish_and_give_back(visit: Visit) -> None:
    page = visit.goto("/facts")
    page.wait_for_selector("#take-title", timeout=WAIT)
    visit.idle()
    page.click("[data-form=import] [type=submit]")
    page.wait_for_selector("#months-title", timeout=WAIT)
    visit.idle()
    listed = subprocess.run(
        [sys.executable, "-m", "xl_fact", "facts", str(visit.app.facts)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "2026-05" in listed
    rows = page.locator("[aria-labelledby=months-title] tbody tr").all_inner_texts()
    assert len(rows) == len(listed.strip().splitlines()) == 2
    assert "14,221,637.35" in rows[1]
    page.click(f'[data-post=freeze][data-body*="{MONTH}"]')
    page.wait_for_selector(".tag.pass", timeout=WAIT)
    visit.idle()
    page.on("dialog", lambda dialog: dialog.accept())
    page.click('[data-post=forget][aria-label*="直播明细"]')
    page.wait_for_selector(".tag.fail", timeout=WAIT)
    visit.idle()
    assert "已去掉" in page.inner_text(".said")
    assert page.locator("[aria-labelledby=held-title] tbody tr").count() == 7
    page.click(f'[data-post=from-facts][data-body*="{MONTH}"]')
    page.wait_for_selector(".made", timeout=WAIT)
    visit.idle()
    out = visit.folder / "of-facts.xlsx"
    words = [sys.executable, "-m", "xl_fact", "report", "--facts", visit.app.facts, "--brand", "示例品牌"]
    words += ["--month", MONTH, "--config", visit.app.facts.parent / "brand.toml", "--out", out]
    subprocess.run(list(map(str, words)), check=True, capture_output=True)
    assert visit.downloaded("#download")[1] == out.read_bytes()


# -------------------------------------------------------------------- long
HEADINGS = ("付款时间", "流量来源", "订单状态", "支付金额", "预估佣金支出", "结算金额", "商品数量", "订单id")


def long_text(path: Path, rows: int = 1_000_000) -> Path:
    """Order lines of an alliance."""
    lines = [
        f"2026-06-{1 + n % 30:02},直播,订单付款,{n % 900}.25,{n % 90}.5,{n % 800}.75,1,69{n:05}"
        for n in range(10_000)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(HEADINGS) + "\n")
        for block in range(rows // len(lines)):
            file.write("".join([f"{line}{block:04}\n" for line in lines]))
    return path


WATCHED = """
globalThis.moved = [];
const bar = document.querySelector("#job-bar");
new MutationObserver(() => {
  const reading = document.querySelector("#job-step").innerText === "读取导出文件";
  if (reading && bar.value > 0 && bar.value < 1) moved.push(bar.value);
}).observe(bar, { attributes: true });
"""
"""Writes down where the bar stands whenever it moves while exports are read."""


def works_in(process: int) -> str:
    """The folder that a process works in; empty where it is gone."""
    try:
        return os.readlink(f"/proc/{process}/cwd")
    except OSError:
        return ""


def children(process: int) -> list[int]:
    """Every process that another has started, and theirs."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    parents = {
        int(p): int(parent)
        for p, parent, stat in map(str.split, listed.splitlines())
        if not stat.startswith("Z")
    }
    found, more = [], [process]
    while more:
        more = [child for child, parent in parents.items() if parent in more]
        found += more
    return found


def test_a_million_rows_move_the_bar_and_cancelled_they_leave_nothing(visit: Visit) -> None:
    page = visit.me.open(visit.app.origin)
    before = set(visit.session)
    long = long_text(visit.folder / "团长订单_20260601_20260630.csv")
    page.evaluate(WATCHED)
    page.set_input_files("#files", long)
    until(page, "new Set(moved).size >= 2")  # about a fifth of the reading
    page.click("#cancel")
    seen = page.evaluate("moved")
    assert seen == sorted(seen)
    assert seen[-1] < 1
    until(page, "document.querySelector('#said').innerText.includes('已取消')")
    assert page.query_selector(".files") is None
    assert not [path for path in set(visit.session) - before if path.stat().st_size], "nothing of it is left"
    desk = page.evaluate("document.body.dataset.root").rpartition("/")[2]
    assert not [n for n in children(visit.app.process.pid) if desk in works_in(n)], "its process is gone"
    page.close()


def test_an_import_that_is_cancelled_leaves_the_facts_as_they_were(visit: Visit) -> None:
    def held() -> dict[str, bytes]:
        folder = visit.app.facts
        return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    before = held()
    page = visit.me.open(visit.app.origin)
    page.set_input_files("#files", long_text(visit.folder / "团长订单_20260601_20260630.csv", 400_000))
    page.wait_for_selector("#job", state="visible", timeout=WAIT)
    visit.idle(page)
    visit.goto("/facts", page)
    page.wait_for_selector("#take-title", timeout=WAIT)
    visit.idle(page)
    page.fill("[name=brand]", "别的牌")
    page.click("[data-form=import] [type=submit]")
    until(
        page,
        "document.querySelector('#job-title').innerText === '导入事实表' && !document.querySelector('#job').hidden",
    )
    page.click("#cancel")
    until(page, "document.querySelector('#said').innerText.includes('已取消')")
    assert held() == before
    page.close()


def test_closing_ends_it(visit: Visit, tmp_path: Path) -> None:
    with browser.served(tmp_path) as app:
        page = visit.me.context.browser.new_context().new_page()
        page.goto(app.address)
        assert [path for path in app.sessions.iterdir() if path.is_dir()]
        page.click("#close")
        app.process.wait(20)
        assert not visit_left(app)
        assert not app.facts.exists()


def test_a_session_whose_process_was_killed_is_swept_by_the_next(tmp_path: Path) -> None:
    with browser.served(tmp_path) as app:
        (old,) = app.sessions.iterdir()
        os.kill(app.process.pid, 9)
        app.process.wait(20)
        assert old.exists()
    with browser.served(tmp_path) as app:
        assert [path for path in app.sessions.iterdir() if path != old]
        assert not old.exists()


def test_the_network_log_is_a_list_of_this_server(visit: Visit) -> None:
    """Last of all: everything that all of the tests above have asked for."""
    assert len(visit.me.asked) > 100
    assert json.dumps(visit.me.asked).count("http://127.0.0.1:") == len(visit.me.asked)
