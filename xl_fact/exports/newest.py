"""Several exports as one: where two tell of the same, the newer counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xl_fact.errors import InputError
from xl_fact.exports.proofs.record import Reason
from xl_fact.exports.sources import Refusal, Source
from xl_fact.exports.succession import Covering, Replacement

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
    keys = {
        id(sheet.match.layout): sheet.match.layout.replaces for source in sources for sheet in source.sheets
    }
    layouts = [_layouts(source) for source in sources]
    keep = [np.ones(len(frame), dtype=np.bool_) for frame in frames]
    kept: list[int] = []
    refused: list[Refusal] = []
    notes: list[Reason] = []
    for n in order:
        gone: dict[int, NDArray[np.bool_]] = {}
        found: list[Replacement | None] = []
        try:
            for m in kept:
                common = set(layouts[m].tolist()) & set(layouts[n].tolist())
                covering = Covering(
                    sources[m].file, sources[n].file, {key: keys[key] for key in keys if key in common}
                )
                gone[m] = covering.add(frames[m], layouts[m], frames[n], layouts[n], keep[m])
                found.append(covering.done())
        except InputError as torn:
            refused.append(Refusal(sources[n].file, torn))
            continue
        for m, mask in gone.items():
            keep[m] &= ~mask
        notes += [(one.line("zh"), one.line("en")) for one in found if one]
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
