"""What an unknown file comes nearest to: formats, the columns it has of them and those it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xl_fact.errors import InputError
from xl_fact.exports.formats.format import Format
from xl_fact.exports.formats.recognise import Match, matches
from xl_fact.exports.tables.guard import Limits
from xl_fact.exports.tables.read import opened
from xl_fact.texts import on_one_line
from xl_fact.words import Lang, say

_SHOWN: Final = 6
_LONGEST: Final = 24


@dataclass(frozen=True)
class Near:
    """A format that comes near to an unknown table."""

    format: Format
    sheet: str
    found: tuple[str, ...]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, match: Match, sheet: str) -> Near:
        """A match as a near format."""
        header = match.header
        found = [t for t, n in zip(header.texts, header.names, strict=True) if n in match.layout.known]
        return cls(match.format, sheet, tuple(found), match.missing)

    def words(self, lang: Lang) -> str:
        """In one line: the format, the sheet, what is there and what is missing."""
        sheet = on_one_line(self.sheet)
        zh = f"；缺 {_listed(self.missing, '、')}" if self.missing else ""
        en = f"; missing {_listed(self.missing, ', ')}" if self.missing else ""
        return say(
            lang,
            f"“{self.format.zh}”（[{sheet}] 有 {_listed(self.found, '、')}{zh}）",
            f"{self.format.en} ([{sheet}] found {_listed(self.found, ', ')}{en})",
        )


def _listed(headings: Sequence[str], mark: str) -> str:
    """The first headings, each on one line and not too long."""
    texts = [on_one_line(heading) for heading in headings]
    shown = [text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in texts[:_SHOWN]]
    return mark.join(shown) + (" …" if len(texts) > _SHOWN else "")


def near_of(matched: Sequence[Match], sheet: str) -> list[Near]:
    """The formats among the matches of one table, each by its best."""
    best: dict[str, Near] = {}
    for match in matched:
        best.setdefault(match.format.key, Near.of(match, sheet))
    return list(best.values())


def ranked(near: Sequence[Near]) -> list[Near]:
    """Near formats of several tables, the nearest first and each once."""
    best: dict[str, Near] = {}
    for one in sorted(near, key=lambda n: (len(n.missing), -len(n.found))):
        best.setdefault(one.format.key, one)
    return sorted(best.values(), key=lambda n: (-len(n.found), len(n.missing)))


def nearest(path: Path, known: Sequence[Format], limits: Limits) -> list[Near]:
    """The formats that come near to a file, the nearest first; none when it can't be opened again.

    Parameters
    ----------
    path : Path
        A file of no known format.
    known : sequence of Format
        The known formats.
    limits : Limits
        How large a file may be.
    """
    near: list[Near] = []
    try:
        with opened(path, limits) as file:
            for table in file.tables:
                near += near_of(matches(table.name, table.head, known, path.stem), table.name)
    except InputError:
        return []
    return ranked(near)
