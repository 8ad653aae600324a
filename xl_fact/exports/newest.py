"""Several exports as one: where two tell of the same, the newer counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xl_fact.errors import InputError
from xl_fact.exports.extraction import Reason
from xl_fact.exports.sources import Refusal, Source
from xl_fact.exports.succession import replaced

if TYPE_CHECKING:
    import pandas as pd


def newest(
    frames: Sequence[pd.DataFrame], sources: Sequence[Source]
) -> tuple[pd.DataFrame, list[Source], list[Refusal], list[Reason]]:
    """Several files' facts as one table: where two of one format tell of the same, the file saved last wins.

    What "the same" is, a sheet's format says in `replaces`: the same day, the same session, the same content.

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
    """
    import pandas as pd

    if len(frames) == 1:
        return frames[0], list(sources), [], []
    order = sorted(
        range(len(sources)), key=lambda n: (sources[n].modified, sources[n].file, sources[n].sha256)
    )
    layouts = [_layouts(source) for source in sources]
    keys = {
        id(sheet.match.layout): sheet.match.layout.replaces for source in sources for sheet in source.sheets
    }
    keep = [np.ones(len(frame), dtype=np.bool_) for frame in frames]
    kept: list[int] = []
    refused: list[Refusal] = []
    notes: list[Reason] = []
    for n in order:
        gone: dict[int, NDArray[np.bool_]] = {}
        torn = None
        for m in kept:
            gone[m], cut = _replaced(frames[m], layouts[m], frames[n], layouts[n], keys)
            gone[m] &= keep[m]
            torn = m if (cut & keep[m]).any() else torn
        if torn is not None:
            refused.append(Refusal(sources[n].file, _torn(sources[torn], sources[n])))
            continue
        for m, mask in gone.items():
            if mask.any():
                keep[m] &= ~mask
                old, times = sources[m].file, int(mask.sum())
                zh, en = (
                    f"{old} 有 {times} 行与更新的导出重复，以更新的为准",
                    f"{old}: {times} rows replaced by a newer export",
                )
                notes.append((zh, en))
        kept.append(n)
    kept.sort()
    together = pd.concat(
        [frames[n] if keep[n].all() else frames[n][keep[n]] for n in kept], ignore_index=True
    )
    return together, [sources[n] for n in kept], refused, notes


def _layouts(source: Source) -> NDArray[np.int64]:
    """Which layout each fact of a file comes from, by the layout's identity."""
    identities = [id(sheet.match.layout) for sheet in source.sheets]
    return np.repeat(np.array(identities, dtype=np.int64), [sheet.facts for sheet in source.sheets])


def _replaced(
    old: pd.DataFrame,
    old_layouts: NDArray[np.int64],
    new: pd.DataFrame,
    new_layouts: NDArray[np.int64],
    keys: Mapping[int, Sequence[str]],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The older file's rows that the newer one replaces, and those it cuts through."""
    gone = np.zeros(len(old), dtype=np.bool_)
    torn = np.zeros(len(old), dtype=np.bool_)
    for identity in set(old_layouts.tolist()) & set(new_layouts.tolist()):
        mine = np.flatnonzero(old_layouts == identity)
        theirs = np.flatnonzero(new_layouts == identity)
        gone[mine], torn[mine] = replaced(old.iloc[mine], new.iloc[theirs], keys[identity])
    return gone, torn


def _torn(old: Source, new: Source) -> InputError:
    """The error for periods that cut through each other."""
    return InputError(
        f"{new.file} 与 {old.file} 的期间只有部分重叠，合在一起会重复或遗漏；请换成期间不重叠的导出",
        f"{new.file} overlaps only part of the period of {old.file}: together they would count some days twice or "
        "not at all; export periods that don't overlap",
    )
