"""The page in a real Chromium, as a newcomer handles it: odd names, wrong answers, two shops, a file that is dragged.

The server of these has no LibreOffice.
"""

from __future__ import annotations

import csv
import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from oracles import browser

pytestmark = pytest.mark.slow

WAIT = 60_000
CHINESE = re.compile(r"[\u3400-\u9fff]")
HEADINGS = ("主播昵称", "直播开始时间", "直播间用户支付金额", "直播间观看人数")


@dataclass
class Hour:
    """A server, a browser, and a folder for the files that are dropped."""

    app: browser.Served
    me: browser.Visitor
    folder: Path

    def fresh(self, *files: Path) -> Any:
        """A new tab, with files in it."""
        page = self.me.open(self.app.origin)
        if files:
            page.set_input_files("#files", [str(file) for file in files])
            idle(page)
        return page


def idle(page: Any) -> None:
    """Wait until every file has a row and nothing runs."""
    state = "fetch(document.body.dataset.root + '/state').then(a => a.json()).then(s => s.busy)"
    page.wait_for_selector(".files tbody tr", timeout=WAIT)
    end = time.monotonic() + WAIT / 1000
    while page.evaluate(state) or page.is_visible("#job") or page.locator(".files tr.waiting").count():
        assert time.monotonic() < end, page.inner_text("main")
        time.sleep(0.05)


def reply(page: Any, text: str) -> None:
    """Answer the question that stands there."""
    page.fill("#answer", text)
    page.click("[data-answer-form] [type=submit]")
    time.sleep(0.3)
    idle(page)


def asked(page: Any) -> str:
    return str(page.inner_text("#question-title"))


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hour]:
    folder = tmp_path_factory.mktemp("hour")
    server = folder / "server"  # it keeps its settings beside its facts
    server.mkdir()
    with browser.served(server, PATH=str(folder)) as app, browser.visitor() as me:
        me.open(app.address).close()
        yield Hour(app, me, folder)
        assert not [line for line in me.complaints if "422" not in line]


def table(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def daily(path: Path) -> Path:
    """Daily figures whose dates have no year."""
    return table(path, [("date", "spend", "gmv"), *((f"06-{day:02}", 1000, 30_000) for day in range(1, 11))])


def sessions(path: Path, whose: str, each: float) -> Path:
    """Sessions of four accounts on ten days."""
    rows = [
        (f"{whose}{n}", f"2026-06-{day:02} 20:00:00", each * (n + day), 100 + day)
        for day in range(1, 11)
        for n in range(1, 5)
    ]
    return table(path, [HEADINGS, *rows])


def total(page: Any) -> str:
    return str(page.inner_text("[data-figure=gmv] .card-value"))


def test_a_file_that_is_recognised_is_in_the_report_whatever_its_name(hour: Hour) -> None:
    names = ("直播明细.dat", "直播明细", "直播明细.csv")
    files = [sessions(hour.folder / name, f"{n}号", 1000 * 3**n) for n, name in enumerate(names)]
    sums = []
    for file in files:
        page = hour.fresh(file)
        reply(page, "")
        sums.append(total(page))
        page.close()
    assert sums == [f"{1000 * 3**n * 40 * 8 / 1e4:.1f}万" for n in range(3)]


def test_a_wrong_answer_is_no_dead_end(hour: Hour) -> None:
    page = hour.fresh(daily(hour.folder / "daily.csv"))
    assert "看不出是哪个月" in asked(page)
    reply(page, "6月")
    assert "2026-06" in page.inner_text(".notice.bad[role=alert]")
    assert "看不出是哪个月" in asked(page), "it may be answered again"
    reply(page, "2026-06")
    assert asked(page) == "品牌名（可以空着）"
    reply(page, "")
    assert total(page) == "30.0万"
    page.close()


def test_whose_the_shops_are_is_asked_and_followed(hour: Hour) -> None:
    files = [sessions(hour.folder / f"直播明细_{name}.csv", name, 100 + n) for n, name in enumerate("甲乙")]
    for when, file in enumerate(files):
        os.utime(file, (1_780_000_000 + when, 1_780_000_000 + when))
    page = hour.fresh(*files)
    for shop in ("甲店", "乙店"):
        assert asked(page) == f"直播明细_{shop[0]}.csv 是哪家店的？"
        reply(page, shop)
    assert asked(page) == "品牌名（可以空着）"
    reply(page, "双店牌")
    assert total(page) == f"{(100 + 101) * 40 * 8 / 1e4:.1f}万", "both shops, added"
    page.click("[role=tab]:has-text('店铺')")
    shown = page.inner_text("[role=tabpanel]:visible")
    assert "甲店" in shown
    assert "乙店" in shown
    page.close()


def test_nothing_to_report_from_says_what_to_drop(hour: Hour) -> None:
    settings = hour.folder / "brand.toml"
    settings.write_text('name = "甲"\n', "utf-8")
    page = hour.fresh(settings)
    assert "里面还没有能出报告的导出" in page.inner_text("#main")
    page.close()


def test_without_libreoffice_no_button_prints_and_a_line_says_so(hour: Hour) -> None:
    page = hour.fresh(sessions(hour.folder / "直播明细.csv", "号", 10))
    reply(page, "")
    assert page.query_selector("#download")
    assert not page.query_selector("[data-post=print]")
    assert "先在这台电脑上装 LibreOffice" in page.inner_text("#no-pdf")
    page.close()


def test_a_template_that_does_not_hold_is_called_by_its_own_name(hour: Hour) -> None:
    page = hour.fresh(sessions(hour.folder / "直播明细.csv", "号", 10))
    reply(page, "")
    torn = hour.folder / "我的模板.xlsx"
    torn.write_bytes(b"PK\x03\x04 cut off")
    page.set_input_files("#template", torn)
    page.wait_for_selector(".own .findings", timeout=WAIT)
    assert page.inner_text(".own .findings").startswith("我的模板.xlsx：")
    assert page.query_selector("#download"), "the report in the house template stays"
    table(hour.folder / "模板.csv", [("a",)])
    page.set_input_files("#template", hour.folder / "模板.csv")
    page.wait_for_selector("#said.bad", timeout=WAIT)
    assert page.inner_text("#said") == "模板.csv：模板要是 .xlsx、.xlsm、.xltx 或 .xltm"
    page.close()


def test_files_and_folders_that_are_dragged_in_are_taken(hour: Hour) -> None:
    sessions(hour.folder / "六月" / "自营" / "直播明细_六月.csv", "号", 10)
    table(hour.folder / "六月" / ".隐藏.csv", [("a",)])
    page = hour.fresh()
    session = hour.me.context.new_cdp_session(page)
    place = page.locator("#drop").bounding_box()
    data = {"items": [], "files": [str(hour.folder / "六月")], "dragOperationsMask": 1}
    at = {"x": place["x"] + 40, "y": place["y"] + 30, "data": data}
    for kind, over in (("dragEnter", True), ("dragOver", True), ("drop", False)):
        session.send("Input.dispatchDragEvent", {"type": kind, **at})
        assert page.evaluate("document.querySelector('#drop').classList.contains('over')") is over
    idle(page)
    assert page.locator(".files tbody th").all_inner_texts() == ["自营/直播明细_六月.csv"]
    page.close()


def test_english_is_english_for_who_listens(hour: Hour) -> None:
    """Every name of the tree that a screen reader reads, on a tab with a report; texts may quote a Chinese term."""
    page = hour.fresh()
    root = hour.app.origin + page.evaluate("document.body.dataset.root")
    page.goto(f"{root}/?lang=en")
    page.set_input_files("#files", daily(hour.folder / "daily.csv"))
    idle(page)
    reply(page, "2026-06")
    assert asked(page) == "name of the brand (may be left empty)"
    reply(page, "Acme")
    for path in ("/", "/settings", "/facts", "/functions"):
        page.goto(root + path)
        tree = page.locator("body").aria_snapshot()
        said = [
            line
            for line in tree.splitlines()
            if CHINESE.search(line) and not re.search("中文|- text: ", line)
        ]
        assert not said, (path, said[:8])
    page.goto(f"{root}/?lang=zh")
    page.close()
