"""What Python hands over: Series paired by index, columns of other libraries, and errors in people's words."""

from __future__ import annotations

import datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import xl_fact
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.function import Function, Parameter

GMV = pd.Series([100.0, 200.0, 300.0], index=["x", "y", "z"])
PLAYS = pd.Series([1000.0, 1000.0, 100.0], index=["z", "y", "x"])


def test_series_are_paired_by_their_index() -> None:
    assert xl_fact.gpm(GMV, PLAYS).to_dict() == {"x": 1000, "y": 200, "z": 300}
    assert xl_fact.pooled_gpm(GMV, PLAYS) == pytest.approx(600 / 2100 * 1000)
    assert xl_fact.gpm(GMV, PLAYS.to_numpy()).to_dict() == {"x": 100, "y": 200, "z": 3000}, (
        "arrays go by position"
    )
    crossed = pd.DataFrame({"b": [1.0, 2.0], "a": [3.0, 4.0]}, index=[2, 1])
    frame = pd.DataFrame({"a": [300.0, 400.0], "b": [100.0, 200.0]}, index=[1, 2])
    assert xl_fact.gpm(frame, crossed).to_dict() == {
        "a": {1: 75_000, 2: 400_000 / 3},
        "b": {1: 50_000, 2: 200_000},
    }


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (
            PLAYS.set_axis(["p", "q", "r"]),
            r"'gmv' and 'plays' have different indexes \('x', 'y', 'z' …\): align",
        ),
        (PLAYS[:2], "different indexes"),
        (PLAYS.set_axis(["x", "x", "y"]), "holds the same label twice"),
        (PLAYS.to_frame(), "a Series and a DataFrame don't pair"),
    ],
)
def test_rows_that_do_not_pair_are_refused(other: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        xl_fact.gpm(GMV, other)


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["1.2万", None, "--"], dtype="string"),
        pd.Series([12_000, pd.NA, None], dtype="Int64"),
        pl.Series("gmv", [12_000.0, None, None]),
        pa.array([12_000, None, None]),
        pa.chunked_array([["1.2万"], [None, "--"]]),
        np.ma.array([12_000, 7, 7], mask=[False, True, True]),
    ],
    ids=lambda c: type(c).__module__.partition(".")[0],
)
def test_columns_of_every_library_keep_their_gaps(column: Any) -> None:
    answer = xl_fact.gpm(column, [48_000, 1, 1])
    assert pd.Series(answer.to_pylist() if hasattr(answer, "to_pylist") else list(answer)).fillna(
        -1
    ).tolist() == [250, -1, -1]
    assert xl_fact.pooled_gpm(column, [48_000, 1, 1]) == 250


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame, pl.DataFrame, pa.table, pa.record_batch],
    ids=["pandas", "polars", "table", "batch"],
)
def test_a_table_is_read_column_by_column_whoever_made_it(frame: Any) -> None:
    both = frame({"a": [1.0, None, 3.0], "b": [4.0, 5.0, 6.0]})
    expected = [[200, 800], [np.nan, 1000], [600, 1200]]
    assert np.array_equal(np.asarray(xl_fact.gpm(both, 5)), expected, equal_nan=True)
    assert np.asarray(xl_fact.gpm(frame({"a": ["1.2万"]}), 1000)).tolist() == [[12_000]]
    names = frame({"a": ["自营", "合作"], "b": ["合作", "自营"]})
    assert np.asarray(xl_fact.fact_channel(names, "直播")).tolist() == [["F", "A"], ["A", "F"]]


def test_a_column_comes_back_as_it_came() -> None:
    assert isinstance(xl_fact.gpm(pl.Series("gmv", [1.0]), 2), pl.Series)
    assert isinstance(xl_fact.gpm(pa.array([1.0]), 2), pa.Array)
    assert isinstance(xl_fact.gpm(GMV, 2), pd.Series)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: xl_fact.pace([1, 2], 2, 3, 4), "pace: 'actual' must be one value, not 2"),
        (lambda: xl_fact.gpm([[1, 2], [3]], 5), "'gmv' has rows of unequal length"),
        (lambda: xl_fact.gpm({"a": 1}, 5), "'gmv' must be a value, a list or a column, not a dict"),
        (
            lambda: xl_fact.gpm(duckdb.sql("select 1 as a"), 5),
            "'gmv' must be a value, a list or a column, not a",
        ),
        (
            lambda: xl_fact.gpm_from_rates(7.26, 0.1, 80),
            "'ctr' must be between 0 and 1: 7.26 .is it a per cent",
        ),
        (lambda: xl_fact.pace(1, 2, 3, 4, part="x"), "'part' names no column: 'x'; there are 完成率"),
        (lambda: xl_fact.pace(1, 2, 3, 4, lang="fr"), "'lang' must be zh or en: 'fr'"),
    ],
)
def test_errors_speak_of_arguments_and_never_of_numpy(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as told:
        call()
    assert "ndarray" not in str(told.value)
    assert "array(" not in str(told.value)


def test_periods_out_of_order_are_put_in_order_by_their_day() -> None:
    paid, natural, gpm = [1000, 0, 0, 0], [0, 500, 250, 125], [100] * 4
    days = [datetime.date(2026, 6, day) for day in (1, 2, 3, 4)]
    right = xl_fact.snowball_fit(paid, natural, gpm, 100)
    turned = xl_fact.snowball_fit(paid[::-1], natural[::-1], gpm, 100, day=days[::-1])
    assert turned[3][1:4] == right[3][1:4] == [0.5, 0.5, 0.5]
    assert turned[3][4] == f"{right[3][4]}；已按日期排序"
    assert xl_fact.snowball_fit(paid[::-1], natural[::-1], gpm, 100)[3][1] != 0.5, (
        "without days nobody can know"
    )
    assert xl_fact.snowball_fit.call_cells(
        [[1], [1]], [[1], [1]], [[1], [1]], 1, None, [[None], [46_000]]
    ) == [["#VALUE!"]]


# ---------------------------------------------------------------- what isn't a word
NO_WORDS = (
    5,
    0,
    float("nan"),
    True,
    ["a", "b"],
    [[["a"]]],
    [],
    b"x",
    object(),
    {"a": 1},
    "#N/A",
    ["#N/A"],
    datetime.date(2026, 6, 1),
)
WORD_ARGUMENTS = [
    pytest.param(f, p, id=f"{f.name} {p.name}")
    for f in FUNCTIONS.values()
    for p in f.parameters
    if p.kind.reads == "text"
]


@pytest.mark.parametrize(("function", "parameter"), WORD_ARGUMENTS)
def test_what_is_no_word_is_answered_or_told(function: Function, parameter: Parameter) -> None:
    """No error but one for people, which names the argument."""
    usual = function.examples[0].arguments
    for odd in NO_WORDS:
        named = dict(zip((p.name for p in function.parameters), usual, strict=False)) | {parameter.name: odd}
        try:
            function(**named)
        except ValueError as error:
            if f"'{parameter.name}'" not in str(error):
                raise AssertionError(odd) from error


def test_a_part_is_one_word() -> None:
    whole = xl_fact.fact_share(["F", "A"], [1, 3])
    assert xl_fact.fact_share(["F", "A"], [1, 3], part=["占比"]) == [[0.25], [0.75], [1.0]]
    assert xl_fact.fact_share(["F", "A"], [1, 3], part=float("nan"), lang=None) == whole
    assert xl_fact.snowball([1000], 150, 100, 2, 0.4, part="2/自然播放") == [[pytest.approx(600)]]
    with pytest.raises(ValueError, match="fact_share: 'part' must be one value, not 2"):
        xl_fact.fact_share(["F"], [1], part=["占比", "GMV"])
    with pytest.raises(ValueError, match="'part' names no column: '5'; there are 阵地, GMV, 占比"):
        xl_fact.fact_share(["F"], [1], part=5)
    with pytest.raises(ValueError, match="'lang' must be zh or en: '5'"):
        xl_fact.fact_share(["F"], [1], lang=5)


def test_a_grid_of_positions_beside_lone_scores() -> None:
    grid = [["F", "A"], ["T", "F"], ["A", "C"]]
    got = xl_fact.fact_score(grid, 8, 5, 6, 4)
    assert np.array_equal(got, [[7, 5], [5, 7], [5, np.nan]], equal_nan=True)
