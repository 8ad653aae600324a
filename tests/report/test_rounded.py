"""Sentences round as cells do, half away from zero: 12.45 % of sales stands as 12.5 % in both, not as 12.4 %."""

from __future__ import annotations

import pytest

from report import invented
from xl_fact.report.contract import written
from xl_fact.report.formula import AsCell


@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (0.1245, "0.0%", "12.5%"),
        (0.125, "0%", "13%"),
        (2.5, "#,##0", "3"),
        (0.25, "#,##0.0", "0.3"),
        (1234.565, "#,##0.00", "1,234.57"),
        (-0.25, "+0.0;-0.0", "-0.3"),
        (-0.04, "+0.0;-0.0", "+0.0"),
    ],
)
def test_a_number_in_a_text_is_that_of_its_cell(number: float, code: str, told: str) -> None:
    assert f"{AsCell(number):{code}}" == told


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        (0.1245, "rate", "12.5%"),
        (2.5, "money", "3"),
        (12_500.0, "wan", "1.3万"),
        (-0.25, "points", "-0.3pp"),
        (0.1245, "moved", "环比 ▲ 升 12.5%"),
    ],
)
def test_a_value_in_a_template_is_that_of_its_cell(value: float, kind: str, told: str) -> None:
    assert written(value, kind) == told


@pytest.mark.parametrize(
    ("lang", "told"), [("zh", "退款率（支付时间）12.5%"), ("en", "Refund rate 12.5% by payment day")]
)
def test_the_refund_rate_of_a_sentence_is_that_of_its_cell(lang: str, told: str) -> None:
    """249 of 2,000 a day come back, 12.45 %: a cell shows 12.5 %."""
    frame = invented.frame()
    frame.loc[frame["channel"] == "S", "refund_paid"] = 69.0
    report = invented.report(lang=lang, facts_of=frame)
    assert report.values.total("refunds", "rate") == pytest.approx(0.1245)
    assert told in report.texts["people_sentence"]
