"""Google Sheets: Code.gs in node's vm, called as Apps Script calls a custom function."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from surfaces.lambda_book import Rows, agree
from surfaces.node import Node, node
from typer.testing import CliRunner
from vectors import NAMES, VECTORS, answer, cells_of

from xl_fact.cli import app
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.docstring import Example
from xl_fact.core.error_values import ERRORS
from xl_fact.core.function import Function
from xl_fact.surfaces.javascript import apps_script

STUB = """
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
const asked = { zone: 0, formatted: 0 };
const hosts = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
const formatDate = (date, timeZone, _format) => {
  asked.formatted++;
  const two = Object.fromEntries(["month", "day", "hour", "minute", "second"].map((unit) => [unit, "2-digit"]));
  const style = { timeZone, hourCycle: "h23", year: "numeric", ...two, fractionalSecondDigits: 3 };
  const { year, month, day, hour, minute, second, fractionalSecond } = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", style).formatToParts(date).map(({ type, value }) => [type, value]));
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fractionalSecond}`;
};
const services = {
  SpreadsheetApp: { getActive: () => (hosts.zone ? { getSpreadsheetTimeZone: () => (asked.zone++, hosts.zone) } : null) },
  Session: { getScriptTimeZone: () => process.env.TZ || "UTC" },
  Utilities: { formatDate },
};
const sheet = createContext({ ...services });
runInContext(readFileSync(new URL("./Code.gs", import.meta.url), "utf8"), sheet);
const blank = (cells) => (Array.isArray(cells) ? cells.map(blank) : cells ?? "");
const ask = (name, given) => {
  if (name === "") return runInContext("Object.keys(globalThis)", sheet).filter((own) => !(own in services));
  if (name === "GPM column") return sheet.GPM(...given.map((cells) => [...cells, ...Array.from({ length: 995 }, () => [""])]));
  if (name === "zones") {
    [process.env.TZ, hosts.zone] = given;
    Object.assign(asked, { zone: 0, formatted: 0 });
    return null;
  }
  if (name === "asked") return asked;
  try {
    return sheet[name](...given.map(blank));
  } catch (error) {
    return { thrown: error.message };
  }
};
"""
"""Apps Script: a script without modules, a blank cell as "", a range as rows, a date as a Date."""


@pytest.fixture(scope="module")
def host() -> Iterator[Node]:
    with node(STUB, {"Code.gs": apps_script.code()}) as running:
        yield running


@pytest.fixture
def zoned() -> Iterator[Node]:
    """A host of its own: its zones change."""
    with node(STUB, {"Code.gs": apps_script.code()}) as running:
        yield running


def shown(got: Any) -> Rows:
    """What the sheet shows: a thrown error as the error that its message names."""
    if isinstance(got, dict):
        return [[got["thrown"].split()[0]]]
    return got if isinstance(got, list) else [[got]]


@pytest.mark.parametrize(("function", "example"), VECTORS, ids=NAMES)
def test_documented_example(host: Node, function: Function, example: Example) -> None:
    got = host.ask(function.name, [cells_of(a) for a in example.arguments])
    assert agree(shown(got), answer(function, example))


def test_only_our_functions_are_seen_by_the_sheet(host: Node) -> None:
    """A private name ends in an underscore; a helper named SUM or IF would be offered in every cell."""
    assert {name for name in host.ask("", []) if not name.endswith("_")} == set(FUNCTIONS)


def test_a_blank_a_date_and_an_error(host: Node) -> None:
    assert host.ask("GPM", ["", 20000]) is None
    assert host.ask("GPM", [[[3000], [""]], [[20000], [5]]]) == [[150], [None]]
    assert host.ask("CN_DATE", [{"date": [2026, 5, 30, 18]}]) == 46203.75
    assert host.ask("GPM", [1, 0]) == {"thrown": "#DIV/0! 除数为 0"}
    assert host.ask("GPM", [[[1], ["很多"]], [[0], [5]]]) == [["#DIV/0!"], ["#VALUE!"]]


@pytest.mark.parametrize("script", ["America/New_York", "Asia/Shanghai", "UTC", "Europe/London"])
@pytest.mark.parametrize(
    ("sheet", "moment", "serial"),
    [
        pytest.param("Asia/Shanghai", "2026-06-29T16:00:00Z", 46203, id="midnight in Shanghai"),
        pytest.param("America/New_York", "2026-06-30T04:00:00Z", 46203, id="midnight in New York, summer"),
        pytest.param("America/New_York", "2026-01-15T05:00:00Z", 46037, id="midnight in New York, winter"),
        pytest.param(
            "America/New_York", "2026-03-08T07:30:00Z", 46089 + 3.5 / 24, id="after the hour left out"
        ),
        pytest.param("Asia/Kolkata", "2026-06-30T12:30:00.500Z", 46203.75 + 0.5 / 86400, id="half an hour"),
        pytest.param("Europe/London", "2026-06-29T23:00:00Z", 46203, id="midnight in London, summer"),
    ],
)
def test_a_date_is_read_in_the_zone_of_the_sheet(
    zoned: Node, script: str, sheet: str, moment: str, serial: float
) -> None:
    zoned.ask("zones", [script, sheet])
    stamp = datetime.fromisoformat(moment).timestamp() * 1000
    dates = [[{"date": [stamp]}]] * 3
    assert [cell for (cell,) in zoned.ask("CN_DATE", [dates])] == pytest.approx([serial] * 3, abs=1e-9)
    asked = zoned.ask("asked", [])
    assert asked["zone"] == 1
    assert asked["formatted"] == (0 if script == sheet else 1)


def test_without_a_zone_no_date_is_guessed(zoned: Node) -> None:
    zoned.ask("zones", ["Asia/Shanghai", ""])
    assert "时区" in zoned.ask("CN_DATE", [{"date": [0]}])["thrown"]
    assert zoned.ask("GPM", [3000, 20000]) == 150
    assert zoned.ask("CN_DATE", [{"date": ["x"]}]) == {"thrown": "#NUM! 超出该参数的范围"}


def test_an_open_range_ends_where_its_last_cell_is(host: Node) -> None:
    assert host.ask("GPM column", [[[3000], [""], [5]], [[20000], [1], [1000]]]) == [[150], [None], [5]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_function_is_documented_for_autocompletion(lang: Any) -> None:
    comments = re.findall(r"/\*\*\n((?: \*.*\n)+?) \*/\nfunction (\w+)\(([^)]*)\)", apps_script.code(lang))
    documented = {name: (text, names) for text, name, names in comments if "@customfunction" in text}
    assert list(documented) == list(FUNCTIONS)
    for name, (text, names) in documented.items():
        said = re.findall(r"@param \{any\[\]\[\](=?)\} (\w+) (.+)", text)
        assert [(p, bool(optional)) for optional, p, _ in said] == [
            (p.name, p.optional) for p in FUNCTIONS[name].parameters
        ]
        assert ", ".join(p for _, p, _ in said) == names
        assert FUNCTIONS[name].doc.summary.text(lang)[:10] in text


def test_every_error_has_its_words() -> None:
    assert set(apps_script._ERRORS) == set(ERRORS)
    assert "divided by zero" in apps_script.code("en")


def test_the_command_writes_it_and_spares_what_a_person_changed(tmp_path: Path) -> None:
    path = tmp_path / "Code.gs"
    command = ["functions", "--apps-script", str(path), "--lang", "en"]
    for _ in range(2):
        assert CliRunner().invoke(app, command).exit_code == 0
        assert path.read_text("utf-8").startswith(apps_script.code("en"))
        assert path.read_text("utf-8").splitlines()[-1].startswith("// xl_fact sha256:")
    path.write_text(f"{path.read_text('utf-8')}\nfunction MINE() {{}}\n", "utf-8")
    assert CliRunner().invoke(app, command).exit_code != 0
    assert "MINE" in path.read_text("utf-8")
    assert CliRunner().invoke(app, [*command, "--force"]).exit_code == 0
    assert "MINE" not in path.read_text("utf-8")
