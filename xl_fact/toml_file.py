"""A settings file in TOML: what is wrong in it is said with the file, the line, the key and the nearest key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from xl_fact.errors import InputError, reason_of

_LISTED: Final = 20
"""So many known keys are named where none is near."""


class TomlFile:
    """What a file says, and where.

    Parameters
    ----------
    name : str
        The file's name, for complaints.
    text : str
        What stands in it.

    Raises
    ------
    InputError
        It is not TOML.
    """

    def __init__(self, name: str, text: str):
        self.name, self.lines = name, text.splitlines()
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as broken:
            at = re.search(r"\(at line (\d+), column (\d+)\)$", str(broken))
            line, column = (int(at[1]), int(at[2])) if at else (len(self.lines) or 1, 0)
            rule = str(broken).partition(" (at ")[0]
            raise InputError(
                f"{name} 第 {line} 行"
                + (f"第 {column} 列" if column else "")
                + f"：不是合法的 TOML（{rule}）",
                f"{name} line {line}" + (f", column {column}" if column else "") + f": not TOML ({rule})",
            ) from broken

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """Read a file, UTF-8 with or without a mark.

        Raises
        ------
        InputError
            It can't be read, is no text, or not TOML.
        """
        try:
            text = path.read_text("utf-8-sig")
        except OSError as unreadable:
            zh, en = reason_of(unreadable)
            raise InputError(
                f"{path.name}：读不了这个文件（{zh}）", f"{path.name}: can't be read ({en})"
            ) from unreadable
        except UnicodeDecodeError as unreadable:
            raise InputError(
                f"{path.name}：不是 UTF-8 文本；请另存为 UTF-8",
                f"{path.name}: not text in UTF-8; save it as UTF-8",
            ) from unreadable
        return cls(path.name, text)

    def check_keys(self, section: str, given: Mapping[str, Any], known: Iterable[str], nth: int = 0) -> None:
        """Stop at a key that means nothing.

        Parameters
        ----------
        section : str
            Where the keys stand; "" at the top.
        given : mapping
            The keys, and what they are given.
        known : iterable of str
            Those that mean something.
        nth : int
            Which of the sections of that name, from 0.

        Raises
        ------
        InputError
            One is not known: file, line, section, key, and the nearest of the known.
        """
        known = list(known)
        for key in given:
            if key in known:
                continue
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            line, at = self.line_of(section, key, nth), f"[{section}] " if section else ""
            zh = en = ""
            if near:
                zh, en = f"，是不是“{near[0]}”？", f"; did you mean '{near[0]}'?"
            elif len(known) <= _LISTED:
                zh, en = f"；可用：{'、'.join(known)}", f"; known: {', '.join(known)}"
            raise InputError(
                f"{self.name} 第 {line} 行：{at}没有“{key}”这个设置{zh}",
                f"{self.name} line {line}: {at}unknown key '{key}'{en}",
            )

    def line_of(self, section: str, key: str, nth: int = 0) -> int:
        """The line on which a key stands, within its section, the nth of that name; failing that, the section's own, or
        the first on which the key stands at all."""
        word = rf"[\"']?{re.escape(key)}[\"']?"
        place = rf"\s*[\"']?{re.escape(section)}[\"']?\s*"
        inside, before, at = "", -1, 1
        for number, line in enumerate(self.lines, 1):
            if heading := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]?\]", line):
                inside = heading[1]
                before += inside == section
                if inside == key and not section:
                    return number
                if inside == section and before == nth:
                    at = number
            elif inside == section:
                if before in (nth, -1) and re.match(rf"\s*{word}\s*=", line):
                    return number
            elif (
                not inside
                and section
                and re.match(rf"{place}(?:\.\s*{word}\s*=|=.*[{{,]\s*{word}\s*=)", line)
            ):
                return number
        if at > 1:
            return at
        anywhere = re.compile(rf"(?:.*[{{,])?\s*{word}\s*=")
        return next((number for number, line in enumerate(self.lines, 1) if anywhere.match(line)), at)
