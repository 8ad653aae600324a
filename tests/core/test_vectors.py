"""Cells and Python agree with what the documentation says, example by example."""

from __future__ import annotations

import numpy as np
import pytest
from vectors import NAMES, VECTORS, answer, assert_same

from xl_fact.core.docstring import Example
from xl_fact.core.function import Function


@pytest.mark.parametrize(("function", "example"), VECTORS, ids=NAMES)
def test_documented_example(function: Function, example: Example) -> None:
    named = function(*example.arguments)
    cells = answer(function, example)
    if function.shape == "table":
        assert_same(cells, named)
        assert_same(named, example.expected, relative=1e-7)
    else:
        written = np.ravel(np.array(example.expected, dtype=object)).tolist()
        assert_same([[cell] for row in cells for cell in row], [[x] for x in written], relative=1e-7)
        assert_same([[cell] for row in cells for cell in row], [[x] for x in np.ravel(named).tolist()])
