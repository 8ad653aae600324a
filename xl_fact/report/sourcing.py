"""The line under the charts of a sheet: which exports, and which table they draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from xl_fact.report.model import Ledger, Section
from xl_fact.report.month import Month
from xl_fact.words import Words

_LISTED: Final = {"products": ("products", "categories", "prices", "cards"), "lives": ("sessions",)}
"""The sheets that rest on lists of their own, and the roles of those."""

_APART: Final = {"tiers": ("accounts", "creators"), "maturity": ("ads",)}
"""The tables that do, on sheets of others: their charts have lines of their own."""


def texts(month: Month, sections: Sequence[Section], ledger: Ledger) -> Mapping[str, str]:
    """The line of each sheet that has charts, named ``source_`` and the section; the overview's ``source_line``.

    Parameters
    ----------
    month : Month
    sections : sequence of Section
        All sheets, to say on which one a table stands.
    ledger : Ledger
        Where the tables have their titles.
    """
    exports = _exports(month, month.books.formats((month.gmv.measure, "cost")))
    listed = {key: _exports(month, month.books.listing(roles)) for key, roles in _LISTED.items()}
    lines = {
        section.key: _line(month, section, sections, ledger, listed.get(section.key, exports))
        for section in sections
    }
    for section in sections:
        for key in {chart.table for chart in section.charts} & _APART.keys():
            told = _exports(month, month.books.listing(_APART[key]))
            lines[key] = _line(month, section, sections, ledger, told, [key])
    found = {f"source_{key}": line for key, line in lines.items() if line}
    found["source_line"] = found.pop("source_overview")
    return found


def _line(
    month: Month,
    section: Section,
    sections: Sequence[Section],
    ledger: Ledger,
    exports: str,
    drawn: Sequence[str] = (),
) -> str:
    """What the charts of one sheet rest on, or those of some of its tables; empty without charts."""
    drawn = drawn or [key for key in dict.fromkeys(c.table for c in section.charts) if key not in _APART]
    if not drawn:
        return ""
    if section.key == "fit":
        exports = month.say("“说明”里填的得分", "the scores typed on About")
    here = {table.key for table in section.tables}
    tables = [month.say(*ledger.tables[key].title).split(" · ")[0] for key in drawn if key in here]
    told = [month.say(f"本页“{title}”", f"'{title}' on this sheet") for title in tables]
    others = dict.fromkeys(
        month.say(*other.title)
        for other in sections
        for table in other.tables
        if table.key in drawn and table.key not in here
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
