"""The fact store: exports go in, months come out, and whatever a later export changes is said.

What happens when exports overlap: the newest wins for what it tells of, by the rule of its format
(`replaces`: the day, the session, the order, the content), within one brand, platform, sheet of one format and
role. The newest is the file that was saved last, in whatever order they are imported. The rows it replaces
leave the older file's part; its record says so. A file whose content is already there changes nothing,
whatever its name.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xl_fact.core.numbers import RangeAs
from xl_fact.errors import InputError, XlFactError
from xl_fact.exports.dialect import Decimal, Dialect
from xl_fact.exports.extraction import column_note
from xl_fact.exports.formats.format import Format, formats
from xl_fact.exports.proofs.record import Reason
from xl_fact.exports.reading import each_of, of_one_platform, read_file
from xl_fact.exports.shops import Ask, ShopsUnknown, Whose
from xl_fact.exports.sources import Period, Reading, Refusal, Source
from xl_fact.exports.succession import Replacement
from xl_fact.exports.tables.blocks import Gathered
from xl_fact.exports.tables.digest import Digest, digest_of
from xl_fact.exports.tables.files import Paths, files_of
from xl_fact.exports.tables.guard import Limits
from xl_fact.steps import Advance, Steps
from xl_fact.store import audit, parts
from xl_fact.store.folder import Shelf
from xl_fact.store.intake import Intake
from xl_fact.store.published import Change, shelf_of
from xl_fact.store.records import records_of
from xl_fact.store.scanned import FETCHED, count_of, scanned
from xl_fact.store.stage import Stage
from xl_fact.store.twice import by_file, told_twice
from xl_fact.words import Lang, say

_TRIES: Final = 20
"""How often facts are read anew when an import changes them meanwhile."""


@dataclass(frozen=True)
class ImportResult:
    """What an import did.

    Attributes
    ----------
    added : tuple of Source
        The files taken in.
    known : tuple of (str, str)
        Files already there, each with the name it was first imported under.
    refused : tuple of Refusal
        The files that could not be read.
    replaced : tuple of Replacement
        What newer files replaced.
    changes : tuple of Change
        Totals of months in which something was replaced.
    published : tuple of Change
        Totals of published months that are no longer what they were published with.
    """

    folder: Path
    brand: str
    added: tuple[Source, ...]
    known: tuple[tuple[str, str], ...]
    refused: tuple[Refusal, ...]
    replaced: tuple[Replacement, ...]
    changes: tuple[Change, ...]
    published: tuple[Change, ...]
    notes: tuple[Reason, ...]
    rows: Mapping[str, int]

    @property
    def proved(self) -> bool:
        """Whether every file was taken in whole, once, and equals what it says of itself."""
        return not self.refused and all(source.proof.passed for source in self.added)

    def lines(self, lang: Lang = "zh") -> list[str]:
        """What to tell the person who asked."""
        out = []
        for source in self.added:
            names = " + ".join(say(lang, f.zh, f.en) for f in source.formats)
            aside = "；".join(f"{say(lang, *why)} {n:,}" for why, n in sorted(source.aside.items()))
            out.append(
                say(
                    lang,
                    f"{source.file}：{names}，读入 {source.rows_read:,} 行，采用 {source.rows_used:,} 行",
                    f"{source.file}: {names}, {source.rows_read:,} rows read, {source.rows_used:,} used",
                )
                + (say(lang, f"；搁置：{aside}", f"; set aside: {aside}") if aside else "")
            )
            out.append("  " + source.proof.summary(lang))
            out += [f"  {line}" for line in source.proof.lines(lang)]
        for file, first in self.known:
            out.append(
                say(
                    lang,
                    f"{file}：已经导入过" + (f"（{first}）" if first != file else "") + "，没有变化",
                    f"{file}: already imported" + (f" as {first}" if first != file else "") + ", no change",
                )
            )
        out += [refusal.error.text(lang) for refusal in self.refused]
        columns = {c for source in self.added for sheet in source.sheets for c in sheet.match.layout.columns}
        absent = {column_note(column) for column in columns}  # `inspect` tells of these
        out += [say(lang, *note) for note in self.notes if note not in absent]
        out += [replacement.line(lang) for replacement in self.replaced]
        frozen = {change.month for change in self.published}
        changes = [change for change in self.changes if change.month not in frozen]
        if changes:
            out.append(say(lang, "更正后合计变化：", "totals changed by the correction:"))
            out += [f"  {change.line(lang)}" for change in changes]
        if self.published:
            out.append(say(lang, "已发布的月份变了：", "published months have changed:"))
            out += [f"  {change.line(lang)}" for change in self.published]
        months = say(lang, "、", ", ").join(f"{month} ({rows:,})" for month, rows in self.rows.items())
        out.append(
            say(
                lang,
                f"{self.brand}：新增 {len(self.added)} 个文件" + (f"，{months} 行" if months else ""),
                f"{self.brand}: {len(self.added)} files added"
                + (f", rows by month: {months}" if months else ""),
            )
        )
        return out


def import_exports(
    paths: Paths,
    folder: str | os.PathLike[str],
    *,
    brand: str,
    formats_dir: str | os.PathLike[str] | None = None,
    strict: bool = False,
    period: Period | None = None,
    range_as: RangeAs = "middle",
    limits: Limits | None = None,
    decimal: Decimal = "",
    timezone: str = "",
    shop: str = "",
    ask_shops: Ask | None = None,
    steps: Steps | None = None,
) -> ImportResult:
    """Take platform exports into a folder of facts, all of them or, when killed, none.

    Parameters
    ----------
    paths : path or iterable of paths
        Files and folders.
    folder : path
        The folder of facts; made when absent.
    brand : str
        Whose exports these are.
    formats_dir : path, optional
        A folder of the user's own format files.
    strict : bool
        Stop at the first file that can't be read and take nothing in, instead of reading the others.
    period : (date, date), optional
        First and last day of exports that carry no date.
    range_as, limits, decimal, timezone, shop
        As for `read_exports`.
    ask_shops : callable, optional
        Asks a person of which shops two files are; they are refused otherwise.
    steps : Steps, optional
        Told of the progress.

    Returns
    -------
    ImportResult

    Raises
    ------
    InputError
        No file could be taken in, or `strict` and one couldn't.
    TargetLocked
        The folder can't be written, or another import of the brand is running.
    """
    steps = steps or Steps()
    limits = limits or Limits.of_environment()
    known = formats(None if formats_dir is None else Path(formats_dir))
    files = sorted(files_of(paths), key=_saved)
    shelf = Shelf(Path(folder), brand)
    whose = Whose(files, ask_shops, shop)

    def read(file: Path, digest: Digest, intake: Intake, further: Advance) -> Source:
        dialect, of = Dialect(decimal, timezone), whose.of(file)
        return read_file(file, digest, known, limits, period, range_as, intake, further, dialect, of)

    while True:
        try:
            return _imported(files, shelf, read, known, whose, strict, steps)
        except ShopsUnknown as unknown:
            whose.learn(unknown)


def _imported(
    files: Sequence[Path],
    shelf: Shelf,
    read: Callable[[Path, Digest, Intake, Advance], Source],
    known: Sequence[Format],
    whose: Whose,
    strict: bool,
    steps: Steps,
) -> ImportResult:
    """Take files in, all of them or none."""
    seen: list[tuple[str, str]] = []
    added: list[Source] = []
    replacements: list[Replacement] = []
    paths: dict[str, Path] = {}
    with shelf.held():
        stage = Stage(shelf, records_of(shelf))

        def take(file: Path, size: int, further: Advance) -> None:
            twin = stage.may_know(size)
            digest = digest_of(file, twin)
            if twin and stage.complete(digest(), whose.of(file)):
                there = stage.records[digest()]
                if any(sheet["rows_used"] for sheet in there.content["sheets"]):
                    of_one_platform(
                        file.name, there.file, [each[0] for each in there.content["formats"]], known
                    )
                paths[digest()] = file
                seen.append((file.name, stage.records[digest()].file))
                return
            with Intake(shelf.sources, file.name) as intake:
                source = read(file, digest, intake, further)
                paths[source.sha256] = file
                try:
                    replacements.extend(stage.add(intake, source))
                except ShopsUnknown as unknown:
                    older, newer = (paths.get(each) for each in unknown.digests)
                    unknown.paths = (older, newer) if older and newer else None
                    raise
            added.append(source)

        with steps.step("导入", "import", sum(file.stat().st_size for file in files)) as advance:
            refused = each_of(files, take, advance, strict)
        if not seen and not any(source.sheets for source in added):
            raise _nothing_imported(added, refused)
        with steps.step("写入事实表", "write facts"):
            twice = stage.told_twice({source.sha256: source for source in added})
            added = [source.doubted(twice.get(source.sha256, ())) for source in added]
            changes, published = stage.changes()
            stage.commit()
    rows: Counter[str] = Counter()
    for source in added:
        for month, of_month in stage.records[source.sha256].months.items():
            rows[month] += of_month["rows"]
    return ImportResult(
        shelf.folder,
        shelf.brand,
        tuple(added),
        tuple(seen),
        tuple(refused),
        tuple(replacements),
        tuple(changes),
        tuple(published),
        tuple(dict.fromkeys([*whose.notes, *(note for source in added for note in source.notes)])),
        dict(sorted(rows.items())),
    )


def _nothing_imported(added: Sequence[Source], refused: Sequence[Refusal]) -> InputError:
    """The error when no file gave a row: what each of them lacks."""
    zh, en = (
        [getattr(refusal.error, lang) for refusal in refused]
        + [f"{source.file}：{why[n]}" for source in added for _, why in source.left_out]
        for n, lang in enumerate(("zh", "en"))
    )
    return InputError("\n".join(["没有可导入的：", *zh]), "\n".join(["nothing to import:", *en]))


def _saved(file: Path) -> tuple[float, str, str]:
    """The order in which files of one import count: the one saved last is the newest."""
    return file.stat().st_mtime, file.name, str(file)


def load(
    folder: str | os.PathLike[str],
    brand: str | None = None,
    months: Sequence[str] | None = None,
    *,
    whole: bool = True,
    steps: Steps | None = None,
) -> Reading:
    """Read facts back as the report wants them.

    Parameters
    ----------
    folder : path
        The folder of facts.
    brand : str, optional
        The brand; may be left out when there is only one.
    months : sequence of str, optional
        Months such as "2026-06"; all of them when left out.
    whole : bool
        Fetch the rows however many they are; otherwise many stay in the folder, and the facts are a relation of DuckDB.
        Ask `steady` whether the folder stayed as it was while that was read.
    steps : Steps, optional
        Told of the progress.

    Returns
    -------
    Reading
        The facts, and the records of the files they come from.

    Raises
    ------
    InputError
        There are no facts of the brand and months, or several brands and none was named; or the folder doesn't hold
        the parts that its books name, each of which is named.
    """
    shelf = shelf_of(Path(folder), brand)
    wanted = None if months is None else set(months)
    steps, state = steps or Steps(), None
    for _ in range(_TRIES):
        stamps = audit.stamps_of(shelf)
        there = audit.parts_of(shelf)
        found = [(month, path) for month, path in there if wanted is None or month in wanted]
        try:
            records = records_of(shelf)
            wrong = audit.faults(shelf, records, wanted)
        except FileNotFoundError:  # an import has taken a file away
            continue
        if stamps != audit.stamps_of(shelf):
            continue
        if wrong:
            raise audit.refused(shelf, wrong)
        if not found:
            raise _absent(shelf, there, wanted or set())
        if not whole and count_of([path for _, path in found]) > FETCHED:
            table: Any = scanned(shelf.brand, [path for _, path in found])
            state = tuple(stamps)
            sources = _sources(shelf, found)
            break
        gathered = Gathered(shelf.brand)
        try:
            with steps.step("读事实表", "read facts", len(found)) as advance:
                for _month, path in found:
                    gathered.add(parts.columns_of(path))
                    advance(1)
            sources = _sources(shelf, found)
        except FileNotFoundError:  # an import is putting its files in place
            continue
        if stamps == audit.stamps_of(shelf):
            table = gathered.frame()
            break
    else:
        raise audit.rewritten(shelf)
    return Reading(table, tuple(sources), state=state)


def _sources(shelf: Shelf, found: Sequence[tuple[str, Path]]) -> list[Source]:
    """The files that some parts are of, with what is said of those that tell the same sums."""
    digests = {path.stem for _, path in found}
    records = {digest[:32]: record for digest, record in records_of(shelf).items() if digest[:32] in digests}
    places = [(month, records[path.stem].digest, path) for month, path in found if path.stem in records]
    twice = by_file(told_twice(list(records.values()), places, shelf.brand))
    sources: list[Source] = [r.source().doubted(twice.get(r.digest, ())) for r in records.values()]
    return sorted(sources, key=lambda source: (source.file, source.sha256))


@contextmanager
def steady(folder: str | os.PathLike[str], brand: str, reading: Reading) -> Iterator[None]:
    """See that no import rewrites facts while they are asked where they lie.

    Raises
    ------
    TargetLocked
        One did: what was asked may be of two states.
    InputError
        A part can't be read to its end.
    """
    shelf = shelf_of(Path(folder), brand)

    def changed() -> bool:
        return reading.state is not None and reading.state != tuple(audit.stamps_of(shelf))

    try:
        yield
    except Exception as error:
        if changed():
            raise audit.rewritten(shelf) from error
        if reading.state is not None and not isinstance(error, XlFactError):
            for _, path in audit.parts_of(shelf):
                parts.read_through(path)
        raise
    if changed():
        raise audit.rewritten(shelf)


def _absent(shelf: Shelf, there: list[tuple[str, Path]], wanted: set[str]) -> InputError:
    """The error for months that aren't there."""
    months = "、".join(dict.fromkeys(month for month, _ in there)) or "—"
    asked = "、".join(sorted(wanted))
    return InputError(
        f"{shelf.folder}：“{shelf.brand}”没有 {asked} 的事实，有的月份：{months}",
        f"{shelf.folder}: no facts of '{shelf.brand}' for {asked}; there are: {months}",
    )
