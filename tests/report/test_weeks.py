"""A week, or any days, reported as a month is: every figure by hand from a month that a person can add up."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from typer.testing import CliRunner

from report import invented
from xl_fact.brand import Targets
from xl_fact.cli import app
from xl_fact.demo import write_demo
from xl_fact.errors import InputError
from xl_fact.filling.write import write_report
from xl_fact.report.build import from_facts
from xl_fact.report.contract import texts_of
from xl_fact.report.model import Paragraph, Report

WEEK = "2026-W07"  # 9 to 15 February; a day is 2,000 of GMV, 12,000 impressions, 22 orders, 600 of cost, 240 of refunds


def days(first: str, count: int) -> list[datetime.date]:
    start = datetime.date.fromisoformat(first)
    return [start + datetime.timedelta(days=n) for n in range(count)]


def doubled(frame: Any, dates: list[datetime.date]) -> Any:
    """The sales of some days twice as high."""
    inside = frame["date"].dt.date.isin(dates)
    for key in ("gmv_paid", "refund_paid"):
        frame.loc[inside, key] = frame.loc[inside, key] * 2
    return frame


def of(span: str, facts_of: Any = None, brand: Any = invented.BRAND, lang: Any = "zh") -> Report:
    facts_of = invented.frame() if facts_of is None else facts_of
    return from_facts(facts_of, (invented.SOURCE,), brand, span, lang=lang)


def changes(report: Report, key: str) -> list[float]:
    return [float(value) for value in report.values.column("changes", key)]


def test_a_week_is_seven_days_of_the_month() -> None:
    report = of(WEEK)
    for key, amount in (
        ("gmv", 14_000),
        ("base", 84_000),
        ("orders", 154),
        ("cost", 4_200),
        ("refund", 1_680),
    ):
        assert report.values.total("compare", key) == pytest.approx(amount), key
    assert report.values.total("compare", "gpm") == pytest.approx(14_000 / 84_000 * 1000)
    assert report.values.total("compare", "roi") == pytest.approx(14_000 / 4_200)
    assert [str(day) for day in report.values.column("daily", "date")] == [
        f"2026-02-{n:02d}" for n in range(9, 16)
    ]
    assert report.month == WEEK
    assert report.texts["period"] == "2026年第7周（2月9日–15日）"
    assert report.passed, "7 of 7 days, and the platform's totals of these days"
    names = list(report.values.column("checks", "name"))
    row = next(n for n, name in enumerate(names) if "有数据的天数" in name)
    assert "本周" in names[row]
    assert [report.values.column("checks", key)[row] for key in ("left", "right")] == [7, 7]


def test_stretches_of_seven_days_name_their_own_dates() -> None:
    """17 days from 5 February, the second seven selling double: ROI 2,000 ÷ 600 and 4,000 ÷ 600."""
    span, second = "2026-02-05..2026-02-21", days("2026-02-12", 7)
    report = of(span, doubled(invented.frame(), second))
    labels = ["2月5日–11日", "2月12日–18日", "2月19日–21日"]
    assert list(report.values.column("weeks", "label")) == labels
    told = report.texts["spend_sentence"]
    assert "整周里 ROI 最高的是 2月12日–18日（6.67），最低 2月5日–11日（3.33）" in told
    assert "日 日" not in told
    assert "从2月5日起每 7 天一段" in said(report)
    english = of(span, doubled(invented.frame(), second), lang="en")
    assert next(iter(english.values.column("weeks", "label"))) == "05 Feb–11 Feb"
    over = of("2026-02-25..2026-03-05", invented.frame(days("2026-02-25", 9)))
    assert list(over.values.column("weeks", "label")) == ["2月25日–3月3日", "3月4日–5日"]


def said(report: Report) -> str:
    """All paragraphs."""
    parts = [part for section in report.sections for part in section.parts]
    return "\n".join(part.text for part in parts if isinstance(part, Paragraph))


def test_a_week_that_lacks_a_day_says_so() -> None:
    frame = invented.frame([day for day in invented.DAYS if day.day != 12])
    report = of(WEEK, frame)
    assert report.values.total("compare", "gmv") == 12_000
    assert not report.passed
    assert "不是整周" in texts_of(report)["about_days"]


def test_a_week_is_held_against_the_week_before() -> None:
    """28,000 after 14,000."""
    report = of(WEEK, doubled(invented.frame(), days("2026-02-09", 7)))
    now, then, difference, relative = changes(report, "gmv")
    assert (now, then, difference, relative) == (28_000, 14_000, 14_000, 1.0)
    assert report.values.column("changes", "period")[1].startswith("上周 2026年第6周（2月2日–8日）")


def test_days_are_held_against_as_many_days_before() -> None:
    """11 to 20 February against 1 to 10; the first two of the ten doubled before: 20,000 after 24,000."""
    report = of("2026-02-11..2026-02-20", doubled(invented.frame(), days("2026-02-01", 2)))
    assert changes(report, "gmv") == pytest.approx([20_000, 24_000, -4_000, -1 / 6])
    assert "前一段" in report.values.column("changes", "period")[1]


def test_a_week_meets_a_part_of_a_week_on_the_same_days_only() -> None:
    """Of the week before, Sunday is missing: Monday to Saturday of both, 12,000 each."""
    frame = invented.frame([day for day in invented.DAYS if day.day != 8])
    report = of(WEEK, frame)
    assert report.values.total("compare", "gmv") == 14_000
    assert changes(report, "gmv")[:2] == [12_000, 12_000]


def test_without_the_days_before_there_is_no_comparison() -> None:
    report = of(WEEK, invented.frame([day for day in invented.DAYS if day.day >= 9]))
    assert not any(table.key == "changes" for table in report.tables)
    assert any(one.name.zh == "环比" for one in report.left_out)


def test_a_months_target_is_a_weeks_by_its_days() -> None:
    """60,000 of February are 15,000 in seven of its 28 days; ROI 3 stays 3."""
    report = of(WEEK)
    assert report.values.figure("target_gmv") == 15_000
    assert report.values.figure("pace_done") == pytest.approx(14_000 / 15_000)
    assert report.values.figure("target_roi") == 3
    told = [one.reason.zh for one in report.left_out if one.name.zh == "整月的 GMV 目标"]
    assert told == ["brand.toml 的目标 60,000 是一个月的，这里按 7 天折成 15,000"]
    line = [float(value) for value in report.values.column("daily", "line")]
    assert line == pytest.approx([15_000 / 7 * n for n in range(1, 8)])


def test_a_week_of_two_months_takes_its_share_of_each_ones_target() -> None:
    """23 February to 1 March: 60,000 × (6 / 28 + 1 / 31)."""
    report = of("2026-W09", invented.frame(days("2026-02-23", 7)))
    assert report.values.total("compare", "gmv") == 14_000
    assert report.values.figure("target_gmv") == pytest.approx(60_000 * (6 / 28 + 1 / 31), abs=0.01)
    assert list(report.values.column("daily", "line"))[-1] == pytest.approx(
        report.values.figure("target_gmv")
    )
    without = of(
        "2026-W09", invented.frame(days("2026-02-23", 7)), replace(invented.BRAND, targets=Targets())
    )
    assert math.isnan(without.values.figure("target_gmv"))


def test_a_sum_of_more_days_than_the_week_is_not_in_it() -> None:
    frame = invented.frame()
    row = frame.iloc[[0]].copy()
    row["date"], row["until"] = np.datetime64("2026-02-01", "s"), np.datetime64("2026-02-28", "s")
    row["gmv_paid"], row["file"] = 9e9, "整月.xlsx"
    import pandas as pd

    report = of(WEEK, pd.concat([frame, row], ignore_index=True))
    assert report.values.total("compare", "gmv") == 14_000
    assert any("整月.xlsx" in one.name.zh for one in report.left_out)


def test_a_week_without_anything_is_refused() -> None:
    with pytest.raises(InputError, match="2026-W20"):
        of("2026-W20")


@pytest.mark.parametrize("span", [WEEK, "2026-02-09..2026-02-15"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_in_a_week_speaks_of_a_month(span: str, lang: Any) -> None:
    report = of(span, doubled(invented.frame(), days("2026-02-09", 7)), lang=lang)
    said = [*report.texts.values(), *(t.title.text(lang) for t in report.tables)]
    said += [f.name.text(lang) for f in report.figures]
    wrong = (
        ("本月", "上月", "当月", "整月", "下月")
        if lang == "zh"
        else ("month before", "this month", "Next month")
    )
    assert not [text for text in said if any(word in text for word in wrong)]


def test_the_workbook_of_a_week_is_whole(tmp_path: Path) -> None:
    path = write_report(of(WEEK), tmp_path / "周报.xlsx").path
    book = openpyxl.load_workbook(path, data_only=True)
    assert book["概览"]["B1"].value.startswith("甲牌 · 2026年第7周")
    assert str(book.properties.created.date()) == "2026-02-09"
    totals = [row for row in book["FACT对比"].iter_rows(values_only=True) if "合计" in row]
    assert 14_000 in totals[0]


def test_the_command_takes_a_week_or_days_and_names_the_file_by_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, june, *_ = write_demo(tmp_path / "in")
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> tuple[int, str]:
        done = CliRunner().invoke(app, [str(word) for word in words])
        return done.exit_code, done.output

    assert run("report", june, "--week", "2026-W24")[0] == 0
    assert run("report", june, "--days", "2026-06-11..2026-06-20")[0] == 0
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == [
        "示例品牌-2026-06-11_2026-06-20.xlsx",
        "示例品牌-2026-W24.xlsx",
    ]
    assert run("report", june, "--week", "2026-W24", "--month", "2026-06")[0] == 2
    code, said = run("report", june, "--week", "June")
    assert (code, "--week 应为" in said) == (2, True)
