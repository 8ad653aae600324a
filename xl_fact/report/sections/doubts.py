"""Figures that rest on a file which contradicts itself or has lost cells: marked where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xl_fact.exports.proofs.record import KINDS, Check
from xl_fact.report.model import SourceFile
from xl_fact.report.month import Month
from xl_fact.words import Words

DOUBTED: Final = Words("存疑，见“校验”", "in doubt, see Checks")
"""What stands beside a figure that is in doubt."""

_MOST: Final = 3
"""So many causes are told; the others stand on 校验."""


def doubted(month: Month, sources: Sequence[SourceFile]) -> frozenset[str]:
    """The columns of a report whose sums rest on measures in doubt.

    Parameters
    ----------
    month : Month
    sources : sequence of SourceFile
        The files read, each with its proof.

    Returns
    -------
    frozenset of str
        Of "gmv", "refund", "late", "base", "orders", and the measures that are columns of their own.
    """
    in_doubt = {key for source in sources for key in source.proof.doubtful}
    gmv = month.gmv
    made_of = {
        "gmv": {gmv.measure},
        "refund": set(gmv.refund),
        "late": set(gmv.late),
        "base": {month.base},
        "orders": {month.orders},
    }
    return frozenset({column for column, keys in made_of.items() if keys & in_doubt} | in_doubt)


def proved(month: Month, sources: Sequence[SourceFile]) -> float:
    """The share of the month's GMV that its exports prove themselves.

    It is counted by kinds of export: one of which a single file has nothing to be checked by is not proved. It is 1
    where no files are known, or there is no GMV.
    """
    measure = month.gmv.measure
    sums = {key: abs(told) for key, told in month.books.by_format(measure).items()}
    if not sources or not sum(sums.values()):
        return 1.0
    unproved = {key for s in sources for key in s.formats if measure not in s.proof.proves}
    return sum(told for key, told in sums.items() if key not in unproved) / sum(sums.values())


def proof_note(month: Month, sources: Sequence[SourceFile]) -> Words:
    """What stands below the verdict of all checks: how much of the GMV has something that proves it."""
    share = int(proved(month, sources) * 100 + 1e-9)
    if share == 100:
        return Words("每一项见“校验”", "each proof on Checks")
    if not share:
        return Words("导出里没有能证明 GMV 的", "nothing in the exports proves the GMV")
    return Words(f"GMV 的 {share}% 由导出自己证明", f"{share}% of the GMV proved by its exports")


def doubt(month: Month, sources: Sequence[SourceFile]) -> str:
    """One line that names what failed and in which file; "" where nothing did."""
    failed = [(source.name, check) for source in sources for check in source.proof.failed]
    if not failed:
        return ""
    told = [_told(month, name, check) for name, check in failed[:_MOST]]
    if len(failed) > _MOST:
        told.append(month.say(f"另有 {len(failed) - _MOST} 处", f"{len(failed) - _MOST} more"))
    line = month.say("；", "; ").join(told)
    return month.say(f"存疑：{line}。详见“校验”。", f"In doubt: {line}. See Checks.")


def _told(month: Month, name: str, check: Check) -> str:
    """One check that failed, in a few words."""
    kind = month.say(*KINDS[check.kind])
    where = f"{name} [{check.sheet}]" if check.sheet else name
    return month.say(f"{where} {kind}：{check.what[0]}", f"{where}, {kind}: {check.what[1]}")


def noted(note: Words | None) -> Words:
    """A figure's note, with the doubt behind it."""
    return Words(f"{note.zh}；{DOUBTED.zh}", f"{note.en}; {DOUBTED.en}") if note else DOUBTED
