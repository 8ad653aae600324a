"""The module that Excel imports: every function of the catalogue, under the name typed in a cell.

In xlwings Lite: ``from xl_fact.udfs import *``.
"""

from __future__ import annotations

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.surfaces.xlwings_udf import bind

__all__ = sorted(FUNCTIONS)

globals().update({name: bind(function, __name__) for name, function in FUNCTIONS.items()})
