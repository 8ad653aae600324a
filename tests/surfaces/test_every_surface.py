"""Every documented example in every place where functions are typed: one answer, numbers to 1e-12."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from surfaces.hosts import HOSTS, Host, blank
from vectors import NAMES, VECTORS, answer, assert_same

from xl_fact.core.docstring import Example
from xl_fact.core.function import Function


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=[pytest.mark.slow, pytest.mark.office] if name == "Calc" else [])
        for name in HOSTS
    ],
)
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    with HOSTS[request.param]() as ask:
        yield ask


@pytest.mark.parametrize(("function", "example"), VECTORS, ids=NAMES)
def test_documented_example(host: Host, function: Function, example: Example) -> None:
    assert_same(blank(host(function, example)), blank(answer(function, example)))
