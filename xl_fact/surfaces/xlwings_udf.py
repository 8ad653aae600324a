"""Functions of the catalogue as xlwings UDFs: Excel on Windows over COM, xlwings Lite, xlwings Server."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import xlwings as xw

from xl_fact.core.declare import TOOLTIP
from xl_fact.core.function import Function
from xl_fact.core.kinds import Rows

CATEGORY = "xl_fact"
"""Where the formula wizard lists the functions."""


def bind(function: Function, module: str) -> Callable[..., Rows]:
    """A plain function for xlwings: raw cells in, rows of cells out, nothing escapes.

    Parameters
    ----------
    function : Function
        The record.
    module : str
        The module that Excel imports; the UDF is to stand there under the record's name.

    Returns
    -------
    callable
        Bound to xlwings where the runtime has UDFs, the bare function elsewhere.
    """

    def udf(*raw: Any) -> Rows:
        try:
            return function.call_cells(*raw)
        except Exception:  # a formula must answer; an exception would become a text in the cell
            return [["#VALUE!"]]

    udf.__name__ = udf.__qualname__ = function.name
    udf.__module__ = module
    udf.__doc__ = f"{function.zh}。{function.doc.summary.zh}"[:TOOLTIP]
    udf.__annotations__ = {}
    udf.__signature__ = _signature(function)  # type: ignore[attr-defined]  # read by inspect.signature
    bound: Any = udf
    for parameter in function.parameters:
        bound = xw.arg(parameter.name, "raw", doc=parameter.prose.zh)(bound)
    bound = xw.ret("raw")(bound)
    return xw.func(category=CATEGORY)(bound)  # type: ignore[no-any-return]  # xlwings has no types


def _signature(function: Function) -> inspect.Signature:
    """Plain parameters; an optional one that is left out arrives as None, and the record knows its default."""
    plain = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature(
        [
            inspect.Parameter(p.name, plain, default=None) if p.optional else inspect.Parameter(p.name, plain)
            for p in function.parameters
        ]
    )
