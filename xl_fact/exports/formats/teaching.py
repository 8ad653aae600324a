"""A format learned from one file: drafted, asked for what the file can't prove, and proved on the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xl_fact.errors import InputError
from xl_fact.exports.columns import DIMENSIONS, MEASURES, ROLES, Dimension, Measure
from xl_fact.exports.dialect import Decimal, Dialect
from xl_fact.exports.formats.draft import LEFT, Draft, Question, heading_row, toml_of
from xl_fact.exports.formats.format import Format, of_toml
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.formats.inspect import recognised
from xl_fact.exports.formats.recognise import Header, headers, recognise
from xl_fact.exports.formats.synonyms import Synonyms
from xl_fact.exports.reading import read_file
from xl_fact.exports.sources import Period, Source
from xl_fact.exports.tables.blocks import Gathered
from xl_fact.exports.tables.digest import digest_of
from xl_fact.exports.tables.guard import Limits
from xl_fact.exports.tables.read import opened
from xl_fact.exports.tables.table import Table
from xl_fact.words import Lang, say

LOOKED_AT: Final = 2000
"""So many rows of a table are looked at."""

Ask = Callable[[Question], str]
"""Asks a person one thing; the answer."""


@dataclass(frozen=True)
class Lesson:
    """A format, and what it gives of the file it was learned from; `sums` by measure, `left` the columns left out."""

    format: Format
    text: str
    drafts: tuple[Draft, ...]
    source: Source
    sums: Mapping[str, float]
    left: tuple[str, ...]

    def lines(self, lang: Lang = "zh") -> list[str]:
        """What each column is taken for, and what the file gives by it."""
        out = []
        for draft in self.drafts:
            out += [f"  [{draft.sheet}]", *draft.lines(lang)]
        proof = self.source.proof
        out += ["  " + proof.summary(lang), *(f"    {line}" for line in proof.lines(lang, every=True))]
        for sheet in recognised(self.source).sheets:
            rows = f"{sheet.rows_used:,} / {sheet.rows_read:,}"
            out.append(say(lang, f"  [{sheet.sheet}] 用 {rows} 行", f"  [{sheet.sheet}] {rows} rows used"))
        for key, total in self.sums.items():
            unit = f" {self.format.currency}" if MEASURES[key].unit == "money" else ""
            out.append(f"    {say(lang, MEASURES[key].zh, MEASURES[key].en)} ({key}): {total:,.2f}{unit}")
        if self.left:
            out.append(say(lang, "  没有取：", "  not taken: ") + "、".join(self.left))
        return out


def drafts_of(
    path: Path,
    known: Sequence[Format],
    answers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> list[Draft]:
    """The drafts of a file's tables; sheets of the same headings have one.

    Parameters
    ----------
    path : Path
        The file.
    known : sequence of Format
        The formats from which headings are known.
    answers : mapping, optional
        What the person said, as `Draft` takes it.
    limits : Limits, optional
        How large a file may be.

    Raises
    ------
    InputError
        The file can't be opened or has no table.
    """
    synonyms = Synonyms.of(known)
    found: dict[tuple[str, ...], Draft] = {}
    with opened(path, limits or Limits.of_environment()) as file:
        for table in file.tables:
            rows = headers(table.head)
            if not rows:
                continue
            header = heading_row(rows)
            draft = Draft(path.stem, table.name, header, _rows(table, header), synonyms, answers)
            if draft.rows:
                found.setdefault(header.names, draft)
    if not found:
        raise InputError(
            f"{path.name}：没有找到表头和数据", f"{path.name}: no row of headings with rows below it"
        )
    return list(found.values())


def _rows(table: Table, header: Header) -> list[list[Any]]:
    """The first rows below the headings."""
    rows: list[list[Any]] = []
    width = len(header.texts)
    for count, cells in table.columns(header.row + 1, width, range(width)):
        if len(rows) < LOOKED_AT:
            rows += [
                [cells[place].at(n) for place in range(width)]
                for n in range(min(count, LOOKED_AT - len(rows)))
            ]
    return rows


def checked(answers: Mapping[str, str], drafts: Sequence[Draft]) -> None:
    """See that answers are of columns that are there and mean something.

    Raises
    ------
    InputError
        One is not; the likeliest are named.
    """
    names = {
        name for draft in drafts for column in draft.columns for name in (column.name, normal(column.heading))
    }
    known: dict[str, Dimension | Measure] = {**DIMENSIONS, **MEASURES}
    for about, answer in answers.items():
        heading, word = about.rpartition(":")[::2]
        if about in ("platform", "currency") or (heading and normal(heading) in names and word):
            continue
        if about == "role":
            if answer not in ROLES:
                raise InputError(
                    f"role={answer}：没有这个角色；有 {' '.join(ROLES)}",
                    f"role={answer}: not one of {' '.join(ROLES)}",
                )
            continue
        if normal(about) not in names:
            raise InputError(f"没有“{about}”这一列", f"there is no column '{about}'")
        if answer != LEFT and answer not in known:
            near = "、".join(k for k, one in known.items() if answer in (one.zh, one.en)) or " ".join(known)
            raise InputError(
                f"“{about}={answer}”：没有这个含义；有 {near}",
                f"'{about}={answer}': no such meaning; there is {near}",
            )


def learn(
    path: Path,
    known: Sequence[Format],
    *,
    answers: Mapping[str, str] | None = None,
    leave: bool = False,
    ask: Ask | None = None,
    period: Period | None = None,
    decimal: Decimal = "",
) -> Lesson:
    """Learn a format from a file that no format knows, and prove it on the file.

    Parameters
    ----------
    path : Path
        The file.
    known : sequence of Format
        The formats to learn from.
    answers : mapping, optional
        Heading (or "platform", "currency", "role", "heading:word") → meaning; "-" leaves a column out.
    leave : bool
        Leave out the columns that stay open, instead of refusing.
    ask : callable, optional
        Asks a person; without one everything that is open is named.
    period : (date, date), optional
        The period of a file that states none.
    decimal : {"", "point", "comma"}
        The decimal sign of figures; "" where the file is to tell.

    Returns
    -------
    Lesson

    Raises
    ------
    InputError
        Something stays open, or what was drafted can't read the file.
    """
    _unknown(path, known)
    said = dict(answers or {})
    drafts = drafts_of(path, known, said)
    checked(said, drafts)
    asked: set[str] = set()
    while ask and (rest := [q for q in _questions(drafts) if q.about not in asked]):
        asked.add(rest[0].about)
        if answer := ask(rest[0]).strip():
            checked({rest[0].about: answer}, drafts)
            said[rest[0].about] = answer
            drafts = drafts_of(path, known, said)
    still = [q for q in _questions(drafts) if not (ask or leave) or not _columnar(q, drafts)]
    if still:
        raise _open(path, still)
    key = _key(drafts[0], known)
    text = toml_of(drafts, key)
    format = of_toml(text, f"{key}.toml")
    source, sums = _proved(path, format, known, period, Dialect(decimal))
    left = tuple(
        c.heading for draft in drafts for c in draft.columns if c.open and c.kind not in ("empty", "zero")
    )
    return Lesson(format, text, tuple(drafts), source, sums, left)


def _unknown(path: Path, known: Sequence[Format]) -> None:
    """See that no format knows the file.

    Raises
    ------
    InputError
        One does.
    """
    with opened(path, Limits.of_environment()) as file:
        for table in file.tables:
            try:
                match = recognise(path.name, table.name, table.head, known, path.stem)
            except InputError:
                continue
            if match is not None:
                raise InputError(
                    f"{path.name} 已经认得：{match.format.zh}（{match.format.key}）；没有写新的格式",
                    f"{path.name} is known already: {match.format.en} ({match.format.key}); nothing was written",
                )


def _questions(drafts: Sequence[Draft]) -> list[Question]:
    """What is open in any of the tables, each once."""
    return list({question.about: question for draft in drafts for question in draft.questions()}.values())


def _columnar(question: Question, drafts: Sequence[Draft]) -> bool:
    """Whether a question is about a column, which may be left out."""
    return any(question.about == column.heading for draft in drafts for column in draft.columns)


def _open(path: Path, questions: Sequence[Question]) -> InputError:
    """The error that lists what a person has to say."""
    hints = " ".join(f'--set "{q.about}={q.answers[0] if q.answers else "…"}"' for q in questions[:3])
    zh = [f"{path.name}：还有 {len(questions)} 处不清楚，没有写：", *(f"  {q.text('zh')}" for q in questions)]
    en = [
        f"{path.name}: {len(questions)} things are open, nothing was written:",
        *(f"  {q.text('en')}" for q in questions),
    ]
    zh.append(f"  用 {hints} 说明；“-”是不取；--yes 不取其余说不清的列（平台、币种、角色仍要说）")
    en.append(
        f"  say it with {hints}; '-' leaves a column out; --yes leaves out all that is open (not platform, currency, role)"
    )
    return InputError("\n".join(zh), "\n".join(en))


def _key(draft: Draft, known: Sequence[Format]) -> str:
    """A key that no other format has."""
    stem = re.sub(r"[^a-z]+", "_", draft.name.lower()).strip("_")[:30]
    base = f"my_{stem or f'{draft.platform}_{draft.role}'}"
    keys = {format.key for format in known}
    return next(key for n in range(1, 10_000) if (key := base if n == 1 else f"{base}_{n}") not in keys)


def _proved(
    path: Path, format: Format, known: Sequence[Format], period: Period | None, dialect: Dialect
) -> tuple[Source, dict[str, float]]:
    """What the file gives when it is read by the new format beside the known ones, measure by measure.

    Raises
    ------
    InputError
        It can't be read, or is taken for another format.
    """
    sink = Gathered("")
    every = (format, *known)
    digest, limits = digest_of(path, known=False), Limits.of_environment()
    source = read_file(path, digest, every, limits, period, "middle", sink, lambda _: None, dialect)
    if format not in source.formats:
        others = "、".join(one.zh for one in source.formats)
        names = ", ".join(one.en for one in source.formats)
        raise InputError(
            f"{path.name} 已经认得（{others}），没有写新的格式",
            f"{path.name} is known already ({names}); nothing was written",
        )
    facts = sink.frame()
    return source, {key: float(facts[key].sum()) for key in MEASURES if facts[key].notna().any()}
