"""What the process of a tab does: it reads, builds and writes by the same calls as the command line.

Started as ``python -m xl_fact.app.work``. A request is a line of JSON on its input; on its output come lines of JSON:
``{"step": words, "part": 0.4}`` while it goes on, then one of ``{"answer": …}``, ``{"asks": …}`` where only a person
can say, ``{"error": words}``. What is interrupted leaves nothing and ends the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from xl_fact.errors import InputError, XlFactError, reason_of
from xl_fact.saving import workbook_suffix
from xl_fact.steps import Advance, Steps
from xl_fact.words import LANGUAGES, Words

if TYPE_CHECKING:
    from xl_fact.exports.formats.inspect import Description
    from xl_fact.exports.shops import ShopsUnknown
    from xl_fact.exports.sources import Reading
    from xl_fact.store.published import MonthOfFacts

SETTINGS: Final = "brand.toml"
_OFTEN: Final = 0.1
"""Seconds between two lines of progress."""
_FIGURES: Final = ("gmv_paid", "gmv_platform", "gmv_settled", "refund_paid", "cost", "orders")
_SHOWN: Final = 3
"""How many figures stand in a file's row."""

Answer = dict[str, Any]


class Asked(Exception):
    """Only a person can say."""

    def __init__(self, question: Words, answers: Sequence[str]):
        super().__init__(question)
        self.question, self.answers = question, list(answers)


class Told(Steps):
    """Steps told to the page, line by line."""

    def __init__(self, say: Callable[[Answer], None]):
        super().__init__()
        self.say, self._last = say, 0.0

    def begin(self, zh: str, en: str, total: float | None) -> Advance:
        """Tell of the step; of its part where the total is known."""
        done = 0.0
        self.say({"step": [zh, en], "part": 0.0 if total else None})

        def advance(amount: float) -> None:
            nonlocal done
            done += amount
            if total and time.monotonic() - self._last > _OFTEN:
                self._last = time.monotonic()
                self.say({"step": [zh, en], "part": min(1.0, done / total)})

        return advance


@dataclass(frozen=True)
class Laid:
    """The uploads under their labels, in a folder made for this."""

    folder: Path
    files: Mapping[int, Path]
    known: frozenset[int] = frozenset()

    @property
    def settings(self) -> Path | None:
        """The `brand.toml` among them, the one that lies nearest to the top."""
        found = [path for path in self.files.values() if path.name == SETTINGS]
        return min(found, key=lambda path: (len(path.parts), str(path)), default=None)

    @property
    def exports(self) -> list[Path]:
        """The folder, and the files that were recognised although nobody would look for exports under such names."""
        from xl_fact.exports.tables.files import SUFFIXES

        odd = [self.files[number] for number in sorted(self.known & self.files.keys())]
        return [self.folder, *(path for path in odd if path.suffix.lower() not in SUFFIXES)]

    def plain(self, text: str) -> str:
        """A text without the folder, which is nobody's."""
        return (
            text.replace(f"{self.folder}{os.sep}", "")
            .replace(f"{self.folder}：", "")
            .replace(f"{self.folder}: ", "")
        )


@contextlib.contextmanager
def laid(request: Mapping[str, Any]) -> Iterator[Laid]:
    """Lay the uploads out; gone again afterwards.

    The labels were checked when the files came in; of two that are the same, each gets a folder of its own.
    """
    folder = Path(tempfile.mkdtemp(prefix="laid_", dir=request["folder"]))
    files: dict[int, Path] = {}
    try:
        for one in request["files"]:
            place = folder / one["label"]
            if not place.resolve().is_relative_to(folder.resolve()):
                raise InputError(f"{one['label']}：文件名里有路径", f"{one['label']}: its name holds a path")
            while place.exists():
                place = folder / f"_{one['number']}" / place.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(one["path"], place)
            except OSError:
                shutil.copy2(one["path"], place)
            files[one["number"]] = place
        place = Laid(folder, files, frozenset(one["number"] for one in request["files"] if one.get("known")))
        try:
            yield place
        except InputError as error:
            raise InputError(place.plain(error.zh), place.plain(error.en)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# -------------------------------------------------------------------- what each file is
def recognise(request: Mapping[str, Any], steps: Steps) -> Answer:
    """A row for each file: what it is, its days, rows used and set aside, figures; or why not, and what to do."""
    from xl_fact.exports.formats.inspect import describe, recognised
    from xl_fact.exports.reading import read_exports
    from xl_fact.exports.tables.ours import what_of_ours

    rows: dict[int, Answer] = {}
    with laid(request) as place:
        exports: dict[Path, int] = {}
        for number, path in place.files.items():
            ours = what_of_ours(path)
            if path.name == SETTINGS:
                rows[number] = _settings_row(path, place)
            elif ours is not None:
                rows[number] = {
                    "what": ["xl_fact 写的", "written by xl_fact"],
                    "state": "passed",
                    "error": [
                        f"这是 xl_fact 的{ours[0]}，不是导出，没有读",
                        f"{ours[1]} of xl_fact, no export; not read",
                    ],
                }
            else:
                exports[path] = number
        if exports:
            try:
                reading = read_exports(list(exports), steps=steps, ask_shops=_nobody)
            except InputError:
                for one, number in zip(describe(list(exports), steps=steps), _in_order(exports), strict=True):
                    rows[number] = _row(one, place)
            else:
                known = {source.path: recognised(source) for source in reading.sources}
                figures = _figures_of(reading)
                for path, one in known.items():
                    rows[exports[path]] = _row(one, place, figures.get(path.name, []))
                rest = [path for path in exports if path not in known]
                refused = {refusal.file for refusal in reading.refused}
                twins = [path for path in rest if path.name not in refused]
                for path in twins:
                    rows[exports[path]] = {
                        "what": ["重复的文件", "the same file again"],
                        "state": "passed",
                        "error": ["内容与另一个文件相同，只算一次", "equals another file; counted once"],
                    }
                if rest := [path for path in rest if path.name in refused]:
                    for one, path in zip(
                        describe(rest), sorted(rest, key=lambda f: (f.name, str(f))), strict=True
                    ):
                        rows[exports[path]] = _row(one, place)
    return {"rows": rows}


def _in_order(exports: Mapping[Path, int]) -> list[int]:
    return [exports[path] for path in sorted(exports, key=lambda f: (f.name, str(f)))]


def _nobody(unknown: ShopsUnknown) -> tuple[str, str]:
    """Asked for the shops of files while they are only looked at: that is asked when the report is made."""
    raise unknown


def _settings_row(path: Path, place: Laid) -> Answer:
    from xl_fact.brand import read_brand

    what = ["品牌设置", "settings of a brand"]
    try:
        brand = read_brand(path)
    except InputError as error:
        return {"what": what, "state": "bad", "error": [place.plain(error.zh), place.plain(error.en)]}
    name = brand.name or "brand.toml"
    return {
        "what": what,
        "state": "settings",
        "notes": [[f"用“{name}”的设置", f"the settings of '{name}' hold"]],
    }


def _row(one: Description, place: Laid, figures: Sequence[Answer] = ()) -> Answer:
    """What `inspect` says of a file, in a row."""
    aside: dict[tuple[str, str], int] = {}
    for sheet in one.sheets:
        for reason, count in sheet.aside:
            aside[reason] = aside.get(reason, 0) + count
    state = "bad" if one.error is not None else "read" if one.proof.passed else "doubt"
    row: Answer = {
        "what": [one.zh, one.en],
        "state": state,
        "period": [f"{day:%Y-%m-%d}" for day in one.period] if one.period else [],
        "read": sum(sheet.rows_read for sheet in one.sheets),
        "used": sum(sheet.rows_used for sheet in one.sheets),
        "aside": [[list(reason), count] for reason, count in sorted(aside.items())],
        "figures": list(figures),
        "proof": [one.proof.summary(lang) for lang in LANGUAGES] if one.sheets else [],
        "checks": [list(each) for each in zip(*(one.proof.lines(lang) for lang in LANGUAGES), strict=True)],
        "notes": [[place.plain(text) for text in note] for note in one.notes],
    }
    if one.error is not None:
        row["error"] = [place.plain(one.error.text(lang)) for lang in LANGUAGES]
        row["nearest"] = [
            {
                "format": [near.format.zh, near.format.en],
                "found": list(near.found),
                "missing": list(near.missing),
            }
            for near in one.nearest
        ]
    return row


def _figures_of(reading: Reading) -> dict[str, list[Answer]]:
    """The sums of each file by itself, each from the rows that it may be summed from; of a name that two files bear, none."""
    from xl_fact.exports.columns import labels
    from xl_fact.exports.facts import summed
    from xl_fact.store.published import figure

    names = [source.file for source in reading.sources]
    found: dict[str, list[Answer]] = {}
    for name in names:
        if names.count(name) > 1:
            continue
        own = reading.facts[reading.facts["file"] == name]
        if own.empty or ("currency" in own and own["currency"].nunique(dropna=False) > 1):
            continue
        sums = summed(own, _FIGURES)
        told = {key: float(sums[key].iloc[0]) for key in _FIGURES if len(sums) and sums[key].iloc[0] > 0}
        found[name] = [
            {"name": [labels([key], lang)[0] for lang in LANGUAGES], "value": figure(value)}
            for key, value in list(told.items())[:_SHOWN]
        ]
    return found


# -------------------------------------------------------------------- the report
def report(request: Mapping[str, Any], steps: Steps) -> Answer:
    """The workbook, by the command's own job, and its preview from the same model."""
    from xl_fact.app.preview import shown
    from xl_fact.monthly import make_report
    from xl_fact.span import span_of

    given = {tuple(one["question"]): one["answer"] for one in request.get("answers", ())}

    def ask(question: Words, answers: Sequence[str]) -> str:
        if tuple(question) in given:
            return str(given[tuple(question)])
        raise Asked(question, answers)

    def whose(unknown: ShopsUnknown) -> tuple[str, str]:
        older, newer = (Words(f"{file} 是哪家店的？", f"{file}: which shop?") for file in unknown.files)
        return ask(older, ()).strip(), ask(newer, ()).strip()

    facts = Path(request["facts"]) if request.get("facts") else None
    template = Path(request["template"]) if request.get("template") else None
    out = Path(tempfile.mkdtemp(prefix="made_", dir=request["folder"])) / f"report{workbook_suffix(template)}"
    try:
        with laid(request) as place:
            config = place.settings or (Path(request["config"]) if request.get("config") else None)
            made = make_report(
                place.exports if facts is None else [],
                request.get("month", ""),
                brand_name=request.get("brand", ""),
                config=config,
                out=out,
                facts=facts,
                template=template,
                lang=request.get("lang") or None,
                steps=steps,
                force=True,
                ask=ask,
                ask_shops=whose,
            )
    except BaseException:
        shutil.rmtree(out.parent, ignore_errors=True)
        raise
    finished = made.report
    assert finished is not None
    name = f"{finished.brand or 'xl_fact'}-{span_of(finished.month).as_name}{made.path.suffix}"
    said = [[place.plain(text).replace(made.path.name, name) for text in note] for note in made.notes]
    with steps.step("画预览", "preview"):
        page = shown(finished)
    return {
        "preview": page,
        "path": str(made.path),
        "name": name,
        "notes": said,
        "refused": made.refused,
        "checked": made.checked,
    }


def pdf(request: Mapping[str, Any], steps: Steps) -> Answer:
    """The workbook printed."""
    from xl_fact.pdf import to_pdf

    with steps.step("印成 PDF", "pdf"):
        return {"path": str(to_pdf(Path(request["path"]), force=True))}


def check(request: Mapping[str, Any], steps: Steps) -> Answer:
    """What `template check` finds."""
    from xl_fact.filling.check import check_template

    with steps.step("检查模板", "check"):
        problems = check_template(Path(request["path"]))
    return {"problems": [[problem.text(lang) for lang in LANGUAGES] for problem in problems]}


# -------------------------------------------------------------------- the folder of facts
def facts(request: Mapping[str, Any], steps: Steps) -> Answer:
    """What the folder holds: months, and the files that they come from."""
    from xl_fact.store.folder import SOURCES
    from xl_fact.store.published import list_facts, shelves_of
    from xl_fact.store.records import records_of

    folder = Path(request["facts"])
    with steps.step("事实表", "facts"):
        if not any((folder / SOURCES).glob("brand=*")):
            return {"months": [], "files": [], "failed": []}
        listed = list_facts(folder)
        months = [_month(one) for one in listed.months]
        files = [
            {
                "brand": shelf.brand,
                "file": record.file,
                "digest": record.digest[:12],
                "months": [[month, held["rows"]] for month, held in sorted(record.months.items())],
                "replaced": record.content.get("replaced", 0),
                "saved": record.rank[0][:16].replace("T", " "),
            }
            for shelf in shelves_of(folder)
            for record in records_of(shelf).values()
        ]
    failed = [[one.text(lang) for lang in LANGUAGES] for one in listed.failed]
    files.sort(key=lambda one: (one["brand"], one["file"]))
    return {"months": months, "files": files, "failed": failed}


def _month(one: MonthOfFacts) -> Answer:
    from xl_fact.store.published import figure, labelled

    return {
        "brand": one.brand,
        "month": one.month,
        "files": one.files,
        "rows": one.rows,
        "totals": [
            {"name": [labelled([key], lang)[0] for lang in LANGUAGES], "value": figure(value)}
            for key, value in one.totals.items()
        ],
        "state": "altered" if one.published and one.altered else "published" if one.published else "",
        "changes": [[change.line(lang) for lang in LANGUAGES] for change in one.changed],
    }


def take(request: Mapping[str, Any], steps: Steps) -> Answer:
    """`xl-fact import`."""
    from xl_fact.exports.tables.files import passed_over
    from xl_fact.monthly import days_of
    from xl_fact.store.store import import_exports
    from xl_fact.whose import settings_of

    month = request.get("month", "")
    with laid(request) as place:
        config = place.settings or (Path(request["config"]) if request.get("config") else None)
        settled = settings_of(place.exports, config, request.get("brand", ""))
        done = import_exports(
            place.exports,
            Path(request["facts"]),
            brand=settled.brand.name,
            period=days_of(month) if month else None,
            timezone=settled.brand.timezone,
            steps=steps,
        )
        lines = [
            [place.plain(line) for line in each]
            for each in zip(done.lines("zh"), done.lines("en"), strict=True)
        ]
        return {"lines": [*lines, *map(list, passed_over(place.exports))], "proved": done.proved}


def freeze(request: Mapping[str, Any], steps: Steps) -> Answer:
    """`xl-fact facts --freeze`."""
    from xl_fact.store.published import freeze as publish

    done = publish(Path(request["facts"]), request["month"], request["brand"])
    return {"lines": [list(each) for each in zip(done.lines("zh"), done.lines("en"), strict=True)]}


def forget(request: Mapping[str, Any], steps: Steps) -> Answer:
    """`xl-fact facts --forget`."""
    from xl_fact.store.withdrawal import withdraw

    done = withdraw(Path(request["facts"]), request["file"], brand=request["brand"])
    return {"lines": [list(each) for each in zip(done.lines("zh"), done.lines("en"), strict=True)]}


TASKS: Final[dict[str, Callable[[Mapping[str, Any], Steps], Answer]]] = {
    one.__name__: one for one in (recognise, report, pdf, check, facts, take, freeze, forget)
}


# -------------------------------------------------------------------- the process
def main() -> None:
    """Answer requests until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer

    def say(line: Answer) -> None:
        try:
            out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        except BrokenPipeError:  # the server is gone
            os._exit(1)

    try:
        _ready()
        for line in _lines(sys.stdin.buffer):
            say(_answered(json.loads(line), Told(say)))
    except KeyboardInterrupt:
        sys.exit(130)


def _ready() -> None:
    """Import what every job needs, while nobody waits."""
    import xl_fact.exports.reading
    import xl_fact.filling.write
    import xl_fact.monthly
    import xl_fact.report.build  # noqa: F401


def _lines(given: BinaryIO) -> Iterator[bytes]:
    while line := given.readline():
        yield line


def _answered(request: Mapping[str, Any], steps: Steps) -> Answer:
    """One request, answered; an error is an answer too."""
    try:
        return {"answer": TASKS[request["task"]](request, steps)}
    except Asked as asked:
        return {"asks": {"question": list(asked.question), "answers": asked.answers}}
    except XlFactError as error:
        return {"error": [error.zh, error.en]}
    except OSError as error:
        return {"error": list(reason_of(error))}
    except Exception as error:
        import traceback

        traceback.print_exc()
        said = f"{type(error).__name__}: {error}"
        return {"error": [f"没有做完：{said}", f"stopped: {said}"]}


if __name__ == "__main__":
    main()
