"""A report becomes a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xl_fact.drawing import template as house
from xl_fact.filling.check import demanded, opened, problems_of, unsound
from xl_fact.filling.fill import Filling, fill
from xl_fact.report.model import Report
from xl_fact.saving import save_ours, spare, workbook_suffix
from xl_fact.steps import Steps
from xl_fact.surfaces.lambdas.names import add_names, make_ready
from xl_fact.workbook.cell_text import LONGEST_TEXT
from xl_fact.workbook.package import Package
from xl_fact.workbook.sealing import sealed
from xl_fact.workbook.xml import Malformed


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


def prepare() -> None:
    """Have ready what every report is written with, whatever is in it."""
    make_ready()


def write_report(
    report: Report,
    path: str | os.PathLike[str],
    *,
    template: str | os.PathLike[str] | None = None,
    steps: Steps | None = None,
    force: bool = False,
    told: Callable[[Path, bytes], object] | None = None,
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
    force : bool, optional
        Overwrite even what this package did not write, or what was changed since.
    told : callable, optional
        Told of the file and of all its bytes before it is put in its place.

    Returns
    -------
    WriteResult

    Raises
    ------
    InputError
        When the template has problems: all of them, each with sheet and cell; when the path does not end in .xlsx, or
        in .xlsm for a template with macros; or when something of a person's would be overwritten. Nothing is written.
    TargetLocked
        When the workbook is open elsewhere; the new one is then beside it, under another name.
    """
    steps = steps or Steps()
    path, own = Path(path), Path(template) if template is not None else None
    spare(path, workbook_suffix(own), force=force)
    if own is not None:
        return _in_own(report, path, own, steps, force, told or _nobody)
    with steps.step("画模板", "template"):
        drawn = house.draw(report)
    with steps.step("填入数字", "fill"):
        package = Package(fill(drawn, report))
    with steps.step("附上函数", "functions"):
        add_names(package)
    with steps.step("保存", "save"):
        _save(path, package.to_bytes(), force, told or _nobody)
    return WriteResult(path, report.passed, tuple(_notes(report)))


def _nobody(path: Path, data: bytes) -> None:
    """Nobody wants to know."""


def _save(path: Path, data: bytes, force: bool, told: Callable[[Path, bytes], object]) -> None:
    data = sealed(data)
    told(path, data)
    save_ours(path, data, force=force)


def _in_own(
    report: Report,
    path: Path,
    template: Path,
    steps: Steps,
    force: bool,
    told: Callable[[Path, bytes], object],
) -> WriteResult:
    """Fill a person's own template."""
    with steps.step("检查模板", "check"):
        package, trouble = opened(template)
        problems = [trouble] if trouble else []
        if package is not None:
            problems = problems_of(package, report)
        if package is None or problems:
            raise demanded(problems, template.name)
    with steps.step("填入数字", "fill"):
        as_workbook(package)
        try:
            filling = Filling(package, report, own=True)
            finished = filling.done()
        except Malformed as part:
            raise demanded([unsound(str(part))], template.name) from part
    notes = [*filling.notes, *_notes(report)]
    with steps.step("保存", "save"):
        _save(path, finished, force, told)
    return WriteResult(path, report.passed, tuple(notes))


def as_workbook(package: Package) -> None:
    """Let an .xltx or .xltm template be a workbook: the type of its main part says which."""
    types = package.read("[Content_Types].xml")
    for kind, other in (
        (b"spreadsheetml.template.main+xml", b"spreadsheetml.sheet.main+xml"),
        (b"ms-excel.template.macroEnabled.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"),
    ):
        types = types.replace(kind, other)
    package.write("[Content_Types].xml", types)


def _notes(report: Report) -> list[tuple[str, str]]:
    return [
        *_cut(report),
        *(
            (f"没有放进来：{one.name.zh}（{one.reason.zh}）", f"Left out: {one.name.en} ({one.reason.en})")
            for one in report.left_out
        ),
        *(
            (f"还没填：{one.name.zh}。{one.reason.zh}", f"Not typed yet: {one.name.en}. {one.reason.en}")
            for one in report.awaited
        ),
    ]


def _cut(report: Report) -> Iterator[tuple[str, str]]:
    """A note for each column with texts longer than a cell holds."""
    for section in report.sections:
        for table in section.tables:
            for column in table.columns:
                texts = table.given.get(column.key, ())
                long = [
                    row for row, text in enumerate(texts, 1) if type(text) is str and len(text) > LONGEST_TEXT
                ]
                if long:
                    zh, en = "、".join(map(str, long[:5])), ", ".join(map(str, long[:5]))
                    yield (
                        f"{section.title.zh} [{column.heading.zh}]：第 {zh} 行的文字超过 {LONGEST_TEXT:,} 个字，已截断",
                        f"{section.title.en} [{column.heading.en}]: texts longer than {LONGEST_TEXT:,} characters "
                        f"were cut (rows {en})",
                    )
