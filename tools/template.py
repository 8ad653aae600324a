"""The shipped template, and the catalogue of its names in both pages of the documentation.

python -m tools.template .
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xl_fact.drawing.shipped import SHIPPED, house_template
from xl_fact.report.contract import Offer, full_offer
from xl_fact.words import Lang, say

PAGES: Final[tuple[tuple[Lang, str], ...]] = (("zh", "templates.md"), ("en", "templates.en.md"))


NAMES: Final = "<!-- names -->"
"""Where the catalogue begins in a page of documentation."""


def catalogue(offer: Offer, lang: Lang = "zh") -> Iterator[str]:
    """The catalogue as lines of Markdown: single values, lists with their columns, texts."""
    yield from (
        say(
            lang,
            "| 单元格名称 | 是什么 | 在自带模板的哪张表 |",
            "| cell name | what it is | sheet of the house template |",
        ),
        "|---|---|---|",
    )
    for figure in offer.figures.values():
        yield f"| `{figure.name}` | {figure.words.text(lang)} | {figure.section.text(lang)} |"
    yield ""
    yield from (
        say(
            lang,
            "| 超级表名称 | 是什么 | 认得的表头（任选几列，次序随意） |",
            "| table name | what it is | known headings (any of them, in any order) |",
        ),
        "|---|---|---|",
    )
    for table in offer.tables.values():
        headings = " · ".join(c.heading.text(lang) for c in table.columns)
        yield f"| `{table.name}` | {table.title.text(lang)} | {headings} |"
    yield ""
    sentences = [name for name in offer.texts if "." not in name and name not in offer.figures]
    yield (say(lang, "文字里的句子：", "Sentences inside texts: ")) + " ".join(
        f"`{{{{ {name} }}}}`" for name in sentences
    )


def documented(page: str, lang: Lang) -> str:
    """A page of documentation whose last section is the catalogue as it is now."""
    head = page.partition(NAMES)[0]
    return head + NAMES + "\n" + "\n".join(catalogue(full_offer(lang), lang)) + "\n"


def renew(root: Path) -> None:
    """Write the shipped template, without the seal of a person's copy, and the catalogue of names in both pages anew."""
    (root / "templates" / SHIPPED).write_bytes(house_template())
    for lang, name in PAGES:
        page = root / "docs" / name
        page.write_text(documented(page.read_text("utf-8"), lang), "utf-8")


if __name__ == "__main__":
    renew(Path(sys.argv[1]))
