"""Publicly reported faults and layouts, one test for each file: the right figures, or one clear line.

The files are kept beside the project (``../shared/cases``) and never in it. What is right is said here, by hand, after
the list that came with them; `truth.json` among them says it of the public layouts. Cases of functions, templates and
settings are held by the tests of those rooms.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl
import pandas as pd
import pytest
from conftest import SAMPLES
from typer.testing import CliRunner, Result

from xl_fact.cli import app

CASES: Final = SAMPLES.parent / "cases"
ABSENT: Final = f"LOUD: {CASES.name}/ is not beside the project; not one reported fault was tried"

Sums = dict[str, float]


@dataclass(frozen=True)
class Case:
    """What is right of one file: the exit code, the sums of the facts (None: no facts), and what has to be said."""

    month: str
    sums: Sums | None
    code: int = 0
    said: str = ""
    files: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


LIVE: Final = {"gmv_paid": 52_000.75, "gmv_platform": 54_000.5, "cost": 9_000.0, "live_views": 28_000.0}
MONTH: Final = {"gmv_paid": 1_143_824.63, "cost": 240_000.0}
TWO_OF_THREE: Final = {"gmv_paid": 42_500.25, "gmv_platform": 44_000.5, "cost": 7_000.0}
SEPTEMBER: Final = "2026-09"

FAULTS: Final = {
    "B11_gbk_stray.csv": Case(SEPTEMBER, LIVE, said="第 4 行有不合编码的字节"),
    "B13c_ids_zeros.csv": Case(SEPTEMBER, {"gmv_paid": 618.0}),
    "B14b_dup_diff.xlsx": Case(SEPTEMBER, None, 2, "“直播间用户支付金额”有两个（M 列和 P 列）"),
    "B14d_dup_order.csv": Case(SEPTEMBER, {"gmv_paid": 618.0}, said="2 行与前面的行相同"),
    "B16_hidden_sheet.xlsx": Case(SEPTEMBER, LIVE, said="隐藏的表没有读"),
    "B19_nocache.xlsx": Case(
        SEPTEMBER, {"gmv_paid": 0.0, "cost": 9_000.0}, 1, "公式没有存下结果 3 格（第一个在 M2）"
    ),
    "B21_errors.xlsx": Case(SEPTEMBER, {"gmv_paid": 33_000.75, "cost": 7_000.0}, 1, "1 格（第一个在 M3）"),
    "B23_eu.csv": Case(SEPTEMBER, LIVE),
    "B23b_fr.csv": Case(SEPTEMBER, LIVE),
    "B24c_openquote.csv": Case(SEPTEMBER, None, 2, "第 2 行：引号没有配对"),
    "B24d_extra.csv": Case(SEPTEMBER, TWO_OF_THREE, 1, "没有计入（第 4 行）"),
    "B24f_trunc.csv": Case(SEPTEMBER, TWO_OF_THREE, 1, "没有计入（第 4 行）"),
    "B24g_nul.csv": Case(SEPTEMBER, LIVE, said="第 4 行有不合编码的字节"),
    "B26a_date.csv": Case(SEPTEMBER, LIVE),
    "B26i_date.csv": Case(SEPTEMBER, LIVE),
    "B27_utc.csv": Case(SEPTEMBER, {"gmv_paid": 23_500.25}, more={"days": ["2026-09-02"]}),
    "B30b_status2.csv": Case(SEPTEMBER, {"gmv_paid": 414.0}, said="没有付款的订单 2"),
    "M0_plain.xlsx": Case(SEPTEMBER, MONTH),
    "M2_visible_copy.xlsx": Case(SEPTEMBER, MONTH, said="60 行与前面的行相同"),
    "M4_errors.xlsx": Case(SEPTEMBER, {"cost": 240_000.0}, 1, "30 格（第一个在 M2）"),
    "M6_dup_rows.xlsx": Case(SEPTEMBER, MONTH, said="10 行与前面的行相同"),
    "M7_dup_col.xlsx": Case(SEPTEMBER, None, 2, "“直播间用户支付金额”有两个（M 列和 P 列）"),
    "M10_trunc.csv": Case(SEPTEMBER, {"cost": 236_000.0}, 1, "没有计入（第 61 行）"),
    "M11_unquoted_thousands.csv": Case(SEPTEMBER, None, 2, "第 2 行起：有 60 行的格数与表头不符"),
}
"""Faults in a file, by its name."""

NOTHING: Final = {
    "L12": "只有运费险的保费",
    "L24": "各活动自开始以来的累计",
    "L39": "找达人用的估计值",
}
"""Layouts that hold no sales, and what is said of them."""

BY_HAND: Final = {
    "L16w": Case("2026-06", {"gmv_platform": 1_000.0}, 1, "部分重叠，而旧的一行合计 2026-06-01 ~ 2026-06-30"),
    "L20": Case(SEPTEMBER, {}, 1, "没有付款的订单 1"),
    "L32": Case("2026-08", {"gmv_paid": 68.04, "gmv_platform": 69.0, "refund_paid": 0.0}),
    "L35": Case("2026-08", {"gmv_paid": 100.0, "commission": 20.0}),
    "L40": Case("2026-08", {"gmv_platform": 4_800.0, "live_minutes": 240.0}),
    "L41": Case(SEPTEMBER, {"items": 10_855.0, "gmv_platform": 1_052_000.0}, more={"role": "market"}),
    "L44": Case(SEPTEMBER, {"gmv_platform": 1_039_600.0}, more={"role": "market"}),
    "F_fee": Case(SEPTEMBER, {"commission": 60_000.0, "gmv_settled": 225_000.0, "gmv_paid": 300_000.0}),
    "F_session_zero": Case(SEPTEMBER, {"gmv_paid": 1_795_415.1, "cost": 721_572.9}),
    "F_gmvmax_product": Case("2026-08", {"gmv_platform": 690.0, "cost": 170.75, "orders": 16.0}),
    "F_span": Case("2026-02", {"gmv_platform": 5_500.0}, more={"span": ("2026-02-16", "2026-03-15")}),
}
"""Layouts of which `truth.json` says nothing, or not all."""

AT_ODDS: Final = {
    "L14": "“Avg. order value” 2 行里有 1 行",
    "L21": "合计行“Orders”是 20.00，各行之和是 40.00",
    "L23": "“AOV (SKU orders)” 2 行里有 2 行",
    "L25": "“Product ad click rate” 3 行里有 1 行",
}
"""Layouts whose invented figures contradict themselves: the sums are right, and the contradiction is named."""

GMV, EXPOSURES, OWN, CREATORS, SHELF = 2_862_212.42, 35_123_146, 2_116_540.45, 257_259.97, 488_412.0
RIGHT: Final = (GMV, EXPOSURES, OWN, CREATORS, SHELF)
WORKBOOKS: Final = {
    "00_base": Case("2026-06", {}, 0, "校验全部通过"),
    "01_hidden_backup_sheets": Case("2026-06", {}, 0, "校验全部通过", more={"sheet": "隐藏"}),
    "02_one_day_pasted_twice": Case("2026-06", {}, 0, "校验全部通过", more={"sheet": "行与前面的行相同"}),
    "04_unknown_carrier_huojia": Case(
        "2026-06", {}, 1, "校验未通过", more={"sheet": "“货架”", "right": (GMV, EXPOSURES, OWN)}
    ),
    "05_ref_errors_one_day": Case(
        "2026-06", {}, 1, "校验未通过", more={"sheet": "错误值", "right": (EXPOSURES,)}
    ),
    "07_space_thousands": Case("2026-06", {}, 0, "校验全部通过"),
    "09_formulas_zero_cache": Case("2026-06", {}, 1, "校验未通过", more={"right": (EXPOSURES,)}),
    "11_dates_merged_down": Case("2026-06", {}, 0, "校验全部通过"),
    "12_styled_blank_at_last_row": Case("2026-06", {}, 0, "校验全部通过"),
    "13_dates_with_weekday": Case("2026-06", {}, 0, "校验全部通过"),
    "20_infinite_figure": Case("2026-06", {}, 1, "读不出数字", more={"right": (EXPOSURES,)}),
}
"""One Compass workbook with one fault each: what its report says."""

TEXTS: Final = ("15_one_bad_byte", "17_control_char_heading", "19_total_beside_index", "19_total_plain")
ELSEWHERE: Final = ("functions", "settings", "template_quotes", "two_currencies", "B")


def folders() -> list[str]:
    """The folders of cases that are here; one that skips aloud where there are none."""
    return sorted(path.name for path in CASES.iterdir() if path.is_dir()) if CASES.is_dir() else []


def truths() -> dict[str, Any]:
    """The sums that a public layout must give."""
    file = CASES / "truth.json"
    return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else {}


def of(*names: str) -> list[Any]:
    """One parameter a case, that says aloud when it is not here."""

    def marks(name: str) -> Any:
        there = (CASES / name).exists() or (CASES / "B" / name).exists()
        return () if name and there else pytest.mark.skip(ABSENT)

    return [pytest.param(name, id=name, marks=marks(name)) for name in names or ("",)]


def imported(files: list[Path], month: str, folder: Path) -> tuple[Result, pd.DataFrame | None]:
    """What the command said, and the facts that it wrote."""
    arguments = ["import", *map(str, files), "--brand", "示例", "--facts", str(folder), "--month", month]
    result = CliRunner().invoke(app, arguments)
    parts = [
        p
        for p in folder.rglob("*.parquet")
        if not any(part.startswith("_") for part in p.relative_to(folder).parts)
    ]
    return result, pd.concat([pd.read_parquet(part) for part in parts]) if parts else None


def tried(case: Case, files: list[Path], folder: Path) -> None:
    """See that an import gives what is right."""
    result, facts = imported(files, case.month, folder)
    said = result.stdout + result.stderr
    assert result.exit_code == case.code, said
    assert case.said in said
    assert "Traceback" not in said
    if case.code == 2:
        assert facts is None or facts.empty
        assert len(said.strip().splitlines()) <= 2, "one clear line"
        return
    for key, value in (case.sums or {}).items():
        assert facts is not None
        assert float(facts[key].sum()) == pytest.approx(value, abs=0.005), key
    if facts is not None:
        facts = facts.assign(**{day: pd.to_datetime(facts[day]) for day in ("date", "until")})
        assert {role for role in facts["role"] if role == "market"} == (
            {"market"} if "role" in case.more else set()
        )
    if "days" in case.more:
        assert facts is not None
        assert sorted(set(facts["date"].dt.strftime("%F"))) == case.more["days"]
    if "span" in case.more:
        assert facts is not None
        spans = set(zip(facts["date"].dt.strftime("%F"), facts["until"].dt.strftime("%F"), strict=True))
        assert spans == {case.more["span"]}


@pytest.mark.parametrize("name", of(*FAULTS))
def test_a_fault_in_a_file(name: str, tmp_path: Path) -> None:
    tried(FAULTS[name], [CASES / "B" / name], tmp_path)


@pytest.mark.parametrize("name", of(*BY_HAND))
def test_a_layout_by_hand(name: str, tmp_path: Path) -> None:
    tried(BY_HAND[name], sorted((CASES / name).iterdir()), tmp_path)


@pytest.mark.parametrize("name", of(*NOTHING))
def test_a_layout_without_sales_is_one_line(name: str, tmp_path: Path) -> None:
    result, facts = imported(sorted((CASES / name).iterdir()), "2026-08", tmp_path)
    assert (result.exit_code, facts) == (2, None)
    assert NOTHING[name] in result.stdout + result.stderr


@pytest.mark.parametrize("name", of(*(name for name in truths() if name not in {*NOTHING, *BY_HAND})))
def test_a_layout_gives_the_sums_of_its_truth(name: str, tmp_path: Path) -> None:
    truth = truths()[name]
    want = {key: float(value) for key, value in truth["expect"].items() if value is not None}
    assert want
    odd = AT_ODDS.get(name, "")
    tried(Case(truth["month"], want, 1 if odd else 0, odd), sorted((CASES / name).iterdir()), tmp_path)


def shown(book: openpyxl.Workbook, sheet: str) -> tuple[list[float], str]:
    """The figures and the texts of one sheet."""
    cells = [cell.value for row in book[sheet].iter_rows() for cell in row]
    return [cell for cell in cells if isinstance(cell, int | float)], "\n".join(
        c for c in cells if isinstance(c, str)
    )


@pytest.mark.parametrize("name", of(*WORKBOOKS))
def test_a_compass_workbook_with_one_fault(name: str, tmp_path: Path) -> None:
    case, out = WORKBOOKS[name], tmp_path / "月报.xlsx"
    result = CliRunner().invoke(app, ["report", str(CASES / name), "--month", case.month, "--out", str(out)])
    said = result.stdout + result.stderr
    assert result.exit_code == case.code, said
    assert case.said in said
    book = openpyxl.load_workbook(out, data_only=True)
    figures, _ = shown(book, "FACT对比")
    for right in case.more.get("right", RIGHT):
        assert any(abs(figure - right) < 0.006 for figure in figures), right
    _, told = shown(book, "校验")
    assert case.more.get("sheet", "") in told
    assert ("未通过" in told) == (case.code == 1)
    if name.startswith("04"):
        assert not any(abs(figure - (OWN + SHELF)) < 1 for figure in figures), (
            "the shop is never booked into F"
        )
    for sheet in book.sheetnames:
        assert not re.search(r"\b(?:inf|nan)\b", shown(book, sheet)[1], re.I)


@pytest.mark.parametrize("name", of(*TEXTS))
def test_a_text_with_one_fault(name: str, tmp_path: Path) -> None:
    (file,) = (CASES / name).iterdir()
    if name.startswith("17"):
        drafted = CliRunner().invoke(app, ["inspect", str(file)])
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", drafted.stdout)
        return
    result, facts = imported([file], "2026-06", tmp_path)
    said = result.stdout + result.stderr
    assert facts is not None, said
    if name.startswith("15"):
        assert "不合编码的字节" in said
        assert len(facts) > 100
        return
    assert float(facts["gmv_platform"].sum()) == 3_500.0 or float(facts["cost"].sum()) == 3_500.0, said
    assert not facts["content"].str.contains("合计|总计|Total|全部", na=False).any()


@pytest.mark.parametrize("month", ["2026-02", "2026-03"])
def test_a_window_across_two_months_is_neither_months(month: str, tmp_path: Path) -> None:
    if not (CASES / "F_span").exists():
        pytest.skip(ABSENT)
    out = tmp_path / "o.xlsx"
    result = CliRunner().invoke(app, ["report", str(CASES / "F_span"), "--month", month, "--out", str(out)])
    assert result.exit_code == 2
    assert "2026-02-16 ~ 2026-03-15" in result.stdout + result.stderr
    assert not out.exists()


def test_money_of_two_currencies_is_never_added(tmp_path: Path) -> None:
    folder, out = CASES / "two_currencies", tmp_path / "o.xlsx"
    if not folder.exists():
        pytest.skip(ABSENT)
    files = [str(file) for file in sorted(folder.iterdir()) if file.suffix != ".txt"]
    result = CliRunner().invoke(app, ["report", *files, "--month", "2026-06", "--out", str(out)])
    assert result.exit_code == 1
    assert "USD 的 2 行" in result.stdout + result.stderr
    figures, _ = shown(openpyxl.load_workbook(out, data_only=True), "FACT对比")
    assert any(abs(figure - 3_500) < 0.01 for figure in figures)
    assert not any(abs(figure - 6_500) < 0.01 for figure in figures)


def test_every_case_that_is_here_is_tried() -> None:
    if not CASES.is_dir():
        pytest.skip(ABSENT)
    tried_here = {*BY_HAND, *NOTHING, *WORKBOOKS, *TEXTS, *truths(), *ELSEWHERE}
    assert set(folders()) <= tried_here
    files = {path.name for path in (CASES / "B").iterdir() if path.suffix != ".json"}
    assert files == set(FAULTS)
