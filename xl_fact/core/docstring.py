"""A NumPy-style docstring taken apart, in two languages.

In our docstrings each block says it in English first and then in Chinese: a line with Chinese
punctuation belongs to the Chinese side.
"""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from xl_fact.words import Words

_SECTION: Final = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
_CHINESE: Final = re.compile(r"[，。；：、（）？！]")


@dataclass(frozen=True)
class Entry:
    """A named entry of a section: ``gmv : money`` and what follows."""

    name: str
    kind: str
    prose: Words


@dataclass(frozen=True)
class Example:
    """One call and what it answers; `expected` is the value read from the text under the call."""

    source: str
    arguments: tuple[Any, ...]
    expected: Any


@dataclass(frozen=True)
class Docstring:
    """All parts of a function's docstring."""

    summary: Words
    details: Words
    parameters: tuple[Entry, ...]
    returns: Entry | None
    warnings: Words
    notes: Words
    references: Words
    shown: str
    """The examples as they are written."""

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The examples, taken apart when they are asked for."""
        return tuple(_examples(self.shown))


def parse(doc: str) -> Docstring:
    """Take a docstring apart."""
    clean = inspect.cleandoc(doc)
    pieces = _SECTION.split(clean)
    head, sections = pieces[0], dict(zip(pieces[1::2], (p.strip("\n") for p in pieces[2::2]), strict=True))
    paragraphs = head.strip().split("\n\n")
    opening = prose(paragraphs[0])
    rest = paragraphs[1:]
    if not opening.zh and rest and not prose(rest[0]).en:
        opening = Words(prose(rest.pop(0)).zh, opening.en)
    returns = _fields(sections.get("Returns", ""))
    return Docstring(
        summary=opening,
        details=prose("\n\n".join(rest)),
        parameters=tuple(_fields(sections.get("Parameters", ""))),
        returns=returns[0] if returns else None,
        warnings=prose(sections.get("Warnings", "")),
        notes=prose(sections.get("Notes", "")),
        references=prose(sections.get("References", "")),
        shown=sections.get("Examples", ""),
    )


def prose(text: str) -> Words:
    """Split lines by language and join each side; blank lines stay paragraph breaks.

    Examples
    --------
    >>> prose("Clicks per impression.\\n点击次数除以曝光次数。")
    Words(zh='点击次数除以曝光次数。', en='Clicks per impression.')
    """
    sides: dict[bool, list[str]] = {False: [], True: []}
    for paragraph in text.split("\n\n"):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        for chinese, side in sides.items():
            mine = [line for line in lines if bool(_CHINESE.search(line)) is chinese]
            if mine:
                side.append(("" if chinese else " ").join(mine))
    return Words("\n\n".join(sides[True]), "\n\n".join(sides[False]))


def _fields(section: str) -> list[Entry]:
    """Entries: an unindented line ``names : kind`` (or a kind alone), then indented prose."""
    fields: list[Entry] = []
    for block in re.split(r"\n(?=\S)", section) if section else []:
        first, _, body = block.partition("\n")
        names, colon, kind = (part.strip() for part in first.partition(" : "))
        text = prose(inspect.cleandoc(body))
        if colon:
            fields.extend(Entry(name.strip(), kind, text) for name in names.split(","))
        else:
            fields.append(Entry("", names, text))
    return fields


def _examples(section: str) -> list[Example]:
    import doctest

    found = []
    for example in doctest.DocTestParser().get_examples(section):
        call = ast.parse(example.source.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or call.keywords:
            raise ValueError(f"an example must be one call with plain arguments: {example.source.strip()}")
        found.append(
            Example(
                example.source.strip(),
                tuple(literal(argument) for argument in call.args),
                literal(ast.parse(example.want.strip() or "None", mode="eval").body),
            )
        )
    return found


def literal(node: ast.expr) -> Any:
    """The value of an expression made of literals, ``nan``, ``inf`` and ``array([...])``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "array":
        return literal(node.args[0])
    if isinstance(node, ast.Name) and node.id in ("nan", "inf"):
        return float(node.id)
    if isinstance(node, ast.List | ast.Tuple):
        return [literal(item) for item in node.elts]
    return ast.literal_eval(node)
