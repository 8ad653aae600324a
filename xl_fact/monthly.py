"""The monthly job from end to end: exports in, workbook out."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict

from xl_fact.errors import InputError
from xl_fact.steps import Steps
from xl_fact.words import Lang, Words, say

if TYPE_CHECKING:
    from xl_fact.core.numbers import RangeAs
    from xl_fact.exports.dialect import Decimal
    from xl_fact.exports.formats.teaching import Ask, Lesson
    from xl_fact.exports.shops import Ask as AskShops
    from xl_fact.exports.sources import Reading, Refusal
    from xl_fact.whose import Ask as Asks


_PASSED: Final = Words("校验全部通过", "all checks passed")
_FAILED: Final = Words("校验未通过，见“校验”页", "a check failed, see the sheet Checks")


class _How(TypedDict):
    """How exports are read, whether into a report or into a folder of facts."""

    brand: str
    formats_dir: Path | None
    strict: bool
    period: tuple[datetime.date, datetime.date] | None
    range_as: RangeAs
    decimal: Decimal
    timezone: str
    shop: str
    ask_shops: AskShops | None
    steps: Steps


@dataclass(frozen=True)
class Made:
    """What the job wrote.

    Attributes
    ----------
    path : Path
        The workbook.
    checked : bool
        Whether every check in it passed.
    notes : tuple of (str, str)
        Lines worth reading, Chinese and English.
    refused : int
        How many files could not be read.
    lang : {"zh", "en"}
        The language of the workbook.
    """

    path: Path
    checked: bool
    notes: tuple[tuple[str, str], ...] = ()
    refused: int = 0
    lang: Lang = "zh"

    def lines(self, lang: Lang | None = None) -> list[str]:
        """What to tell the person who asked, by default in the language of the workbook."""
        lang = lang or self.lang
        told = [say(lang, *note) for note in self.notes]
        if self.refused:
            told.append(say(lang, f"有 {self.refused} 个文件没有读入", f"{self.refused} files left out"))
        verdict = _PASSED if self.checked else _FAILED
        return [*told, say(lang, f"已写出 {self.path}：{verdict.zh}", f"Wrote {self.path}: {verdict.en}")]

    @property
    def passed(self) -> bool:
        """Whether every check passed and every file was read."""
        return self.checked and not self.refused


def month_of(text: str) -> str:
    """A month as YYYY-MM, or an `InputError`.

    Examples
    --------
    >>> month_of("2026-6"), month_of("202606"), month_of("2026年6月")
    ('2026-06', '2026-06', '2026-06')
    """
    found = re.fullmatch(r"\s*(20\d\d)[-/.年]?(0?[1-9]|1[0-2])月?\s*", text)
    if not found:
        raise InputError(
            f"--month 应为 YYYY-MM：{text!r}，例如 2026-06",
            f"--month must be YYYY-MM: {text!r}, such as 2026-06",
        )
    return f"{found[1]}-{int(found[2]):02d}"


def days_of(month: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a month.

    Examples
    --------
    >>> days_of("2026-02")[1].isoformat()
    '2026-02-28'
    """
    year, number = map(int, month_of(month).split("-"))
    return datetime.date(year, number, 1), datetime.date(year, number, calendar.monthrange(year, number)[1])


def compared_months(month: str) -> list[str]:
    """The month, the one before it and the same a year ago: what its report compares.

    Examples
    --------
    >>> compared_months("2026-01")
    ['2026-01', '2025-12', '2025-01']
    """
    year, number = map(int, month.split("-"))
    before = f"{year}-{number - 1:02d}" if number > 1 else f"{year - 1}-12"
    return [month, before, f"{year - 1}-{number:02d}"]


def make_report(
    exports: Sequence[Path],
    month: str,
    *,
    brand_name: str = "",
    config: Path | None = None,
    out: Path | None = None,
    facts: Path | None = None,
    template: Path | None = None,
    pdf: bool = False,
    formats: Path | None = None,
    strict: bool = False,
    ranges: RangeAs = "middle",
    decimal: Decimal = "",
    shop: str = "",
    ask_shops: AskShops | None = None,
    lang: Lang | None = None,
    steps: Steps | None = None,
    force: bool = False,
    ask: Asks | None = None,
) -> Made:
    """Read the exports and write the report of one month.

    Parameters
    ----------
    exports : sequence of Path
        Files, or folders of them.
    month : str
        The month, YYYY-MM; "" for the only one that the exports tell of.
    brand_name : str, optional
        The brand; overrides the name in `config`. The one that the exports name, where nobody says it.
    config : Path, optional
        A `brand.toml`; the one beside the exports or in the current folder by default.
    out : Path, optional
        The workbook to write; by default ``<brand>-<month>.xlsx`` in the current folder.
    facts : Path, optional
        A folder of facts to report from; exports given beside it are imported into it first.
    template : Path, optional
        A workbook of your own to fill instead of the house template.
    pdf : bool, optional
        Print the workbook to a PDF beside it too.
    formats : Path, optional
        A folder of formats of your own.
    strict : bool, optional
        Stop at the first file that can't be read, instead of reading the others.
    ranges : {"low", "middle", "high"}, optional
        What a range like "7.5w~10w" stands for.
    decimal : {"", "point", "comma"}, optional
        The decimal sign of figures; by default the files tell.
    shop : str
        The shop that these exports tell of, where they don't say it themselves.
    ask_shops : callable, optional
        Asks a person of which shops two files are; they are refused otherwise.
    lang : {"zh", "en"}, optional
        The language of the workbook; by default the one in `config`.
    steps : Steps, optional
        Who listens to the progress.
    force : bool, optional
        Overwrite even what this package did not write, or what was changed since.
    ask : callable, optional
        Asks a person what the files don't say.

    Returns
    -------
    Made

    Raises
    ------
    InputError
        When no file could be read, a setting is wrong, or something of a person's would be overwritten.
    TargetLocked
        When the workbook can't be replaced.
    """
    from xl_fact.saving import spare
    from xl_fact.whose import brand_among, month_among, named_in, settings_of

    steps = steps or Steps()
    period = month_of(month) if month else ""
    with steps.step("读品牌设置", "settings"):
        settled = settings_of(exports, config, brand_name)
    brand, heard = settled.brand, [*settled.notes]
    if not exports and facts is None:
        raise InputError(
            "没有给出导出文件：列出文件或文件夹，或用 --facts", "no exports: name files, folders or --facts"
        )

    def target() -> Path:
        """Where the report goes; nothing of a person's is there."""
        path = out or Path(f"{brand.name or 'xl_fact'}-{period}.xlsx")
        for each in (path, *([path.with_suffix(".pdf")] if pdf else [])):
            spare(each, force=force)
        return path

    if out:
        target()
    refused: tuple[Refusal, ...] = ()
    said: Sequence[tuple[str, str]] = ()
    how: _How = {
        "brand": brand.name,
        "formats_dir": formats,
        "strict": strict,
        "period": days_of(period) if period else None,
        "range_as": ranges,
        "decimal": decimal,
        "timezone": brand.timezone,
        "shop": shop,
        "ask_shops": ask_shops,
        "steps": steps,
    }
    if facts is None:
        from xl_fact.exports.reading import read_exports

        reading = read_exports(exports, **how)
        if not period:
            period = month_of(month_among(reading.months, ask))
            if reading.undated:
                how["period"] = days_of(period)
                reading = read_exports(exports, **how)
        settled = brand_among(named_in(reading), brand, ask)
        brand, heard = settled.brand, [*heard, *settled.notes]
        said = _notes_of(reading)
    else:
        from xl_fact.store.published import months_of
        from xl_fact.store.store import import_exports, load

        if exports:
            imported = import_exports(exports, facts, **how)
            refused = imported.refused
            said = list(zip(imported.lines("zh"), imported.lines("en"), strict=True))
        if not period:
            of_import = tuple(imported.rows) if exports else ()
            held = months_of(facts, brand.name or None)
            period = month_of(month_among(of_import if len(of_import) == 1 else held, ask))
        reading = load(facts, brand.name or None, compared_months(period), steps=steps)
        if not brand.name and len(reading.facts):
            brand = replace(brand, name=str(reading.facts["brand"].iloc[0]))
    path = target()
    with steps.step("计算", "figures"):
        from xl_fact.report.build import build_report

        report = build_report(reading, brand, period, lang=lang)
    from xl_fact.filling.write import write_report

    written = write_report(report, path, template=template, steps=steps, force=force)
    refused = refused or reading.refused
    errors = [(one.error.zh, one.error.en) for one in refused]
    notes = tuple(dict.fromkeys([*heard, *errors, *_passed_over(exports), *said, *written.notes]))
    if pdf:
        from xl_fact.pdf import to_pdf

        with steps.step("印成 PDF", "pdf"):
            printed = to_pdf(written.path, force=force)
        notes = (*notes, (f"已印成 {printed}", f"Printed {printed}"))
    return Made(written.path, written.passed, notes, len(refused), report.lang)


def _notes_of(reading: Reading) -> list[tuple[str, str]]:
    """What was found while reading; which columns a file lacks, `inspect` tells."""
    from xl_fact.exports.extraction import column_note

    absent = {
        column_note(column)
        for source in reading.sources
        for sheet in source.sheets
        for column in sheet.match.layout.columns
    }
    own = (note for source in reading.sources for note in source.notes if note not in absent)
    return [*reading.notes, *own]


def _passed_over(exports: Sequence[Path]) -> list[tuple[str, str]]:
    """A note on our own workbooks in the folders of exports."""
    from xl_fact.exports.tables.files import passed_over

    return passed_over(exports)


def make_demo(folder: Path, *, lang: Lang = "zh", steps: Steps | None = None, force: bool = False) -> Made:
    """Write sample exports of two months, a `brand.toml` and the report of the second month.

    Parameters
    ----------
    folder : Path
        Where to; made when absent.
    lang : {"zh", "en"}, optional
        The language of the workbook.
    steps : Steps, optional
        Who listens to the progress.
    force : bool, optional
        Overwrite even what this package did not write, or what was changed since.

    Returns
    -------
    Made

    Raises
    ------
    InputError
        When something of a person's would be overwritten; nothing is written then.
    """
    from xl_fact.demo import MONTHS, write_demo
    from xl_fact.saving import spare

    steps = steps or Steps()
    out = folder / say(lang, "月报.xlsx", "monthly-report.xlsx")
    spare(out, force=force)
    files = write_demo(folder, lang=lang, steps=steps, force=force)
    exports = [path for path in files if path.suffix == ".xlsx"]
    return make_report(
        exports,
        MONTHS[-1],
        config=next(path for path in files if path.name == "brand.toml"),
        out=out,
        lang=lang,
        steps=steps,
        force=force,
    )


def new_format(
    file: Path,
    *,
    out: Path | None = None,
    said: Sequence[str] = (),
    leave: bool = False,
    ask: Ask | None = None,
    formats_dir: Path | None = None,
    period: tuple[datetime.date, datetime.date] | None = None,
    decimal: Decimal = "",
) -> tuple[Path, Lesson]:
    """Learn the format of a file that no format knows, and keep it.

    Parameters
    ----------
    file : Path
        The export.
    out : Path, optional
        The folder to keep it in; the user's own where it isn't said.
    said : sequence of str
        What a person says: ``heading=meaning``.
    leave : bool
        Leave out the columns that stay open.
    ask : callable, optional
        Asks a person.
    formats_dir : Path, optional
        A folder of formats that are known, instead of the user's own.
    period : (date, date), optional
        Of a file that states none.
    decimal : {"", "point", "comma"}
        The decimal sign of figures; by default the file tells.

    Returns
    -------
    (Path, Lesson)
        Where the format was written, and what it gives of the file.

    Raises
    ------
    InputError
        Something stays open, or the file is known already.
    """
    from xl_fact.exports.formats.format import formats, users_folder
    from xl_fact.exports.formats.teaching import learn
    from xl_fact.saving import save_atomically

    for pair in said:
        if "=" not in pair:
            raise InputError(f"--set {pair}：要写成 列名=含义", f"--set {pair}: write heading=meaning")
    answers = dict(pair.rsplit("=", 1) for pair in said)
    known = formats(formats_dir)
    lesson = learn(file, known, answers=answers, leave=leave, ask=ask, period=period, decimal=decimal)
    written = (users_folder() if out is None else out) / f"{lesson.format.key}.toml"
    if written.exists():
        raise InputError(f"{written}：已经有了，没有改写", f"{written}: is there already, and stays as it is")
    save_atomically(written, lesson.text.encode())
    return written, lesson
