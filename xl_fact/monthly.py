"""The monthly job from end to end: exports in, workbook out."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict

from xl_fact.errors import InputError
from xl_fact.steps import Steps
from xl_fact.words import NO_WORDS, Lang, Words, say

if TYPE_CHECKING:
    from xl_fact.brand import Brand
    from xl_fact.core.numbers import RangeAs
    from xl_fact.exports.dialect import Decimal
    from xl_fact.exports.formats.teaching import Ask, Lesson
    from xl_fact.exports.shops import Ask as AskShops
    from xl_fact.exports.sources import Reading, Refusal
    from xl_fact.report.model import Report
    from xl_fact.span import Span
    from xl_fact.whose import Ask as Asks


_PASSED: Final = Words("校验全部通过", "all checks passed")
_UNPROVED: Final = Words(
    "校验没有不符，GMV 的 {}% 由导出自己证明", "no check failed, {}% of the GMV proved by the exports"
)
_FAILED: Final = Words("校验未通过，见“校验”页", "a check failed, see the sheet Checks")


TRIED_MARGIN: Final = 0.4
"""The gross margin that the demo types over, to show that its conclusions follow."""


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
    proved : float
        The share of the GMV that the exports themselves prove.
    report : Report, optional
        What the workbook holds, for whoever shows it too.
    tried : Words
        Of the sample report, one input typed over and what the workbook says then.
    """

    path: Path
    checked: bool
    notes: tuple[tuple[str, str], ...] = ()
    refused: int = 0
    lang: Lang = "zh"
    proved: float = 1.0
    report: Report | None = field(default=None, repr=False, compare=False)
    tried: Words = NO_WORDS

    def lines(self, lang: Lang | None = None) -> list[str]:
        """What to tell the person who asked, by default in the language of the workbook."""
        lang = lang or self.lang
        told = [say(lang, *note) for note in self.notes]
        if self.refused:
            told.append(say(lang, f"有 {self.refused} 个文件没有读入", f"{self.refused} files left out"))
        share = int(self.proved * 100 + 1e-9)
        verdict = _FAILED if not self.checked else _PASSED if share == 100 else _UNPROVED
        zh, en = (each.format(share) for each in verdict)
        return [*told, say(lang, f"已写出 {self.path}：{zh}", f"Wrote {self.path}: {en}")]

    @property
    def passed(self) -> bool:
        """Whether every check passed and every file was read."""
        return self.checked and not self.refused


def month_of(text: str, option: str = "--month") -> str:
    """A month as YYYY-MM, or an `InputError`.

    Examples
    --------
    >>> month_of("2026-6"), month_of("202606"), month_of("2026年6月")
    ('2026-06', '2026-06', '2026-06')
    """
    from xl_fact import span

    return str(span.month_of(text, option))


def days_of(month: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a month.

    Examples
    --------
    >>> days_of("2026-02")[1].isoformat()
    '2026-02-28'
    """
    from xl_fact.span import month_of

    found = month_of(month)
    return found.first, found.last


def compared_months(span: Span) -> list[str]:
    """The months of a span, of the one before it and of that of last year: what its report compares.

    Examples
    --------
    >>> from xl_fact.span import span_of
    >>> compared_months(span_of("2026-01")), compared_months(span_of("2026-W23"))
    (['2026-01', '2025-12', '2025-01'], ['2026-06', '2026-05', '2025-06'])
    """
    spans = (span, span.before, span.year_ago)
    return list(dict.fromkeys(month for each in spans if each for month in each.months))


def make_report(
    exports: Sequence[Path],
    month: str,
    *,
    brand_name: str = "",
    config: Path | None = None,
    out: Path | None = None,
    facts: Path | None = None,
    source: str = "",
    table: str = "",
    template: Path | None = None,
    pdf: bool = False,
    pptx: bool = False,
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
    told: Callable[[Report, Path, bytes], object] | None = None,
) -> Made:
    """Read the exports and write the report of one month, one week or any days.

    Parameters
    ----------
    exports : sequence of Path
        Files, or folders of them.
    month : str
        The month, YYYY-MM; a week, 2026-W23; days, 2026-06-01..2026-06-10; "" for the only month that the exports
        tell of.
    brand_name : str, optional
        The brand; overrides the name in `config`. The one that the exports name, where nobody says it.
    config : Path, optional
        A `brand.toml`; the one beside the exports or in the current folder by default.
    out : Path, optional
        The workbook to write; by default ``<brand>-<month>.xlsx`` in the current folder.
    facts : Path, optional
        A folder of facts to report from; exports given beside it are imported into it first.
    source, table : str, optional
        The address of a database, as Ibis takes it, and the name of a fact table in it, to report from.
    template : Path, optional
        A workbook of your own to fill instead of the house template.
    pdf : bool, optional
        Print the workbook to a PDF beside it too.
    pptx : bool, optional
        Put its first page on five slides beside it too.
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
    told : callable, optional
        Told of the report, its file and all its bytes before the file is put in its place.

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
    from xl_fact.saving import spare, workbook_suffix

    steps, suffix = steps or Steps(), workbook_suffix(template)

    def ready(name: str) -> None:
        """Stop before the work is done for nothing: something of a person's is where the report goes."""
        path = out or Path(f"{name}{suffix}")
        spare(path, suffix, force=force)
        for kind, wanted in ((".pdf", pdf), (".pptx", pptx)):
            if wanted:
                spare(path.with_suffix(kind), kind, force=force)

    if out:
        ready("")
    if pptx:
        from xl_fact.deck import needed

        needed()
    with _parsing(exports, facts):
        report, name, heard, refused = _reported(
            exports,
            month,
            brand_name=brand_name,
            config=config,
            facts=facts,
            source=source,
            table=table,
            formats=formats,
            strict=strict,
            ranges=ranges,
            decimal=decimal,
            shop=shop,
            ask_shops=ask_shops,
            lang=lang,
            steps=steps,
            ask=ask,
            ready=ready,
        )
    from xl_fact.filling.write import write_report

    path = out or Path(f"{name}{suffix}")
    if out is None and name.startswith(f"{_NOBODY}-") and (others := _of_others(path, report)):
        from xl_fact.saving import free_name

        old, path = path, free_name(path)
        heard.append(
            (
                f"{old.name} 是别的导出做的（{others}），没有动；这次的写成 {path.name}。加 --brand 品牌名，两个品牌各写各的",
                f"{old.name} was made of other exports ({others}) and stays; this one is {path.name}. With --brand each has "
                "a file of its own",
            )
        )
    heard_of = partial(told, report) if told else None
    written = write_report(report, path, template=template, steps=steps, force=force, told=heard_of)
    notes = tuple(dict.fromkeys([*heard, *written.notes]))
    if pdf:
        from xl_fact.pdf import to_pdf

        with steps.step("印成 PDF", "pdf"):
            printed = to_pdf(written.path, force=force)
        notes = (*notes, (f"已印成 {printed}", f"Printed {printed}"))
    if pptx:
        from xl_fact.deck import deck
        from xl_fact.saving import save_ours

        slides = written.path.with_suffix(".pptx")
        with steps.step("做幻灯片", "slides"):
            save_ours(slides, deck(report), force=force)
        notes = (*notes, (f"已做成 {slides}", f"Slides in {slides}"))
    return Made(written.path, written.passed, notes, refused, report.lang, report.proved, report)


@dataclass(frozen=True)
class Brief:
    """The month to paste into a chat.

    Attributes
    ----------
    text : tuple of str
        What happened, why, what to do; and that a check failed, if one did.
    picture : Path or None
        The first page; None where it could not be drawn, which a note explains.
    passed : bool
        Whether every check passed and every file was read.
    notes : tuple of (str, str)
        Lines worth reading, Chinese and English.
    lang : {"zh", "en"}
    """

    text: tuple[str, ...]
    picture: Path | None
    passed: bool
    notes: tuple[tuple[str, str], ...]
    lang: Lang


def make_brief(
    exports: Sequence[Path],
    month: str,
    *,
    picture: bool = True,
    brand_name: str = "",
    config: Path | None = None,
    out: Path | None = None,
    facts: Path | None = None,
    formats: Path | None = None,
    shop: str = "",
    ask_shops: AskShops | None = None,
    lang: Lang | None = None,
    steps: Steps | None = None,
    force: bool = False,
    ask: Asks | None = None,
) -> Brief:
    """The report's three lines, and its first page as a picture.

    Parameters
    ----------
    exports, month, brand_name, config, facts, formats, shop, ask_shops, lang, steps, force, ask
        As for `make_report`.
    picture : bool, optional
        Whether to draw the picture.
    out : Path, optional
        Where the picture goes; by default ``<brand>-<month>.png`` in the current folder.

    Returns
    -------
    Brief

    Raises
    ------
    InputError
        As `make_report`; that no picture can be drawn here is a note.
    """
    from xl_fact.saving import save_ours, spare

    steps = steps or Steps()

    def ready(name: str) -> None:
        if picture:
            spare(out or Path(f"{name}.png"), ".png", force=force)

    if out:
        ready("")
    with _parsing(exports, facts):
        report, name, heard, refused = _reported(
            exports,
            month,
            brand_name=brand_name,
            config=config,
            facts=facts,
            formats=formats,
            strict=False,
            ranges="middle",
            decimal="",
            shop=shop,
            ask_shops=ask_shops,
            lang=lang,
            steps=steps,
            ask=ask,
            ready=ready,
        )
    from xl_fact.brief import lines_of, phone

    failed = () if report.passed else (_FAILED.text(report.lang),)
    drawn: Path | None = None
    if picture:
        from xl_fact.filling.write import write_report
        from xl_fact.picture import picture_of

        with tempfile.TemporaryDirectory(prefix="xl_fact_brief_") as folder:
            workbook = write_report(phone(report), Path(folder) / "report.xlsx", steps=steps).path
            try:
                with steps.step("画图", "picture"):
                    data = picture_of(workbook)
            except InputError as cannot:
                heard.append((f"没有画出图：{cannot.zh}", f"no picture: {cannot.en}"))
            else:
                drawn = out or Path(f"{name}.png")
                save_ours(drawn, data, force=force)
    passed = report.passed and not refused
    return Brief((*lines_of(report), *failed), drawn, passed, tuple(dict.fromkeys(heard)), report.lang)


_NOBODY: Final = "xl_fact"
"""What a report is named after whose brand nobody said."""


def _of_others(path: Path, report: Report) -> str:
    """The files of which a report in this place was made, where none of them is one of this report's; else nothing."""
    import openpyxl

    if not path.is_file() or not any(table.key == "sources" for table in report.tables):
        return ""
    book = openpyxl.load_workbook(path, read_only=False)
    for sheet in book.worksheets:
        if "xf_sources" in sheet.tables:
            head, *rows = ([cell.value for cell in row] for row in sheet[sheet.tables["xf_sources"].ref])
            stood = list(zip(*rows, strict=True))[: len(head)]
            if any(set(column) & set(report.values.column("sources", "sha256")) for column in stood):
                return ""
            names = [str(name) for name in stood[0]]
            return "" if set(names) & set(report.values.column("sources", "file")) else "、".join(names[:3])
    return ""


def _reported(
    exports: Sequence[Path],
    month: str,
    *,
    brand_name: str,
    config: Path | None,
    facts: Path | None,
    formats: Path | None,
    strict: bool,
    ranges: RangeAs,
    decimal: Decimal,
    shop: str,
    ask_shops: AskShops | None,
    lang: Lang | None,
    steps: Steps,
    ask: Asks | None,
    ready: Callable[[str], None],
    source: str = "",
    table: str = "",
) -> tuple[Report, str, list[tuple[str, str]], int]:
    """The report of some exports or of a folder of facts, before it becomes a file.

    Parameters
    ----------
    ready : callable
        Told the name of the report before anything is computed; raises where it can't be written.

    Returns
    -------
    report : Report
    name : str
        What a file of it is called: brand and month.
    notes : list of (str, str)
    refused : int
        How many files could not be read.
    """
    from xl_fact.span import span_of
    from xl_fact.whose import brand_among, month_among, named_in, settings_of

    span = span_of(month) if month else None
    with steps.step("读品牌设置", "settings"):
        settled = settings_of(exports, config, brand_name)
    brand, heard = settled.brand, [*settled.notes]
    if source or table:
        others = bool(exports or facts)
        report, name = _of_a_source(source, table, brand, span, others, lang, steps, ready)
        return report, name, [(note[0], note[1]) for note in heard], 0
    if not exports and facts is None:
        raise InputError(
            "没有给出导出文件：列出文件或文件夹，或用 --facts", "no exports: name files, folders or --facts"
        )

    refused: tuple[Refusal, ...] = ()
    said: Sequence[tuple[str, str]] = ()
    held: AbstractContextManager[None] = nullcontext()
    how: _How = {
        "brand": brand.name,
        "formats_dir": formats,
        "strict": strict,
        "period": (span.first, span.last) if span else None,
        "range_as": ranges,
        "decimal": decimal,
        "timezone": brand.timezone,
        "shop": shop,
        "ask_shops": ask_shops,
        "steps": steps,
    }
    if facts is None:
        from xl_fact.exports.reading import read_exports
        from xl_fact.exports.tables.read import meanwhile

        with meanwhile(_imported()):
            reading = read_exports(exports, **how)
        if span is None:
            span = span_of(month_among(reading.months, ask))
            if reading.undated:
                how["period"] = span.first, span.last
                reading = read_exports(exports, **how)
        settled = brand_among(named_in(reading), brand, ask)
        brand, heard = settled.brand, [*heard, *settled.notes]
        said = _notes_of(reading)
    else:
        from xl_fact.store.published import months_of, shelf_of
        from xl_fact.store.store import import_exports, load, steady

        if exports:
            imported = import_exports(exports, facts, **how)
            refused = imported.refused
            said = list(zip(imported.lines("zh"), imported.lines("en"), strict=True))
        if span is None:
            of_import = tuple(imported.rows) if exports else ()
            told = months_of(facts, brand.name or None)
            span = span_of(month_among(of_import if len(of_import) == 1 else told, ask))
        brand = replace(brand, name=brand.name or shelf_of(facts, None).brand)
        reading = load(facts, brand.name, compared_months(span), whole=False, steps=steps)
        held = steady(facts, brand.name, reading)
    name = _name(brand, span)
    ready(name)
    with steps.step("计算", "figures"), held:
        from xl_fact.report.build import build_report

        report = build_report(reading, brand, str(span), lang=lang)
    refused = refused or reading.refused
    errors = [(one.error.zh, one.error.en) for one in refused]
    return report, name, [*heard, *errors, *_passed_over(exports), *said], len(refused)


def _parsing(exports: Sequence[Path], facts: Path | None) -> AbstractContextManager[None]:
    """A single export being parsed already, while what reading it needs is imported."""
    if facts is not None or len(exports) != 1:
        return nullcontext()
    from xl_fact.exports.tables.guard import Limits
    from xl_fact.exports.tables.read import begun

    return begun(exports[0], Limits.of_environment())


def _imported() -> Iterator[None]:
    """What a report needs once its exports are read, imported piece by piece."""
    import pandas

    yield
    import narwhals

    yield
    import xl_fact.report.build  # noqa: F401

    yield
    import openpyxl  # noqa: F401

    yield
    from xl_fact.filling.write import prepare

    yield
    import importlib.metadata  # noqa: F401

    narwhals.from_native(pandas.DataFrame({"day": [0]})).lazy().filter(narwhals.col("day") == 0)

    yield
    prepare()


def _name(brand: Brand, span: Span) -> str:
    """The name of a report's file, without its suffix: never a path, whatever the brand is called."""
    from xl_fact.saving import as_name

    return f"{as_name(brand.name) or _NOBODY}-{span.as_name}"


def _of_a_source(
    source: str,
    table: str,
    brand: Brand,
    span: Span | None,
    others: bool,
    lang: Lang | None,
    steps: Steps,
    ready: Callable[[str], None],
) -> tuple[Report, str]:
    """The report of a fact table in a database, and its name."""
    if others or not (source and table) or span is None:
        raise InputError(
            "--source 要和 --table、--month 一起给，不和导出文件、--facts 一起",
            "--source goes with --table and --month, and not with exports or --facts",
        )
    from xl_fact.report.build import build_report
    from xl_fact.store.warehouse import table_at

    name = _name(brand, span)
    ready(name)
    with steps.step("计算", "figures"), table_at(source, table) as facts:
        return build_report(facts=facts, brand=brand, month=str(span), lang=lang), name


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
    spare(out, ".xlsx", force=force)
    files = write_demo(folder, lang=lang, steps=steps, force=force)
    exports = [path for path in files if path.suffix == ".xlsx"]
    made = make_report(
        exports,
        MONTHS[-1],
        config=next(path for path in files if path.name == "brand.toml"),
        out=out,
        lang=lang,
        steps=steps,
        force=force,
    )
    assert made.report is not None
    return replace(made, tried=_tried(made.report))


def _tried(report: Report) -> Words:
    """One input of the sample report typed over, and the first sentence that its workbook shows then."""
    from xl_fact.report.edited import edited

    margin = next((figure.given for figure in report.figures if figure.key == "margin"), None)
    said = edited(report, {"margin": TRIED_MARGIN})["headline"]
    before = f"{margin:.0%}" if isinstance(margin, float) else "—"
    return Words(
        f"改一个试试：“说明”里的毛利率从 {before} 改成 {TRIED_MARGIN:.0%}，“概览”第一句就变成：{said}",
        f"Type over one input: with a gross margin of {TRIED_MARGIN:.0%} instead of {before} on About, the overview begins: "
        f"{said}",
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
    steps: Steps | None = None,
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
    steps : Steps, optional
        Told of the progress.

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
    folder = users_folder() if out is None else out
    taken = frozenset(kept.stem for kept in folder.glob("*.toml"))
    lesson = learn(
        file,
        known,
        answers=answers,
        leave=leave,
        ask=ask,
        period=period,
        decimal=decimal,
        steps=steps,
        taken=taken,
    )
    written = folder / f"{lesson.format.key}.toml"
    if written.exists():
        raise InputError(f"{written}：已经有了，没有改写", f"{written}: is there already, and stays as it is")
    save_atomically(written, lesson.text.encode())
    return written, lesson
