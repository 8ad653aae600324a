"""The named LAMBDAs against Python, in two engines: IronCalc, whose AND stops early, and formulon, whose AND doesn't."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import formulon
import pytest
from oracles import lint
from surfaces import declared_cases, differences
from surfaces.lambda_book import Book, Rows, agree, answer, rows_of
from surfaces.lambda_cases import MORE

from xl_fact.core.arguments import number_of
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.error_values import BLANK, CELL_OF, ERRORS, OK
from xl_fact.core.function import Parameter
from xl_fact.surfaces import lambdas

EXPRESSIBLE = [function.name for function in lambdas.expressible()]
EXAMPLES = [(name, example) for name in EXPRESSIBLE for example in FUNCTIONS[name].examples]
ODD = {
    "blank": None,
    "empty text": "",
    "an error": "#N/A",
    "another error": "#DIV/0!",
    "text number": "1.2万",
    "per cent": "12.5%",
    "bad text": "abc",
    "TRUE": True,
    "negative": -5,
    "marker": "--",
    "zero": 0,
}


def cases(name: str) -> list[tuple[str, list[Rows]]]:
    """One function's first example with each argument made odd, and in other shapes."""
    function = FUNCTIONS[name]
    base = [rows_of(argument) for argument in function.examples[0].arguments]
    found = []
    for i, parameter in enumerate(function.parameters[: len(base)]):
        for said, value in ODD.items():
            arguments = [[line.copy() for line in rows] for rows in base]
            arguments[i][-1] = [value] * len(arguments[i][-1])
            found.append((f"{parameter.name} {said}", arguments))
    found.append(("all blank", [[[None] * len(line) for line in rows] for rows in base]))
    found.append(("a row", [[[line[0] for line in rows]] for rows in base]))
    if optional := [p for p in function.parameters if p.optional]:
        required = base[: len(function.parameters) - len(optional)]
        found.append(("optional ones blank", [*required, *([[None]] for _ in optional)]))
        found.append(("optional ones given", [*required, *(given(p, required) for p in optional)]))
    if function.shape == "each":
        found.append(("a column", [rows * 3 for rows in base]))
        found += [(f"{odd} among three", with_first(odd, base)) for odd in ("#N/A", "abc")]
        found.append(("row by column", [[base[0][0] * 2], *(rows * 3 for rows in base[1:])]))
        if len(base) > 1:
            found.append(("shapes clash", [rows * (3 - i % 2) for i, rows in enumerate(base)]))
    elif any(p.column for p in function.parameters):
        found.append(
            (
                "a heading",
                [
                    [[p.name] * len(b[0]), *b] if p.column else b
                    for p, b in zip(function.parameters, base, strict=False)
                ],
            )
        )
    return found


def with_first(odd: str, base: list[Rows]) -> list[Rows]:
    """Three rows of each argument, the first of the first argument made odd."""
    first, *rest = base
    return [[[odd] * len(first[0]), *first * 2], *(rows * 3 for rows in rest)]


def given(parameter: Parameter, required: list[Rows]) -> Rows:
    """Something other than the default for an optional argument."""
    if parameter.name == "weights":
        return [[1, 0, 0], [0, 0.25, 0.75], [0.5, 0.5, 0], [0, 1, 2]]
    if parameter.column:
        return [["x" if parameter.kind.reads == "text" else 7.5 + i] for i in range(len(required[0]))]
    return [
        [
            parameter.default
            if isinstance(parameter.default, str)
            else min(parameter.default + 0.25, parameter.kind.high)
        ]
    ]


CASES = [(name, said, arguments) for name in EXPRESSIBLE for said, arguments in cases(name)]


def laid_out(calls: list[tuple[str, list[Rows]]]) -> tuple[Book, list[Rows]]:
    book, expected = Book(), []
    for name, arguments in calls:
        expected.append(answer(name, arguments))
        book.call(name, arguments, len(expected[-1]), len(expected[-1][0]))
    return book, expected


def collapsed(got: Rows, expected: Rows) -> bool:
    """IronCalc's HSTACK answers one error for a table that holds it (Excel and formulon keep the table)."""
    inside = [cell for row in expected for cell in row if cell in ERRORS]
    return len(inside) > 0 and len(expected) * len(expected[0]) > 1 and got[0][0] in inside


# ---------------------------------------------------------------- the text of a definition
def test_every_function_with_a_formula_has_a_name() -> None:
    names = [d.name for d in lambdas.definitions()]
    assert names == [*lambdas.HELPERS, *EXPRESSIBLE]
    assert len({name.upper() for name in names}) == len(names)


@pytest.mark.parametrize("definition", lambdas.definitions(), ids=lambda d: d.name)
def test_a_definition_is_one_that_excel_stores(definition: lambdas.Definition) -> None:
    assert not list(lint.in_formula(definition.refers_to, definition.name))
    assert 0 < len(definition.comment) <= 255
    assert not lint.READS_AS_CELL.fullmatch(definition.name)
    assert not re.search(r"\b(AND|OR)\(", definition.typed), (
        "neither stops early in Excel: an error in it spoils all"
    )
    bound = re.findall(r"_xl[po][mp]\.(\w+)", definition.refers_to)
    assert not [name for name in bound if lint.READS_AS_CELL.fullmatch(name) or name.upper() in FUNCTIONS]


@pytest.mark.parametrize("definition", lambdas.definitions(), ids=lambda d: d.name)
def test_without_its_prefixes_a_definition_is_what_is_typed(definition: lambdas.Definition) -> None:
    bare = re.sub(r"_xl(?:fn|pm|op|eta)\.(?:_xlws\.)?", "", definition.refers_to)
    assert bare == re.sub(r"\[(\w+)\]", r"\1", definition.typed)


def test_a_tooltip_begins_with_the_syntax_in_chinese() -> None:
    comment = next(d.comment for d in lambdas.definitions() if d.name == "GPM")
    assert comment.startswith("GPM(gmv, plays) 千次播放成交额（GPM）")


@pytest.mark.parametrize(("function", "prefix"), lint.PREFIX.items())
def test_a_newer_function_gets_its_prefix(function: str, prefix: str) -> None:
    assert lambdas.stored(f"{function}(1)") == f"{prefix}{function}(1)"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (
            "LAMBDA(x,[y],IF(ISOMITTED(y),x,y))",
            "_xlfn.LAMBDA(_xlpm.x,_xlop.y,IF(_xlfn.ISOMITTED(_xlpm.y),_xlpm.x,_xlpm.y))",
        ),
        ("LET(f,LAMBDA(t,t*3),f(2))", "_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.t,_xlpm.t*3),_xlpm.f(2))"),
        ('LET(x,1E+05,x&"x""LET(y"&#N/A)', '_xlfn.LET(_xlpm.x,1E+05,_xlpm.x&"x""LET(y"&#N/A)'),
        ("MAP({1,2},ABS)+SORT({2;1})", "_xlfn.MAP({1,2},_xleta.ABS)+_xlfn._xlws.SORT({2;1})"),
        ("REDUCE(0,{1},XLF.CELL)", "_xlfn.REDUCE(0,{1},XLF.CELL)"),
        ("LAMBDA(a, b, a <= b)", "_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a<=_xlpm.b)"),
    ],
)
def test_what_is_typed_is_stored_with_prefixes(typed: str, stored: str) -> None:
    assert lambdas.stored(typed, lambdas.HELPERS) == stored


def test_a_word_that_nothing_binds_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'palys' is no function"):
        lambdas.stored("LAMBDA(gmv,plays,gmv/palys)")


def test_a_function_without_a_formula_is_refused() -> None:
    function = copy.copy(FUNCTIONS["GPM"])
    function.formula = None
    with pytest.raises(KeyError, match="has no formula"):
        lambdas.typed(function)


# ---------------------------------------------------------------- answers
@pytest.fixture(scope="module")
def odd_answers() -> dict[str, list[tuple[str, Rows, Rows]]]:
    book, expected = laid_out([(name, arguments) for name, _, arguments in CASES])
    found: dict[str, list[tuple[str, Rows, Rows]]] = {name: [] for name in EXPRESSIBLE}
    for (name, said, _), got, wanted in zip(CASES, book.by_ironcalc(), expected, strict=True):
        found[name].append((said, got, wanted))
    return found


@pytest.mark.parametrize("name", EXPRESSIBLE)
def test_ironcalc_answers_odd_cells_as_python(
    name: str, odd_answers: dict[str, list[tuple[str, Rows, Rows]]]
) -> None:
    wrong = [
        (said, got, expected)
        for said, got, expected in odd_answers[name]
        if not agree(got, expected) and not collapsed(got, expected)
    ]
    assert not wrong


@pytest.fixture(scope="module")
def more_answers() -> list[tuple[Rows, Rows]]:
    book, expected = laid_out(MORE)
    return list(zip(book.by_ironcalc(), expected, strict=True))


@pytest.mark.parametrize("number", range(len(MORE)), ids=[f"{name}-{i}" for i, (name, _) in enumerate(MORE)])
def test_ironcalc_answers_whole_tables_as_python(number: int, more_answers: list[tuple[Rows, Rows]]) -> None:
    got, expected = more_answers[number]
    assert agree(got, expected) or collapsed(got, expected), (got, expected)


DECLARED = [case for cases in declared_cases.CASES.values() for case in cases]


@pytest.mark.parametrize("engine", [Book.by_ironcalc, pytest.param(Book.by_formulon, marks=pytest.mark.slow)])
def test_the_names_do_what_every_argument_declares(engine: Callable[[Book], list[Rows]]) -> None:
    book = Book()
    for case in DECLARED:
        book.call(case.name, case.arguments, len(case.expected), len(case.expected[0]))
    wrong = [
        (case.name, case.said, got, case.expected)
        for case, got in zip(DECLARED, engine(book), strict=True)
        if not agree(got, case.expected)
        and not (engine is Book.by_ironcalc and collapsed(got, case.expected))
    ]
    assert not wrong


@pytest.mark.slow
def test_formulon_answers_everything_as_python() -> None:
    calls = [(name, arguments) for name, _, arguments in CASES] + MORE
    book, expected = laid_out(calls)
    wrong = [
        (name, arguments, got, wanted)
        for (name, arguments), got, wanted in zip(calls, book.by_formulon(), expected, strict=True)
        if not agree(got, wanted)
    ]
    assert not wrong


@pytest.mark.slow
def test_whole_columns_are_cut_to_their_used_part() -> None:
    book = Book()
    data: list[list[Any]] = [
        ["gmv", "plays"],
        [3000, 20000],
        [None, 5],
        ["1.2万", 100],
        ["#N/A", 1],
        [100000, 3000000],
    ]
    book.cells = {(r, c): value for r, line in enumerate(data, 1) for c, value in enumerate(line, 1)}
    book.formula("GPM(D!A:A,D!B:B)", len(data), 1)
    book.formula("ROWS(GPM(D!A:A,D!B:B))")
    book.formula("POOLED_GPM(D!A:A,D!B:B)")
    book.cells |= {(r, 4): line[0] for r, line in enumerate(data, 1) if line[0] != "#N/A"}
    book.formula("POOLED_GPM(D!D:D,D!B:B)")
    each, height, error, pooled = book.by_ironcalc()
    assert agree(each, answer("GPM", [[[line[0]] for line in data], [[line[1]] for line in data]]))
    assert (height, error) == ([[6.0]], [["#N/A"]])
    without = [[line[0] if line[0] != "#N/A" else None] for line in data]
    assert agree(pooled, answer("POOLED_GPM", [without, [[line[1]] for line in data]]))


TEXTS = """1.2万|346.95万|3.4亿|500w|￥1,234.50|$6,438.91|(123)|９８７|12.5%|7.5w~10w|10%~15%|525300+|--|abc|2026-06-01|12:30
1,8|12,50|0,125|1234,567|1,234|12,345,678|9.467.316|1.234|1.234,50|1,234.50|1,23,4|1.2.3|¥-5|-¥5|+5|3万人|1.2万元| 12 |１．２万
3k|5m|1.5b|‰|5‰|2.5~5万|6000~1万|100~50|万|%|元|5个|1 234|--5|-|—|——|/|无|null|N/A|(1,234.5)|(-5)|.5|5.|,5|5,|1,,2|1..2
1万2|-1.2万|＋５|￥|3.4万亿|2百万|5十万|6千|7百|1,234万|0.07%|-12.5%|１２％|5至6|5到6|3 万|12.50元|1.2W|1.2K|￥１，２３４
1,234.567|1234.5|0|-0|007|0.1.2|1,234,56|999,999,999|~|5~|~5|5~6~7|1/2|５~６|1,2,3|1,234,567.89|1.234.567,89|(5|5)|$|¥ 5
5 ¥|5￥|3亿元|-()|1’234|5?|*|?|5*|~?|第一名|TRUE|true|1.2万 元|5w+|(1.2万)|12,345,67|0.5万|-|–""".replace(
    "\n", "|"
).split("|")


def test_a_text_reads_as_the_same_number_as_in_python() -> None:
    book = Book()
    book.cells = {(row, 1): text for row, text in enumerate(TEXTS, 1)}
    for row in range(1, len(TEXTS) + 1):
        book.formula(f"XLF.CELL(D!A{row})")
    for text, got in zip(TEXTS, book.by_ironcalc(), strict=True):
        number, code = number_of(text)
        expected = number if code == OK else "" if code == BLANK else CELL_OF[code]
        assert agree(got, [[expected]]), text


@pytest.mark.slow
def test_no_formula_gains_an_at_sign_in_formulon() -> None:
    book, _ = laid_out([(name, [rows_of(a) for a in example.arguments]) for name, example in EXAMPLES])
    loaded = formulon.Workbook.load(book.to_bytes())
    formulas = [loaded.get_formula(1, row - 1, 0) for row, _, _ in book.places]
    assert len(formulas) == len(EXAMPLES)
    assert not [text for text in formulas if "@" in text]


def test_the_page_of_differences_is_what_is_measured() -> None:
    assert differences.page() == differences.PAGE.read_text("utf-8"), (
        "in the folder tests: python -m surfaces.differences"
    )
