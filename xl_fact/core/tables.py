"""Tables that functions answer: their words in either language, and one figure taken out of them.

Every table takes two arguments beside its own: `part`, so that one figure can be filled down a list, and `lang`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from xl_fact.core.kinds import Rows
from xl_fact.core.vocabulary import normalised
from xl_fact.words import Words

PART, LANG = "part", "lang"
LANG_PROSE: Final = Words(
    "表头与说明的语言：“zh” 中文（默认，由本工具选定）或“en” 英文。",
    'Language of headings and notes: "zh" (our default) or "en".',
)


def part_prose(shown: Rows, heading: Sequence[str] | None, words: Mapping[str, str]) -> Words:
    """What `part` takes, by the names of the table itself.

    Parameters
    ----------
    shown : list of list of cells
        A table of the function's, such as its example, in Chinese.
    heading, words
        As for `part_of`.

    Examples
    --------
    >>> part_prose([["阵地", "占比"], ["F", 1.0]], None, {"占比": "share"}).en
    'One column by its heading ("share"), or one figure by row and heading ("F/share"); left out, the whole table.'
    """
    heads, body = (shown[0], shown[1:]) if heading is None else (heading, shown)
    head = str(heads[1])
    english = words.get(head, head)
    if len(body) == 1 and not isinstance(body[0][0], str):  # a lone row of figures has no name
        return Words(
            f"只取一列（写列名，如“{head}”），可向下填充；不填得整张表。",
            f'One column by its heading ("{english}"); left out, the whole table.',
        )
    row = _name(body[0][0])
    return Words(
        f"只取一列（写列名，如“{head}”）或一格（写“行名/列名”，如“{row}/{head}”），可向下填充；不填得整张表。",
        f'One column by its heading ("{english}"), or one figure by row and heading '
        f'("{words.get(row, row)}/{english}"); left out, the whole table.',
    )


class PartError(ValueError):
    """A part that the table doesn't have."""


def translated(rows: Rows, words: Mapping[str, str]) -> Rows:
    """A table in English: cells that are one of the words, and the phrases of notes in the last column.

    Examples
    --------
    >>> translated([["阵地", "说明"], ["直播合计", "3 对相邻期"]], {"阵地": "position", "说明": "note", "对相邻期": "pairs"})
    [['position', 'note'], ['直播合计', '3 pairs']]
    """
    return [
        [_translated(cell, words, at == len(row) - 1) if isinstance(cell, str) else cell for at, cell in enumerate(row)]
        for row in rows
    ]  # fmt: skip


def _translated(cell: str, words: Mapping[str, str], note: bool) -> str:
    if cell in words or not note:
        return words.get(cell, cell)
    for chinese, english in words.items():
        cell = cell.replace(chinese, english)
    return cell


def part_of(rows: Rows, heading: Sequence[str] | None, part: str, words: Mapping[str, str]) -> Rows:
    """One column below its heading, or one cell of it.

    Parameters
    ----------
    rows : list of list of cells
        In Chinese.
    heading : sequence of str or None
        The headings of a table that shows none; None where the first row is the heading.
    part : str
        A heading, or a row's name, a slash and a heading.
    words : mapping
        Chinese to English: both are found.

    Raises
    ------
    PartError
        Naming the headings and rows that there are.
    """
    heads = [str(cell) for cell in (rows[0] if heading is None else heading)]
    body = rows[1:] if heading is None else rows
    row_name, slash, head = part.rpartition("/")
    at = _place(heads, head, words, "column")
    if not slash:
        return [[row[at]] for row in body]
    return [[body[_place([_name(row[0]) for row in body], row_name, words, "row")][at]]]


def _name(cell: float | str | None) -> str:
    return f"{cell:g}" if isinstance(cell, float) else cell or ""


def _place(names: Sequence[str], wanted: str, words: Mapping[str, str], what: str) -> int:
    for spoken in (names, [words.get(name, name) for name in names]):
        found = [at for at, name in enumerate(spoken) if normalised(name) == normalised(wanted)]
        if found:
            return found[0]
    raise PartError(f"'{PART}' names no {what}: {wanted!r}; there are {', '.join(names)}")
