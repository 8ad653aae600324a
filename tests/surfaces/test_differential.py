"""A few random inputs for every function and surface; the long run of thousands is `surfaces.differential` itself."""

from __future__ import annotations

import pytest
from surfaces import differential
from surfaces.differential import SEED, SURFACES

FEW = ["GPM", "ROI", "NET_GMV", "KOL_ROI", "FACT_CHANNEL", "CN_NUMBER", "POOLED_ROI", "PACE", "FACT_SHARE"]


@pytest.mark.parametrize("surface", [s for s in SURFACES if s != "Calc"])
def test_random_inputs_answer_alike(surface: str) -> None:
    compared, found = differential.differences(surface, 12, SEED, FEW)
    assert compared >= 12 * len(FEW)
    assert not found


@pytest.mark.slow
@pytest.mark.parametrize(
    "surface", [pytest.param(s, marks=pytest.mark.office if s == "Calc" else []) for s in SURFACES]
)
def test_random_inputs_answer_alike_in_every_function(surface: str) -> None:
    _, found = differential.differences(surface, 300 if surface == "JavaScript" else 60, SEED + 1)
    assert not found
