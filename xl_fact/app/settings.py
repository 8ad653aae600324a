"""`brand.toml` as a form: its fields and their explanations are those that `xl-fact brand new` writes.

What is saved is the same file with other values: comments, order and spelling stay. A setting that was commented out
is uncommented in its place, one that is emptied is commented out.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from xl_fact.brand import BOUNDS, CHOICES, EXAMPLE, POSITIVE, WORDS, Brand, Campaign, read_brand
from xl_fact.errors import InputError
from xl_fact.settings_file import settings_text
from xl_fact.words import Lang, Words

_HEADING: Final = re.compile(r"^\s*(?:#\s*)?\[{1,2}\s*([\w-]+)\s*\]{1,2}")
_LISTS: Final = ("campaigns", "rates")


@dataclass(frozen=True)
class FormField:
    """One field: its key, what it means, what is said now, and what holds while nothing is."""

    key: str
    words: str
    value: str
    otherwise: str
    choices: tuple[tuple[str, str], ...] = ()
    kind: str = "text"
    low: float | None = None
    high: float | None = None
    above: bool = False


@dataclass(frozen=True)
class FormSection:
    """Fields under one heading."""

    key: str
    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class Form:
    """A file as a form; `mark` tells it from what it will be when somebody else has changed it."""

    sections: tuple[FormSection, ...]
    campaigns: tuple[dict[str, str], ...]
    rates: tuple[dict[str, str], ...]
    words: Mapping[str, str]
    mark: str


def text_of(path: Path | None, lang: Lang) -> str:
    """A file's text; a new one where there is none."""
    if path is None or not path.exists():
        return settings_text(lang)
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}：不是 UTF-8", f"{path.name}: not UTF-8") from error


def mark_of(text: str) -> str:
    """What tells one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def form_of(text: str, lang: Lang) -> Form:
    """A file's text as a form.

    Raises
    ------
    InputError
        It is no TOML.
    """
    data = _parsed(text)
    own = [one for one in fields(Brand) if one.metadata and EXAMPLE in one.metadata]
    parts = [one for one in fields(Brand) if one.metadata and EXAMPLE not in one.metadata]
    sections = [FormSection("", "", tuple(_field("", one, data, lang) for one in own))]
    for part in parts:
        if part.name in _LISTS:
            continue
        held = data.get(part.name, {})
        each = tuple(_field(part.name, one, held, lang) for one in fields(getattr(Brand(), part.name)))
        sections.append(FormSection(part.name, part.metadata[WORDS].text(lang), each))
    words = {part.name: part.metadata[WORDS].text(lang) for part in parts}
    words |= {f"campaigns.{one.name}": one.metadata[WORDS].text(lang) for one in fields(Campaign)}
    words |= {f"rates.{one.name}": one.metadata[WORDS].text(lang) for one in fields(type(Brand().rates))}
    campaigns = tuple(
        {key: _shown(each.get(key)) for key in ("name", "start", "end")} for each in data.get("campaigns", ())
    )
    rates = tuple(
        {"code": code, "rate": "" if isinstance(told, dict) else _shown(told), "fixed": _by_time(told)}
        for code, told in data.get("rates", {}).items()
        if code != "to"
    )
    return Form(tuple(sections), campaigns, rates, words, mark_of(text))


def _by_time(told: Any) -> str:
    return ", ".join(f"{time} = {rate}" for time, rate in told.items()) if isinstance(told, dict) else ""


def _field(section: str, one: Field[Any], held: Mapping[str, Any], lang: Lang) -> FormField:
    words = one.metadata[WORDS].text(lang)
    example = one.metadata[EXAMPLE]
    if isinstance(example, Words):
        example = example.text(lang)
    otherwise = _shown(one.default if example is None else example)
    sign = Words("例", "such as") if example is not None else Words("默认", "default")
    low, high = BOUNDS.get((section, one.name), (None, None))
    choices = tuple(_choices(words, CHOICES[one.name])) if not section and one.name in CHOICES else ()
    if choices:
        otherwise = dict(choices).get(otherwise, otherwise)
        words = re.split(r"[：:]", words, maxsplit=1)[0]
    return FormField(
        one.name,
        words,
        _shown(held.get(one.name)),
        f"{sign.text(lang)} {otherwise}".strip(),
        choices,
        "choice" if choices else "number" if low is not None else "text",
        low,
        None if high == float("inf") else high,
        section in POSITIVE,
    )


def _choices(words: str, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each choice with what its explanation calls it."""
    listed = re.split(r"[：:]", words, maxsplit=1)[-1].split("|")
    told = dict(part.strip().partition(" ")[::2] for part in listed)
    for key in keys:
        yield (
            key,
            f"{told[key]}（{key}）"
            if told.get(key) and not told[key].isascii()
            else " ".join(filter(None, (key, told.get(key)))),
        )


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return f"{int(value)}"
    return str(value.unwrap() if hasattr(value, "unwrap") else value)


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise InputError(f"brand.toml：{error}", f"brand.toml: {error}") from error


# -------------------------------------------------------------------- saved
def changed(text: str, given: Mapping[str, Any], lang: Lang) -> str:
    """The file's text with what a form says.

    Parameters
    ----------
    text : str
        The file as it was when the form was drawn from it.
    given : mapping
        ``fields``: "section.key" → text; ``campaigns``: of dicts name, start, end; ``rates``: of dicts code, rate.
    lang : {"zh", "en"}

    Returns
    -------
    str

    Raises
    ------
    InputError
        A number is none.
    """
    form = form_of(text, lang)
    for section in form.sections:
        for field in section.fields:
            said = str(given.get("fields", {}).get(f"{section.key}.{field.key}", field.value)).strip()
            if said != field.value:
                text = _set(text, section.key, field, said)
    document = _parsed(text)
    campaigns = [
        each for each in given.get("campaigns", form.campaigns) if any(str(v).strip() for v in each.values())
    ]
    if [dict(each) for each in campaigns] != [dict(each) for each in form.campaigns]:
        _campaigns(document, campaigns)
    rates = [each for each in given.get("rates", form.rates) if str(each.get("code", "")).strip()]
    _rates(document, rates, form)
    return tomlkit.dumps(document)


def _set(text: str, section: str, field: FormField, said: str) -> str:
    """One setting: its line uncommented and changed, or commented out."""
    lines = text.split("\n")
    at, commented = _line(lines, section, field.key)
    if not said:
        if at is not None and not commented:
            lines[at] = f"# {lines[at]}"
        return "\n".join(lines)
    value: Any = said
    if field.kind == "number":
        value = _number(field, said)
    if at is not None and commented:
        lines[at] = re.sub(r"^\s*#\s*", "", lines[at])
        if section and not _stands(lines, section):
            lines = [re.sub(rf"^\s*#\s*(?=\[\s*{section}\s*\])", "", line) for line in lines]
    document = _parsed("\n".join(lines))
    if not section:
        document[field.key] = value
    else:
        if section not in document:
            document[section] = tomlkit.table()
        table: Any = document[section]
        table[field.key] = value
    return tomlkit.dumps(document)


def _number(field: FormField, said: str) -> float | int:
    plain = said.replace(",", "").replace("，", "").replace("_", "")
    try:
        value = float(plain)
    except ValueError:
        raise InputError(f"{field.words}：“{said}”不是数", f"{field.words}: '{said}' is no number") from None
    return int(value) if value.is_integer() and "." not in plain else value


def _line(lines: Sequence[str], section: str, key: str) -> tuple[int | None, bool]:
    """The line of a setting, and whether it is commented out; one that stands before one that is commented."""
    here = ""
    found: tuple[int | None, bool] = (None, False)
    for at, line in enumerate(lines):
        heading = _HEADING.match(line)
        if heading:
            here = heading[1]
        elif here == section:
            if re.match(rf"\s*{re.escape(key)}\s*=", line):
                return at, False
            if found[0] is None and re.match(rf"\s*#\s*{re.escape(key)}\s*=", line):
                found = (at, True)
    return found


def _stands(lines: Sequence[str], section: str) -> bool:
    return any(re.match(rf"\s*\[\s*{section}\s*\]", line) for line in lines)


def _campaigns(document: tomlkit.TOMLDocument, wanted: Sequence[Mapping[str, str]]) -> None:
    """The calendar: entries that stay keep their comments."""
    listed: Any = document.get("campaigns")
    if listed is None:
        listed = tomlkit.aot()
        if wanted:
            document["campaigns"] = listed
    for n, each in enumerate(wanted):
        if n >= len(listed):
            listed.append(tomlkit.table())
        for key in ("name", "start", "end"):
            said = str(each.get(key, "")).strip()
            value: Any = said if key == "name" else _date(said, key)
            if listed[n].get(key) != value:
                listed[n][key] = value
    while len(listed) > len(wanted):
        del listed[len(listed) - 1]
    if not wanted and "campaigns" in document:
        del document["campaigns"]


def _date(said: str, key: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        raise InputError(
            f"活动的日期“{said}”读不出，写成 2026-06-01", f"campaign: '{said}' is no day; write 2026-06-01"
        ) from None


def _rates(document: tomlkit.TOMLDocument, wanted: Sequence[Mapping[str, str]], form: Form) -> None:
    """Rates of exchange; one by month or day is left as it is written."""
    before = {one["code"]: one for one in form.rates}
    told = {str(one["code"]).strip().upper(): str(one.get("rate", "")).strip() for one in wanted}
    if told == {code.upper(): one["rate"] for code, one in before.items()}:
        return
    if "rates" not in document:
        document["rates"] = tomlkit.table()
    table: Any = document["rates"]
    for code, one in before.items():
        if code.upper() not in told and not one["fixed"]:
            del table[code]
    for code, said in told.items():
        old = next((key for key in before if key.upper() == code), None)
        if old is not None and (before[old]["fixed"] or before[old]["rate"] == said):
            continue
        try:
            table[old or code] = float(said)
        except ValueError:
            raise InputError(
                f"{code} 的汇率“{said}”不是数", f"the rate of {code}: '{said}' is no number"
            ) from None


def proved(text: str, folder: Path) -> Brand:
    """The settings that a text says, read as the command reads them.

    Raises
    ------
    InputError
        As `read_brand`.
    """
    path = folder / "brand.toml"
    path.write_text(text, "utf-8")
    try:
        return read_brand(path)
    finally:
        path.unlink()
