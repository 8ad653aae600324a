"""All functions, family by family, in the order of the documentation."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from xl_fact.core import (
    bridges,
    campaigns,
    cells,
    channels,
    creators,
    customers,
    growth,
    increments,
    returns,
    snowball,
    strengths,
    traffic,
)
from xl_fact.core.function import Function

FAMILIES: Final = {
    "Traffic": "流量",
    "Returns": "回报",
    "Snowball": "雪球",
    "FACT": "FACT 阵地",
    "Campaign and growth": "活动与增长",
    "Customers": "顾客",
    "Cells": "单元格",
}
"""The families in order, with their Chinese names."""


def functions_of(module: ModuleType) -> list[Function]:
    """The functions declared in a module, in the order of its text, each with its other names behind it."""
    declared = [
        x for x in vars(module).values() if isinstance(x, Function) and x.__module__ == module.__name__
    ]
    return [function for x in declared for function in (x, *x.aliases)]


FUNCTIONS: Final[dict[str, Function]] = {
    function.name: function
    for module in (
        traffic,
        bridges,
        returns,
        increments,
        creators,
        snowball,
        strengths,
        channels,
        campaigns,
        growth,
        customers,
        cells,
    )
    for function in functions_of(module)
}
"""Every function by the name typed in a cell."""
