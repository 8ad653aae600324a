"""In which unit a table's amounts are, where neither a heading nor a title says it: a row of units, a column, a note, a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.headings import (
    normal,
    same_unit,
    says_unit,
    unit_hinted,
    unit_named,
    unit_noted,
    unit_of,
    unit_said,
    unit_unclear,
)
from xl_fact.exports.formats.recognise import Match
from xl_fact.exports.proofs.record import Check, Reason
from xl_fact.exports.tables.table import Table
from xl_fact.texts import folded

Unit: TypeAlias = tuple[float, str]
"""By what amounts of money are to be multiplied, and their currency."""

PLAIN: Final[Unit] = (1.0, "")

Origin: TypeAlias = Literal["note", "name", ""]
"""What says the unit, where no heading, title or column does."""

_LARGE: Final = 1000
_SMALL: Final = 100
_DEAREST: Final[Mapping[Origin, float]] = {"note": 50_000, "name": 10_000}
"""Beyond so much for each order a unit of a thousand or more isn't that of the amounts."""

_COLUMNS: Final = frozenset(
    map(normal, ("单位", "金额单位", "货币单位", "数据单位", "unit", "units", "money unit"))
)
_WORDS: Final = frozenset(
    map(
        folded,
        (
            "单", "次", "人", "个", "件", "条", "场", "位", "户", "天", "%", "‰", "％", "秒", "分钟", "小时", "时",
            "日", "日期", "名称", "文本", "单位", "单位:", "-", "--", "/", "人次", "年月日", "yyyy-mm-dd", "倍",
            "pcs", "unit", "units", "times", "people", "min", "hours", "days", "date", "text",
        ),
    )
)  # fmt: skip
"""What stands in a row of units where no amount does."""


def row_of_units(match: Match, table: Table) -> Match | None:
    """The table with the units of the row beneath its headings in its headings; None where there is no such row."""
    at = match.header.row + 1
    if at >= len(table.head):
        return None
    cells = table.head[at]
    texts, found = list(match.header.texts), False
    for place, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        word = folded(cell) if isinstance(cell, str) else ""
        if word in _WORDS:
            continue
        unit = unit_of(word)
        if not unit:
            return None
        found = True
        if place < len(texts) and texts[place] and not says_unit(texts[place]):
            texts[place] = f"{texts[place]}({unit})"
    return replace(match, header=replace(match.header, texts=tuple(texts))) if found else None


def column_of_units(match: Match, table: Table, file: str) -> tuple[tuple[int, str], Unit] | None:
    """The place of a column that says in which unit its row's amounts are, what it says, and the unit that this is.

    Raises
    ------
    InputError
        It says two.
    """
    place = next((n for n, name in enumerate(match.header.names) if name in _COLUMNS), -1)
    body = table.head[match.header.row + 1 :]
    words = [str(row[place]) for row in body if 0 <= place < len(row) and folded(str(row[place]))]
    some = [word for word in words if unit_of(word)]
    first = next((word for word in some if unit_said(f"单位:{word}")[1]), some[0] if some else "")
    if not first:
        return None
    for n, row in enumerate(body, match.header.row + 2):
        cell = str(row[place]) if place < len(row) else ""
        check_units(first, [cell], file, table.name, n)
    return (place, first), unit_said(f"单位:{first}")


def check_units(first: str, cells: Iterable[Any], file: str, sheet: str, row: int) -> None:
    """Stop where a column of units says another one than its first cell.

    Raises
    ------
    InputError
        It does.
    """
    for cell in cells:
        word = folded(cell) if isinstance(cell, str) else ""
        plain = unit_said(f"单位:{first}") == PLAIN  # a bare 万, of which nobody says that it is of money
        alike = word == folded(first) or (
            same_unit(first, word) and not (plain and unit_said(f"单位:{word}")[1])
        )
        if word and not alike and unit_of(word):
            raise InputError(
                f"{file} [{sheet}] 第 {row} 行起“单位”列有“{first}”也有“{cell}”，金额不能直接相加；请统一单位再导入",
                f"{file} [{sheet}] the column of units says '{first}' and, from row {row} on, '{cell}': write all amounts in "
                "one unit",
            )


def unit_elsewhere(told: Unit, table: Table, match: Match, file: str) -> tuple[Unit, Origin]:
    """The unit that a title says (`told`), else a note among the first rows, the sheet's or the file's name; and which."""
    if told != PLAIN:
        return told, ""
    if (unit := noted(table.head[match.header.row + 1 :]))[0] != 1:
        return unit, "note"
    named = (unit_named(name) for name in (table.name, Path(file).stem))
    unit = next((unit for unit in named if unit[0] != 1), PLAIN)
    return unit, "" if unit == PLAIN else "name"


def titled(cells: Iterable[Any], titles: Iterable[Any]) -> Unit:
    """The unit that the lines above a table say ("单位：万元"), or those above the groups of its headings ("日报（万元）")."""
    told = unit_said(" ".join(cell for cell in cells if isinstance(cell, str)))
    if told != PLAIN:
        return told
    named = (unit_named(text) for text in titles if isinstance(text, str))
    return next((unit for unit in named if unit[0] != 1), PLAIN)


def hinted(titles: Iterable[Any], table: Table, match: Match, file: str) -> tuple[float, bool]:
    """The unit that a title, a column of units, the sheet's or the file's name may mean, of which nobody is sure.

    Returns
    -------
    times : float
    money : bool
        Whether it is plainly one of money.
    """
    names = [*(text for text in titles if isinstance(text, str)), table.name, Path(file).stem]
    place = next((n for n, name in enumerate(match.header.names) if name in _COLUMNS), -1)
    body = table.head[match.header.row + 1 :]
    names += [f"单位:{row[place]}" for row in body[:1] if 0 <= place < len(row) and folded(str(row[place]))]
    found = [hint for name in names if (hint := unit_hinted(name))[0] != 1]
    return max(found, key=lambda hint: (hint[1], hint[0]), default=(1.0, False))


def noted(rows: Iterable[Sequence[Any]]) -> Unit:
    """The unit that a note says: a row of one text or two and nothing else."""
    for row in rows:
        texts = [cell for cell in row if cell is not None and cell != ""]
        if 0 < len(texts) <= 2 and all(isinstance(cell, str) for cell in texts):
            unit = unit_noted(" ".join(texts))
            if unit[0] != 1:
                return unit
    return PLAIN


def unclear(rows: Iterable[Sequence[Any]]) -> float:
    """The unit that a note speaks of, of which it doesn't say that it is that of the table; 1 where none does."""
    found = 1.0
    for row in rows:
        texts = [cell for cell in row if cell is not None and cell != ""]
        if 0 < len(texts) <= 2 and all(isinstance(cell, str) for cell in texts):
            text = " ".join(texts)
            hint = 1.0 if noted([texts])[0] != 1 else unit_hinted(text)[0]
            found = max(found, unit_unclear(text), hint)
    return found


def doubts(
    origin: Origin,
    unit: Unit,
    unclear: float,
    sheet: str,
    sums: Mapping[str, float],
    headings: Mapping[str, str],
    hint: tuple[float, bool] = (1.0, False),
) -> list[Check]:
    """What is said where a note or a name alone says the unit, and the sums don't bear it out.

    Parameters
    ----------
    origin : {"note", "name", ""}
        What says it.
    unit : (float, str)
    unclear : float
        The unit that a note speaks of without saying of what.
    sheet : str
    sums : mapping
        Measure → sum of what counts, multiplied.
    headings : mapping
        Measure → its heading.
    hint : (float, bool)
        The unit that a name or a title may mean, and whether it is plainly one of money.
    """
    money = tuple(
        key for key, text in headings.items() if MEASURES[key].unit == "money" and not says_unit(text)
    )
    if not money:
        return []
    sold = max((sums.get(key, 0.0) for key in money if key.startswith("gmv_")), default=0.0)
    things = next((key for key in ("orders", "items") if sums.get(key, 0.0) > 0), "")
    zh, en = ("注里", "a note") if origin == "note" else ("表名或文件名里", "the sheet's or the file's name")
    each = sold / sums[things] if things else 0.0
    if unit[0] == 1 and hint[0] >= _SMALL and unclear < _LARGE:
        if each * hint[0] > _DEAREST["note"]:
            return []
        what = (
            f"标题、单位列、表名或文件名里像是写了单位（{hint[0]:,.10g} 倍），看不出是不是这张表的金额，没有换算",
            f"a title, a column of units or a name may say a unit ({hint[0]:,.10g} times), and not clearly of these amounts: "
            "they were not multiplied",
        )
        if not hint[1]:
            return [Check("cells", what, "open", sheet, measures=money)]
    elif unit == PLAIN and unclear >= _SMALL:
        if each * unclear > _DEAREST["note"]:
            return []
        what = (
            f"注里写了单位（{unclear:,.10g} 倍），看不出是不是这张表的金额，没有换算",
            f"a note speaks of a unit ({unclear:,.10g} times) and not clearly of these amounts: they were not multiplied",
        )
    elif not origin or unit[0] < _LARGE:
        return []
    elif each:
        if each <= _DEAREST[origin]:
            return []
        what = (
            f"{zh}写了单位，金额已乘 {unit[0]:,.10g}，每{'单' if things == 'orders' else '件'}就有 {each:,.2f} 元，像是多乘了",
            f"{en} says a unit and amounts were multiplied by {unit[0]:,.10g}: {each:,.2f} for each of '{headings[things]}' "
            "is too much",
        )
    elif origin == "name":
        what = (
            f"没有能核对的列：{zh}写了单位，金额已乘 {unit[0]:,.10g}",
            f"no column to check it by: {en} says a unit and amounts were multiplied by {unit[0]:,.10g}",
        )
    else:
        return []
    cause = (
        "单位说的是这张表的金额就写进列名，如“成交金额(万元)”；说的是别的就改掉",
        "if it is the unit of these amounts, write it into their headings; else change the note or the name",
    )
    return [Check("cells", what, "fail", sheet, cause=cause, measures=money)]


def said(beneath: bool, unit: Unit, file: str, sheet: str) -> list[Reason]:
    """What is said of a unit that stands neither in a heading nor in a title."""
    if beneath:
        return [
            (
                f"{file} [{sheet}] 表头下一行写的是单位，已按它换算",
                f"{file} [{sheet}]: the row beneath the headings says their units; figures were converted by it",
            )
        ]
    if unit[0] == 1:
        return []
    return [
        (
            f"{file} [{sheet}] 列名以外写明了金额单位（列、注、表名或文件名），金额已乘 {unit[0]:,.10g}",
            f"{file} [{sheet}]: a column, a note, the sheet's or the file's name says the unit of money; amounts were "
            f"multiplied by {unit[0]:,.10g}",
        )
    ]
