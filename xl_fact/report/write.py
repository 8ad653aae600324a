"""A report becomes a file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from xl_fact.report import template as house
from xl_fact.report.fill import fill
from xl_fact.report.model import Report
from xl_fact.report.package import save_atomically
from xl_fact.steps import Steps


@dataclass(frozen=True)
class WriteResult:
    """What was written.

    Attributes
    ----------
    path : Path
        The workbook.
    passed : bool
        Whether every check in it passed.
    notes : tuple of (str, str)
        Lines worth reading, Chinese and English.
    """

    path: Path
    passed: bool
    notes: tuple[tuple[str, str], ...] = ()


def write_report(
    report: Report,
    path: str | os.PathLike[str],
    *,
    template: str | os.PathLike[str] | None = None,
    steps: Steps | None = None,
) -> WriteResult:
    """Write a report, in the house template or in a person's own.

    Parameters
    ----------
    report : Report
    path : path
        The workbook to write; replaced as a whole or not at all.
    template : path, optional
        A workbook with the names of a report in it; the house template otherwise.
    steps : Steps, optional
        Told of the progress.

    Returns
    -------
    WriteResult

    Raises
    ------
    TargetLocked
        When the workbook is open elsewhere; the new one is then beside it, under another name.
    """
    steps = steps or Steps()
    path = Path(path)
    with steps.step("画模板", "template"):
        drawn = Path(template).read_bytes() if template else house.draw(report)
    with steps.step("填入数字", "fill"):
        finished = fill(drawn, report)
    with steps.step("保存", "save"):
        save_atomically(path, finished)
    return WriteResult(path, report.passed, tuple(_notes(report)))


def _notes(report: Report) -> list[tuple[str, str]]:
    return [
        (f"没有放进来：{one.name.zh}（{one.reason.zh}）", f"Left out: {one.name.en} ({one.reason.en})")
        for one in report.left_out
    ]
