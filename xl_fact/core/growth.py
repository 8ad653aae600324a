"""Growth: how far the month has come, and how it compares with another."""

from __future__ import annotations

from typing import Final

import numpy as np

from xl_fact.core.campaigns import FAMILY
from xl_fact.core.declare import spreadsheet_function
from xl_fact.core.error_values import NA_NAN, NUM_NAN
from xl_fact.core.kinds import Amount, Cell, Change, Days, Money, Number, Points, Table
from xl_fact.core.spending import less, less_formula

HEADING: Final = ("完成率", "时间进度", "差距", "预计", "所需日均")


@spreadsheet_function(
    family=FAMILY,
    zh="目标进度",
    formula=(
        'VSTACK(HSTACK("完成率","时间进度","差距","预计","所需日均"),'
        f"HSTACK(actual/target,day/days,{less_formula('actual/target', 'day/days', 'ABS(actual/target)')},"
        "actual/day*days,IF(day>days,SQRT(-1),"
        f'IF(day=days,"",MAX(0,{less_formula("target", "actual")})/(days-day)))))'
    ),
    words={
        "完成率": "done",
        "时间进度": "time passed",
        "差距": "gap",
        "预计": "projected",
        "所需日均": "needed a day",
    },
)
def pace(actual: Money, target: Amount, day: Days, days: Days) -> Table:
    """How far the month has come against its target: done, time passed, gap, projection, daily need.

    目标进度：完成率、时间进度、差距、月末预计与所需日均，带表头。

    Parameters
    ----------
    actual : money
        Sold so far, yuan.
        至今已完成（元）。
    target : amount
        Target of the whole period, yuan.
        全期目标（元）。
    day : days
        Days that have passed and are in `actual`.
        已过天数，与 actual 所含的天数一致。
    days : days
        Days of the whole period.
        全期天数。

    Returns
    -------
    table
        A heading and one row: done, time and gap as decimals, projection and daily need in yuan. #DIV/0! for done and
        gap at a target of 0, for the projection on day 0, for time and gap where the whole period has 0 days.
        表头与一行：完成率、时间进度、差距（小数，0.066 即领先 6.6 个百分点）、预计与所需日均（元）。
        目标为 0 时完成率与差距得 #DIV/0!，已过天数为 0 时预计得 #DIV/0!，全期天数为 0 时时间进度与差距得 #DIV/0!。

    Notes
    -----
    The projection goes on at the mean of the days so far. The daily need is blank on the last day and #NUM! after it,
    reached or not; before it 0 once the target is reached.
    预计按至今的日均推算。所需日均：最后一天为空白，天数超出全期得 #NUM!，与是否达标无关；在此之前，目标已达为 0。

    Examples
    --------
    >>> pace(2_081_427.61, 2_800_000, 21, 31)
    [['完成率', '时间进度', '差距', '预计', '所需日均'],
     [0.7433670035714286, 0.6774193548387096, 0.06594764873271897, 3072583.614761905, 71857.23899999999]]
    >>> pace(2_081_427.61, 2_800_000, 21, 31, "所需日均")
    [[71857.23899999999]]
    """
    done, time = float(np.divide(actual, target)), float(np.divide(day, days))
    projected = float(np.divide(actual, day)) * days
    gap, missing = float(less(done, time)), float(less(target, actual))
    return [list(HEADING), [done, time, gap, projected, _needed(missing, days - day)]]


def _needed(missing: float, days_left: float) -> Cell:
    if days_left <= 0:
        return None if days_left == 0 else NUM_NAN
    return max(0.0, missing) / days_left


@spreadsheet_function(family=FAMILY, zh="环比", formula="IF(previous>0,current/previous-1,NA())")
def mom(current: Number, previous: Number) -> Change:
    """Month on month (MoM): change against the period before, as a decimal.

    环比（MOM）：本期比上期的变化率，小数。

    Parameters
    ----------
    current : number
        This period's figure.
        本期数值。
    previous : number
        The figure of the period before, in the same unit and over as many days.
        上期数值；单位与天数应与本期一致。

    Returns
    -------
    change
        A decimal (-0.12 is down 12 %); #N/A where the period before is 0 or negative.
        小数（−0.12 即下降 12%）；上期为 0 或为负时无从比较，得 #N/A。

    Warnings
    --------
    Months differ in length: compare daily means, or say that you don't.
    各月天数不同：用日均比较，否则应注明。

    Examples
    --------
    >>> mom(5_010_000, 4_387_490.90)
    0.1418827102296667
    >>> mom(88, 100)
    -0.12
    """
    return _change(current, previous)


@spreadsheet_function(family=FAMILY, zh="同比", formula="IF(year_ago>0,current/year_ago-1,NA())")
def yoy(current: Number, year_ago: Number) -> Change:
    """Year on year (YoY): change against the same period of last year, as a decimal.

    同比（YOY）：本期比去年同期的变化率，小数。

    Parameters
    ----------
    current : number
        This period's figure.
        本期数值。
    year_ago : number
        The figure of the same period last year, in the same unit.
        去年同期数值，单位一致。

    Returns
    -------
    change
        A decimal; #N/A where last year's figure is 0 or negative.
        小数；去年同期为 0 或为负时无从比较，得 #N/A。

    Warnings
    --------
    Campaigns move in the calendar: last year's days may hold one that this year's don't.
    活动日期每年会挪动：去年同期可能含有今年没有的活动。

    Examples
    --------
    >>> yoy(150, 100)
    0.5
    """
    return _change(current, year_ago)


def _change(current: Number, base: Number) -> Change:
    return np.where(np.greater(base, 0), current / base - 1, NA_NAN)


@spreadsheet_function(
    family=FAMILY,
    zh="占比变化",
    formula="IF((whole>0)*(previous_whole>0),part/whole-previous_part/previous_whole,NA())",
)
def share_change(part: Money, whole: Money, previous_part: Money, previous_whole: Money) -> Points:
    """Change of a share in percentage points, as a decimal.

    占比变化：本期占比减上期占比，以小数表示的百分点。

    Parameters
    ----------
    part : money
        This period's part, such as the sales of one position.
        本期的部分（如某一阵地的成交金额）。
    whole : money
        This period's whole that the part belongs to.
        本期的全体。
    previous_part : money
        The part in the period before.
        上期的部分。
    previous_whole : money
        The whole in the period before.
        上期的全体。

    Returns
    -------
    points
        A decimal (0.021 is +2.1 percentage points); #N/A where either whole is not above 0.
        小数（0.021 即上升 2.1 个百分点）；任一期全体不大于 0 时无从比较，得 #N/A。

    Warnings
    --------
    A share can fall while its amount rises: show both.
    金额上升时占比也可能下降：两者都要列出。

    Examples
    --------
    >>> share_change(607, 1_000, 500, 1_000)
    0.107
    """
    comparable = np.greater(whole, 0) & np.greater(previous_whole, 0)
    return np.where(comparable, part / whole - previous_part / previous_whole, NA_NAN)
