"""The pages, and what they ask for: each address, what it does, what it answers."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from xl_fact import __version__
from xl_fact.app.desk import Busy, Desk, plain_file, stored
from xl_fact.app.door import TOO_LARGE, TooLarge
from xl_fact.app.names import label
from xl_fact.drawing import theme
from xl_fact.errors import InputError, XlFactError
from xl_fact.pdf import soffice
from xl_fact.saving import save_atomically
from xl_fact.words import LANGUAGES, Lang, Words, say

HERE: Final = Path(__file__).parent
_DESKS: Final = 50
"""How many tabs are kept; the one that was asked last longest ago goes first."""
_SWEEP: Final = 30.0

LOOKING: Final = Words("看文件、出报告", "reading and reporting")
REPORTING: Final = Words("出报告", "reporting")
PRINTING: Final = Words("印成 PDF", "printing")
CHECKING: Final = Words("检查模板", "checking the template")
SHELVING: Final = Words("看事实表", "looking at the facts")
TAKING: Final = Words("导入事实表", "importing")
CHANGING: Final = Words("改事实表", "changing the facts")

Handler = Callable[[Request, Desk], Awaitable[Response]]


class Pages:
    """The application: its tabs, and the pages for them.

    Parameters
    ----------
    folder : Path
        The session's; everything that is not the facts lies in there.
    facts : Path
        The folder of facts; settings are kept beside it.
    stop : callable
        Ends the server.
    loud : bool
        Whether errors are shown in the terminal.
    """

    def __init__(self, folder: Path, facts: Path, stop: Callable[[], None], *, loud: bool = False):
        self.folder, self.facts, self.stop, self.loud = folder, facts, stop, loud
        self.desks: dict[str, Desk] = {}
        self.lang: Lang = "zh"
        self._kept = asyncio.Lock()
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters["number"] = lambda value: f"{value:,}"

    @property
    def application(self) -> Starlette:
        """As a server runs it."""
        of_desk = [
            Route("/", self.of(self.report_page)),
            Route("/state", self.of(self.state)),
            Route("/main", self.of(self.main)),
            Route("/file", self.of(self.upload), methods=["POST"]),
            Route("/look", self.of(self.look), methods=["POST"]),
            Route("/remove", self.of(self.remove), methods=["POST"]),
            Route("/answer", self.of(self.answer), methods=["POST"]),
            Route("/cancel", self.of(self.cancel), methods=["POST"]),
            Route("/template", self.of(self.own_template), methods=["POST"]),
            Route("/no-template", self.of(self.no_template), methods=["POST"]),
            Route("/print", self.of(self.print), methods=["POST"]),
            Route("/from-facts", self.of(self.from_facts), methods=["POST"]),
            Route("/report", self.of(self.workbook)),
            Route("/pdf", self.of(self.printed)),
            Route("/settings", self.of(self.settings_page)),
            Route("/settings", self.of(self.save_settings), methods=["POST"]),
            Route("/brand.toml", self.of(self.settings_file)),
            Route("/facts", self.of(self.facts_page)),
            Route("/shelf", self.of(self.shelf)),
            Route("/shelve", self.of(self.shelve), methods=["POST"]),
            Route("/import", self.of(self.take), methods=["POST"]),
            Route("/freeze", self.of(self.freeze), methods=["POST"]),
            Route("/forget", self.of(self.forget), methods=["POST"]),
            Route("/functions", self.of(self.functions_page)),
            Route("/functions/{name}", self.of(self.function_page)),
            Route("/functions/{name}", self.of(self.function_answer), methods=["POST"]),
        ]
        routes = [
            Route("/", self.new),
            Route("/close", self.close, methods=["POST"]),
            Route("/palette.css", self.palette),
            Mount("/static", StaticFiles(directory=HERE / "static", follow_symlink=False)),
            Mount("/desk/{desk}", routes=of_desk),
        ]
        return Starlette(routes=routes, lifespan=self._lived)

    @asynccontextmanager
    async def _lived(self, app: Starlette) -> AsyncIterator[None]:
        resting = asyncio.create_task(self._rested())
        try:
            yield
        finally:
            resting.cancel()
            for desk in list(self.desks.values()):
                await desk.close()

    async def _rested(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP)
            for desk in list(self.desks.values()):
                await desk.rest()

    # ---------------------------------------------------------------- what all share
    def of(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """A handler of a tab: finds the tab, says errors in words."""

        async def handled(request: Request) -> Response:
            desk = self.desks.get(request.path_params["desk"])
            if desk is None:
                if request.method == "GET":
                    return RedirectResponse("/", 303)
                gone = "这一页已经关掉了，请重新打开", "this tab is gone; open the page again"
                return JSONResponse({"error": list(gone)}, 410)
            asked = request.query_params.get("lang", "")
            if asked in LANGUAGES and asked != desk.lang:
                self.lang = desk.lang = say(asked, "zh", "en")
            try:
                return await handler(request, desk)
            except Busy as busy:
                return JSONResponse({"error": [busy.zh, busy.en]}, 409)
            except XlFactError as error:
                if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
                    return self.page("wrong.html", desk, "", error=[error.zh, error.en])
                return JSONResponse({"error": [error.zh, error.en]}, 422)
            except TooLarge:
                return JSONResponse({"error": list(TOO_LARGE)}, 413)
            except ClientDisconnect:
                return Response(status_code=499)

        return handled

    def page(self, name: str, desk: Desk, here: str, **more: Any) -> HTMLResponse:
        """A page or a part of one."""
        lang = desk.lang

        def t(zh: Any, en: Any = None) -> Any:
            return say(lang, *zh) if en is None else say(lang, zh, en)

        template = self.templates.get_template(name)
        root = f"/desk/{desk.key}"
        text = template.render(
            t=t,
            lang=lang,
            desk=desk,
            root=root,
            here=here,
            version=__version__,
            pdf=soffice() is not None,
            **more,
        )
        return HTMLResponse(text)

    async def new(self, request: Request) -> Response:
        """A new tab."""
        while len(self.desks) >= _DESKS:
            oldest = next((key for key, desk in self.desks.items() if desk.job is None), None)
            if oldest is None:
                return Response(status_code=503)
            await self.desks.pop(oldest).close()
        key = secrets.token_urlsafe(9)
        desk = Desk(key, self.folder / f"desk_{len(self.desks)}_{key}", self.facts, self.lang, loud=self.loud)
        self.desks[key] = desk
        asyncio.get_running_loop().call_later(0.2, lambda: asyncio.ensure_future(desk.worker.start()))
        return RedirectResponse(f"/desk/{key}/", 303)

    async def close(self, request: Request) -> Response:
        """The end of it all."""
        asyncio.get_running_loop().call_later(0.3, self.stop)
        return JSONResponse({})

    async def palette(self, request: Request) -> Response:
        """The workbook's colours, declared where the workbook's are."""
        return Response(colours(), media_type="text/css")

    # ---------------------------------------------------------------- the report
    async def report_page(self, request: Request, desk: Desk) -> Response:
        """Drop, rows, preview."""
        return self.page("report.html", desk, "report")

    async def main(self, request: Request, desk: Desk) -> Response:
        """What stands below the drop zone, as it is now."""
        return self.page("main.html", desk, "report")

    async def state(self, request: Request, desk: Desk) -> Response:
        """How far the job is."""
        job = desk.job
        told: dict[str, Any] = {"version": desk.version, "busy": job is not None}
        if job is not None:
            step = job.step.text(desk.lang) or job.title.text(desk.lang)
            told |= {"title": job.title.text(desk.lang), "step": step, "part": job.part}
        return JSONResponse(told)

    async def upload(self, request: Request, desk: Desk) -> Response:
        """One file, as it comes in."""
        name, saved = _named(request)
        upload = await desk.take(name, saved, request.stream())
        return JSONResponse({"number": upload.number})

    async def look(self, request: Request, desk: Desk) -> Response:
        """Say what the new files are, and make the report."""
        desk.begin(LOOKING, desk.look())
        return JSONResponse({})

    async def remove(self, request: Request, desk: Desk) -> Response:
        """Take files away, and make the report of the others."""
        told = await _json(request)
        numbers = {int(n) for n in told.get("numbers", ())} or {u.number for u in desk.uploads}
        if desk.job is not None:
            raise Busy
        desk.drop(numbers)
        desk.answers = []
        desk.begin(REPORTING, desk.preview())
        return JSONResponse({})

    async def answer(self, request: Request, desk: Desk) -> Response:
        """What a person says where the files don't; nothing asks anew."""
        told = await _json(request)
        if "question" in told:
            kept = [one for one in desk.answers if one["question"] != told["question"]]
            asked = desk.question or {"question": told["question"], "answers": []}
            said = {"question": told["question"], "answer": str(told["answer"]), "asked": asked}
            desk.answers = [*kept, said]
        else:
            desk.answers = []
        desk.begin(REPORTING, desk.preview())
        return JSONResponse({})

    async def cancel(self, request: Request, desk: Desk) -> Response:
        """End the job."""
        await desk.cancel()
        return JSONResponse({})

    async def own_template(self, request: Request, desk: Desk) -> Response:
        """A template of one's own."""
        if desk.job is not None:
            raise Busy
        name = label(_named(request)[0]).rpartition("/")[2]
        suffix = Path(name).suffix.lower()
        if suffix not in (".xlsx", ".xlsm", ".xltx", ".xltm"):
            raise InputError(
                f"{name}：模板要是 .xlsx、.xlsm、.xltx 或 .xltm",
                f"{name}: a template is .xlsx, .xlsm, .xltx or .xltm",
            )
        path = desk.folder / f"template_{secrets.token_hex(4)}{suffix}"
        await stored(path, request.stream())
        desk.begin(CHECKING, desk.checked(name, path))
        return JSONResponse({})

    async def no_template(self, request: Request, desk: Desk) -> Response:
        """Back to the house template."""
        if desk.job is not None:
            raise Busy
        filled = desk.template is not None and not desk.template.problems
        desk.remove_template()
        if filled:
            desk.begin(REPORTING, desk.preview())
        return JSONResponse({})

    async def print(self, request: Request, desk: Desk) -> Response:
        """The workbook as PDF too."""
        desk.begin(PRINTING, desk.printed())
        return JSONResponse({})

    async def from_facts(self, request: Request, desk: Desk) -> Response:
        """The report of a month of the facts."""
        told = await _json(request)
        desk.of_facts = {"brand": str(told["brand"]), "month": str(told["month"])}
        desk.answers = []
        desk.begin(REPORTING, desk.preview())
        return JSONResponse({})

    async def workbook(self, request: Request, desk: Desk) -> Response:
        """The workbook."""
        return self._file(desk, "path", "")

    async def printed(self, request: Request, desk: Desk) -> Response:
        """The PDF."""
        return self._file(desk, "pdf", ".pdf")

    def _file(self, desk: Desk, what: str, suffix: str) -> Response:
        if desk.result is None or what not in desk.result:
            return RedirectResponse(f"/desk/{desk.key}/", 303)
        name = str(desk.result["name"])
        return FileResponse(desk.result[what], filename=name.rpartition(".")[0] + suffix if suffix else name)

    # ---------------------------------------------------------------- settings
    def _settings_text(self, desk: Desk) -> tuple[str, Path | None]:
        """The settings that hold, and the file where a change goes: none where they were dropped and others are kept."""
        from xl_fact.app.settings import text_of

        dropped, kept = desk.given_settings, desk.kept_settings
        there = kept.is_symlink() or kept.exists()
        if there:
            plain_file(kept)
        if dropped is not None:
            return text_of(dropped.path, desk.lang), None if there else kept
        return text_of(kept if there else None, desk.lang), kept

    async def settings_page(self, request: Request, desk: Desk) -> Response:
        """The form."""
        from xl_fact.app.settings import form_of

        text, place = self._settings_text(desk)
        try:
            form = form_of(text, desk.lang)
        except InputError as error:
            return self.page(
                "settings.html", desk, "settings", form=None, error=[error.zh, error.en], place=place
            )
        return self.page("settings.html", desk, "settings", form=form, error=None, place=place)

    async def save_settings(self, request: Request, desk: Desk) -> Response:
        """Keep what the form says, and make the report anew."""
        from xl_fact.app.settings import changed, mark_of, proved

        told = await _json(request)
        async with self._kept:
            text, place = self._settings_text(desk)
            if told.get("mark") != mark_of(text):
                raise InputError(
                    "设置在别处改过了；重新打开这一页再改",
                    "the settings were changed elsewhere; open this page again",
                )
            after = changed(text, told, desk.lang)
            scratch = desk.folder / f"settings_{secrets.token_hex(4)}"
            scratch.mkdir()
            try:
                proved(after, scratch)
            finally:
                scratch.rmdir()
            dropped = desk.given_settings
            if dropped is not None:
                dropped.path.write_text(after, "utf-8")
            if place is not None and (after != text or not place.exists()):
                place.parent.mkdir(parents=True, exist_ok=True)
                save_atomically(place, after.encode())
        if desk.result is not None or desk.error is not None:
            desk.begin(REPORTING, desk.preview())
        return JSONResponse({"mark": mark_of(after)})

    async def settings_file(self, request: Request, desk: Desk) -> Response:
        """The file itself."""
        text, _ = self._settings_text(desk)
        named = {"content-disposition": 'attachment; filename="brand.toml"'}
        return Response(text.encode(), media_type="application/toml", headers=named)

    # ---------------------------------------------------------------- facts
    async def facts_page(self, request: Request, desk: Desk) -> Response:
        """What is held."""
        return self.page("facts.html", desk, "facts")

    async def shelf(self, request: Request, desk: Desk) -> Response:
        """The part of it that changes."""
        return self.page("shelf.html", desk, "facts", brand=_brand_of(desk))

    async def shelve(self, request: Request, desk: Desk) -> Response:
        """Look at the facts."""
        desk.begin(SHELVING, desk.shelved())
        return JSONResponse({})

    async def take(self, request: Request, desk: Desk) -> Response:
        """Import the files of this tab."""
        told = await _json(request)
        desk.begin(
            TAKING, desk.stored(str(told.get("brand", "")).strip(), str(told.get("month", "")).strip())
        )
        return JSONResponse({})

    async def freeze(self, request: Request, desk: Desk) -> Response:
        """Mark a month as published."""
        told = await _json(request)
        desk.begin(CHANGING, desk.changed("freeze", month=str(told["month"]), brand=str(told["brand"])))
        return JSONResponse({})

    async def forget(self, request: Request, desk: Desk) -> Response:
        """Take a file out again."""
        told = await _json(request)
        desk.begin(CHANGING, desk.changed("forget", file=str(told["file"]), brand=str(told["brand"])))
        return JSONResponse({})

    # ---------------------------------------------------------------- functions
    async def functions_page(self, request: Request, desk: Desk) -> Response:
        """All of them."""
        from xl_fact.app.sheet import families

        return self.page("functions.html", desk, "functions", families=families(desk.lang))

    async def function_page(self, request: Request, desk: Desk) -> Response:
        """One of them."""
        from xl_fact.app.sheet import answered, fields_of, told
        from xl_fact.surfaces.help import find

        function = find(request.path_params["name"])
        fields = fields_of(function, desk.lang)
        first = answered(function, [field.value for field in fields])
        more = {"function": told(function, desk.lang), "fields": fields, "first": first}
        return self.page("function.html", desk, "functions", **more)

    async def function_answer(self, request: Request, desk: Desk) -> Response:
        """What the cells show."""
        from xl_fact.app.sheet import answered
        from xl_fact.surfaces.help import find

        given = [str(one) for one in (await _json(request)).get("given", ())]
        return JSONResponse(await asyncio.to_thread(answered, find(request.path_params["name"]), given))


def _brand_of(desk: Desk) -> str:
    """The brand that the files of a tab are likely to be of."""
    return str(desk.result["preview"]["brand"]) if desk.result else ""


def _named(request: Request) -> tuple[str, float | None]:
    """The name of an upload, and when it was saved, in seconds."""
    saved = request.headers.get("x-saved", "")
    try:
        when = float(saved) / 1000 if saved else None
    except ValueError:
        when = None
    return unquote(request.headers.get("x-name", ""), errors="strict"), when


async def _json(request: Request) -> dict[str, Any]:
    """A small body."""
    try:
        told = json.loads(await request.body() or b"{}")
    except (json.JSONDecodeError, UnicodeDecodeError):
        told = None
    if not isinstance(told, dict):
        raise InputError("请求读不懂", "the request is not understood")
    return told


def colours() -> str:
    """The palette of the workbook as style sheets have it.

    Examples
    --------
    >>> "--navy: #16324F;" in colours()
    True
    """
    plain = {
        "ink": theme.INK,
        "muted": theme.MUTED,
        "faint": theme.FAINT,
        "paper": theme.PAPER,
        "wash": theme.WASH,
        "navy": theme.NAVY,
        "sky": theme.SKY,
        "input-ink": theme.INPUT_INK,
        "input-paper": theme.INPUT_PAPER,
        "pass-ink": theme.PASS_INK,
        "pass-paper": theme.PASS_PAPER,
        "fail-ink": theme.FAIL_INK,
        "fail-paper": theme.FAIL_PAPER,
        "field": theme.HUES["F"],
        "edge": theme.HUES["?"],
        "light": theme.NEUTRALS["light"],
    }
    lines = [":root {", *(f"  --{name}: #{value};" for name, value in plain.items()), "}"]
    for palette, direction in theme.DIRECTIONS.items():
        lines.append(f"[data-palette={palette}] {{ --up: #{direction.up}; --down: #{direction.down}; }}")
    for letter, hue in theme.HUES.items():
        name = "none" if letter == "?" else letter
        lines.append(f".hue-{name}::before {{ background: #{hue}; }}")
    lines += [f".verdict-{key} {{ background: #{paper}; }}" for key, paper in theme.VERDICTS.items()]
    return "\n".join(lines) + "\n"
