"""One brand's report as a job: what it is made of, whether it is finished already, and what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xl_fact import seal
from xl_fact.agency.record import FOLDER, Record, sha256_of
from xl_fact.agency.standing import Standing
from xl_fact.errors import line_of
from xl_fact.monthly import make_report
from xl_fact.report.model import Report
from xl_fact.saving import as_name, lock_beside, writable
from xl_fact.words import NO_WORDS, Lang, Words

State = Literal["made", "kept", "edited", "failed", "absent"]


@dataclass(frozen=True)
class Outcome:
    """What came of a brand.

    Attributes
    ----------
    state : {"made", "kept", "edited", "failed", "absent"}
        Made now; finished before and left; finished before, changed by a person since and left; not made; not due, since
        the facts hold the days before and none of these.
    workbook : str
        The name of its file; "" without one.
    standing : Standing or None
        What the workbook says; None without one.
    line : Words
        Why it failed, was left as a person changed it or is beside its place, or that it is absent.
    """

    brand: str
    state: State
    workbook: str = ""
    standing: Standing | None = None
    line: Words = NO_WORDS


@dataclass(frozen=True)
class Job:
    """A brand's report to be made, with everything a process needs.

    Attributes
    ----------
    month : str
        As `make_report` takes it.
    out : Path
        The workbook.
    made_of : str
        The digest of the facts, the settings and the program.
    here : Path
        The current folder.
    """

    brand: str
    month: str
    facts: Path
    config: Path | None
    template: Path | None
    out: Path
    lang: Lang | None
    force: bool
    made_of: str
    here: Path

    @property
    def record(self) -> Path:
        """Where the record of the finished workbook lies."""
        return self.out.parent / FOLDER / f"{self.out.stem}.json"

    def finished(self) -> Outcome | None:
        """What there is already, made of the same; None where it must be made."""
        known = Record.read(self.record)
        if known is None or known.made_of != self.made_of:
            return None
        there = self.out.with_name(known.workbook)
        if there.is_file() and sha256_of(there) == known.sha256:
            return Outcome(self.brand, "kept", known.workbook, known.standing)
        if not self.force and seal.state_of(there) == "changed":
            why = Words(
                f"{there}：写好之后有人改过，事实和设置没有变，留着没有重做",
                f"{there}: was changed since it was written; facts and settings are the same, and it stays as it is",
            )
            return Outcome(self.brand, "edited", known.workbook, known.standing, why)
        return None

    def done(self) -> Outcome:
        """Make the workbook, as it is made alone; an error becomes its line.

        Beside its place, under the same name each time, while the one there is open in another program.
        """
        kept: list[Record] = []
        lock = None if self.force else lock_beside(self.out)
        out = writable(self.out) if lock else self.out

        def told(report: Report, path: Path, data: bytes) -> None:
            digest = hashlib.sha256(data).hexdigest()
            kept.append(Record(self.made_of, path.name, digest, Standing.of(report)))
            kept[-1].write(self.record)

        try:
            make_report(
                (),
                self.month,
                brand_name=self.brand,
                config=self.config,
                out=out,
                facts=self.facts,
                template=self.template,
                lang=self.lang,
                force=self.force,
                told=told,
            )
        except Exception as error:  # of one brand, which stops no other
            if kept:  # it was not put in its place
                self.record.unlink(missing_ok=True)
            return Outcome(self.brand, "failed", line=line_of(error))
        line = NO_WORDS
        if lock is not None:
            line = Words(
                f"{self.out.name} 正被别的程序打开（旁边有 {lock.name}），没有覆盖；这次的是 {out.name}",
                f"{self.out.name} is open in another program ({lock.name} lies beside it) and was left alone; the new one is "
                f"{out.name}",
            )
        return Outcome(self.brand, "made", kept[-1].workbook, kept[-1].standing, line)


def file_name(brand: str, month: str, suffix: str) -> str:
    """The name of a brand's workbook: as it is made alone, what no file's name can hold as ``%XX``.

    Examples
    --------
    >>> file_name("示例品牌", "2026-06", ".xlsx"), file_name("A/B", "2026-W23", ".xlsm")
    ('示例品牌-2026-06.xlsx', 'A%2FB-2026-W23.xlsm')
    """
    return f"{as_name(brand)}-{month}{suffix}"


def count_of(outcomes: Sequence[Outcome], *states: State) -> int:
    """How many ended in some way."""
    return sum(each.state in states for each in outcomes)
