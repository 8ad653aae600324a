"""A function of the catalogue called from Python, and its declaration."""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import xl_fact
from xl_fact.core.catalogue import FAMILIES, FUNCTIONS
from xl_fact.core.declare import DeclarationError, declared
from xl_fact.core.kinds import Count, Money, MoneyPerMille


def test_the_worked_example_of_the_article() -> None:
    a, b = (3_000, 20_000, 10_000), (100_000, 3_000_000, 20_000)
    assert xl_fact.roi(a[0], a[2]) == 0.3
    assert xl_fact.roi(b[0], b[2]) == 5
    assert xl_fact.gpm(a[0], a[1]) == 150
    assert round(xl_fact.gpm(b[0], b[1]), 2) == 33.33
    assert xl_fact.cpm(a[2], a[1]) == 500
    assert round(xl_fact.cpm(b[2], b[1]), 2) == 6.67
    pooled = xl_fact.pooled_gpm([a[0], b[0]], [a[1], b[1]])
    assert round(pooled, 3) == 34.106
    assert pooled != pytest.approx((150 + 33.33) / 2, rel=0.1)


def test_arrays_series_and_frames_come_back_as_such() -> None:
    series = pd.Series([3_000.0, 100_000.0, 5.0], index=["a", "b", "c"])
    plays = pd.Series([20_000.0, 3_000_000.0, 0.0], index=["a", "b", "c"])
    got = xl_fact.gpm(series, plays)
    assert isinstance(got, pd.Series)
    assert list(got.index) == ["a", "b", "c"]
    assert got["a"] == 150
    assert math.isnan(got["c"])
    frame = xl_fact.gpm(series.to_frame("x"), 1000)
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == ["x"]
    assert isinstance(xl_fact.gpm([1, 2], 3), np.ndarray)
    assert isinstance(xl_fact.gpm(1, 3), float)


def test_scalars_outside_the_domain_are_told_and_elements_become_nan() -> None:
    with pytest.raises(ValueError, match="'plays' must be >= 0: -5"):
        xl_fact.gpm(100, -5)
    assert np.isnan(xl_fact.gpm([100.0, 100.0], [-5.0, 5.0])).tolist() == [True, False]
    with pytest.raises(ValueError, match="'gmv' must be a number: 'abc'"):
        xl_fact.gpm("abc", 5)
    assert xl_fact.gpm("1.2万", 48_000) == 250
    assert math.isnan(xl_fact.gpm(1, 0))


def test_wrong_shapes_raise_and_name_both_sides() -> None:
    with pytest.raises(ValueError, match=r"'gmv' \(3,\), 'plays' \(2,\)"):
        xl_fact.gpm([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="'gmv_range' 2, 'plays_range' 1"):
        xl_fact.pooled_gpm([1, 2], [1])


def test_names_of_the_package() -> None:
    names = xl_fact.__all__
    assert names == sorted(names)
    assert {"gpm", "fact_fit", "read_exports", "build_report"} <= set(names)
    assert all(callable(getattr(xl_fact, name)) for name in names)
    with pytest.raises(AttributeError):
        _ = xl_fact.fact
    assert "FACT" not in FUNCTIONS


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_declaration_is_whole(function: Any) -> None:
    assert function.family in FAMILIES
    assert function.examples
    assert function.doc.summary.en
    assert function.doc.summary.zh
    for example in function.examples:
        named = function(*example.arguments)
        cells = function.call_cells(*example.arguments)
        flat = np.ravel(np.array(named, dtype=object))
        assert len(flat) == len(np.ravel(np.array(cells, dtype=object)))


def plain(gmv: Money, plays: Count) -> MoneyPerMille:
    """GMV per play.

    每次播放的成交额。

    Parameters
    ----------
    gmv : money
        Sales.
        成交，元。
    plays : count
        Plays.
        播放，次。

    Returns
    -------
    money per 1000
        A number.
        一个数，元。

    Examples
    --------
    >>> plain(1, 2)
    0.5
    """
    return gmv / plays


def variant(
    name: str = "plain", replace: tuple[str, str] = ("", ""), parameters: str = "gmv: Money, plays: Count"
) -> Any:
    """A body like `plain`, with another name, signature or docstring."""
    scope: dict[str, Any] = {"Money": Money, "Count": Count, "MoneyPerMille": MoneyPerMille}
    exec(f"def {name}({parameters}) -> MoneyPerMille: return gmv", scope)
    body = scope[name]
    written = inspect.cleandoc(str(plain.__doc__))
    assert replace[0] in written
    body.__doc__ = written.replace(*replace)
    return body


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (variant(parameters="gmv: Money"), r"undocumented \[\], not a parameter \['plays'\]"),
        (
            variant(parameters="gmv: Money, per: Count"),
            r"undocumented \['per'\], not a parameter \['plays'\]",
        ),
        (
            variant(replace=("plays : count", "plays : money")),
            "'plays' is documented as 'money', annotated 'count'",
        ),
        (variant(replace=("    成交，元。\n", "")), "'gmv' needs a text of 1 to 255 characters in zh: 0"),
        (variant(replace=("Sales.", "x" * 256)), "'gmv' needs a text of 1 to 255 characters in en: 256"),
        (variant(replace=(">>> plain(1, 2)\n0.5", "")), "an example is missing"),
        (
            variant(replace=("money per 1000\n", "ratio\n")),
            "Returns says 'ratio', the annotation 'money per 1000'",
        ),
        (variant(name="fact"), "the spreadsheet has a function FACT of its own"),
        (variant(name="ltv7"), "'ltv7' reads as a cell"),
        (
            variant(parameters="gmv1: Money, plays: Count", replace=("gmv :", "gmv1 :")),
            "'gmv1' reads as a cell",
        ),
        (
            variant(parameters="gmv: Money, loop: Count", replace=("plays :", "loop :")),
            "'loop' can't be a name in VBA",
        ),
        (variant(parameters="gmv: Money, *plays: Count"), "'plays' must be a plain parameter"),
        (variant(parameters="gmv, plays: Count"), "'gmv' must be annotated with a kind"),
    ],
)
def test_a_declaration_that_disagrees_with_itself_fails_and_names_both_sides(body: Any, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        declared(body, family="Traffic", zh="某数", formula=None)


def test_the_plain_declaration_is_fine() -> None:
    function = declared(plain, family="Traffic", zh="每次播放成交额", formula="gmv/plays")
    assert function(1, 2) == 0.5
    assert function.syntax == "PLAIN(gmv, plays)"
    assert function.expression(gmv="B2", plays="C2") == "B2/C2"


def test_a_formula_is_told_over_cells() -> None:
    said = FUNCTIONS["BREAKEVEN_ROI"].expression(margin="B1", refund_rate="B2")
    assert said == "IF((B1-0.0>1E-12)*(1-B2>1E-12),1/((B1-0.0)*(1-B2)),NA())"
    with pytest.raises(KeyError, match="no reference for"):
        FUNCTIONS["GPM"].expression(gmv="A1")
