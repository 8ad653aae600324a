"""All functions, family by family, in the order of the documentation."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from xl_fact.core import cells, channels, returns, strengths, traffic
from xl_fact.core.function import Function

FAMILIES: Final = {
    "Traffic": "流量",
    "Returns": "回报",
    "FACT": "FACT 阵地",
    "Cells": "单元格",
}
"""The families in order, with their Chinese names."""


def functions_of(module: ModuleType) -> list[Function]:
    """The functions declared in a module, in the order of its text."""
    return [x for x in vars(module).values() if isinstance(x, Function) and x.__module__ == module.__name__]


FUNCTIONS: Final[dict[str, Function]] = {
    function.name: function
    for module in (traffic, returns, strengths, channels, cells)
    for function in functions_of(module)
}
"""Every function by the name typed in a cell."""
