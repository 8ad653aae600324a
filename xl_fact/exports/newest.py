"""Several exports as one: where two tell of the same, the newer counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xl_fact.errors import InputError
from xl_fact.exports import shops
from xl_fact.exports.facts import Scope
from xl_fact.exports.proofs import breakdowns
from xl_fact.exports.proofs.record import Check, Reason
from xl_fact.exports.sources import Refusal, Source
from xl_fact.exports.succession import Covering, Replacement, needed

if TYPE_CHECKING:
    import pandas as pd


def newest(
    facts: pd.DataFrame, sources: Sequence[Source]
) -> tuple[pd.DataFrame, list[Source], list[Refusal], list[Reason]]:
    """What counts of several files' facts: where two of one format tell of the same, the file saved last wins.

    What "the same" is, a sheet's format says in `replaces`: the same day, the same session, the same content.

    Parameters
    ----------
    facts : DataFrame
        The facts of all files, one file after the other, in the order of `sources`.
    sources : sequence of Source
        Where they come from.

    Returns
    -------
    facts : DataFrame
        In the order of the files.
    sources : list of Source
        The files that count.
    refused : list of Refusal
        Files whose period cuts through the rows of an older one, so that neither can be right.
    notes : list of (str, str)
        What was replaced.

    Raises
    ------
    ShopsUnknown
        Two files may be of two shops, and nobody says of which.
    """
    if len(sources) == 1:
        return facts, list(sources), [], []
    order = sorted(
        range(len(sources)), key=lambda n: (sources[n].modified, sources[n].file, sources[n].sha256)
    )
    keys = {
        id(sheet.match.layout): sheet.match.layout.replaces for source in sources for sheet in source.sheets
    }
    layouts = _layouts(sources)
    counts = [sum(sheet.facts for sheet in source.sheets) for source in sources]
    ends = np.cumsum(counts).tolist()
    where = [slice(end - count, end) for end, count in zip(ends, counts, strict=True)]
    _of_one_shop(facts, [sources[n] for n in order], [where[n] for n in order], layouts, keys)
    keep = np.ones(len(facts), dtype=np.bool_)
    refused: dict[int, Refusal] = {}
    notes: list[Reason] = []
    near = _near(facts, layouts, np.repeat(np.argsort(order), counts), keys)
    for newer, n in enumerate(order):
        gone: dict[int, NDArray[np.bool_]] = {}
        found: list[Replacement | None] = []
        try:
            for m in [order[older] for older in near.get(newer, ()) if order[older] not in refused]:
                old, new = where[m], where[n]
                common = set(np.unique(layouts[old]).tolist()) & set(np.unique(layouts[new]).tolist())
                covering = Covering(
                    sources[m].file, sources[n].file, {key: keys[key] for key in keys if key in common}
                )
                gone[m] = covering.add(facts[old], layouts[old], facts[new], layouts[new], keep[old])
                found.append(covering.done())
        except InputError as torn:
            refused[n] = Refusal(sources[n].file, torn)
            keep[where[n]] = False
            continue
        for m, mask in gone.items():
            keep[where[m]] &= ~mask
        notes += [(one.line("zh"), one.line("en")) for one in found if one]
    kept = facts if keep.all() else facts[keep].reset_index(drop=True)
    sources = _told_twice(facts, keep, sources, order, where, layouts)
    counted = [source for n, source in enumerate(sources) if n not in refused]
    return kept, counted, [refused[n] for n in order if n in refused], notes


def _told_twice(
    facts: pd.DataFrame,
    keep: NDArray[np.bool_],
    sources: Sequence[Source],
    order: Sequence[int],
    where: Sequence[slice],
    layouts: NDArray[np.int64],
) -> list[Source]:
    """The files, with a check on those whose sums another file of another kind tells again."""
    import pandas as pd

    kinds = [
        {id(sheet.match.layout): sheet.match.layout.all_roles for sheet in sources[n].sheets} for n in order
    ]
    pieces = []
    for place, layout in sorted(breakdowns.in_question(kinds)):
        rows = where[order[place]]
        mine = (layouts[rows] == layout) & keep[rows]
        told = facts[rows] if mine.all() else facts[rows][mine]
        by = [told[key] for key in breakdowns.BY]
        months = told["date"].to_numpy().astype("datetime64[M]")
        measures = [key for key in breakdowns.MONEY if told[key].notna().any()]
        sums = told[measures].groupby([*by, pd.Series(months.astype(str), told.index, name="month")])
        pieces.append(sums.sum(min_count=1).reset_index().assign(file=place, kind=layout))
    if not pieces:
        return list(sources)
    told_of = breakdowns.told_of(pd.concat(pieces, ignore_index=True).replace({"month": {"NaT": ""}}))
    if not breakdowns.alike(told_of):
        return list(sources)
    kept = facts[keep]
    scope = Scope(kept)
    roles, formats, platforms = (kept[key].to_numpy() for key in ("role", "format", "platform"))

    def counts(told: breakdowns.Told, measure: str) -> bool:
        mine = (roles == told.role) & (formats == told.format) & (platforms == told.platform)
        return bool((scope.counted(kept, measure) & mine).any())

    names = {one.key: (one.zh, one.en) for source in sources for one in source.formats}
    files = [sources[n].file for n in order]
    said: dict[int, list[Check]] = {}
    for _, newer, check in breakdowns.checks(told_of, files, names, counts):
        said.setdefault(order[newer], []).append(check)
    return [source.doubted(said.get(n, ())) for n, source in enumerate(sources)]


def _of_one_shop(
    facts: pd.DataFrame,
    sources: Sequence[Source],
    where: Sequence[slice],
    layouts: NDArray[np.int64],
    keys: Mapping[int, Sequence[str]],
) -> None:
    """Refuse files of the same days that may be of two shops; both as they were saved."""
    pairs: dict[tuple[int, int], dict[int, Sequence[str]]] = {}
    judged = {id(s.match.layout) for f in sources for s in f.sheets if shops.judged(s.match.layout.all_roles)}
    date, until = facts["date"].to_numpy(), facts["until"].to_numpy()
    for layout in judged:
        spans = []
        for n, rows in enumerate(where):
            mine = (layouts[rows] == layout) & ~np.isnat(date[rows])
            if mine.any():
                spans.append((date[rows][mine].min(), until[rows][mine].max(), n))
        spans.sort()
        for at, (_, last, n) in enumerate(spans):
            for first, _, m in spans[at + 1 :]:
                if first > last:
                    break
                pairs.setdefault((min(n, m), max(n, m)), {})[layout] = keys[layout]
    columns = list(shops.COLUMNS)
    for (older, newer), kinds in sorted(pairs.items()):
        two = [(sources[n].file, facts[where[n]][columns]) for n in (older, newer)]
        try:
            shops.check(two[0], two[1], kinds, (layouts[where[older]], layouts[where[newer]]))
        except shops.ShopsUnknown as unknown:
            unknown.paths = (sources[older].path, sources[newer].path)
            raise


def _near(
    facts: pd.DataFrame,
    layouts: NDArray[np.int64],
    ages: NDArray[np.int64],
    keys: Mapping[int, Sequence[str]],
) -> dict[int, list[int]]:
    """For each newer file the older ones that may tell of the same: no other pair need be looked at.

    Facts of one day tell of the same when their keys are equal, so that one pass over all of them finds the
    pairs; where some tell of spans, the files whose spans touch are near too.
    """
    pairs: set[tuple[int, int]] = set()
    for layout, replaces in keys.items():
        unit = [key for key in needed(replaces) if key != "shop"]  # one of them may not say it
        theirs = layouts == layout
        told = facts[unit] if theirs.all() else facts.loc[theirs, unit]
        mine = ages[theirs]
        if len(mine) == 0 or (mine == mine[0]).all():
            continue
        group = told.groupby(unit, dropna=False, sort=False).ngroup().to_numpy()
        by = np.lexsort((mine, group))
        group, mine_by = group[by], mine[by]
        same = (group[1:] == group[:-1]) & (mine_by[1:] != mine_by[:-1])
        pairs |= set(zip(mine_by[:-1][same].tolist(), mine_by[1:][same].tolist(), strict=True))
        date, until = told["date"].to_numpy(), told["until"].to_numpy()
        if (until > date).any():  # a file may be refused, so that the one before its forerunner counts again
            present = np.unique(mine).tolist()
            spans = [(date[mine == age].min(), until[mine == age].max()) for age in present]
            pairs |= {
                (present[n], present[m])
                for n, (first, last) in enumerate(spans)
                for m in range(n + 1, len(spans))
                if spans[m][0] <= last and spans[m][1] >= first
            }
    near: dict[int, list[int]] = {}
    for older, newer in sorted(pairs):
        near.setdefault(newer, []).append(older)
    return near


def _layouts(sources: Sequence[Source]) -> NDArray[np.int64]:
    """Which layout each fact comes from, by the layout's identity."""
    sheets = [sheet for source in sources for sheet in source.sheets]
    identities = np.array([id(sheet.match.layout) for sheet in sheets], dtype=np.int64)
    return np.repeat(identities, [sheet.facts for sheet in sheets])
