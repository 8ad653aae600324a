"""Every brand's report of a month, and the index of them all."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_fact.agency.crew import Crew
from xl_fact.agency.due import Configs, Round
from xl_fact.agency.index import index_of
from xl_fact.agency.job import Outcome, count_of
from xl_fact.brand import read_brand
from xl_fact.errors import InputError
from xl_fact.saving import save_ours, writable
from xl_fact.span import span_of
from xl_fact.steps import Steps
from xl_fact.words import Lang, Words, say

_NAMED = 4
"""So many brands at work are named in the line of the progress."""


@dataclass(frozen=True)
class AllMade:
    """What came of all brands.

    Attributes
    ----------
    index : Path
        The workbook across brands.
    outcomes : tuple of Outcome
        By brand.
    notes : tuple of Words
        Lines worth reading.
    beside : bool
        Whether the index is not in its place, where a person's is or one that is open.
    """

    index: Path
    outcomes: tuple[Outcome, ...]
    notes: tuple[Words, ...] = ()
    beside: bool = False

    @property
    def exit_code(self) -> int:
        """0 when every workbook is there, every check passed and the index is in its place; 1 when not; 2 without a workbook."""
        due = [each for each in self.outcomes if each.state != "absent"]
        if all(each.state == "failed" for each in due):
            return 2
        return int(self.beside or any(each.standing is None or not each.standing.checked for each in due))

    def lines(self, lang: Lang = "zh") -> list[str]:
        """What to tell the person who asked."""
        told = [note.text(lang) for note in self.notes]
        told += [f"{each.brand}: {each.line.text(lang)}" for each in self.outcomes if each.line.zh]
        unchecked = [each.brand for each in self.outcomes if each.standing and not each.standing.checked]
        if unchecked:
            listed = say(lang, "、", ", ").join(unchecked)
            told.append(say(lang, f"校验未通过：{listed}", f"Checks failed: {listed}"))
        made, kept, failed, absent = (
            count_of(self.outcomes, *states)
            for states in (("made",), ("kept", "edited"), ("failed",), ("absent",))
        )
        count = len(self.outcomes) - absent
        zh = f"{count} 个品牌：做好 {made} 个，之前做好、没有变的 {kept} 个，没做成 {failed} 个"
        en = f"{count} brands: {made} made, {kept} finished before and unchanged, {failed} failed"
        if absent:
            zh, en = f"{zh}；另有 {absent} 个这次没有数", f"{en}; {absent} more have no facts this time"
        zh, en = f"{zh}；索引 {self.index}", f"{en}; the index is {self.index}"
        return [*told, say(lang, zh, en)]


def make_all(
    facts: Path | None,
    month: str,
    *,
    out: Path | None = None,
    jobs: int = 0,
    configs: Path | None = None,
    config: Path | None = None,
    template: Path | None = None,
    lang: Lang | None = None,
    force: bool = False,
    steps: Steps | None = None,
) -> AllMade:
    """Write the report of every brand that the facts hold for a month, a process for each, and the index of them all.

    Parameters
    ----------
    facts : Path
        The folder of facts.
    month : str
        As `make_report` takes it.
    out : Path, optional
        The folder of the workbooks, ``2026-06`` by default.
    jobs : int, optional
        How many brands at once; as many as there are processors by default.
    configs : Path, optional
        A folder of settings, as `Configs` reads it.
    config : Path, optional
        The settings of brands that have none there.
    template, lang, force
        As `make_report` takes them.
    steps : Steps, optional
        Who listens to the progress.

    Returns
    -------
    AllMade

    Raises
    ------
    InputError
        There are no facts of the month, a setting can't be read of which nobody knows whose it is, `out` is no folder, or
        there is no such template.
    TargetLocked
        The folder can't be written.
    """
    if facts is None or not month:
        raise InputError(
            "--all 要和 --facts、--month（或 --week、--days）一起给",
            "--all goes with --facts and --month (or --week, --days)",
        )
    if jobs < 0:
        raise InputError(f"--jobs 要 >= 1：{jobs}", f"--jobs must be >= 1: {jobs}")
    span = span_of(month)
    steps, folder = steps or Steps(), out or Path(span.as_name)
    spoken: Lang = lang or (read_brand(config).language if config else "zh")
    index = folder / say(spoken, f"品牌索引 {span.as_name}.xlsx", f"brands {span.as_name}.xlsx")
    _ready(folder, template)
    asked = Round(facts, span, folder, Configs.read(configs, config), template, lang, force)
    brands, absent = asked.due()
    if not brands:
        raise InputError(
            f"{facts}：没有一个品牌有 {span} 的事实",
            f"{facts}: no brand has facts of {span}",
        )
    asked.configs.whose([*brands, *(each.brand for each in absent)])
    crew, progress = Crew(jobs or _processors()), Progress(len(brands))
    outcomes: list[Outcome] = []
    with steps.step("出报告", "reports", len(brands)) as advance:
        for outcome in crew.outcomes(map(asked.job, brands)):
            outcomes.append(outcome)
            advance(1)
            steps.goes(*progress.line(outcomes, crew.busy))
    outcomes.sort(key=lambda each: brands.index(each.brand))
    outcomes += absent
    palette = read_brand(config).palette if config else "cn"
    notes = [*asked.configs.notes(brands)]
    with steps.step("索引", "index"):
        place = writable(index, force=force)
        save_ours(place, index_of(outcomes, str(span), spoken, palette), force=force)
    if place != index:
        notes.append(
            Words(
                f"{index} 打开着，或不是 xl_fact 写的、写好后有人改过，没有动；索引写在 {place}（--force 才覆盖）",
                f"{index} is open, was not written by xl_fact or was changed since, and stays as it is; the index is {place} "
                "(--force overwrites it)",
            )
        )
    return AllMade(place, tuple(outcomes), tuple(notes), place != index)


def _ready(folder: Path, template: Path | None) -> None:
    """Stop before every brand is computed for nothing.

    Raises
    ------
    InputError
        A file lies where the folder of the workbooks should be, or there is no such template.
    """
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise InputError(
                f"--out 要是文件夹，{place} 是一个文件", f"--out must be a folder, and {place} is a file"
            )
    if template is not None and not template.is_file():
        raise InputError(f"{template}：没有这个模板文件", f"{template}: there is no such template")


def agree(every: bool, rest: Mapping[str, object]) -> None:
    """The options of a command go with ``--all``.

    Parameters
    ----------
    every : bool
        Whether it was given.
    rest : mapping
        The options that don't go with it, and what was given for them.

    Raises
    ------
    InputError
        One of them was given; or one of its own without it.
    """
    if not every:
        raise InputError("--jobs、--configs 要和 --all 一起给", "--jobs and --configs go with --all")
    given = [name for name, value in rest.items() if value]
    if given:
        raise InputError(
            f"--all 只从 --facts 出报告，不和 {'、'.join(given)} 一起；导出先用 xl-fact import 收进事实表",
            f"--all reports from --facts only, not with {', '.join(given)}; take exports in with xl-fact import first",
        )


class Progress:
    """How far it is: done, at work, failed, time left.

    Parameters
    ----------
    count : int
        How many brands there are.
    """

    def __init__(self, count: int):
        self.count, self.began = count, time.monotonic()

    def line(self, outcomes: Sequence[Outcome], busy: Sequence[str]) -> Words:
        """In a line; what was finished before takes no time and is no measure of what is left."""
        done, failed = len(outcomes), count_of(outcomes, "failed")
        worked = count_of(outcomes, "made", "failed")
        left = self.count - done
        seconds = (time.monotonic() - self.began) / worked * left if worked else 0.0
        zh, en = f"{done}/{self.count}", f"{done}/{self.count}"
        zh, en = f"{zh} 完成，{failed} 失败", f"{en} done, {failed} failed"
        if busy:
            more = "…" if len(busy) > _NAMED else ""
            named = busy[:_NAMED]
            zh += f"，{len(busy)} 在做（{'、'.join(named)}{more}）"
            en += f", {len(busy)} running ({', '.join(named)}{more})"
        if left and worked:
            zh, en = f"{zh}，约剩 {_clock(seconds)}", f"{en}, about {_clock(seconds)} left"
        return Words(zh, en)


def _clock(seconds: float) -> str:
    """Hours, minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
