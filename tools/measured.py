"""The measured tables of the page on sizes, from what `make bench` wrote down.

python -m tools.measured .
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from xl_fact.words import Lang, Words

PAGES: Final[tuple[tuple[Lang, str], ...]] = (("zh", "scale.md"), ("en", "scale.en.md"))
BEGIN, END = "<!-- measured:begin -->", "<!-- measured:end -->"
_NUMBER: Final = re.compile(r"\d[\d,]*")
_FACTS: Final = (
    Words("一个月的事实", "Facts of a month"),
    Words("求和（秒）", "Sums (s)"),
    Words("手写的 DuckDB SQL（秒）", "DuckDB SQL by hand (s)"),
    Words("倍数", "Ratio"),
    Words("整份报告（秒）", "Whole report (s)"),
    Words("最多内存（GB）", "Most memory (GB)"),
)
_BRANDS: Final = (
    Words("品牌", "Brands"),
    Words("`report --all --jobs 2`（秒）", "`report --all --jobs 2` (s)"),
    Words("对照", "Against"),
    Words("它要（秒）", "It takes (s)"),
    Words("快几倍", "Times as fast"),
)
_NOTHING: Final = Words("还没有量：`make bench`。", "Not measured yet: `make bench`.")


def block(told: Mapping[str, Any], lang: Lang) -> str:
    """The tables, each with the machine and the day.

    Parameters
    ----------
    told : mapping
        Benchmark → its date, machine, versions and results, as ``benchmarks/results.json`` holds them.
    """
    lines = []
    for name, headings, rows in (("engines", _FACTS, _facts), ("brands", _BRANDS, _brands)):
        if name in told:
            lines += [*_table(headings, rows(told[name]["results"], lang), lang), ""]
            on = Words(
                "量于 {date}，{machine}；{versions}。", "Measured {date} on {machine}; {versions}."
            ).text(lang)
            lines += [on.format(**told[name]), ""]
    lines = lines or [_NOTHING.text(lang), ""]
    every = Words(
        "全部对比：`benchmarks/RESULTS.md`，`make bench` 重新量。",
        "All comparisons: `benchmarks/RESULTS.md`; `make bench` measures again.",
    )
    return "\n".join([*lines, every.text(lang)])


def _facts(results: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[list[str]]:
    for one in results:
        if one.get("more"):
            report, memory = one["more"].values()
            ratio = one["ours"] / one["theirs"]
            figures = (
                f"{one['ours']:.2f}",
                f"{one['theirs']:.2f}",
                f"{ratio:.2f}",
                f"{report:.1f}",
                f"{memory:.2f}",
            )
            yield [_count(one["size"]), *figures]


def _brands(results: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[list[str]]:
    for one in results:
        faster = one["theirs"] / one["ours"]
        yield [
            _count(one["size"]),
            f"{one['ours']:.0f}",
            one["peer"],
            f"{one['theirs']:.0f}",
            f"{faster:.2f}",
        ]


def _count(size: str) -> str:
    found = _NUMBER.search(size)
    return found[0] if found else size


def _table(headings: Sequence[Words], rows: Iterator[list[str]], lang: Lang) -> list[str]:
    cells = [[one.text(lang) for one in headings], ["---:"] * len(headings), *rows]
    return [f"| {' | '.join(row)} |" for row in cells]


def renewed(text: str, told: Mapping[str, Any], lang: Lang) -> str:
    """A page with its tables drawn again."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{block(told, lang)}\n{END}{after}"


def results(root: Path) -> dict[str, Any]:
    """What was measured last."""
    path = root / "benchmarks" / "results.json"
    told: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return told


def renew(root: Path) -> None:
    """Write the tables into the pages."""
    for lang, name in PAGES:
        page = root / "docs" / name
        page.write_text(renewed(page.read_text("utf-8"), results(root), lang), "utf-8", newline="\n")


if __name__ == "__main__":
    renew(Path(sys.argv[1]).resolve())
