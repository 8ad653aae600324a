"""No setting is without effect: every field of brand.toml, every input cell of 说明."""

from __future__ import annotations

import dataclasses
import datetime
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import ironcalc
import numpy as np
import openpyxl
import pytest
from typer.testing import CliRunner

from xl_fact.brand import Brand, Campaign, Economics, Strengths, Targets
from xl_fact.cli import app
from xl_fact.engine.everything import everything
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts
from xl_fact.report.model import Figure, Ledger, Report

FIRST = datetime.date(2026, 3, 1)
BRAND = Brand(
    name="甲牌",
    targets=Targets(gmv=1e6, roi=2, gpm=1_000),
    economics=Economics(margin=0.5, commission_rate=0.2),
    strengths=Strengths(content=8, brand=5, product=6, price=4, quality=0.9, match=0.8),
    campaigns=(Campaign("节", FIRST.replace(day=12), FIRST.replace(day=14)),),
)
OTHERWISE: dict[str, Any] = {
    "name": "乙牌",
    "gmv": "platform",
    "gpm_base": "plays",
    "shelf": "F",
    "head_followers": 150,
    "palette": "west",
    "language": "en",
    "tiers.shoulder": 130,
    "tiers.waist": 120,
    "targets.gmv": 2e6,
    "targets.roi": 3,
    "targets.gpm": 1e9,
    "economics.margin": 0.1,
    "economics.commission_rate": 0.4,
    "strengths.content": 1,
    "strengths.brand": 9,
    "strengths.product": 1,
    "strengths.price": 9,
    "strengths.quality": 0.2,
    "strengths.match": 0.1,
    "campaigns.0.name": "庆",
    "campaigns.0.start": FIRST.replace(day=10),
    "campaigns.0.end": FIRST.replace(day=20),
}
"""Another value of each field. A field that is missing here fails `test_every_field_of_brand_toml_has_an_effect`."""


# -------------------------------------------------------------------- brand.toml
def fields_of(settings: Any, at: str = "") -> Iterator[str]:
    """The path of every single setting."""
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if isinstance(value, tuple):
            yield from fields_of(value[0], f"{at}{field.name}.0.")
        elif dataclasses.is_dataclass(value):
            yield from fields_of(value, f"{at}{field.name}.")
        else:
            yield at + field.name


def changed(settings: Any, path: str, value: Any) -> Any:
    """The settings with one of them changed."""
    name, _, rest = path.partition(".")
    if rest.startswith("0."):
        first, *others = getattr(settings, name)
        value = (changed(first, rest[2:], value), *others)
    elif rest:
        value = changed(getattr(settings, name), rest, value)
    return dataclasses.replace(settings, **{name: value})


@cache
def report_of(brand: Brand) -> Report:
    facts = everything(FIRST, "CNY")
    facts["commission"] = np.nan  # so that the planned one is asked
    return from_facts(facts, (), brand, "2026-03")


@cache
def said(brand: Brand) -> str:
    """All that the report says but 说明, which only repeats the settings."""
    report = report_of(brand)
    return (
        repr([s for s in report.sections if s.key != "about"]) + repr(values_of(report)) + repr(report.texts)
    )


@cache
def drawn(brand: Brand, folder: Path) -> dict[str, str]:
    """Each part of the workbook but 说明; styles only as far as values choose them."""
    written = write_report(report_of(brand), folder / "report.xlsx").path
    with zipfile.ZipFile(written) as book:
        held = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
    found = {
        n: re.sub(r' s="\d+"', "", x) for n, x in held.items() if re.match("xl/(worksheets/sheet|charts)", n)
    }
    del found["xl/worksheets/sheet1.xml"]
    dxfs = re.search("<dxfs.*</dxfs>", held["xl/styles.xml"], re.DOTALL)
    assert dxfs is not None
    return {**found, "colours": dxfs[0]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings")


SHOWN_ELSEWHERE = {"timezone", "rates.to", "rates.of", "any_gmv"}
"""What these exports cannot show: test_currencies.py and test_each_export_alone.py do."""


@pytest.mark.parametrize("path", [path for path in fields_of(BRAND) if path not in SHOWN_ELSEWHERE])
def test_every_field_of_brand_toml_has_an_effect(path: str, folder: Path) -> None:
    assert path in OTHERWISE, "a new setting: give it another value here, and see that it changes the report"
    other = changed(BRAND, path, OTHERWISE[path])
    assert said(other) != said(BRAND) or drawn(other, folder) != drawn(BRAND, folder)


def test_the_same_settings_give_the_same_workbook(folder: Path) -> None:
    again = dataclasses.replace(BRAND, head_followers=BRAND.head_followers + 1)
    assert said(again) == said(BRAND)
    assert drawn(again, folder) == drawn(BRAND, folder)


# -------------------------------------------------------------------- from the command line
FORMAT = """
key = "own_creators"
zh = "自家达人日报"
en = "own creators"
platform = "douyin"
currency = "CNY"
[[sheets]]
role = "sales"
constant = { owner = "合作", carrier = "短视频" }
[sheets.required]
date = "日期"
account = "达人"
followers = "粉丝数"
gmv_paid = "成交"
cost = "花费"
product_impressions = "曝光"
"""


@pytest.fixture(scope="module")
def daily(folder: Path) -> Path:
    """One day of two creators: 100,000 followers sold 1,000, 1,500,000 followers sold 9,000."""
    (folder / "formats").mkdir()
    (folder / "formats" / "own_creators.toml").write_text(FORMAT, "utf-8")
    lines = [
        "日期,达人,粉丝数,成交,花费,曝光",
        "2026-06-01,小,100000,1000,300,20000",
        "2026-06-01,大,1500000,9000,1000,50000",
    ]
    (folder / "日报.csv").write_text("\n".join(lines), "utf-8-sig")
    return folder


def reported(folder: Path, toml: str, *more: str) -> openpyxl.Workbook:
    (folder / "brand.toml").write_text(f'name = "甲"\n{toml}\n', "utf-8")
    words = [
        "report",
        "--month",
        "2026-06",
        "--config",
        f"{folder}/brand.toml",
        "--out",
        f"{folder}/r.xlsx",
        *more,
    ]
    result = CliRunner().invoke(app, words)
    assert result.exit_code in (0, 1), result.output
    return openpyxl.load_workbook(folder / "r.xlsx", data_only=True)


def sold(book: openpyxl.Workbook, sheet: str = "FACT对比") -> dict[str, float]:
    """Position → GMV, from the table of positions."""
    rows = [
        row for row in book[sheet].iter_rows(min_col=2, max_col=3, values_only=True) if row[1] is not None
    ]
    return {
        str(name)[:1]: gmv for name, gmv in rows if str(name)[1:2] == " " and isinstance(gmv, int | float)
    }


def test_followers_make_a_head_when_the_report_is_made(daily: Path) -> None:
    """Also of facts that were imported before anyone said how many."""
    files = (str(daily / "日报.csv"), "--formats", str(daily / "formats"))
    assert sold(reported(daily, "head_followers = 5_000_000", *files)) == {"A": 10_000}
    assert sold(reported(daily, "head_followers = 1_000_000", *files)) == {"A": 1_000, "T": 9_000}
    facts = str(daily / "facts")
    assert CliRunner().invoke(app, ["import", *files, "--brand", "甲", "--facts", facts]).exit_code == 0
    assert sold(reported(daily, "head_followers = 1_000_000", "--facts", facts)) == {"A": 1_000, "T": 9_000}


def test_the_language_of_the_brand_is_the_workbooks(daily: Path) -> None:
    files = (str(daily / "日报.csv"), "--formats", str(daily / "formats"))
    assert "Overview" in reported(daily, 'language = "en"', *files).sheetnames
    assert "概览" in reported(daily, 'language = "en"', *files, "--lang", "zh").sheetnames
    assert "概览" in reported(daily, "", *files).sheetnames


def test_the_timezone_of_the_brand_is_that_of_its_days(daily: Path) -> None:
    (daily / "夜.csv").write_text(
        "日期,达人,粉丝数,成交,花费,曝光\n2026-05-31T20:00:00Z,夜,100000,700,300,20000\n"
        "2026-06-01T20:00:00Z,夜,100000,1000,300,20000\n",
        "utf-8-sig",
    )
    files = (str(daily / "夜.csv"), "--formats", str(daily / "formats"))
    assert sold(reported(daily, "", *files)) == {"A": 1_700}
    assert sold(reported(daily, 'timezone = "America/New_York"', *files)) == {"A": 1_000}


# -------------------------------------------------------------------- the inputs of 说明
BRANDS = {
    "all set": BRAND,
    "nothing set": Brand(),
    "no margin": dataclasses.replace(BRAND, economics=Economics()),
    "no targets": dataclasses.replace(BRAND, targets=Targets()),
    "no commission": dataclasses.replace(BRAND, economics=Economics(margin=0.5)),
    "ROI only": Brand(targets=Targets(roi=2)),
}


def inputs_of(report: Report) -> dict[str, Figure]:
    return {figure.key: figure for figure in report.figures if figure.is_input}


def others(figure: Figure) -> tuple[float, float]:
    """Two other values of an input, one far below and one far above."""
    if figure.given is None:  # empty at first, and filled in
        return 0.1, figure.high or 1e9
    assert isinstance(figure.given, int | float)
    return figure.given / 10, figure.high or max(figure.given, 1.0) * 1e9


def values_of(report: Report, **given: float) -> dict[tuple[str, ...], Any]:
    """Every computed value, with some inputs given otherwise."""
    ledger, wanted = Ledger(), []
    for section in report.sections:
        for table in section.tables:
            ledger.enter(table)
            wanted += [("column", table.key, c.key) for c in table.columns]
            wanted += [("total", table.key, c.key) for c in table.columns]
        for figure in section.figures:
            if figure.key in given:
                figure = dataclasses.replace(figure, given=given[figure.key])
            elif figure.formula is not None:
                wanted.append(("figure", figure.key))
            ledger.enter(figure)
    ask = {"column": ledger.column, "total": ledger.total, "figure": ledger.figure}
    return {place: ask[place[0]](*place[1:]) for place in wanted}


def differs(a: Any, b: Any) -> bool:
    return repr(np.asarray(a).tolist()) != repr(np.asarray(b).tolist())


def test_a_bare_report_offers_no_input_that_changes_nothing() -> None:
    """What nobody has said may be typed afterwards: the same cells are offered, empty."""
    offered = inputs_of(report_of(Brand()))
    assert set(offered) == set(inputs_of(report_of(BRAND)))
    assert {"margin", "commission_rate", "target_gmv", "target_roi", "target_gpm", "strength_match"} < set(
        offered
    )
    assert {key for key, figure in offered.items() if figure.given is not None} == {
        "least_cost", "strength_quality", "strength_match", "strength_floor"
    }  # fmt: skip


@pytest.mark.parametrize("who", BRANDS)
def test_every_input_changes_a_computed_value(who: str) -> None:
    """Once the others are filled in that are empty at first."""
    report = report_of(BRANDS[who])
    empty = {key: 0.5 for key, figure in inputs_of(report).items() if figure.given is None}
    for key, figure in inputs_of(report).items():
        rest = {name: value for name, value in empty.items() if name != key}
        before = values_of(report, **rest)
        afters = [values_of(report, **rest, **{key: other}) for other in others(figure)]
        assert [place for after in afters for place in before if differs(before[place], after[place])], key


@pytest.mark.parametrize("who", BRANDS)
def test_a_formula_looks_at_every_input(who: str, folder: Path) -> None:
    """In the workbook itself: the cell that bears the input's name stands in a formula of some cell."""
    inputs = inputs_of(report_of(BRANDS[who]))
    assert not [key for key in inputs if cell_of(who, key, folder) not in looked_at(who, folder)]


@cache
def workbook(who: str, folder: Path) -> Path:
    return write_report(report_of(BRANDS[who]), folder / f"{who}.xlsx").path


@cache
def parts(who: str, folder: Path) -> dict[str, str]:
    with zipfile.ZipFile(workbook(who, folder)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def cell_of(who: str, key: str, folder: Path) -> str:
    """The cell of 说明 that bears an input's name, like C20."""
    named = re.search(rf'name="xf_{key}"[^>]*>\'?说明\'?!([^<]*)<', parts(who, folder)["xl/workbook.xml"])
    assert named is not None, key
    return named[1].replace("$", "")


def looked_at(who: str, folder: Path) -> set[str]:
    """The cells of 说明 that formulas of any sheet name."""
    formulas = [
        formula
        for name, part in parts(who, folder).items()
        if name.startswith("xl/worksheets/sheet")
        for formula in re.findall(r"<f[^>]*>([^<]+)</f>", part)
    ]
    return {at.replace("$", "") for each in formulas for at in re.findall(r"说明!(\$?[A-Z]+\$?\d+)", each)}


@pytest.mark.slow
@pytest.mark.parametrize("who", BRANDS)
def test_another_engine_sees_every_input(who: str, folder: Path) -> None:
    """IronCalc, the workbook in its hands: typing over the cell changes what other cells show."""
    model = ironcalc.load_from_xlsx(str(workbook(who, folder)), "en", "UTC", "en")
    book = openpyxl.load_workbook(workbook(who, folder))
    places = [
        (number, cell.row, cell.column)
        for number, sheet in enumerate(book)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]

    def calculated() -> list[Any]:
        model.evaluate()
        return [model.get_formatted_cell_value(*place) for place in places]

    sheet, inputs = book.sheetnames.index("说明"), inputs_of(report_of(BRANDS[who]))
    for key, figure in inputs.items():
        at = book["说明"][cell_of(who, key, folder)]
        if key == "strength_quality" and inputs["strength_content"].given is None:
            for name in ("content", "brand", "product", "price"):  # the gates wait for the four strengths
                four = book["说明"][cell_of(who, f"strength_{name}", folder)]
                model.set_user_input(sheet, four.row, four.column, "5")
        before = calculated()
        found = []
        for other in others(figure):
            model.set_user_input(sheet, at.row, at.column, repr(other))
            found.append(calculated())
        assert [after for after in found if after != before], key
        typed = "" if figure.given is None else repr(figure.given)
        model.set_user_input(sheet, at.row, at.column, typed)
        assert calculated() == before, key
