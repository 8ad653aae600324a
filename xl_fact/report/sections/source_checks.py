"""来源对账: what each export says of itself, held against what was read of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xl_fact.exports.proofs.record import KINDS, NOTHING, VERDICTS, Check, Proof, Verdict
from xl_fact.report.model import Column, Table
from xl_fact.report.verdicts import CHECKED
from xl_fact.words import Lang, Words, say

TITLE = Words("来源对账", "Exports against themselves")
UNDECIDED = Words("未能核对", "not checked")
"""What stands beside a check that could not be made, and a file that has nothing to be checked by: no fault."""


def source_checks(sources: Sequence[tuple[str, Proof]], lang: Lang) -> Table:
    """The table of the block; it always exists.

    Parameters
    ----------
    sources : sequence of (str, Proof)
        Each file's name, and its proof.
    lang : {"zh", "en"}
        The language of the workbook.

    Returns
    -------
    Table
        Named "source_checks": for each file its ratios, identities and totals in one line each, then every check
        that failed, put something right, or could not be made. Its column "verdict" says where a check failed,
        and where nothing could be held against anything.
    """
    rows = [row for file, proof in sources for row in _rows(file, proof, lang)]
    if not rows:
        rows = [_row("—", say(lang, "没有导出文件的记录", "no record of the exports"), "pass", lang)]
    columns = (
        Column("file", Words("文件", "File"), "words", width=26),
        Column("about", Words("核对什么", "Check"), "text", width=12),
        Column("name", Words("内容", "What"), "words", width=46),
        Column("expected", Words("应有（对照）", "Expected"), "cents", width=14),
        Column("found", Words("实有（对照）", "Found"), "cents", width=14),
        Column("rows", Words("行", "Rows"), "words", width=14),
        Column("meaning", Words("原因或说明", "Likely cause"), "words", width=32),
        Column("how", Words("怎样", "How"), "text", width=13),
        Column("verdict", Words("结论", "Verdict"), "text", width=13.5, mark="check"),
    )
    given: dict[str, list[Any]] = {column.key: [row[column.key] for row in rows] for column in columns}
    return Table("source_checks", TITLE, columns, given)


def _rows(file: str, proof: Proof, lang: Lang) -> Iterable[dict[str, Any]]:
    """The lines of one file."""
    for kind, (found, made), zh, en in (
        ("ratio", proof.tally("ratio"), "复算一致的比率（个）", "ratios reproduced"),
        ("sum", proof.tally("sum"), "成立的恒等关系（个）", "identities that hold"),
        ("total", proof.totals, "与各行之和相符的合计行（个）", "total rows equal to their rows"),
    ):
        if made:
            row = _row(file, say(lang, zh, en), "pass" if found == made else "fail", lang)
            yield row | {
                "about": say(lang, *KINDS[kind]),  # type: ignore[index]
                "expected": float(made),
                "found": float(found),
            }
    told = [check for check in proof.checks if check.verdict != "pass"]
    order = ("fail", "note", "open")
    for check in sorted(told, key=lambda check: order.index(check.verdict)):
        yield _of_check(file, check, lang)
    if proof.standing == "open":
        yield _row(file, say(lang, *NOTHING), "open", lang)


def _of_check(file: str, check: Check, lang: Lang) -> dict[str, Any]:
    """The line of one check."""
    where = f"[{check.sheet}] " if check.sheet else ""
    row = _row(
        file, where + say(lang, *check.what), "pass" if check.verdict == "note" else check.verdict, lang
    )
    return row | {
        "about": say(lang, *KINDS[check.kind]),
        "expected": check.expected,
        "found": check.found,
        "rows": ", ".join(map(str, check.rows)) + (" …" if check.count > len(check.rows) > 0 else ""),
        "meaning": say(lang, *check.cause),
        "how": say(lang, *VERDICTS[check.verdict]),
    }


def _row(file: str, name: str, verdict: Verdict, lang: Lang) -> dict[str, Any]:
    """A line that says no more than this."""
    how = say(lang, *VERDICTS[verdict])
    return {
        "file": file,
        "about": "",
        "name": name,
        "expected": None,
        "found": None,
        "rows": "",
        "meaning": "",
        "how": how,
        "verdict": say(lang, *CHECKED.get(verdict, UNDECIDED)),
    }
