"""The record of a file's proof: plain data, kept with the facts and shown wherever the file is.

A check holds one thing that a file says of itself against what was read. Its verdict: "pass"; "fail"; "note" where
something was put right and is said; "open" where the check could not be made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

from xl_fact.words import Lang, say

Reason: TypeAlias = tuple[str, str]
"""A line for people in Chinese and English."""

Kind: TypeAlias = Literal["ratio", "sum", "total", "key", "cells", "words", "aside", "sheet", "heading"]
Verdict: TypeAlias = Literal["pass", "fail", "note", "open"]

KINDS: Final[Mapping[Kind, Reason]] = {
    "ratio": ("比率复算", "ratio"),
    "sum": ("恒等关系", "identity"),
    "total": ("合计行", "total row"),
    "key": ("重复行", "repeated rows"),
    "cells": ("没有数的格", "cells without a number"),
    "words": ("不认识的词", "unknown words"),
    "aside": ("搁置", "set aside"),
    "sheet": ("工作表", "sheet"),
    "heading": ("列名", "heading"),
}
"""What a check is about, in Chinese and English."""

VERDICTS: Final[Mapping[Verdict, Reason]] = {
    "pass": ("通过", "pass"),
    "fail": ("未通过", "FAIL"),
    "note": ("已处理", "mended"),
    "open": ("无法核对", "not checked"),
}

NOTHING: Final[Reason] = ("文件里没有可以核对的比率或合计", "no ratio or total to check it by")
"""What is said of a file that nothing proves: it may be right."""

_PROVING: Final[tuple[Kind, ...]] = ("ratio", "sum", "total")

NO_CAUSE: Final[Reason] = ("", "")


@dataclass(frozen=True)
class Check:
    """One thing held against another.

    Attributes
    ----------
    kind : str
        What it is about: a key of `KINDS`.
    what : (str, str)
        What was compared, in Chinese and English.
    verdict : {"pass", "fail", "note", "open"}
    sheet : str
        Where; "" for the whole file.
    expected, found : float, optional
        What the file says of itself, and what was read.
    count : int
        How many rows or cells it is about.
    rows : tuple of int
        The first of them, as rows of the file from 1.
    cause : (str, str)
        The likely cause, or why the check could not be made.
    measures : tuple of str
        The measures that it is about: their sums are in doubt when it fails, and proved when it passes.
    """

    kind: Kind
    what: Reason
    verdict: Verdict
    sheet: str = ""
    expected: float | None = None
    found: float | None = None
    count: int = 0
    rows: tuple[int, ...] = ()
    cause: Reason = NO_CAUSE
    measures: tuple[str, ...] = ()

    def line(self, lang: Lang) -> str:
        """In words."""
        kind, verdict, what, cause = (
            say(lang, *words) for words in (KINDS[self.kind], VERDICTS[self.verdict], self.what, self.cause)
        )
        where = f"[{self.sheet}] " if self.sheet else ""
        line = f"{verdict} · {kind}" + say(lang, "：", ": ") + where + what
        if self.rows:
            rows = say(lang, "、", ", ").join(map(str, self.rows))
            more = self.count > len(self.rows)
            line += say(
                lang, f"（第 {rows} 行{'等' if more else ''}）", f" (rows {rows}{' …' if more else ''})"
            )
        return line + (say(lang, "；", "; ") + cause if cause else "")

    def data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "kind": self.kind,
            "what": list(self.what),
            "verdict": self.verdict,
            "sheet": self.sheet,
            "expected": self.expected,
            "found": self.found,
            "count": self.count,
            "rows": list(self.rows),
            "cause": list(self.cause),
            "measures": list(self.measures),
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Check:
        """From what JSON held."""
        return cls(
            data["kind"],
            (data["what"][0], data["what"][1]),
            data["verdict"],
            data["sheet"],
            data["expected"],
            data["found"],
            data["count"],
            tuple(data["rows"]),
            (data["cause"][0], data["cause"][1]),
            tuple(data["measures"]),
        )


@dataclass(frozen=True)
class Proof:
    """Every check of one file."""

    checks: tuple[Check, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether none failed: the file was read whole, once, and equals what it says of itself."""
        return all(check.verdict != "fail" for check in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        """Those that failed."""
        return tuple(check for check in self.checks if check.verdict == "fail")

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The measures whose sums are in doubt."""
        return tuple(dict.fromkeys(key for check in self.failed for key in check.measures))

    @property
    def proves(self) -> frozenset[str]:
        """The measures that the file's own ratios, identities and totals say again, none of them otherwise."""
        held = (check for check in self.checks if check.kind in _PROVING and check.verdict == "pass")
        return frozenset(key for check in held for key in check.measures) - set(self.doubtful)

    @property
    def standing(self) -> Verdict:
        """What is to be thought of the file: "open" where nothing in it says any of its figures again."""
        if not self.passed:
            return "fail"
        return "pass" if any(self.tally(kind)[0] for kind in _PROVING) else "open"

    def tally(self, *kinds: Kind) -> tuple[int, int]:
        """How many checks of some kinds passed, and how many were made."""
        made = [check for check in self.checks if check.kind in kinds and check.verdict in {"pass", "fail"}]
        return sum(check.verdict == "pass" for check in made), len(made)

    @property
    def totals(self) -> tuple[int, int]:
        """How many total rows equal the sum of their rows, and how many there are."""
        made = [check for check in self.checks if check.kind == "total" and check.expected is not None]
        return int(sum(c.found or 0 for c in made)), int(sum(c.expected or 0 for c in made))

    def summary(self, lang: Lang) -> str:
        """One line: what was reproduced."""
        said = []
        ratios, sums, totals = self.tally("ratio"), self.tally("sum"), self.totals
        if ratios[1]:
            said.append(
                (
                    f"{ratios[1]} 个比率复算一致 {ratios[0]} 个",
                    f"{ratios[0]} of {ratios[1]} ratios reproduced",
                )
            )
        if sums[1]:
            said.append((f"{sums[1]} 个恒等关系成立 {sums[0]} 个", f"{sums[0]} of {sums[1]} identities hold"))
        if totals[1]:
            said.append(
                (f"{totals[1]} 个合计行相符 {totals[0]} 个", f"{totals[0]} of {totals[1]} totals met")
            )
        if not said:
            said.append(NOTHING)
        if left := sum(check.verdict == "open" for check in self.checks):
            said.append((f"{left} 项无法核对", f"{left} not checked"))
        told = say(lang, "，", ", ").join(say(lang, *words) for words in said)
        return told + say(lang, "：", ": ") + say(lang, *VERDICTS[self.standing])

    def lines(self, lang: Lang, *, every: bool = False) -> list[str]:
        """What failed, and what was put right; with `every` also what could not be checked."""
        wanted = {"fail", "note", "open"} if every else {"fail", "note"}
        order: Sequence[Verdict] = get_args(Verdict)
        told = sorted((c for c in self.checks if c.verdict in wanted), key=lambda c: order.index(c.verdict))
        return [check.line(lang) for check in sorted(told, key=lambda c: c.verdict != "fail")]

    def data(self) -> list[dict[str, Any]]:
        """As JSON holds it."""
        return [check.data() for check in self.checks]

    @classmethod
    def of(cls, data: Iterable[Mapping[str, Any]]) -> Proof:
        """From what JSON held."""
        return cls(tuple(Check.of(one) for one in data))


UNPROVED: Final = Proof()
"""The proof of what nobody has looked at."""
