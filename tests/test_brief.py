"""The month in three lines, as a picture, as five slides: the report's own sentences and figures."""

from __future__ import annotations

import datetime
import io
import math
import re
import struct
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from oracles import tool
from report import invented
from typer.testing import CliRunner

from xl_fact import deck as slides
from xl_fact import picture, seal
from xl_fact.brief import lines_of, phone
from xl_fact.cli import app
from xl_fact.deck import deck
from xl_fact.demo import write_demo
from xl_fact.errors import InputError
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts
from xl_fact.report.contract import texts_of
from xl_fact.report.model import Paragraph, Report
from xl_fact.texts import shown_length, wrapped
from xl_fact.words import Lang

PHONE = 390
"""Pixels across a phone."""


def commands(*words: str | Path) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _, june, *_ = write_demo(tmp_path_factory.mktemp("demo"))
    return june


# -------------------------------------------------------------------- three lines
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lines_are_the_reports_own_sentences(lang: Lang) -> None:
    report = invented.report(lang=lang)
    lines = lines_of(report)
    assert len(lines) == 3
    assert set(lines) <= set(texts_of(report).values())
    assert lines[0] == report.texts["headline"]
    assert lines[-1] == report.texts["next_sentence"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_for_a_phone_has_the_cards_of_the_first_screen_and_three_actions_in_money(
    lang: Lang,
) -> None:
    report = invented.report(lang=lang)
    texts, narrow = texts_of(report), phone(report)
    (section,) = narrow.sections
    keys = [figure.key for figure in section.figures]
    assert {"gmv", "profit", "roi", "gpm", "refund_rate", "check_shown"} <= set(keys)
    said = [part.text for part in section.parts if isinstance(part, Paragraph)]
    assert "".join(said[0].split()) == "".join(texts["headline"].split())
    amounts = sorted(report.values.column("actions", "amount"), reverse=True)
    assert len(said[-3:]) == len(amounts) == 3
    for line, amount in zip(said[-3:], amounts, strict=True):
        assert f"{amount:,.0f}" in line


def test_no_line_of_the_picture_begins_with_a_stop_or_tears_a_number() -> None:
    """For a phone lines are broken by Chinese rules, at any width: LibreOffice has none of its own."""
    text = "GPM 263.0 → 259.1（-3.9）：结构 -20.0，效率 +16.1；主要是结构，其中自营直播 -15.6。“说明”里填毛利率。"
    for room in range(12, 60):
        lines = wrapped(text, room).split("\n")
        assert not [line for line in lines if line[0] in "，。；：）”" or line[-1] in "（“-+"], (room, lines)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert re.findall(r"[-+]?\d+\.\d", "\n".join(lines)) == re.findall(r"[-+]?\d+\.\d", text)
        assert max(map(shown_length, lines)) <= room + 4 or room < 16
    said = [p.text for p in phone(invented.report()).sections[0].parts if isinstance(p, Paragraph)]
    assert any("\n" in line for line in said)
    assert not [line for text in said for line in text.split("\n") if line[0] in "，。；：）"]


JANUARY = [datetime.date(2026, 1, day) for day in range(1, 32)]


@pytest.mark.parametrize(
    ("days", "before", "zh", "en"),
    [
        (
            invented.DAYS,
            [],
            "下半月对上半月（下半月活动 0 天，上半月 3 天），",
            "2nd half vs 1st (0 days of campaigns then, 3 before): ",
        ),
        (
            invented.DAYS,
            JANUARY,
            "比上月（本月活动 3 天，上月 0 天），",
            "Against last month (3 days of campaigns now, 0 then): ",
        ),
        (invented.DAYS, JANUARY[:9], "比上月同样的 9 天，", "Against the same 9 days of the month before: "),
        (invented.DAYS[:9], JANUARY, "比上月同样的 9 天，", "Against the same 9 days of the month before: "),
    ],
)
def test_what_a_change_is_of_is_said_wherever_its_line_is_pasted(
    days: list[Any], before: list[Any], zh: str, en: str
) -> None:
    """Halves, months, and nine days against nine: in the lines, over the line of the picture, on the fourth slide."""
    facts = pd.concat(
        [invented.frame(days), *([invented.frame(before)] if before else [])], ignore_index=True
    )
    for lang, basis in (("zh", zh), ("en", en)):
        report = invented.report(lang=lang, facts_of=facts)
        assert lines_of(report)[1].startswith(basis)
        (section,) = phone(report).sections
        said = [part.text for part in section.parts if isinstance(part, Paragraph)]
        plain = [re.sub(r"\s+", "", text) for text in said]
        asked = said[plain.index(re.sub(r"\s+", "", report.texts["bridge_sentence"])) - 1]
        count = re.search(r"\d+(?= 天，| days of the month)", basis.split("（")[0])
        assert asked in {"为什么", "Why"} if before == JANUARY and days == invented.DAYS else len(asked) > 3
        assert count is None or count[0] in asked
    if find_spec("pptx"):
        from pptx import Presentation

        slide = list(Presentation(io.BytesIO(deck(report))).slides)[3]
        assert any(text.startswith(en) for text in texts(slide))


def test_text_alone_writes_nothing(june: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = commands("brief", june, "--text")
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 3
    assert done.stdout.startswith("2026年6月 GMV ")
    assert not list(tmp_path.iterdir())


def test_without_libreoffice_the_lines_come_and_no_picture_is_claimed(
    june: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object, **__: object) -> bytes:
        raise InputError("没有 LibreOffice", "no LibreOffice")

    monkeypatch.setattr(picture, "picture_of", nothing)
    monkeypatch.chdir(tmp_path)
    done = commands("brief", june)
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 3
    assert "没有画出图：没有 LibreOffice" in done.stderr
    assert "图：" not in done.stderr.replace("没有画出图：", "")
    assert not list(tmp_path.iterdir())


def test_a_picture_of_a_persons_is_not_overwritten(june: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.png"
    mine.write_bytes(b"mine")
    assert commands("brief", june, "--out", mine).exit_code == 2
    assert mine.read_bytes() == b"mine"


def test_a_week_has_its_lines_too(june: Path) -> None:
    done = commands("brief", june, "--text", "--week", "2026-W24")
    assert done.stdout.startswith("2026年第24周（6月8日–14日） GMV ")


# -------------------------------------------------------------------- the picture
def unpacked(data: bytes) -> Any:
    """The pixels of a PNG whose lines are stored as they are."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, body = 8, b""
    width = height = 0
    while at < len(data):
        (size,), kind = struct.unpack_from(">I", data, at), data[at + 4 : at + 8]
        part = data[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", data, at + 8 + size)[0] == zlib.crc32(kind + part)
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", part)
        body += part if kind == b"IDAT" else b""
        at += 12 + size
    lines = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, 1 + width * 3)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(height, width, 3)


def test_a_picture_keeps_every_pixel() -> None:
    pixels = np.random.default_rng(7).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    assert (unpacked(picture.png(pixels)) == pixels).all()
    assert (unpacked(seal.sealed(picture.png(pixels))) == pixels).all()


@pytest.mark.slow
@pytest.mark.office
def test_the_first_page_is_drawn_sharp_and_without_white_around(tmp_path: Path) -> None:
    tool.program("soffice")
    tool.program("pdftoppm")
    path = write_report(phone(invented.report()), tmp_path / "r.xlsx").path
    pixels = unpacked(picture.picture_of(path))
    high, wide, _ = pixels.shape
    assert 800 < wide < high
    cells = [c for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for c in row if c.value]
    smallest = min(cell.font.size for cell in cells) * picture.DOTS / 72
    assert smallest * PHONE / wide >= 9, "pixels of the smallest text on a phone"
    inked = (pixels < 250).any(axis=2)
    for edge in (inked[: picture.MARGIN], inked[-picture.MARGIN :], inked[:, : picture.MARGIN]):
        assert not edge.any()
    assert inked[high // 2 :].any()


# -------------------------------------------------------------------- the slides
@pytest.fixture(scope="module", params=["zh", "en"])
def presented(request: pytest.FixtureRequest) -> Any:
    from pptx import Presentation

    report = invented.report(lang=request.param)
    return report, Presentation(io.BytesIO(deck(report)))


def texts(slide: Any) -> list[str]:
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return [text for text in found if text]


def charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def test_five_slides_with_the_reports_sentences(presented: Any) -> None:
    report, file = presented
    known = texts_of(report)
    said = [texts(slide) for slide in file.slides]
    assert len(said) == 5
    for number, name in enumerate(
        ("headline", "who_sentence", "why_sentence", "bridge_sentence", "next_sentence")
    ):
        assert known[name] in said[number], name
    assert [len(charts(slide)) for slide in file.slides] == [0, 1, 1, 2, 0]


def test_the_figures_are_those_of_the_workbook(presented: Any) -> None:
    report, file = presented
    first = texts(file.slides[0])
    assert {texts_of(report)["gmv"], texts_of(report)["gpm"], "3.3"} <= set(first)  # 56,000 / 16,800
    share = charts(file.slides[1])[0].plots[0]
    assert next(iter(share.categories)) == report.table("who").column("share").heading.text(report.lang)
    for row, series in enumerate(share.series):
        wanted = [report.values.column("who", key)[row] for key in ("share", "base_share", "cost_share")]
        assert list(series.values) == pytest.approx([w for w in wanted if math.isfinite(w)])
    days, gpm = charts(file.slides[3])
    sold = np.sum([[value or 0 for value in series.values] for series in days.plots[0].series], axis=0)
    assert sold == pytest.approx(report.values.column("daily", "gmv"))
    known = [value for value in gpm.plots[0].series[0].values if value is not None]
    assert known == pytest.approx([v for v in report.values.column("daily", "gpm") if math.isfinite(v)])


def test_no_text_of_a_slide_is_small_and_none_runs_over_its_edge(presented: Any) -> None:
    _, file = presented
    for slide in file.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= file.slide_width
            assert shape.top + shape.height <= file.slide_height
            if shape.has_text_frame:
                sizes = [run.font.size.pt for p in shape.text_frame.paragraphs for run in p.runs]
                assert all(size >= 12 for size in sizes)


def test_the_same_report_gives_the_same_slides_and_they_are_sealed(tmp_path: Path) -> None:
    first, second = deck(invented.report()), deck(invented.report())
    assert first == second
    (tmp_path / "d.pptx").write_bytes(first)
    assert seal.state_of(tmp_path / "d.pptx") == "ours"


def test_without_cost_there_are_five_slides_still() -> None:
    from pptx import Presentation

    frame = invented.frame()
    frame["cost"] = float("nan")
    report: Report = invented.report(facts_of=frame)
    assert len(Presentation(io.BytesIO(deck(report))).slides) == 5


@pytest.mark.skipif(find_spec("pptx") is None, reason="python-pptx is not installed")
def test_a_list_of_cost_and_sales_alone_has_its_slides() -> None:
    """No impressions, no GPM, no channel: shares stand where the bubbles would, and no empty line chart."""
    from pptx import Presentation

    frame = invented.frame().assign(product_impressions=np.nan, product_clicks=np.nan)
    slides = list(Presentation(io.BytesIO(deck(invented.report(facts_of=frame)))).slides)
    assert [len(charts(slide)) for slide in slides] == [0, 1, 1, 1, 0]


def test_the_sums_of_a_slide_are_told_in_wan_and_its_week_in_one_pair_of_brackets() -> None:
    """14,000 of a week: the axis of its days is in 万, as the workbook's is."""
    report = from_facts(invented.frame(), (), invented.BRAND, "2026-W07")
    nested = re.compile(r"（[^（）]*（|\([^()]*\(")
    assert not [name for name, text in texts_of(report).items() if nested.search(text)]
    if find_spec("pptx"):
        from pptx import Presentation

        daily = charts(list(Presentation(io.BytesIO(deck(report))).slides)[3])
        assert daily[0].value_axis.tick_labels.number_format == '0\\.0,"万"'
        assert daily[1].value_axis.tick_labels.number_format == "#,##0"


def test_without_python_pptx_the_line_says_how_to_install_it(
    june: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slides, "find_spec", lambda name: None)
    done = commands("report", june, "--pptx", "--out", tmp_path / "r.xlsx")
    assert done.exit_code == 2
    assert "pip install python-pptx" in done.output
    assert not list(tmp_path.iterdir()), "said before the work, not after it"


@pytest.mark.slow
@pytest.mark.office
def test_the_command_writes_slides_that_libreoffice_opens(june: Path, tmp_path: Path) -> None:
    from xl_fact.pdf import printed

    assert find_spec("pptx")
    done = commands("report", june, "--pptx", "--out", tmp_path / "r.xlsx")
    assert (done.exit_code, "r.pptx" in done.output) == (0, True)
    try:
        pdf = printed(tmp_path / "r.pptx", how="pdf")
    except InputError as cannot:
        pytest.skip(f"LibreOffice without Impress: {cannot.en}")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 5
