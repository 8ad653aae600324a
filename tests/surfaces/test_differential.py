"""A few random inputs for every function and surface; the long run of thousands is `surfaces.differential` itself."""

from __future__ import annotations

import random
from itertools import chain

import pytest
from surfaces import differential
from surfaces.differential import SEED, SURFACES, excused
from surfaces.lambda_book import answer

from xl_fact.core.catalogue import FUNCTIONS

FEW = ["GPM", "ROI", "NET_GMV", "KOL_ROI", "FACT_CHANNEL", "CN_NUMBER", "POOLED_ROI", "PACE", "FACT_SHARE"]


@pytest.mark.parametrize("surface", [s for s in SURFACES if s != "Calc"])
def test_random_inputs_answer_alike(surface: str) -> None:
    compared, found = differential.differences(surface, 12, SEED, FEW)
    assert compared >= 12 * len(FEW)
    assert not found


@pytest.mark.parametrize("surface", [s for s in SURFACES if s != "Calc"])
def test_of_two_things_wrong_the_first_decides(surface: str) -> None:
    functions = [f for f in FUNCTIONS.values() if f.shape == "each"]
    asked = [
        differential.twice_wrong(f, random.Random(f"{at} {f.name}"), 0) for f in functions for at in range(3)
    ]
    compared = 0
    for (name, given), got in zip(asked, SURFACES[surface](asked), strict=True):
        expected = answer(name, given)
        compared += len(expected)
        assert all(
            theirs == mine or excused(surface, name, (), theirs, mine)
            for mine, theirs in zip(chain(*expected), chain(*got), strict=True)
        ), (name, given, got, expected)
    assert compared > 3 * len(functions)


@pytest.mark.slow
@pytest.mark.parametrize(
    "surface", [pytest.param(s, marks=pytest.mark.office if s == "Calc" else []) for s in SURFACES]
)
def test_random_inputs_answer_alike_in_every_function(surface: str) -> None:
    _, found = differential.differences(surface, 300 if surface == "JavaScript" else 60, SEED + 1)
    assert not found
