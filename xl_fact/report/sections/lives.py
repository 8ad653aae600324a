"""自播时段: the shop's own LIVE sessions by host, by the hour they began, by weekday: where an hour on air sells most."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from xl_fact.engine.answers import Ranking
from xl_fact.engine.lives import Lives
from xl_fact.report.formula import AsCell
from xl_fact.report.kinds import flat
from xl_fact.report.metrics import METRICS, TOTAL, Columns
from xl_fact.report.model import Chart, Column, Ledger, Series, Table
from xl_fact.report.month import Month
from xl_fact.report.page import SOURCE, Band, Origin, Page, Texts, headline, note
from xl_fact.report.telling import dated, money
from xl_fact.words import Words

SHOWN: Final = 15
"""As many hosts as fit on a page."""
SLOT: Final = 3
"""Hours of a column of the week."""
ENOUGH: Final = 3
"""Sessions from which a host, an hour or a weekday is compared with others."""
_HOST: Final = Words("直播账号（主播号）", "LIVE account (host)")
_SHIFT: Final = Words("班次", "Shift")
WEEKDAYS: Final = (
    Words("周一", "Monday"),
    Words("周二", "Tuesday"),
    Words("周三", "Wednesday"),
    Words("周四", "Thursday"),
    Words("周五", "Friday"),
    Words("周六", "Saturday"),
    Words("周日", "Sunday"),
)
_NOTE: Final = Words(
    f"每小时 GMV = 各场 GMV 之和 ÷ 各场时长之和；一场归开播的那个小时，不按小时拆。场次不到 {ENOUGH} 场的不参加比较；"
    "去掉任何一天第一名就换的，不说谁最好。"
    "主播本人是个人信息，不导入，这里按直播账号或班次。时段与主播常常绑在一起：换时段以前先换主播试",
    "GMV per hour = the sum of the sessions' GMV ÷ the sum of their hours; a session belongs to the hour it began. "
    f"Fewer than {ENOUGH} sessions are not compared, nor is a first named that a single day decides. "
    "Persons are never imported: a host is the LIVE account or the shift. "
    "Hour and host often go together, so try another host before another hour",
)


def _bands(month: Month, origin: Origin) -> list[Band] | None:
    lives = month.lists.lives(month.gmv)
    if lives is None:
        return None
    hours = lives.by("hour")
    hosts = lives.by("account") or lives.by("source")
    if hosts is None and hours is None:
        return None
    bands: list[Band] = [headline("lives_sentence")]
    if hosts is not None:
        bands.append((_hosts(month, hosts),))
    if hours is not None:
        bands.append((_hours(month, hours),))
        if "minutes" in hours:
            bands += [(_chart(month),), note(SOURCE.format("live_hours"))]
    if (days := lives.by("weekday")) is not None:
        bands.append((_days(month, days),))
    if (week := _week(month, lives)) is not None:
        bands.append((week,))
    return [*bands, note(month.say(*_NOTE))]


def _sums(
    month: Month, top: Ranking, key: str, heading: Words, names: list[Any], width: float
) -> tuple[Any, Any]:
    """The columns that a host, an hour and a weekday share, and their values."""
    views = Words("观看", "views")
    columns = Columns(month, gmv=top.gmv, base=views, keys={"base": "views"}, orders="orders")
    columns.names(key, heading, TOTAL, width=width)
    given: dict[str, Any] = {key: names, "sessions": top["sessions"], "gmv": top["gmv"]}
    columns.given("sessions")
    if "minutes" in top:
        given["hours"] = [minutes / 60 for minutes in top["minutes"]]
        columns.given("hours")
    columns.given("gmv")
    columns.share("share", "gmv", Words("占比（%）", "Share (%)"))
    columns.ratios("per_hour")
    for told, ratios in (("views", "gpm"), ("cost", "roi")):
        if told in top:
            given[told] = top[told]
            columns.given(told)
            columns.ratios(ratios)
    return columns, given


def _hosts(month: Month, top: Ranking) -> Table:
    key = "account" if "account" in top else "source"
    columns, given = _sums(month, top, "host", _HOST if key == "account" else _SHIFT, top[key], 28)
    title = Words(
        f"按{'直播账号' if key == 'account' else '班次'}：共 {len(top)} 个、{top.count} 场",
        f"By {'LIVE account' if key == 'account' else 'shift'}: {len(top)}, {top.count} sessions",
    )
    return Table("live_hosts", title, tuple(columns), given)


def _clock(hour: int) -> str:
    return f"{hour:02d}:00"


def _hours(month: Month, top: Ranking) -> Table:
    names = [_clock(int(hour)) for hour in top["hour"]]
    columns, given = _sums(month, top, "hour", Words("开播的小时", "Start hour"), names, 28)
    title = Words(f"按开播小时：{top.count} 场", f"By the hour it began: {top.count} sessions")
    return Table("live_hours", title, tuple(columns), given, rests=("sessions",))


def _days(month: Month, top: Ranking) -> Table:
    names = [month.say(*WEEKDAYS[int(day)]) for day in top["weekday"]]
    columns, given = _sums(month, top, "weekday", Words("星期", "Weekday"), names, 28)
    title = Words(f"按星期：{top.count} 场", f"By weekday: {top.count} sessions")
    return Table("live_weekdays", title, tuple(columns), given)


def _week(month: Month, lives: Lives) -> Table | None:
    """The week: GMV per hour on air by weekday and slot, the deeper the more."""
    rates = lives.per_hour(SLOT)
    if not rates:
        return None
    days, slots = (sorted({place[at] for place in rates}) for at in (0, 1))
    columns = [Column("day", Words("星期", "Weekday"), "text", width=28)]
    given: dict[str, Any] = {"day": [month.say(*WEEKDAYS[day]) for day in days]}
    for slot in slots:
        name = f"{_clock(slot * SLOT)}–{_clock((slot + 1) * SLOT)}"
        columns.append(Column(f"slot_{slot}", Words(name, name), "money", mark="heat", width=14))
        given[f"slot_{slot}"] = [rates.get((day, slot), math.nan) for day in days]
    heading = METRICS["per_hour"].heading(month, gmv=lives.gmv)
    title = Words(f"一周热力：{heading.zh}，按开播时段", f"The week: {heading.en} by when it began")
    return Table("live_week", title, tuple(columns), given)


def _chart(month: Month) -> Chart:
    return Chart(
        "live_hours",
        "columns",
        "{{lives_title}}",
        month.say(
            "柱形：各开播小时的 GMV/小时；数值见上表",
            "Columns: GMV per hour by the hour it began; figures above",
        ),
        "live_hours",
        (Series("per_hour", "light"),),
        category="hour",
        columns=7,
        lines=10,
        axes=(month.say(*METRICS["per_hour"].heading(month)), ""),
        kinds=(month.say("wan", "money"), "rate"),  # an hour sells thousands, not millions
    )


# -------------------------------------------------------------------- in words
def _tell(month: Month, ledger: Ledger) -> Texts:
    lives, plain = (
        month.books.lives(month.gmv),
        month.say("每小时 GMV，按开播小时", "GMV per hour by the hour it began"),
    )
    found = [] if lives is None else [each for each in _found(month, ledger, lives) if each]
    if not found:
        lost = month.say(
            "几点播、星期几差多少还看不出：场次太少、没有时长、卖得一样多，或者去掉一天第一名就换。",
            "Which hour or weekday sells most can't be told: too few sessions, no minutes, the same sold by all, or a single "
            "day decides it.",
        )
        return {"lives_sentence": lost, "lives_title": dated(month, plain)}
    line = month.say("；", "; ").join(found) + month.say("。", ".")
    hours = lives is not None and _of(month, ledger, lives, "live_hours", "hour") is not None
    return {
        "lives_sentence": line[:1].upper() + line[1:],
        "lives_title": dated(month, found[0][:1].upper() + found[0][1:] if hours else plain),
    }


def _found(month: Month, ledger: Ledger, lives: Lives) -> Iterator[str]:
    """What each comparison comes to; nothing where a single day decides it."""
    if at := _of(month, ledger, lives, "live_hours", "hour"):
        (first, high, count), least = at
        most = month.say(
            f"{first} 开播的每小时卖得最多（{money(month, high)}，{AsCell(count):#,##0} 场）",
            f"sessions starting at {first} sell most per hour ({money(month, high)}, {AsCell(count):#,##0} sessions)",
        )
        if least is None:
            yield most
        else:
            last, low, _ = least
            yield most + month.say(
                f"，{last} 最少（{money(month, low)}）", f", those at {last} least ({money(month, low)})"
            )
    if at := _of(month, ledger, lives, "live_hosts", "account" if lives.by("account") else "source"):
        (first, high, _), least = at
        other = "" if least is None else month.say("，", ", ") + f"{least[0]} {money(month, least[1])}"
        yield month.say(
            f"账号里{first}每小时 {money(month, high)}{other}",
            f"of the accounts {first} sells {money(month, high)} per hour{other}",
        )
    if at := _of(month, ledger, lives, "live_weekdays", "weekday"):
        (first, high, _), _ = at
        yield month.say(
            f"一周里{first}最好（每小时 {money(month, high)}）",
            f"{first} is the best day ({money(month, high)} per hour)",
        )


_Row = tuple[str, float, float]


def _of(month: Month, ledger: Ledger, lives: Lives, table: str, key: str) -> tuple[_Row, _Row | None] | None:
    """Who sells most per hour and who least, if only one does, each with how much and in how many sessions; None where a day
    decides it, or several sell most."""
    if table not in ledger.tables or not ledger.tables[table].has("per_hour"):
        return None
    first_and_last = lives.leads(key, ENOUGH)
    if first_and_last is None:
        return None
    names = lives.by(key)
    assert names is not None
    places = [names[key].index(each) for each in first_and_last if each is not None]
    name, rate, count = (ledger.column(table, each) for each in (_NAMES[table], "per_hour", "sessions"))
    first, *others = ((str(name[n]), float(rate[n]), float(count[n])) for n in places)
    last = next(iter(others), None)
    return None if last and flat(first[1] - last[1], "money") else (first, last)


_NAMES: Final = {"live_hosts": "host", "live_hours": "hour", "live_weekdays": "weekday"}
"""The column that names the rows of each table."""


PAGE: Final = Page(
    "lives",
    Words("自播时段", "LIVE hours"),
    "analysis",
    Words(
        "谁播、几点开播、星期几，一小时卖多少：排班看这里",
        "Which host, which start time, which weekday: what an hour on air sells",
    ),
    _bands,
    _tell,
    Words("没有直播场次；罗盘“直播明细”可补", "no LIVE sessions; Compass 直播明细 has them"),
)
