"""Customers by hand, on the real month, and what a bad cell does."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import xl_fact
from xl_fact.core.catalogue import FUNCTIONS


def test_by_hand() -> None:
    assert xl_fact.new_share(480, 520) == 0.48
    assert xl_fact.repeat_rate(300, 1_000) == 0.3
    assert xl_fact.fan_rate(160, 20_000) == 0.008
    assert xl_fact.ltv(80, 1.5, 0.45) == 54
    assert xl_fact.ltv([80, 100], [1.5, 2.0], 0.5).tolist() == [60, 100]


@pytest.mark.parametrize(
    ("name", "raw", "answer"),
    [
        pytest.param("NEW_SHARE", (0.0, 0.0), "#DIV/0!", id="nobody bought"),
        pytest.param("NEW_SHARE", ("454.07万", "485.68万"), 454.07 / 939.75, id="sales in 万"),
        pytest.param("NEW_SHARE", (5.0, None), None, id="a blank beside a number"),
        pytest.param("NEW_SHARE", (None, None), None, id="all blank"),
        pytest.param("REPEAT_RATE", (3.0, 0.0), "#DIV/0!", id="no buyers"),
        pytest.param("REPEAT_RATE", (1_000.0, 300.0), "#NUM!", id="more come back than bought"),
        pytest.param("NEW_SHARE", (100.0, -50.0), "#NUM!", id="negative sales"),
        pytest.param("REPEAT_RATE", (-3.0, 10.0), "#NUM!", id="negative people"),
        pytest.param("FAN_RATE", ("--", 10.0), None, id="not told"),
        pytest.param("FAN_RATE", (0.0, 10.0), 0.0, id="nobody followed"),
        pytest.param("LTV", (80.0, 1.5, 45.0), "#NUM!", id="a margin of 45"),
        pytest.param("LTV", (80.0, -1.0, 0.45), "#NUM!", id="negative orders"),
        pytest.param("LTV", (80.0, 1.5, "45%"), 54.0, id="margin as per cent"),
        pytest.param("LTV", (80.0, 1.5, -2146826281), "#DIV/0!", id="an error is passed on"),
    ],
)
def test_one_cell(name: str, raw: tuple[object, ...], answer: object) -> None:
    [[got]] = FUNCTIONS[name].call_cells(*raw)
    assert got == (pytest.approx(answer) if isinstance(answer, float) else answer)


def test_new_customers_of_the_real_june(compass: Path) -> None:
    rows = pd.read_excel(compass, sheet_name="人群构成", engine="calamine")
    pay = rows[rows["载体类型"] == "全部"].groupby("人群类型")["用户支付金额"].sum()
    assert xl_fact.new_share(pay["首购"], pay["复购"]) == pytest.approx(0.483, abs=5e-4)
