"""What is concluded is live: every input of 说明 typed over in LibreOffice says what a report made with that setting says.

One office for all of it. The inputs are found on the sheet; one that has no entry in `SETTINGS` fails. What is compared is
every cell of every table, every figure and every sentence, with a report that was made anew with the setting.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from oracles.typist import Typist

from report import invented
from report.test_shops import two_shops
from xl_fact.brand import Brand, Economics, Strengths, Targets, read_brand
from xl_fact.demo import MONTHS, write_demo
from xl_fact.drawing import template as house
from xl_fact.engine.books import Books
from xl_fact.engine.everything import everything
from xl_fact.exports.reading import Reading, read_exports
from xl_fact.filling.write import write_report
from xl_fact.report.build import build_report, of_cut
from xl_fact.report.contract import SIGN, sentences_of, texts_of
from xl_fact.report.cutting import of_month
from xl_fact.report.formula import LONGEST_FORMULA
from xl_fact.report.history import with_history
from xl_fact.report.model import Report
from xl_fact.report.sections import about

Setting = Callable[[Brand, float | None], Brand]
EMPTY = Brand(targets=Targets(), economics=Economics(), strengths=Strengths())


def _within(part: str, key: str) -> Setting:
    """A setting of a part of brand.toml; None is an empty cell: not given."""

    def put(brand: Brand, value: float | None) -> Brand:
        inner = getattr(brand, part)
        return replace(brand, **{part: replace(inner, **{key: value})})

    return put


SETTINGS: dict[str, tuple[Setting | str, tuple[float | None, ...]]] = {
    "margin": (_within("economics", "margin"), (0.05, 0.3, 62.0, None)),
    "commission_rate": (_within("economics", "commission_rate"), (0.1, 0.9, 20.0, None)),
    "target_gmv": (_within("targets", "gmv"), (10e6, 43_210_987.0, None)),
    "target_roi": (_within("targets", "roi"), (2.0, 4.25, None)),
    "target_gpm": (_within("targets", "gpm"), (60.0, 900.0, None)),
    "least_cost": ("LEAST", (0.0, 300_000.0, 1e9, None)),
    "strength_content": (_within("strengths", "content"), (0.5, 9.5, None)),
    "strength_brand": (_within("strengths", "brand"), (0.5, 9.5, None)),
    "strength_product": (_within("strengths", "product"), (0.5, 9.5, None)),
    "strength_price": (_within("strengths", "price"), (0.5, 9.5, None)),
    "strength_quality": (_within("strengths", "quality"), (0.2, 0.9, None)),
    "strength_match": (_within("strengths", "match"), (0.2, 0.9, None)),
    "strength_floor": ("FLOOR", (0.0, 0.5, 0.9, None)),
}
"""Of each input, the setting that a report is made with (or the constant of 说明 that no file sets), and what is typed."""
OLD = set(
    "ABS AND AVERAGE CHOOSE COUNT COUNTIF COUNTIFS DATE DAY IF IFERROR INDEX LARGE LN MATCH MAX MEDIAN MID MIN N NA OR "
    "ROUND SMALL STDEV SUM SUMIFS TEXT".split()
)
"""The functions that a report is written with: every one is in Excel 2010, WPS and LibreOffice."""
FILLED = {
    "margin": 0.62,
    "commission_rate": 0.15,
    "target_gmv": 14e6,
    "target_roi": 3.6,
    "target_gpm": 250.0,
    "strength_content": 8.0,
    "strength_brand": 5.0,
    "strength_product": 6.0,
    "strength_price": 4.0,
}
"""All that may be empty, typed at once."""


@dataclass
class Live:
    """A written workbook open in the office, and how to make its report anew."""

    typist: Typist
    made: Callable[[Brand], Report]
    brand: Brand
    folder: Path

    def __post_init__(self) -> None:
        self.report = self.made(self.brand)
        self.path = write_report(self.report, self.folder / "live.xlsx").path
        book = openpyxl.load_workbook(self.path)
        self.tables = {
            name.removeprefix("xf_"): (sheet.title, range_boundaries(table.ref))
            for sheet in book
            for name, table in ((n, sheet.tables[n]) for n in sheet.tables)
        }
        self.figures = {}
        for name, one in book.defined_names.items():
            if name.startswith("xf_"):
                sheet, address = one.attr_text.split("!")
                self.figures[name.removeprefix("xf_")] = (sheet.strip("'"), address.replace("$", ""))
        self.sentences = self._sentences()
        self.sheets = [name for name in book.sheetnames if name not in ("数据", "Data")]
        self.inputs = [figure for figure in self.report.figures if figure.is_input]

    def _sentences(self) -> dict[str, list[tuple[str, str]]]:
        """Where each live sentence stands: by the template, as far below as the tables above it have grown."""
        path = self.folder / "template.xlsx"
        path.write_bytes(house.draw(self.report))
        found: dict[str, list[tuple[str, str]]] = {}
        for sheet in openpyxl.load_workbook(path):
            grown: dict[int, int] = {}
            for name in sheet.tables:
                _, top, _, bottom = range_boundaries(sheet.tables[name].ref)
                _, (_, begin, _, end) = self.tables[name.removeprefix("xf_")]
                grown[bottom] = max(grown.get(bottom, 0), (end - begin) - (bottom - top))
            for row in sheet.iter_rows():
                for cell in row:
                    sign = SIGN.fullmatch(cell.value) if isinstance(cell.value, str) else None
                    if sign and sign[1] in self.report.sentences:
                        down = sum(more for bottom, more in grown.items() if bottom < cell.row)
                        place = f"{cell.column_letter}{cell.row + down}"
                        found.setdefault(sign[1], []).append((sheet.title, place))
        return found

    def typed(self, values: dict[str, float | None]) -> dict[str, list[list[Any]]]:
        """What the workbook says with some inputs typed over and the others as they were."""
        cells = []
        for figure in self.inputs:
            value: Any = values.get(figure.key, figure.given)
            cells.append((*self.figures[figure.key], value))
        return self.typist.enter(cells, self.sheets)

    def remade(self, values: dict[str, float | None]) -> Report:
        """A report made with the settings."""
        brand = self.brand
        with pytest.MonkeyPatch.context() as patch:
            for key, value in values.items():
                setting, _ = SETTINGS[key]
                if isinstance(setting, str):
                    patch.setattr(about, setting, value)
                else:
                    brand = setting(brand, value)
            return self.made(brand)

    def differences(self, values: dict[str, float | None]) -> list[str]:
        """Where the typed workbook and the report made anew don't say the same."""
        cells, report, found = self.typed(values), self.remade(values), []

        def hold(what: str, sheet: str, row: int, column: int, wanted: Any) -> None:
            held = cells[sheet][row - 1][column - 1] if row <= len(cells[sheet]) else ""
            if not same(held, wanted):
                found.append(f"{what}: typed {held!r}, made {wanted!r}")

        def named(what: str, place: tuple[str, str], wanted: Any) -> None:
            column, row, _, _ = range_boundaries(place[1])
            hold(what, place[0], row, column, wanted)

        assert [t.key for t in report.tables] == [t.key for t in self.report.tables]
        assert [f.key for f in report.figures] == [f.key for f in self.report.figures]
        for table in report.tables:
            sheet, (left, top, _, bottom) = self.tables[table.key]
            if sheet not in cells:
                continue
            keys = [column.key for column in table.columns]
            assert (keys, table.rows) == (
                [c.key for c in self.report.table(table.key).columns],
                self.report.table(table.key).rows,
            )
            for offset, key in enumerate(keys):
                for row, value in enumerate(report.values.column(table.key, key)):
                    hold(f"{table.key}.{key}[{row}]", sheet, top + 1 + row, left + offset, value)
                if table.totalled and table.column(key).total is not None:
                    hold(
                        f"{table.key}.{key} total",
                        sheet,
                        bottom,
                        left + offset,
                        report.values.total(table.key, key),
                    )
        for figure in (each for each in report.figures if not each.is_input):
            named(figure.key, self.figures[figure.key], report.values.figure(figure.key))
        for name, places in self.sentences.items():
            for place in places:
                named(name, place, report.texts[name])
        live, before = sentences_of(self.report), texts_of(self.report)
        shown = {figure.key for figure in report.figures}
        for name, text in texts_of(report).items():
            if text != before[name] and name not in live and name not in shown:
                found.append(f"{name} is not live: {before[name]!r}, made {text!r}")
        return found


def same(held: Any, wanted: Any) -> bool:
    if isinstance(wanted, datetime.date):
        wanted = float((wanted - datetime.date(1899, 12, 30)).days)
    if wanted is None or (isinstance(wanted, float | np.floating) and math.isnan(wanted)):
        return held in ("", "—")
    if isinstance(wanted, str):
        return str(held) == wanted
    return isinstance(held, float) and abs(held - wanted) <= 1e-7 * max(1.0, abs(wanted))


@pytest.fixture(scope="module")
def office() -> Iterator[Typist]:
    with Typist() as typist:
        yield typist


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reading, Brand]:
    *files, settings = write_demo(tmp_path_factory.mktemp("demo"))
    return read_exports(files), read_brand(settings)


def unpaid() -> Any:
    """The invented month without a word of commission: what partners cost is planned on 说明. Its lists tell no refunds and no
    fees, though the channels do."""
    frame = invented.frame()
    frame["commission"] = np.nan
    frame.loc[frame["role"] == "accounts", "refund_paid"] = np.nan
    frame.loc[frame["owner"] == "合作", "followers"] = 6e6
    lists = [
        invented.works("A", "合作", **invented.sold(400, cost=50)),
        invented.works("F", "自营", **invented.sold(200, cost=30)),
    ]
    fees = invented.partners("creators", slot_fee=30.0), invented.partners("settlements", platform_fee=16.0)
    return invented.beside(frame, *lists, *fees)


def maker(facts: Any, brand: Brand, month: str, lang: Any) -> Callable[[Brand], Report]:
    """Makes the report of a month for a brand; the month is cut out of the facts once, for no input says how."""
    books = Books(facts, brand.head_followers)
    cut = with_history(of_month(books, brand, month, lang), books)
    return lambda with_brand: of_cut(replace(cut, brand=with_brand), ())


@pytest.fixture(params=["demo-zh", "demo-en", "unsaid-zh", "unsaid-en", "planned", "everything"])
def live(
    request: pytest.FixtureRequest, demo: tuple[Reading, Brand], office: Typist, tmp_path: Path
) -> Iterator[Live]:
    """The demo as its settings say, the demo of a brand that has said nothing, a month whose commission is planned, and one of
    every measure in every role, so that no sheet is left out."""
    what, _, lang = request.param.partition("-")
    reading, brand = demo
    if what == "unsaid":
        brand = replace(brand, targets=EMPTY.targets, economics=EMPTY.economics, strengths=EMPTY.strengths)
    if what == "everything":
        first = datetime.date.fromisoformat(f"{MONTHS[-1]}-01")
        one = Live(office, maker(everything(first, "CNY"), brand, MONTHS[-1], "zh"), brand, tmp_path)
    elif what == "planned":
        one = Live(office, maker(unpaid(), invented.BRAND, invented.MONTH, "zh"), invented.BRAND, tmp_path)
    else:
        one = Live(office, maker(reading.facts, brand, MONTHS[-1], lang), brand, tmp_path)
    with office.book(one.path):
        yield one


def test_every_input_says_what_a_report_made_with_it_says(live: Live) -> None:
    """Each input to three values, one of them empty; from empty each by itself, and all that was empty at once."""
    keys = [figure.key for figure in live.inputs]
    said = [figure.key for figure in live.inputs if figure.given is not None]
    many: list[dict[str, float | None]] = [{}]
    many += [{key: value} for key in said for value in SETTINGS[key][1] if len(said) == len(keys)]
    many += [{key: SETTINGS[key][1][1]} for key in keys if key not in said]
    many += [{key: value for key, value in FILLED.items() if key in keys}] if len(said) < len(keys) else []
    wrong = [f"{values}: {each}" for values in many for each in live.differences(values)]
    assert not wrong, "\n".join(wrong[:40])


@pytest.mark.parametrize("what", ["unsold", "apart", "shops"])
def test_odd_months_say_what_a_report_made_with_it_says(what: str, office: Typist, tmp_path: Path) -> None:
    """A month without sales, whose steps are unknown; one whose spend is of other days than its sales; one of two shops."""
    frame = invented.frame() if what == "unsold" else unpaid()
    if what == "unsold":
        frame[["gmv_paid", "refund_paid"]] = 0.0
    elif what == "shops":
        frame = two_shops(refund_paid=700.0).assign(commission=np.nan)
    else:
        frame.loc[frame["date"].dt.day > len(invented.DAYS) // 2, "cost"] = np.nan
    one = Live(office, maker(frame, invented.BRAND, invented.MONTH, "zh"), invented.BRAND, tmp_path)
    keys = [key for key in ("margin", "commission_rate") if key in {figure.key for figure in one.inputs}]
    many: list[dict[str, float | None]] = [{}, *({key: value} for key in keys for value in SETTINGS[key][1])]
    with office.book(one.path):
        wrong = [f"{values}: {each}" for values in many for each in one.differences(values)]
    assert not wrong, "\n".join(wrong[:40])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_formula_is_one_that_every_spreadsheet_takes(
    demo: tuple[Reading, Brand], lang: Any, tmp_path: Path
) -> None:
    """No function newer than Excel 2016, no text of more than 255 characters in a formula, no formula of more than 8192."""
    report = build_report(demo[0], demo[1], MONTHS[-1], lang=lang)
    book = openpyxl.load_workbook(write_report(report, tmp_path / "report.xlsx").path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "f":
                    formula = cell.value
                    assert len(formula) <= LONGEST_FORMULA, cell.coordinate
                    texts = formula.split('"')[1::2]
                    assert max(map(len, texts), default=0) <= 255, cell.coordinate
                    told = "".join(formula.split('"')[::2])
                    assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", told)) <= OLD, cell.coordinate
                    assert told.count("(") == told.count(")"), cell.coordinate


def test_a_sentence_told_wrongly_is_found(
    demo: tuple[Reading, Brand], office: Typist, tmp_path: Path
) -> None:
    """A workbook whose headline is a text, and one whose sentence forgets the margin: both are named."""
    reading, brand = demo
    one = Live(office, maker(reading.facts, brand, MONTHS[-1], "zh"), brand, tmp_path)
    book = openpyxl.load_workbook(one.path)
    ((sheet, cell),) = one.sentences["headline"]
    book[sheet][cell] = one.report.texts["headline"]
    book.save(one.path)
    with office.book(one.path):
        assert any(each.startswith("headline: typed") for each in one.differences({"margin": 0.05}))
    report = one.report
    one.report = replace(
        report, sentences={k: v for k, v in report.sentences.items() if k != "profit_sentence"}
    )
    with office.book(one.path):
        assert any(
            each.startswith("profit_sentence is not live") for each in one.differences({"margin": 0.05})
        )
