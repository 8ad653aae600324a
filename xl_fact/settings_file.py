"""A `brand.toml` to fill in: every setting that there is, explained, none of them said yet.

Written from the declarations in `brand`: a setting that is declared is in the file.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any, Final

from xl_fact.brand import EXAMPLE, WORDS, Brand, Campaign
from xl_fact.saving import save_ours, spare
from xl_fact.texts import shown_length
from xl_fact.words import Lang, Words, say

_WIDTH: Final = 36
"""From which column the explanations stand."""
_GROUPED: Final = 10_000


def settings_text(lang: Lang = "zh", name: str = "") -> str:
    """The text of the file.

    Parameters
    ----------
    lang : {"zh", "en"}
        The language of the explanations, and of the workbook that the file asks for.
    name : str, optional
        The brand's.

    Returns
    -------
    str
        TOML. Every setting is commented out and shows its default, or an example where the default is none; read as it
        is, it says nothing but the name and, where it isn't the default, the language.
    """
    head = say(
        lang,
        "# 品牌的设置。去掉一行开头的“# ”，那一项就生效；不去掉，就用默认值。\n"
        "# 放在导出文件旁边，或运行命令的文件夹里，就会用到它。",
        "# Settings of a brand. Take the '# ' off a line to have it hold; left as it is, the default holds.\n"
        "# It is found beside the exports, or in the folder in which a command is run.",
    )
    said: dict[str, Any] = {"name": name} if name else {}
    if lang != Brand().language:
        said["language"] = lang
    own = [one for one in fields(Brand) if one.metadata and not _is_section(one)]
    parts = [head, "\n".join(_line(one, lang, said) for one in own)]
    parts += ["\n".join(_section(one, lang)) for one in fields(Brand) if one.metadata and _is_section(one)]
    return "\n\n".join(parts) + "\n"


def write_settings(path: Path, lang: Lang = "zh", name: str = "", *, force: bool = False) -> None:
    """Write a `brand.toml` to fill in.

    Parameters
    ----------
    path : Path
    lang, name
        As for `settings_text`.
    force : bool, optional
        Overwrite even what this package did not write, or what was changed since.

    Raises
    ------
    InputError
        When something of a person's would be overwritten.
    """
    spare(path, force=force)
    save_ours(path, settings_text(lang, name).encode(), force=force)


def _is_section(one: Field[Any]) -> bool:
    """Whether a field is a section of settings of its own."""
    return EXAMPLE not in one.metadata


def _section(one: Field[Any], lang: Lang) -> Iterator[str]:
    """A section: its heading with what it means, then its settings."""
    words = one.metadata[WORDS].text(lang)
    if one.name == "campaigns":
        yield _beside(f"# [[{one.name}]]", words)
        yield from (_line(each, lang, {}) for each in fields(Campaign))
        return
    yield _beside(f"[{one.name}]", words)
    for each in fields(getattr(Brand(), one.name)):
        yield _line(each, lang, {})


def _line(one: Field[Any], lang: Lang, said: Mapping[str, Any]) -> str:
    """A setting with its value and what it means: commented out unless it is said."""
    words = one.metadata[WORDS].text(lang)
    if one.name in said:
        return _beside(f"{one.name} = {_written(said[one.name])}", words)
    shown = one.metadata[EXAMPLE]
    if isinstance(shown, Words):
        shown = shown.text(lang)
    if isinstance(shown, dict):
        key, value = next(iter(shown.items()))
        return _beside(f"# {key} = {_written(value)}", words)
    return _beside(f"# {one.name} = {_written(one.default if shown is None else shown)}", words)


def _beside(left: str, words: str) -> str:
    return f"{left}{' ' * max(1, _WIDTH - shown_length(left))}# {words}"


def _written(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, str):
        text = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{text}"'
    if isinstance(value, datetime.date):
        return value.isoformat()
    if float(value).is_integer():
        return f"{int(value):_}" if value >= _GROUPED else f"{int(value)}"
    return f"{value:g}"
