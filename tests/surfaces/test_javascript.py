"""The functions in JavaScript, in node: what is true of cells, every declaration, texts, dates, size and speed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from surfaces import declared_cases, differences
from surfaces.lambda_book import Rows, agree, answer, rows_of
from surfaces.lambda_cases import MORE
from surfaces.node import Node, node
from surfaces.test_lambdas import CASES
from surfaces.test_reproduced import CASES as REPRODUCED
from surfaces.test_reproduced import IDS as REPRODUCED_IDS

from xl_fact.core import numbers
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.surfaces import javascript
from xl_fact.surfaces.javascript import apps_script, office, wps
from xl_fact.surfaces.javascript.formula import FormulaError, compiled, parsed
from xl_fact.words import LANGUAGES


@pytest.fixture(scope="module")
def process() -> Iterator[Node]:
    with node() as running:
        yield running


# ---------------------------------------------------------------- what a cell holds, what a function gives
ERROR = {"type": "Error", "errorType": "Div0", "basicType": "Error", "basicValue": "#DIV/0!"}
SAID: dict[str, tuple[str, list[Any], Rows]] = {
    "all required arguments blank": ("GPM", [None, None], [[None]]),
    "empty text for blank": ("GPM", ["", ""], [[None]]),
    "one required argument blank": ("GPM", [3000, None], [[None]]),
    "a marker of a missing value": ("GPM", ["--", 20000], [[None]]),
    "an error": ("GPM", ["#N/A", 20000], [["#N/A"]]),
    "an error as a web host hands it over": ("GPM", [ERROR, 20000], [["#DIV/0!"]]),
    "an error as COM numbers it": ("GPM", [-2146826246, 20000], [["#N/A"]]),
    "the first of two errors": ("GPM", ["#DIV/0!", "#N/A"], [["#DIV/0!"]]),
    "1.2万": ("GPM", ["1.2万", 20000], [[600]]),
    "￥3,000": ("GPM", ["￥3,000", 20000], [[150]]),
    "12.5%": ("COMMISSION", [1000, "12.5%"], [[125]]),
    "full-width digits": ("GPM", ["３０００", "２００００"], [[150]]),
    "other text": ("GPM", ["很多", 20000], [["#VALUE!"]]),
    "zero denominator": ("GPM", [3000, 0], [["#DIV/0!"]]),
    "a range whose middle is no number": ("GPM", ["1e308~1.7e308", 20000], [["#VALUE!"]]),
    "outside the domain": ("GPM", [3000, -1], [["#NUM!"]]),
    "too large": ("GPM", [1e308, 1e-5], [["#NUM!"]]),
    "a share of a sum that is too large": ("NEW_SHARE", [1.7e308, 1.7e308], [["#NUM!"]]),
    "too large before anything is compared": ("CAMPAIGN_ROI", [1, 1e21, 1e300, 0.5, 1e15, 1.7e308], [["#NUM!"]]),
    "too large beside what is not": ("GPM", [[[1e308], [3000]], [[1e-5], [20000]]], [["#NUM!"], [150]]),
    "a difference of large costs": ("MARGINAL_ROI", [0, 1e308, 1e308, 0], [[-1]]),
    "a text has 15 digits of a figure": (
        "GPM_VS_ROI", [1, 1000, 123456789012345.67, 1, 1000, 98765432109876.54],
        [["ROI: B; GPM: =; CPM 123456789012346 vs 98765432109876.5"]],
    ),
    "a column for one argument only": ("FACT_SCORE", ["T", 3, 9, 5, 2, 1, [[1], [0.5]]], [[9], [4.5]]),
    "ranges that don't broadcast": ("GPM", [[[1], [2], [3]], [[1], [2]]], [["#VALUE!"]]),
    "a column, one row bad": ("GPM", [[[3000], ["x"], [10]], [[20000], [1], [None]]], [[150], ["#VALUE!"], [None]]),
    "a row": ("GPM", [[[3, 6]], [[1000, 1000]]], [[3, 6]]),
    "a plain list is a row": ("GPM", [[3, 6], 1000], [[3, 6]]),
    "a column by a row": ("GPM", [[[1], [2]], [[1000, 2000]]], [[1, 0.5], [2, 1]]),
    "TRUE is no number": ("GPM", [True, 20000], [["#VALUE!"]]),
    "an optional argument left out": ("ROI", [300, 100], [[3]]),
    "an optional argument blank": ("ROI", [300, 100, None], [[3]]),
    "an optional argument given": ("ROI", [300, 100, 200], [["#N/A"]]),
    "rows and lone cells in one range": ("GPM", [[[1], None], 5], [["#VALUE!"]]),
    "a range without cells": ("GPM_BRIDGE", [0, 0.72, 9792, 0.99, [[]], 9.87], [[None]]),
    "such a range beside a column": ("GPM", [[[1], [2]], [[], []]], [[None], [None]]),
    "more arguments than there are": ("GPM", [1, 2, 3], [["#VALUE!"]]),
    "rows of unequal length": ("GPM", [[[1, 2], [3]], 1], [["#VALUE!"]]),
    "a date as a serial": ("CN_DATE", [46203], [[46203]]),
    "a date as a Date": ("CN_DATE", [{"date": [2026, 5, 30, 12]}], [[46203.5]]),
    "a date as ISO text": ("CN_DATE", ["2026-06-30"], [[46203]]),
    "a Date in a column of numbers": ("GPM", [{"date": [2026, 5, 30]}, 1000], [[46203]]),
    "a table's part": ("DOU_LIFT", [100, 7500, 5000, "grade", "en"], [["lifted"]]),
    "no such part": ("DOU_LIFT", [100, 7500, 5000, "nobody"], [["#VALUE!"]]),
    "a word that every object has": ("CN_NUMBER", ["1.2万", "constructor"], [["#VALUE!"]]),
    "such a word for a language": ("DOU_LIFT", [100, 7500, 5000, None, "toString"], [["#VALUE!"]]),
    "such a word for a row": (
        "GPM_MIX",
        [[[1], [2]], [[1], [1]], [[1], [2]], [[1], [1]], [["valueOf"], ["b"]], "valueOf/渠道", "en"],
        [["valueOf"]],
    ),
    "no such language": ("DOU_LIFT", [100, 7500, 5000, None, "fr"], [["#VALUE!"]]),
}  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_what_a_cell_holds_and_what_a_function_gives(process: Node, said: str) -> None:
    name, given, expected = SAID[said]
    got = process.ask(name, given)
    wanted = [[float(x) if type(x) is int else x for x in row] for row in expected]
    assert agree(got, wanted), got
    if not any(isinstance(cells, dict) for cells in given):
        assert agree(FUNCTIONS[name].call_cells(*given), wanted), "Python"


@pytest.mark.parametrize("case", range(len(REPRODUCED)), ids=REPRODUCED_IDS)
def test_what_was_wrong_once_is_right(process: Node, case: int) -> None:
    name, given, expected = REPRODUCED[case]
    got = process.ask(name, [rows_of(argument) for argument in given])
    assert agree(got, expected), got


def test_a_whole_column_is_cut_to_its_used_part() -> None:
    setup = """import { answer } from "./xl_fact.mjs";
    const column = (...cells) => [...cells.map((c) => [c]), ...Array.from({ length: 1048576 - cells.length }, () => [null])];
    const each = answer("GPM", [column(3000, 1), column(20000, 1, null, 5)]);
    const ask = () => [each, answer("POOLED_GPM", [column(1, 2), column(3, 4)])];
    """
    with node(setup) as running:
        each, pooled = running.ask("", [])
    assert each == [[150], [1000], [None], [None]]
    assert agree(pooled, answer("POOLED_GPM", [[[1], [2]], [[3], [4]]]))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_declared_promise_and_odd_call(process: Node, name: str) -> None:
    promised = [c for (_, of), cases in declared_cases.CASES.items() if of == name for c in cases]
    calls = [(c.said, c.arguments, c.expected) for c in promised]
    calls += [(said, given, answer(name, given)) for of, said, given in CASES if of == name]
    calls += [("more", given, answer(name, given)) for of, given in MORE if of == name]
    assert len(calls) > 5
    wrong = [
        (said, given, got, want)
        for said, given, want in calls
        if not agree(got := process.ask(name, given), want)
    ]
    assert not wrong  # fmt: skip


ODD_TEXTS = (
    "٣", "²", "①", "inf", "nan", "1_000", "- 5", "1 234", "98 054.62", "1'000", "5e400", "-5", "+5", ".5", "5.", "1,000.",
    "1,234.5万",    "１，２３４", "TRUE",
    " ", "−5", "1—2", "0x10", "1,2,3", "06-30", "RM 1,000.", "1e5", "3e2万", "(1~2)", "(5",
    "¥¥5", "5%~3%",
)  # fmt: skip


@pytest.mark.parametrize("sign", numbers.STRIP, ids=ascii)
def test_blank_space_is_the_same_everywhere(process: Node, sign: str) -> None:
    """At the ends of a text and within, around numbers, markers, names, dates; alone it is nothing."""
    texts = [
        f.format(sign)
        for f in ("{0}", "{0}5{0}", "5{0}万", "{0}--", "{0}直播{0}", "直{0}播", "{0}2026-06-30{0}")
    ]
    asked = [[text] for text in texts]
    assert agree(process.ask("GPM", [asked, 1000]), answer("GPM", [asked, [[1000]]]))
    for name, rest in (("CN_NUMBER", []), ("CN_DATE", []), ("FACT_CHANNEL", [asked])):
        assert agree(process.ask(name, [asked, *rest]), answer(name, [asked, *rest])), name
    shares = [asked, [[at] for at in range(len(texts))]]
    assert agree(process.ask("FACT_SHARE", shares), answer("FACT_SHARE", shares))


@pytest.mark.parametrize("text", [*differences.TEXTS, *ODD_TEXTS])
def test_a_text_reads_as_python_reads_it(process: Node, text: str) -> None:
    for given in ([[[text]], [[1000]]], [[[1]], [[text]]]):
        assert agree(process.ask("GPM", given), answer("GPM", given))
    for pick in ("low", "middle", "高", "x"):
        asked = [[[text]], [[pick]]]
        assert agree(process.ask("CN_NUMBER", asked), answer("CN_NUMBER", asked))
    assert process.ask("FACT_CHANNEL", [text, text]) == answer("FACT_CHANNEL", [[[text]], [[text]]])


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("GPM", [{"date": ["x"]}, 20000]),
        ("SNOWBALL", [[[{"date": ["x"]}]], 150, 100, 6, 0.4]),
        ("POOLED_GPM", [[[{"date": ["x"]}], [5]], [[1], [2]]]),
        ("GPM_MIX", [[[{"date": ["x"]}], [5]], *[[[1], [2]]] * 3]),
        ("FACT_CHANNEL", [{"date": ["x"]}, "直播"]),
        ("FACT_SHARE", [["F"], [1], None, {"date": ["x"]}]),
    ],
)
def test_a_date_that_is_none_is_no_number(process: Node, name: str, given: list[Any]) -> None:
    error = "#VALUE!" if name == "FACT_SHARE" else "#NUM!"  # no part of a table
    assert process.ask(name, given) == [[error]]


@pytest.mark.parametrize("given", [None, []])
def test_a_call_with_nothing_is_one_of_blanks(process: Node, given: Any) -> None:
    assert process.ask("GPM", given) == [[None]]


# ---------------------------------------------------------------- the module as it is built
def test_the_module_is_small_and_needs_nothing() -> None:
    """Small also as each host is served it, with what is shown while typing."""
    text = javascript.module()
    assert "import " not in text
    assert "require(" not in text
    served = [
        text,
        wps.main(),
        *(office.files(lang=lang)[office.SCRIPT].decode() for lang in LANGUAGES),
        *map(apps_script.code, LANGUAGES),
    ]
    assert max(len(each.encode()) for each in served) < javascript.LARGEST


def test_no_body_is_kept_by_hand() -> None:
    """The runtime knows no function of ours: every body comes from a declaration."""
    runtime = javascript.core().split("const FUNCTIONS = ")[0]
    assert not [name for name in FUNCTIONS if f'"{name}"' in runtime or f"{name}(" in runtime]


@pytest.mark.parametrize(
    ("formula", "complaint"),
    [
        ("gmv/plays*CUMIPMT(1)", "the runtime has no CUMIPMT"),
        ("gmv/views", "'views' is bound by nothing"),
        ("both(gmv,plays)", "the runtime has no both"),
        ('TEXT(gmv,"#,##0")', "a number format"),
        ("gmv+", "ends too early"),
        ("gmv plays", "is left over"),
        ("gmv/A1:B2", "no name and no number"),
        ("", "ends too early"),
    ],
)
def test_a_formula_that_cannot_be_compiled_stops_the_build(formula: str, complaint: str) -> None:
    with pytest.raises(FormulaError, match=complaint):
        compiled(formula, ["gmv", "plays"], [], javascript.runtime(), by_place=False)


def test_operators_bind_as_in_a_spreadsheet() -> None:
    def shown(formula: str) -> str:
        return compiled(formula, ["a", "b"], [], frozenset(), by_place=False).partition("return ")[2][:-1]

    assert shown("-a^2") == "$pow($neg(a),2)"
    assert shown("a-b-1") == "$sub($sub(a,b),1)"
    assert shown('a&b*2=""') == '$eq($cat(a,$mul(b,2)),"")'
    assert shown("a/b/2^b^2") == "$div($div(a,b),$pow($pow(2,b),2))"
    assert parsed("a^b^2") == parsed("(a^b)^2")


def test_a_name_that_javascript_keeps_for_itself_is_renamed() -> None:
    text = compiled("LET(new,a*2,a,new+1,a+new)", ["a"], [], frozenset(), by_place=False)
    assert text == "(a)=>{const new_=$mul(a,2);const a_=$add(new_,1);return $add(a_,new_)}"


SPEED = """import { answer } from "./xl_fact.mjs";
const rows = 100000;
const column = (of) => Array.from({ length: rows }, (_, i) => [of(i)]);
const [gmv, plays] = [column((i) => (i * 7919) % 100003 + 0.25), column((i) => 1 + ((i * 104729) % 1000003))];
const plain = () => {
  const out = new Array(rows);
  for (let i = 0; i < rows; i++) out[i] = [gmv[i][0] / plays[i][0] * 1000];
  return out;
};
const ours = () => answer("GPM", [gmv, plays]);
const timed = (f) => {
  const began = process.cpuUsage();
  f();
  const { user, system } = process.cpuUsage(began);
  return user + system;
};
const ask = () => {
  const [a, b] = [plain(), ours()];
  if (a.some(([x], i) => x !== b[i][0])) throw new Error("not the same answer");
  let [all, mine] = [0, 0];
  for (let i = 0; i < 60; i++) {
    const [one, other] = [timed(plain), timed(ours)];
    if (i >= 10) [all, mine] = [all + one, mine + other];
  }
  return [all, mine];
};
"""
"""Processor time, as wall time on a busy machine says nothing; the first runs warm both up."""


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_at_most_thrice_a_plain_loop() -> None:
    with node(SPEED, options=["--single-threaded"]) as running:
        plain, ours = running.ask("", [])
    assert ours < 3 * plain, (plain, ours)


TABLES = """import { answer, FUNCTIONS } from "./xl_fact.mjs";
const names = ["自播", "达人", "头部", "商城", "投流", "合计", "直播", "日常"];
const number = (i, p) => (((i * 104729) % 100003) / 100003) * Math.min(p.high, 10000);
const column = (p, rows) => Array.from({ length: rows }, (_, i) => [p.text ? names[(i * 7919) % 8] : number(i, p)]);
const table = ([height, width]) => Array(height).fill(Array(width).fill(5));
const argument = (p, rows) => (p.size ? table(p.size) : p.column ? column(p, rows) : p.optional ? null : 5);
const given = (f, rows) => f.parameters.map((p) => argument(p, rows));
const timed = (name, raw) => {
  const began = process.cpuUsage();
  answer(name, raw);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
};
const ask = () =>
  Object.entries(FUNCTIONS)
    .filter(([, f]) => f.shape !== "each" && f.parameters.some((p) => p.column && !p.size))
    .map(([name, f]) => {
      const [few, many] = [given(f, 5000), given(f, 40000)];
      timed(name, few);
      return [name, timed(name, few), timed(name, many)];
    });
"""


@pytest.mark.slow
def test_a_table_of_many_rows_takes_as_much_longer_as_it_has_more() -> None:
    """Eight times the rows: about eight times the processor time, where a square would take 64 times."""
    with node(TABLES, options=["--single-threaded"]) as running:
        measured = running.ask("", [])
    assert len(measured) >= 10
    assert not [each for each in measured if each[2] > 24 * max(each[1], 0.02)], measured
