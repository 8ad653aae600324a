"""Numbers and dates as platforms write them, typed into cells."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_fact.core.cells import cn_date, cn_number
from xl_fact.core.error_values import ERRORS

JUNE_30 = 46203.0
SEVEN_AM = 11 / 24 + 21 / 86_400


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("20260630", JUNE_30),
        ("2026-06-30", JUNE_30),
        ("2026/6/30", JUNE_30),
        ("2026.06.30", JUNE_30),
        ("2026年6月30日", JUNE_30),
        ("2026年06月30号", JUNE_30),
        ("2026年6月30", JUNE_30),
        ("2026年6月", JUNE_30 - 29),
        ("2026/06/30-2026/07/31", JUNE_30),
        ("2026.06.30-2026.07.31", JUNE_30),
        ("2026年6月30日-2026年7月31日", JUNE_30),
        ("２０２６／６／３０－７／３１", JUNE_30),
        ("\t20260630\t", JUNE_30),
        ("'20260630", JUNE_30),
        ("２０２６／０６／３０", JUNE_30),
        ("2026/06/30 11:00:21", JUNE_30 + SEVEN_AM),
        ("2026-06-30T11:00:21Z", JUNE_30 + SEVEN_AM),
        ("2026-06-30T11:00:21.000+08:00", JUNE_30 + SEVEN_AM),
        ("20260630110021", JUNE_30 + SEVEN_AM),
        ("2026年6月30日 11时00分21秒", JUNE_30 + SEVEN_AM),
        ("2026年6月30日 下午1:30", JUNE_30 + 13.5 / 24),
        ("2026年6月30日12:00", JUNE_30 + 0.5),
        ("2026-06-30 06-00-00~2026-07-01 07-00-46", JUNE_30 + 0.25),
        ("2026-06-30 ~ 2026-07-31", JUNE_30),
        ("2026-06-30 至 2026-07-31", JUNE_30),
        ("2026-06-30 - 2026-07-31", JUNE_30),
        ("20260630-20260731", JUNE_30),
        ("30/06/2026 12:00:00\t", JUNE_30 + 0.5),
        ("06/30/2026 12:00:00 PM", JUNE_30 + 0.5),
        ("06/30/2026 12:00:00 AM", JUNE_30),
        ("06/06/2026", JUNE_30 - 24),
        ("46203", JUNE_30),
        ("46203.5", JUNE_30 + 0.5),
    ],
)
def test_every_shape_of_a_date(text: str, serial: float) -> None:
    assert cn_date(text) == pytest.approx(serial, abs=1e-9)
    assert cn_date.call_cells(text) == [[pytest.approx(serial, abs=1e-9)]]


@pytest.mark.parametrize(
    "text",
    [
        "6月30日",
        "2026-06",
        "2026/06/01-",
        "26/06/30",
        "03/01/2026",
        "2026-06-31",
        "2026-13-01",
        "20260230",
        "2026-06-30 25:00",
        "2026-06-30 11:60",
        "06/30/2026 13:00:00 PM",
        "1899-12-31",
        "202606",
        "7",
        "昨天",
    ],
)
def test_what_is_no_date_is_told_and_never_guessed(text: str) -> None:
    assert cn_date.call_cells(text) == [["#VALUE!"]]
    assert np.isnan(cn_date(text))


def test_a_date_with_the_year_last_is_read_as_said() -> None:
    first_of_march, third_of_january = 46082.0, 46025.0
    for order in ("mdy", "MDY", "月日年"):
        assert cn_date("03/01/2026", order) == third_of_january + 57
    assert cn_date("03/01/2026", "dmy") == third_of_january
    assert cn_date("03/01/2026", "mdy") == first_of_march
    assert cn_date.call_cells("06/30/2026", "dmy") == [["#VALUE!"]], "there is no month 30"
    assert cn_date.call_cells("03/01/2026", "ymd") == [["#VALUE!"]], "no such order"
    assert cn_date("2026/03/01", "dmy") == first_of_march, "the year first needs no order"


def test_cells_that_hold_dates_already() -> None:
    assert cn_date.call_cells([[JUNE_30], [20260630.0], [datetime.datetime(2026, 6, 30, 12)]]) == [
        [JUNE_30],
        [JUNE_30],
        [JUNE_30 + 0.5],
    ]


def test_one_bad_row_spoils_one_row() -> None:
    assert cn_date.call_cells([["20260630"], ["--"], [None], ["昨天"], ["#N/A"]]) == [
        [JUNE_30],
        [None],
        [None],
        ["#VALUE!"],
        ["#N/A"],
    ]


def test_a_date_is_shown_as_one() -> None:
    assert cn_date.result.number_format == "yyyy-mm-dd"


@given(
    st.datetimes(datetime.datetime(1900, 3, 1), datetime.datetime(9999, 12, 31)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.sampled_from(
        [
            "%Y-%m-%d %H:%M:%S",
            "%Y/%m/%d %H:%M:%S",
            "%Y.%m.%d %H:%M:%S",
            "%Y%m%d%H%M%S",
            "%Y%m%d %H:%M:%S",
            "%Y-%m-%dT%H:%M:%S",
            "%Y-%m-%d %H-%M-%S~2099-01-01 00-00-00",
            "%Y年%m月%d日 %H:%M:%S",
            "%Y年%m月%d日%H时%M分%S秒",
            "%Y-%m-%d %I:%M:%S %p",
        ]
    ),
)
def test_what_is_written_reads_back(moment: datetime.datetime, shape: str) -> None:
    year = f"{moment.year:04}"
    serial = cn_date(moment.strftime(shape.replace("%Y", year)))
    read = datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(serial * 86_400))
    assert read == moment


@given(st.dates(datetime.date(1900, 3, 1), datetime.date(9999, 12, 31)), st.sampled_from(["dmy", "mdy"]))
def test_with_the_order_said_the_year_may_come_last(day: datetime.date, order: str) -> None:
    written = {"dmy": f"{day.day}/{day.month}/{day.year}", "mdy": f"{day.month:02}-{day.day:02}-{day.year}"}
    assert cn_date(written[order], order) == (day - datetime.date(1899, 12, 30)).days
    unsaid = cn_date.call_cells(written[order])
    if day.day > 12 or day.day == day.month:
        assert unsaid == [[cn_date(written[order], order)]]
    else:
        assert unsaid == [["#VALUE!"]]


@given(st.integers(10_000, 99_999))
def test_a_serial_stays_itself(serial: int) -> None:
    assert cn_date.call_cells(float(serial)) == cn_date.call_cells(str(serial)) == [[float(serial)]]


@given(st.text(max_size=20))
def test_no_text_makes_it_fail(text: str) -> None:
    ((cell,),) = cn_date.call_cells(text)
    assert cell is None or isinstance(cell, float) or cell in ERRORS


# ---------------------------------------------------------------- CN_NUMBER
@pytest.mark.parametrize(
    ("text", "number"),
    [("1.2万", 12_000), ("￥3,000", 3_000), ("12.5%", 0.125), ("346.95万", 3_469_500), ("(123)", -123)],
)
def test_numbers_of_the_trade(text: str, number: float) -> None:
    assert cn_number.call_cells(text) == [[number]]


def test_a_range_stands_for_what_is_asked() -> None:
    texts = [["7.5w~10w"], ["10%~15%"], ["--"], ["第一"]]
    assert cn_number.call_cells(texts) == [[87_500], [0.125], [None], ["#VALUE!"]]
    assert cn_number.call_cells("7.5w~10w", [["low", "middle", "high", "高", "both"]]) == [
        [75_000, 87_500, 100_000, 100_000, "#VALUE!"]
    ]
