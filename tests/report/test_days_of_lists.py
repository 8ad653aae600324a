"""Lists tell of the days that the shop's sales tell of, or are left out with the reason."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from report import invented
from xl_fact.engine import rows as engine_rows
from xl_fact.engine.books import Books
from xl_fact.engine.gmv import GMVS
from xl_fact.report.build import from_facts
from xl_fact.report.model import Paragraph, Report

from .test_gmv import DAYS, WORK, made, month, table

FIRST, LAST = datetime.date(2026, 2, 1), datetime.date(2026, 2, DAYS)


def day(row: dict[str, Any]) -> int:
    return int(row["date"].day)


def sessions() -> list[dict[str, Any]]:
    """One a day all month, that of the last day the best; at 8 in the morning."""
    live = {"role": "sessions", "carrier": "直播", "account": "自家", "owner": "自营", "file": "场次.xlsx"}
    days = [FIRST + datetime.timedelta(days=n) for n in range(DAYS)]
    return [
        {**live, "date": each, "gmv_paid": 900.0 + 10 * n, "live_views": 10.0, "product_clicks": 5.0}
        | {"live_minutes": 60.0, "start": datetime.datetime(each.year, each.month, each.day, 8)}
        for n, each in enumerate(days)
    ]


def works(last: datetime.date) -> dict[str, Any]:
    return {**WORK, "date": FIRST, "until": last, "gmv_paid": 900.0, "file": "作品.xlsx"}


def of(sold: int, *more: dict[str, Any]) -> Report:
    """The report of a month whose sales stop on a day."""
    return made("paid", rows=[*(row for row in month() if day(row) <= sold), *more])


def reasons(report: Report) -> str:
    return "\n".join(f"{one.name.zh}：{one.reason.zh}" for one in report.left_out)


@pytest.mark.parametrize("sold", [14, DAYS])
def test_sessions_and_hours_are_of_the_days_of_the_sales(sold: int) -> None:
    report = of(sold, *sessions())
    best = report.values.column("sessions", "session")[0]
    assert best.startswith(f"02-{sold:02} 08:00")
    assert sum(report.values.column("live_hours", "sessions")) == sold
    told = f"场次.xlsx（2026-02-{sold + 1:02} ~ 2026-02-28，{DAYS - sold} 行）：店铺的成交只有1–14日"
    assert (told in reasons(report)) is (sold < DAYS)


def test_sessions_of_a_week_name_their_days() -> None:
    """The shop's LIVE sold 900 on each of 28 days; the list has the first seven, each with its 900."""
    week = [{**one, "gmv_paid": 900.0 + n} for n, one in enumerate(sessions()[:7])]
    report = of(DAYS, *week)
    assert "清单里的1–7日卖得最多的一场：02-07 08:00 自家（906元）" in report.texts["own_sentence"]
    notes = [p.text for p in report.section("own").parts if isinstance(p, Paragraph)]
    (note,) = [each for each in notes if each.startswith("场次清单")]
    assert note.startswith(
        "场次清单里自营直播 6,321 元，“FACT对比”里 25,200 元，差 -18,879：清单只有1–7日的场次，"
    )
    assert "自营直播在没有列出的 21 天卖了 18,900；其余 -21：" in note
    even = of(DAYS, *({**one, "gmv_paid": 900.0} for one in sessions()[:7]))
    notes = [p.text for p in even.section("own").parts if isinstance(p, Paragraph)]
    assert any(each.endswith("21 天卖了 18,900，正是差的") for each in notes)
    assert "清单里的" not in of(DAYS, *sessions()[:26]).texts["own_sentence"]


def test_a_sum_of_other_days_is_left_out_with_the_reason() -> None:
    report = of(14, works(LAST))
    assert "contents" not in {section.key for section in report.sections}
    assert "作品.xlsx（2026-02-01 ~ 2026-02-28，1 行）：店铺的成交只有1–14日：是一段日子的合计" in reasons(
        report
    )
    assert "内容：导出里的作品与素材是别的日子的合计" in reasons(report)


@pytest.mark.parametrize(("sold", "last"), [(14, 14), (DAYS, DAYS), (DAYS - 1, DAYS)])
def test_a_sum_of_the_same_days_stays(sold: int, last: int) -> None:
    """One day of 28 is no other month."""
    report = of(sold, works(datetime.date(2026, 2, last)))
    assert report.values.column("contents", "gmv")[0] == 900
    assert "作品.xlsx" not in reasons(report)


@pytest.mark.parametrize("here", [engine_rows.HERE, 0])
def test_few_rows_and_many_are_cut_alike(here: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_rows, "HERE", here)
    february = Books(table([*month(), *sessions(), works(LAST)])).month("2026-02")
    days = [FIRST + datetime.timedelta(days=n) for n in range(14)]
    lists, left = february.listing_only(days)
    found = lists.sessions(GMVS["paid"], [], 99)
    assert found is not None
    assert (found.count, found.whole) == (14, 14 * 900 + 10 * 91)
    assert lists.works(GMVS["paid"], "plays", 9) is None
    assert {(file, rows, sums) for file, *_, rows, sums in left} == {
        ("场次.xlsx", 14, False), ("作品.xlsx", 1, True), ("", 28, False)
    }  # fmt: skip
    assert february.listing_only(days, ["sessions", "works", "accounts"])[1] == ()


@pytest.mark.parametrize(("formats", "known"), [(("compass_videos",), True), (("compass_sessions",), False)])
def test_of_a_few_days_a_sum_of_the_month_is_why_there_are_no_works(
    formats: tuple[str, ...], known: bool
) -> None:
    """The works are of all of February, the report of ten days of it."""
    facts = table([*month(), works(LAST)])
    source = replace(invented.SOURCE, name="作品.xlsx", formats=formats)
    report = from_facts(facts, (source,), invented.BRAND, "2026-02-01..2026-02-10")
    assert ("内容：导出里的作品与素材是别的日子的合计" in reasons(report)) is known
    assert ("内容：没有作品或素材" in reasons(report)) is not known


def test_weekdays_that_sell_the_same_have_no_best() -> None:
    """28 sessions of an hour and 900, four on each weekday; then 1,800 on the four Mondays (2, 9, 16 and 23 February)."""
    even = [{**one, "gmv_paid": 900.0} for one in sessions()]
    assert "最好" not in of(DAYS, *even).texts["lives_sentence"]
    mondays = [{**one, "gmv_paid": 900.0 * (1 + (day(one) % 7 == 2))} for one in even]
    assert "一周里周一最好（每小时 1,800元）" in of(DAYS, *mondays).texts["lives_sentence"]
    hair = [
        {**one, "gmv_paid": 900.0 + 0.05 * (day(one) % 7)} for one in even
    ]  # 900.3 on Fridays, 900.0 on Saturdays
    assert "最好" not in of(DAYS, *hair).texts["lives_sentence"]
    two = [
        {**one, "gmv_paid": 900.0 * (1 + (day(one) % 7 in (2, 3)))} for one in even
    ]  # Mondays and Tuesdays
    assert "最好" not in of(DAYS, *two).texts["lives_sentence"]
