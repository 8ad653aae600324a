"""What the files of a brand tell twice: sums equal to the cent, of two kinds of exports, asked of the parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_fact.exports.facts import Scope
from xl_fact.exports.formats.format import formats
from xl_fact.exports.proofs import breakdowns
from xl_fact.exports.proofs.record import Check
from xl_fact.store import parts
from xl_fact.store.records import Record, layout_key

if TYPE_CHECKING:
    import pandas as pd


def told_twice(
    records: Sequence[Record], places: Iterable[tuple[str, str, Path]], brand: str
) -> list[tuple[str, str, Check]]:
    """The files whose sums another file tells again, by another breakdown.

    Parameters
    ----------
    records : sequence of Record
        The files.
    places : iterable of (str, str, Path)
        Month, digest of the file, and where the part lies.
    brand : str
        Whose they are.

    Returns
    -------
    list of (str, str, Check)
        The digests of both files, the one saved last at the end, and what is said of it.
    """
    by_age = sorted(records, key=lambda record: record.rank)
    roles = {layout_key(layout): layout.all_roles for one in formats() for layout in one.layouts}
    kinds = [{key: roles.get(key, set()) for key in record.layouts.values()} for record in by_age]
    asked = breakdowns.in_question(kinds)
    if not asked:
        return []
    at = {record.digest: n for n, record in enumerate(by_age)}
    there = [(month, at[digest], path) for month, digest, path in places if digest in at]
    files = {place for place, _ in asked}
    pieces = [_sums(path, by_age[n], n, month) for month, n, path in there if n in files]
    if not pieces:
        return []
    told = breakdowns.told_of(_together(pieces, asked))
    months = {each.month for pair in breakdowns.alike(told) for each in pair[:2]}
    if not months:
        return []
    whole = parts.gathered(
        ((brand, month, path) for month, _, path in there if month in months), breakdowns.MONEY
    )
    assert whole is not None
    scope = Scope(whole)

    def counts(one: breakdowns.Told, measure: str) -> bool:
        mine = (whole["role"] == one.role) & (whole["format"] == one.format) & (whole["month"] == one.month)
        mine &= whole["platform"] == one.platform
        return bool((scope.counted(whole, measure) & mine.to_numpy()).any())

    names = {key: (zh, en) for record in by_age for key, zh, en, _ in record.content["formats"]}
    found = breakdowns.checks(told, [record.file for record in by_age], names, counts)
    return [(by_age[older].digest, by_age[newer].digest, check) for older, newer, check in found]


def by_file(
    found: Iterable[tuple[str, str, Check]], among: Mapping[str, Any] | None = None
) -> dict[str, list[Check]]:
    """The checks of each file: of the two, it is said of the one saved last, if that is `among` those asked about."""
    said: dict[str, list[Check]] = {}
    for older, newer, check in found:
        digest = newer if among is None or newer in among else older
        said.setdefault(digest, []).append(check)
    return said


def _sums(path: Path, record: Record, place: int, month: str) -> pd.DataFrame:
    """What a part sums to, by sheet."""
    table = parts.grouped(path, breakdowns.MONEY, ("sheet", *breakdowns.BY))
    by = ["sheet", *breakdowns.BY]
    summed = table.group_by(by, use_threads=False).aggregate([(m, "sum") for m in breakdowns.MONEY])
    frame = summed.rename_columns([name.removesuffix("_sum") for name in summed.column_names]).to_pandas()
    return frame.assign(kind=frame["sheet"].map(record.layouts), file=place, month=month)


def _together(pieces: Sequence[pd.DataFrame], asked: set[tuple[int, Any]]) -> pd.DataFrame:
    """The sums of the kinds of rows that are asked about."""
    import pandas as pd

    together = pd.concat(pieces, ignore_index=True)
    wanted = [pair in asked for pair in zip(together["file"], together["kind"], strict=True)]
    return together[wanted]
