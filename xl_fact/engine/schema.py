"""What a table must be to be asked as facts: checked when one is handed in, before anything is summed.

The columns are those of `exports.columns`, whose names and meanings are version 1. ``date`` and ``role`` must be there, and
at least one measure; of the others what is absent is told by nobody. Texts are texts, days are days, measures numbers.
Columns that facts don't have are left alone, unless one looks like a column that is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

from xl_fact.engine.answers import Frame
from xl_fact.engine.handed import fits
from xl_fact.engine.rows import Rows, small
from xl_fact.errors import InputError
from xl_fact.exports.columns import COLUMNS, DIMENSIONS, MEASURES, ROLES

VERSION: Final = 1
REQUIRED: Final = ("date", "role")
_ALIKE: Final = 0.8
_CHANNELS: Final = ("F", "A", "C", "T", "S", "?")


def check(rows: Rows) -> None:
    """See that rows can be asked.

    Raises
    ------
    InputError
        Each column that is missing, of the wrong type, or like one that is absent; each role that is none.
    """
    found = [*_missing(rows.kinds), *_mistyped(rows.kinds)]
    found = found or _roles(rows)
    if found:
        zh, en = zip(*found, strict=True)
        raise InputError(
            "\n".join([f"这张表不是事实表（第 {VERSION} 版）：", *zh]),
            "\n".join([f"this table is no fact table (version {VERSION}):", *en]),
        )


def _missing(kinds: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Columns that must be there, and columns whose names are nearly those of absent ones."""
    strange = [name for name in map(str, kinds) if name not in COLUMNS]
    found = []
    for key in REQUIRED:
        if key not in kinds:
            lower = {name.lower(): name for name in strange}
            zh, en = _hint([lower[name] for name in get_close_matches(key, lower, 1, 0.6)])
            found.append((f"  没有列“{key}”{zh}", f"  no column '{key}'{en}"))
    absent = [key for key in COLUMNS if key not in kinds and key not in REQUIRED]
    for name in strange:
        if near := get_close_matches(name.lower(), absent, 1, _ALIKE):
            zh, en = _hint(near)
            found.append((f"  不认识列“{name}”{zh}", f"  unknown column '{name}'{en}"))
    if not any(key in kinds for key in MEASURES):
        some = "gmv_paid, cost, orders"
        found.append((f"  一个度量也没有，例如 {some}", f"  not one measure, such as {some}"))
    return found


def _hint(near: list[str]) -> tuple[str, str]:
    return (f"；是不是“{near[0]}”？", f"; did you mean '{near[0]}'?") if near else ("", "")


def _mistyped(kinds: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Columns of the wrong type."""
    found = []
    for key, kind in kinds.items():
        if key not in COLUMNS or fits(key, kind):
            continue
        zh, en = ("数字", "a number") if key in MEASURES or key == "row" else ("文字", "a text")
        if key in DIMENSIONS and DIMENSIONS[key].kind != "text":
            zh, en = "没有时区的日期", "a date without a time zone"
        found.append((f"  列“{key}”应是{zh}，是 {kind}", f"  column '{key}' must be {en}, it is {kind}"))
    return found


def _roles(rows: Rows) -> list[tuple[str, str]]:
    """Roles and channels that are none: rows of them would count for nothing, or nowhere."""
    held = _held(rows, "role", "channel")
    found = []
    for channel in sorted(set(held["channel"]) - {*_CHANNELS, ""}):
        some = "、".join(_CHANNELS), ", ".join(_CHANNELS)
        found.append(
            (f"  没有阵地“{channel}”，只有 {some[0]}", f"  no channel '{channel}'; there are {some[1]}")
        )
    for role in sorted(set(held["role"])):
        if role not in ROLES:
            zh, en = _hint(get_close_matches(role, list(ROLES), 1, 0.5))
            found.append((f"  没有角色“{role}”{zh}", f"  no role '{role}'{en}"))
    return found


def brands_of(rows: Rows) -> list[str]:
    """The brands that rows tell of, "" for one that is not named."""
    return sorted(_held(rows, "brand")["brand"])


def _held(rows: Rows, *keys: str) -> Frame:
    """What columns hold, each once: counted, since engines do that much faster than they find what is unique."""
    import narwhals as nw

    return small(rows.columns(*keys).group_by(*keys).agg(nw.len().alias("rows")))
