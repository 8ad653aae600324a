"""What cells hold, and what a function makes of it (the table of semantics, row by row)."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest

from xl_fact.core import arguments
from xl_fact.core.arguments import ShapeError
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.error_values import BLANK, BLANK_NAN, DIV0, NA_NAN, NUM_NAN, OK, codes_of

GPM = FUNCTIONS["GPM"]
BREAKEVEN = FUNCTIONS["BREAKEVEN_ROI"]


def column(*cells: object) -> tuple[tuple[object], ...]:
    return tuple((cell,) for cell in cells)


@pytest.mark.parametrize(
    ("gmv", "plays", "answer"),
    [
        pytest.param(None, None, None, id="all blank is blank"),
        pytest.param("", "", None, id="empty text is blank"),
        pytest.param(100.0, None, None, id="a blank among what is required, below"),
        pytest.param(None, 100.0, None, id="a blank among what is required, above"),
        pytest.param(-2146826246, 1000.0, "#N/A", id="an error of COM is passed on"),
        pytest.param(
            {"type": "Error", "basicValue": "#REF!"}, 1.0, "#REF!", id="an error of the web is passed on"
        ),
        pytest.param("#NAME?", 1.0, "#NAME?", id="an error as text is passed on"),
        pytest.param(-2146826246, -2146826281, "#N/A", id="the first error wins"),
        pytest.param("1.2万", "４８０００", 250.0, id="text that is a number"),
        pytest.param("￥3,000", 20_000, 150.0, id="money as text"),
        pytest.param("很多", 1.0, "#VALUE!", id="other text"),
        pytest.param("--", 1.0, None, id="a marker of a missing value is a blank"),
        pytest.param(True, 1.0, "#VALUE!", id="TRUE is no number"),
        pytest.param(5.0, 0.0, "#DIV/0!", id="zero below"),
        pytest.param(0.0, 0.0, "#DIV/0!", id="zero over zero"),
        pytest.param(5.0, -1.0, "#NUM!", id="outside the domain"),
        pytest.param(1e308, 1e-3, "#NUM!", id="too large"),
        pytest.param(datetime.date(1900, 1, 31), 31_000, 1.0 * 32 / 31, id="a date is its serial"),
    ],
)
def test_one_cell(gmv: object, plays: object, answer: object) -> None:
    got = GPM.call_cells(gmv, plays)
    assert (
        got == [[answer]] if not isinstance(answer, float) else got[0][0] == pytest.approx(answer, rel=1e-15)
    )


def test_one_bad_row_spoils_one_row() -> None:
    got = GPM.call_cells(
        column(100.0, None, 50.0, -2146826246, 7.0, 0.0), column(2000.0, None, 0.0, 1.0, "x", 5.0)
    )
    assert got == [[50.0], [None], ["#DIV/0!"], ["#N/A"], ["#VALUE!"], [0.0]]


def test_shapes() -> None:
    assert GPM.call_cells(column(100.0, 200.0), 2000.0) == [[50.0], [100.0]]
    assert GPM.call_cells(((100.0, 200.0, None),), ((2000.0, 1000.0, None),)) == [[50.0, 200.0, None]]
    assert GPM.call_cells(column(100.0, 200.0), ((1000.0, 2000.0),)) == [[100.0, 50.0], [200.0, 100.0]]
    assert GPM.call_cells(((3.0,),), ((1.0,),)) == [[3000.0]]
    assert GPM.call_cells(column(1.0, 2.0, 3.0), column(1.0, 2.0)) == [["#VALUE!"]]


def test_the_clash_names_both_sizes() -> None:
    grids = [arguments.grid(column(1.0, 2.0, 3.0)), arguments.grid(column(1.0, 2.0))]
    with pytest.raises(ShapeError, match="2×1 and 3×1"):
        arguments.common_shape(grids)


def test_a_whole_column_is_trimmed_to_its_used_part() -> None:
    height = arguments.WHOLE_COLUMN[0]
    gmv = column("GMV", 3_000.0, 100_000.0) + column(None) * (height - 3)
    plays = column("播放", 20_000.0, 3_000_000.0) + column(None) * (height - 3)
    assert GPM.call_cells(gmv, plays)[1:] == [[150.0], [100_000 / 3_000_000 * 1000]]
    assert FUNCTIONS["POOLED_GPM"].call_cells(gmv, plays)[0][0] == pytest.approx(34.10596026490066)


def test_trailing_blanks_of_a_range_stay() -> None:
    assert GPM.call_cells(column(1.0, None, None), column(1.0, None, None)) == [[1000.0], [None], [None]]


def test_optional_arguments() -> None:
    plain = BREAKEVEN.call_cells(0.45)
    assert (
        plain == BREAKEVEN.call_cells(0.45, None, None) == BREAKEVEN.call_cells(0.45, 0.0, "") == [[1 / 0.45]]
    )
    assert BREAKEVEN.call_cells(0.2, 0.0, 0.2) == [["#N/A"]]
    assert BREAKEVEN.call_cells(0.45, 1.0) == [["#N/A"]]
    assert BREAKEVEN.call_cells(0.45, 1.5) == [["#NUM!"]]


def test_a_pool_leaves_out_what_is_not_there_and_passes_errors_on() -> None:
    pooled = FUNCTIONS["POOLED_GPM"]
    whole = pooled.call_cells(column(3_000.0, 100_000.0), column(20_000.0, 3_000_000.0))
    assert whole == pooled.call_cells(
        column(3_000.0, 100_000.0, 5.0, None, "--"), column(20_000.0, 3_000_000.0, None, 7.0, 9.0)
    )
    assert pooled.call_cells(column(1.0, -2146826281), column(1.0, 2.0)) == [["#DIV/0!"]]
    assert pooled.call_cells(column(1.0, "x"), column(1.0, 2.0)) == [["#VALUE!"]]
    assert pooled.call_cells(column(None, None), column(None, None)) == [[None]]
    assert pooled.call_cells(column(1.0, 2.0), column(1.0)) == [["#VALUE!"]]


def test_a_nan_carries_its_code_through_where() -> None:
    chosen = np.where([True, False, True], [NA_NAN, 1.0, NUM_NAN], BLANK_NAN)
    assert codes_of(chosen, DIV0).tolist() == [8, BLANK, 7]
    assert codes_of(np.array([1.0, math.nan, math.inf]), DIV0).tolist() == [OK, DIV0, DIV0]


@pytest.mark.parametrize("raw", [[[1.0, 2.0], [3.0]], [[]]])
def test_ragged_rows_are_refused(raw: object) -> None:
    assert GPM.call_cells(raw, 1.0) in ([["#VALUE!"]], [[None]])
