"""A month that isn't over says so and passes; a day lost between others is a fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xl_fact.report.model import Report

from . import invented


def of(days: list[int], lang: str = "zh") -> Report:
    """February 2026 with sales on some days, against a target of 56,000 for the month."""
    brand = replace(invented.BRAND, targets=replace(invented.BRAND.targets, gmv=56_000.0))
    frame = invented.frame([day for day in invented.DAYS if day.day in days])
    return invented.report(brand, lang, frame)


@pytest.mark.parametrize(
    ("days", "passed", "told", "lacking"),
    [
        (range(1, 29), True, "2026年2月 GMV", ""),
        (range(1, 15), True, "2026年2月1–14日 GMV", "15–28日"),
        (range(15, 29), True, "2026年2月15–28日 GMV", "1–14日"),
        ([*range(1, 10), *range(11, 15)], False, "2026年2月1–14日里的13天 GMV", "10–28日里的15天"),
    ],
)
def test_days_that_lack_are_named_and_only_a_hole_is_a_fault(
    days: list[int], passed: bool, told: str, lacking: str
) -> None:
    report = of(list(days))
    assert report.passed is passed
    assert report.texts["headline"].startswith(told)
    named = [one.name.zh for one in report.left_out if "成交的" in one.name.zh]
    assert named == ([f"成交的 {lacking}"] if lacking else [])


def test_the_target_of_a_part_is_told_with_the_pace() -> None:
    """14 of 28 days and 28,000 of 56,000."""
    assert "（整月目标的 50.0%，时间进度 50.0%）" in of(list(range(1, 15))).texts["headline"]
    assert (
        "(50.0% of the month's target in 50.0% of its days)" in of(list(range(1, 15)), "en").texts["headline"]
    )
