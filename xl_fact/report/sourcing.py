"""The line under the charts of a sheet: which exports, and which table they draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_fact.report.model import Ledger, Section, Table
from xl_fact.report.month import Month
from xl_fact.words import Words


def texts(month: Month, sections: Sequence[Section], ledger: Ledger) -> Mapping[str, str]:
    """The line of each sheet that has charts, named ``source_`` and the section; the overview's ``source_line``.

    A table that rests on lists of its own has its own line, named ``source_`` and the table.

    Parameters
    ----------
    month : Month
    sections : sequence of Section
        All sheets, to say on which one a table stands.
    ledger : Ledger
        Where the tables have their titles.
    """
    sums = _exports(month, month.books.formats((month.gmv.measure, "cost")))
    found = {}
    for section in sections:
        drawn = [ledger.tables[key] for key in dict.fromkeys(chart.table for chart in section.charts)]
        if summed := [table for table in drawn if not table.rests]:
            found[f"source_{section.key}"] = _line(month, section, sections, sums, summed)
        for table in drawn:
            if table.rests:
                told = _exports(month, month.lists.listing(table.rests))
                found[f"source_{table.key}"] = _line(month, section, sections, told, [table])
    found["source_line"] = found.pop("source_overview")
    return found


def _line(
    month: Month, section: Section, sections: Sequence[Section], exports: str, drawn: Sequence[Table]
) -> str:
    """What the charts of one sheet rest on, or those of some of its tables."""
    if section.key == "fit":
        exports = month.say("“说明”里填的得分", "the scores typed on About")
    here = {table.key for table in section.tables}
    tables = [month.say(*table.title).split(" · ")[0] for table in drawn if table.key in here]
    told = [month.say(f"本页“{title}”", f"'{title}' on this sheet") for title in tables]
    others = dict.fromkeys(
        month.say(*other.title)
        for other in sections
        for table in other.tables
        if table.key in {each.key for each in drawn} - here
    )
    told += [month.say(f"“{name}”", name) for name in others]
    return month.say(
        f"来源：{exports}；图取自{'、'.join(told)}；{month.period.zh}",
        f"Source: {exports}; drawn from {', '.join(told)}; {month.period.en}",
    )


def _exports(month: Month, keys: Sequence[str]) -> str:
    """Exports by their names."""
    from xl_fact.exports.formats.format import formats

    known = {f.key: Words(f.zh, f.en) for f in formats()}
    named = [month.say(*known.get(key, Words(key, key))) for key in keys]
    if not named:
        return month.say("平台导出（文件见“说明”）", "the platform's exports (files on About)")
    return month.say(f"{'、'.join(named)}（文件见“说明”）", f"{', '.join(named)} (files on About)")
