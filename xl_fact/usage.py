"""Words that the command line doesn't know: said in one line, in Chinese or English, with the nearest that it does.

The parser's own messages are English; what is wrong is taken from its errors and said anew.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import typer
from typer.core import TyperGroup

from xl_fact.words import Words

_USAGE: Final[type[Exception]] = typer.BadParameter.__mro__[1]
"""What the parser raises when it is misused; it lives elsewhere from version to version."""
NO_PATH: Final = "no path"
"""What `path_typed` says of an empty path; a line for people is made of it here."""
_QUOTED: Final = re.compile(r"'([^']*)'")
_NEAR: Final = 0.5
_THINGS: Final = {"FILE": "文件名", "FILES": "文件或文件夹"}
"""What is typed where help says FILE: there it stands among words of both languages."""


def path_typed(text: str) -> Path:
    """A path as it was typed; an empty one is none, and not the folder one is in."""
    if not text.strip():
        raise typer.BadParameter(NO_PATH)
    return Path(text)


class Commands(TyperGroup):
    """A group of commands whose usage errors are said in the language asked for."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **how: Any) -> Any:
        """Run, and leave with the exit code."""
        words = list(sys.argv[1:] if args is None else args)
        alone, how["standalone_mode"] = how.get("standalone_mode", True), False
        if not alone:
            return super().main(args, *rest, **how)
        try:
            code = super().main(args, *rest, **how)
        except typer.Abort:
            code = 130
        except _USAGE as wrong:
            print(explained(wrong).text(_language(words)), file=sys.stderr)
            code = 2
        sys.exit(code if isinstance(code, int) else 0)


def explained(wrong: Exception) -> Words:
    """A usage error in a line: what is wrong, the nearest that would be right, where help is.

    Parameters
    ----------
    wrong : Exception
        The parser's.
    """
    kind, context = type(wrong).__name__, getattr(wrong, "ctx", None)
    message = str(getattr(wrong, "message", wrong)).rstrip(".")
    if kind == "NoArgsIsHelpError":
        return Words(message, message)
    said = _said(wrong, kind, message, context)
    path = str(getattr(context, "command_path", "") or "xl-fact")
    path = path if path.startswith("xl-fact") else f"xl-fact {path.partition(' ')[2]}".strip()
    zh, en = ("" if said.zh.endswith("？") else "。"), ("" if said.en.endswith("?") else ".")
    return Words(f"{said.zh}{zh}用法：{path} -h", f"{said.en}{en} Usage: {path} -h")


def _said(wrong: Exception, kind: str, message: str, context: Any) -> Words:
    option = str(getattr(wrong, "option_name", "") or "")
    if kind == "NoSuchOption":
        return _near(Words("没有选项", "no option"), option, _options(context))
    if kind == "BadOptionUsage":
        if "does not take a value" in message:
            return Words(f"{option} 后面不要写值", f"{option} takes no value")
        return Words(f"{option} 后面要写一个值", f"{option} needs a value")
    if kind == "MissingParameter":
        name = _name(wrong)
        what = _THINGS.get(name, name)
        return Words(f"还缺 {what}", f"{name} is missing")
    if kind == "BadParameter":
        return _bad_value(_name(wrong), message)
    if message.startswith("No such command"):
        found = _QUOTED.search(message)
        commands = getattr(getattr(context, "command", None), "commands", {})
        return _near(Words("没有命令", "no command"), found[1] if found else "", list(commands))
    if "extra argument" in message:
        extra = message.rpartition("(")[2].rstrip(")")
        return Words(f"多了：{extra}", f"unexpected: {extra}")
    if message.startswith("Missing command"):
        return Words("还缺一个命令", "a command is missing")
    return Words(f"用法不对：{message}", message)


def _bad_value(name: str, message: str) -> Words:
    """A value that isn't one of a few, or not of its kind."""
    values = _QUOTED.findall(message)
    if "is not one of" in message and len(values) > 1:
        typed, choices = values[0], values[1:]
        near = difflib.get_close_matches(typed, choices, n=1, cutoff=_NEAR)
        zh, en = f"{name} 不能是 {typed!r}", f"{name} can't be {typed!r}"
        if near:
            return Words(f"{zh}，是不是 {near[0]}？", f"{en}; did you mean {near[0]}?")
        return Words(f"{zh}；可用：{'、'.join(choices)}", f"{en}; one of {', '.join(choices)}")
    if message == NO_PATH:
        return Words(f"{name} 后面要写一个路径，不能是空的", f"{name} needs a path, not an empty one")
    return Words(f"{name} 不对：{message}", f"{name}: {message}")


def _near(what: Words, typed: str, known: Sequence[str]) -> Words:
    """That there is nothing of a name, and the nearest there is."""
    near = difflib.get_close_matches(typed, known, n=1, cutoff=_NEAR)
    if near:
        return Words(f"{what.zh} {typed}，是不是 {near[0]}？", f"{what.en} {typed}; did you mean {near[0]}?")
    known = [name for name in known if name not in ("--help", "--debug")]
    return Words(
        f"{what.zh} {typed}；有：{'、'.join(known)}", f"{what.en} {typed}; there are: {', '.join(known)}"
    )


def _options(context: Any) -> list[str]:
    """The options of the command at which the parser stopped."""
    found: list[str] = []
    for parameter in getattr(getattr(context, "command", None), "params", ()):
        found += [name for name in parameter.opts if name.startswith("-")]
    return [*found, "--help"]


def _name(wrong: Exception) -> str:
    """What a person calls the parameter."""
    parameter: Any = getattr(wrong, "param", None)
    if parameter is None:
        return str(getattr(wrong, "param_hint", "") or "?")
    options = [name for name in parameter.opts if name.startswith("--")]
    return options[0] if options else str(parameter.metavar or parameter.name or "?").upper()


def _language(words: Sequence[str]) -> str:
    """The language asked for, although the words could not be parsed."""
    for word, following in pairwise([*words, ""]):
        if word == "--lang=en" or (word == "--lang" and following == "en"):
            return "en"
    return "zh"
