"""A format learned from one file: drafted, asked for what the file can't prove, and proved on the file."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_fact.errors import InputError
from xl_fact.exports.columns import DIMENSIONS, MEASURES, ROLES, Dimension, Measure
from xl_fact.exports.dialect import Decimal, Dialect
from xl_fact.exports.formats.draft import LEFT, SPECIAL, UNIT, Draft, Question, heading_row, toml_of
from xl_fact.exports.formats.format import Format, of_toml
from xl_fact.exports.formats.headings import ISO, currency_of, normal
from xl_fact.exports.formats.inspect import recognised
from xl_fact.exports.formats.recognise import Header, headers, recognise
from xl_fact.exports.formats.synonyms import NAMES, PLATFORMS, Synonyms, named_platforms, of_the_trade
from xl_fact.exports.reading import read_file
from xl_fact.exports.sources import Period, Source
from xl_fact.exports.tables.blocks import Gathered
from xl_fact.exports.tables.digest import digest_of
from xl_fact.exports.tables.guard import Limits
from xl_fact.exports.tables.read import opened
from xl_fact.exports.tables.table import Table
from xl_fact.steps import Advance, Steps, nowhere
from xl_fact.words import Lang, say

if TYPE_CHECKING:
    import pandas as pd

LOOKED_AT: Final = 2000
"""So many rows of a table are looked at."""

_PATIENCE: Final = 4
"""So often a question is put again."""

Ask = Callable[[Question], str]
"""Asks a person one thing; the answer."""


@dataclass(frozen=True)
class Lesson:
    """A format, and what it gives of the file it was learned from; `left` are the columns left out.

    `sums` is by measure, in whatever currency; `money` by currency and measure.
    """

    format: Format
    text: str
    drafts: tuple[Draft, ...]
    source: Source
    sums: Mapping[str, float]
    money: Mapping[str, Mapping[str, float]]
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
            told = {"": total}
            if MEASURES[key].unit == "money":
                told = {f" {code}": sums[key] for code, sums in self.money.items() if key in sums}
            out += [
                f"    {say(lang, MEASURES[key].zh, MEASURES[key].en)} ({key}): {figure:,.2f}{unit}"
                for unit, figure in told.items()
            ]
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
    return _drafted(path, _tables(path, limits or Limits.of_environment()), Synonyms.of(known), answers)


def _tables(path: Path, limits: Limits) -> list[tuple[str, Header, list[list[Any]]]]:
    """The tables of a file: the name, the headings and the first rows of each."""
    found = []
    with opened(path, limits) as file:
        for table in file.tables:
            if rows := headers(table.head):
                header = heading_row(rows)
                found.append((table.name, header, _rows(table, header)))
    return found


def _drafted(
    path: Path,
    tables: Sequence[tuple[str, Header, list[list[Any]]]],
    synonyms: Synonyms,
    answers: Mapping[str, str] | None,
    advance: Advance = nowhere,
) -> list[Draft]:
    """The drafts of some tables."""
    found: dict[tuple[str, ...], Draft] = {}
    for name, header, rows in tables:
        advance(1)
        if header.names in found:
            continue
        draft = Draft(path.stem, name, header, rows, synonyms, answers)
        if draft.rows:
            found[header.names] = draft
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


def checked(answers: Mapping[str, str], headers: Iterable[Header]) -> dict[str, str]:
    """Answers as a draft takes them, when they are of columns that are there and mean something.

    A meaning may be said by its key or by its name in either language: 消耗 is cost, 日报 is daily, 抖音 is douyin.

    Raises
    ------
    InputError
        One is not; the likeliest are named.
    """
    names = {name for header in headers for name in (*header.names, *map(normal, header.texts)) if name}
    out = {}
    for about, answer in answers.items():
        heading, word = about.rpartition(":")[::2]
        asked = normal(about)
        if heading and normal(heading) in names and word in _UNIT:
            out[f"{heading}:{UNIT}"] = _duration(about, answer)
        elif heading and normal(heading) in names and word:
            out[about] = answer
        elif asked in SPECIAL and not (asked in names and _meaning(answer) and answer not in ROLES):
            out[about] = _special(asked, answer)
        elif asked not in names:
            raise InputError(f"没有“{about}”这一列", f"there is no column '{about}'")
        else:
            out[about] = _meaning(answer)
            if not out[about]:
                known: dict[str, Dimension | Measure] = {**DIMENSIONS, **MEASURES}
                near = " ".join(difflib.get_close_matches(answer, known, 3)) or " ".join(known)
                raise InputError(
                    f"“{about}={answer}”：没有这个含义；有 {near}",
                    f"'{about}={answer}': no such meaning; there is {near}",
                )
    return out


_NOT_TAKEN: Final = frozenset((LEFT, "不取", "不要", "跳过", "skip", "none"))


def _meaning(answer: str) -> str:
    """What a column means by an answer: a key; "" where it is none."""
    known: dict[str, Dimension | Measure] = {**DIMENSIONS, **MEASURES}
    word = answer.strip()
    if word in known or word in _NOT_TAKEN:
        return word if word in known else LEFT
    same = [key for key, one in known.items() if normal(word) in (key, normal(one.zh), normal(one.en))]
    same = same or of_the_trade(normal(word), "")
    return same[0] if len(same) == 1 else ""


def _once(path: Path, said: Mapping[str, str], headings: Iterable[Header]) -> None:
    """See that a person gave no two columns of one table one figure to be.

    Raises
    ------
    InputError
        Two are; only one of them would count.
    """
    for header in headings:
        names = {name for text in header.texts for name in (text, normal(text)) if text}
        told: dict[str, str] = {}
        for about, meaning in said.items():
            if (about not in names and normal(about) not in names) or meaning not in MEASURES:
                continue
            if meaning in told:
                raise InputError(
                    f"{path.name}：“{told[meaning]}”和“{about}”都说是 {meaning}，只能取一列；要相加，先在表里加成一列",
                    f"{path.name}: '{told[meaning]}' and '{about}' are both said to be {meaning}, of which only one can be "
                    "taken; to add them, make one column of them first",
                )
            told[meaning] = about


_UNIT: Final = (UNIT, "unit")
_DURATIONS: Final = {
    "分钟": "分 分钟 m min minute minutes".split(),
    "小时": "小时 时 h hour hours".split(),
    "秒": "秒 s sec second seconds".split(),
}


def _duration(about: str, answer: str) -> str:
    """The unit of a duration by an answer.

    Raises
    ------
    InputError
        It is none.
    """
    word = normal(answer)
    told = next((unit for unit, words in _DURATIONS.items() if word in words), "")
    if not told:
        raise InputError(
            f"{about}={answer}：写 分钟、小时 或 秒", f"{about}={answer}: write minutes, hours or seconds"
        )
    return told


def _special(about: str, answer: str) -> str:
    """The platform, the currency or the role that an answer means.

    Raises
    ------
    InputError
        It is none.
    """
    word = answer.strip()
    if about == "role":
        same = [
            key for key, names in ROLES.items() if word.lower() in (key, *(name.lower() for name in names))
        ]
        if len(same) != 1:
            near = " ".join(difflib.get_close_matches(word, ROLES, 3)) or " ".join(ROLES)
            raise InputError(f"role={answer}：没有这个角色；有 {near}", f"role={answer}: not one of {near}")
        return same[0]
    if about == "currency":
        code = currency_of(word) or word.upper()
        if code not in ISO:
            near = " ".join(difflib.get_close_matches(code, sorted(ISO), 3)) or "CNY USD IDR …"
            raise InputError(
                f"currency={answer}：不是币种代码；如 {near}",
                f"currency={answer}: no code of a currency; such as {near}",
            )
        return code
    named = named_platforms([word])
    if len(named) == 1:
        return named[0]
    slug = word.lower()
    if slug in PLATFORMS or slug in NAMES:
        return slug
    near = " ".join(difflib.get_close_matches(slug, {*PLATFORMS, *NAMES}, 3, 0.75))
    if near or not re.fullmatch(r"[a-z][a-z0-9_. -]*", slug):
        near = near or " ".join(PLATFORMS)
        raise InputError(
            f"platform={answer}：不认识这个平台；有 {near}（别的平台用英文字母写）",
            f"platform={answer}: not a platform; there is {near} (write any other in Latin letters)",
        )
    return slug


def learn(
    path: Path,
    known: Sequence[Format],
    *,
    answers: Mapping[str, str] | None = None,
    leave: bool = False,
    ask: Ask | None = None,
    period: Period | None = None,
    decimal: Decimal = "",
    steps: Steps | None = None,
    taken: Container[str] = (),
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
    steps : Steps, optional
        Told of the progress.
    taken : container of str
        Keys that the new format can't have, besides those of the known ones.

    Returns
    -------
    Lesson

    Raises
    ------
    InputError
        Something stays open, or what was drafted can't read the file.
    """
    _unknown(path, known)
    steps = steps or Steps()
    synonyms = Synonyms.of(known)
    with steps.step("读文件", "read the file", 1) as advance:
        tables = _tables(path, Limits.of_environment())
        advance(1)
    headings = [header for _, header, _ in tables]
    said = checked(answers or {}, headings)
    _once(path, said, headings)
    with steps.step("看每一张表", "look at each table", len(tables)) as advance:
        drafts = _drafted(path, tables, synonyms, said, advance)
    asked: set[str] = set()
    while ask and (rest := [q for q in _questions(drafts) if q.about not in asked]):
        asked.add(rest[0].about)
        if told := _heard(rest[0], ask, headings):
            said |= told
            below = {(name, header.names): (header, rows) for name, header, rows in reversed(tables)}
            drafts = [
                Draft(path.stem, draft.sheet, *below[draft.sheet, draft.header.names], synonyms, said)
                if _concerned(draft, told)
                else draft
                for draft in drafts
            ]
    still = [q for q in _questions(drafts) if not (ask or leave) or not _columnar(q, drafts)]
    if still:
        raise _open(path, still)
    drafts = [draft for draft in drafts if draft.measured] or drafts
    if lacking := [lack for draft in drafts if (lack := draft.lacks()) is not None]:
        zh, en = zip(*lacking, strict=True)
        raise InputError(
            f'{path.name}：这样学到的格式没有用，没有写：{"；".join(zh)}；用 --set "列名=含义" 说明',
            f"{path.name}: such a format would be of no use, nothing was written: {'; '.join(en)}; "
            'say it with --set "heading=meaning"',
        )
    key = _key(drafts[0], known, taken)
    text = toml_of(drafts, key)
    format = of_toml(text, f"{key}.toml")
    source, money, sums = _proved(path, format, known, period, Dialect(decimal))
    left = tuple(
        c.heading for draft in drafts for c in draft.columns if c.open and c.kind not in ("empty", "zero")
    )
    return Lesson(format, text, tuple(drafts), source, sums, money, left)


def _concerned(draft: Draft, told: Iterable[str]) -> bool:
    """Whether an answer is of a table's columns, or of all tables."""
    names = {name for column in draft.columns for name in (column.name, normal(column.heading))}
    abouts = {normal(part) for about in told for part in (about, about.rpartition(":")[0])}
    return bool(abouts & (names | set(SPECIAL)))


def _heard(question: Question, ask: Ask, headings: Sequence[Header]) -> dict[str, str]:
    """What a person says to a question, which is put again when the answer means nothing; {} where nothing is said.

    Raises
    ------
    InputError
        No answer means anything, however often it is asked.
    """
    put = question
    for again in range(_PATIENCE, -1, -1):
        answer = ask(put).strip()
        if not answer:
            break
        try:
            return checked({question.about: answer}, headings)
        except InputError as error:
            if not again:
                raise
            put = replace(question, zh=f"{error.zh}\n{question.zh}", en=f"{error.en}\n{question.en}")
    return {}


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
            if match is not None and not match.format.generic:
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


def _key(draft: Draft, known: Sequence[Format], taken: Container[str]) -> str:
    """A key that no other format has."""
    stem = re.sub(r"[^a-z]+", "_", draft.name.lower()).strip("_")[:30]
    base = f"my_{stem or f'{draft.platform}_{draft.role}'}"
    keys = {format.key for format in known}
    numbered = (base if n == 1 else f"{base}_{n}" for n in itertools.count(1))
    return next(key for key in numbered if key not in keys and key not in taken)


def _proved(
    path: Path, format: Format, known: Sequence[Format], period: Period | None, dialect: Dialect
) -> tuple[Source, dict[str, dict[str, float]], dict[str, float]]:
    """What the file gives when it is read by the new format beside the known ones, by currency and in all.

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
    money = {str(code): _sums(of) for code, of in facts.groupby("currency", observed=True)}
    return source, money, _sums(facts)


def _sums(facts: pd.DataFrame) -> dict[str, float]:
    """What some facts sum to, measure by measure."""
    return {key: float(facts[key].sum()) for key in MEASURES if facts[key].notna().any()}
