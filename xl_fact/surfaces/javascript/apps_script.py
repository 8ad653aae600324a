"""Google Sheets: one ``Code.gs`` for the editor of Apps Script, with what makes each function known while typing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xl_fact.core.function import Function
from xl_fact.saving import save_ours
from xl_fact.surfaces import javascript
from xl_fact.surfaces.javascript.wrappers import documented, functions, meaning, names, parameter_name
from xl_fact.words import Lang, say

LONG: Final = 100
"""From so many rows on a range is taken to reach beyond its last cell, as ``A2:A`` does; its empty end is cut."""

_SHOWN: Final = """// xl_fact
const XL_FACT = (() => {{
{core}
return {{ answer, gridOf, clock }};
}})();

/** What a cell shows: a lone error as an error of the sheet, one among others as its name. */
function shown_(name, given) {{
  const raw = Array.from(given);
  const heights = new Set(raw.map((cells) => (Array.isArray(cells) ? cells.length : 1)).filter((height) => height > 1));
  const whole = (grid) => heights.size === 1 && grid.height >= {long};
  XL_FACT.clock.wall = wall_();
  const rows = XL_FACT.answer(name, raw, whole);
  const lone = rows.length === 1 && rows[0].length === 1 ? rows[0][0] : rows;
  if (ERRORS_.hasOwnProperty(lone)) throw new Error(`${{lone}} ${{ERRORS_[lone]}}`);
  return lone;
}}
/**
 * What the clock of the sheet showed: a Date is a moment, and its parts here are those of the script's zone. The zone
 * is asked for once a call; where both are the same, and not from the time before zones, the parts are right already.
 */
function wall_() {{
  const own = LOCAL_WALL_;
  const known = new Map();
  let [zone, same] = [null, false];
  return (day) => {{
    const moment = day.getTime();
    if (moment !== moment) return NaN;
    if (zone === null) [zone, same] = zones_();
    if (same && moment >= 0) return own(day);
    if (!known.has(moment)) known.set(moment, Date.parse(`${{Utilities.formatDate(day, zone, "yyyy-MM-dd'T'HH:mm:ss.SSS")}}Z`));
    return known.get(moment);
  }};
}}
const LOCAL_WALL_ = XL_FACT.clock.wall;
function zones_() {{
  let zone = null;
  try {{
    zone = SpreadsheetApp.getActive().getSpreadsheetTimeZone();
  }} catch (wrong) {{}} // a script of no sheet
  if (!zone) throw new Error("{zoneless}");
  return [zone, zone === Session.getScriptTimeZone()];
}}
const ERRORS_ = {{
{errors}
}};
"""
_ERRORS: Final = {
    "#NULL!": ("单元格里有错误", "an error in a cell"),
    "#DIV/0!": ("除数为 0", "divided by zero"),
    "#VALUE!": ("不是数，或区域大小对不上", "not a number, or ranges of unequal size"),
    "#REF!": ("单元格里有错误", "an error in a cell"),
    "#NAME?": ("单元格里有错误", "an error in a cell"),
    "#NUM!": ("超出该参数的范围", "outside the argument's bounds"),
    "#N/A": ("没有可用的数", "no such figure"),
}

_ZONELESS: Final = (
    "读不到表格的时区，日期会差一天：请用文字写日期，如 2026-06-30",
    "the sheet's time zone can't be read, and dates would be wrong by a day: write them as text, such as 2026-06-30",
)


def code(lang: Lang = "zh") -> str:
    """The script: the functions, each documented in the language."""
    errors = "\n".join(f'  "{name}": "{say(lang, *said)}",' for name, said in _ERRORS.items())
    head = _SHOWN.format(core=javascript.core(), long=LONG, errors=errors, zoneless=say(lang, *_ZONELESS))
    return "\n".join((head, *(_function(f, lang) for f in functions())))


def write(path: Path, lang: Lang = "zh", *, force: bool = False) -> None:
    """Write the script, sealed.

    Raises
    ------
    InputError
        When something of a person's would be overwritten, and `force` doesn't say so.
    """
    save_ours(path, code(lang).encode("utf-8"), force=force)


def _function(function: Function, lang: Lang) -> str:
    tags = (
        *(
            f"@param {{any[][]{'=' if p.optional else ''}}} {parameter_name(p)} {meaning(p, lang)}"
            for p in function.parameters
        ),
        "@return {any[][]}",
        "@customfunction",
    )
    return (
        f"{documented(function, lang, tags)}\n"
        f"function {function.name}({names(function)}) {{\n"
        f'  return shown_("{function.name}", arguments);\n}}\n'
    )
