"""The commands: parse, call, print. Nobody imports this module but ``__main__``.

Exit codes: 0 done; 1 done, but a check failed; 2 the input can't be used; 3 the target is locked.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from xl_fact import __version__
from xl_fact.errors import InputError, XlFactError, as_typed, line_of
from xl_fact.usage import Commands, path_typed
from xl_fact.words import Lang, Words

if TYPE_CHECKING:
    from xl_fact.bar import Bar
    from xl_fact.exports.formats.draft import Question
    from xl_fact.exports.shops import Ask as AskShops
    from xl_fact.exports.shops import ShopsUnknown
    from xl_fact.whose import Ask

_CONTEXT: Final[dict[Any, Any]] = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="xl-fact",
    cls=Commands,
    context_settings=_CONTEXT,
    help="内容电商的表格工具：GPM、ROI、FACT 矩阵与月报。The spreadsheet toolkit of content commerce.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

templates = typer.Typer(no_args_is_help=True, help="月报模板：新建、检查。The report's templates.")
app.add_typer(templates, name="template")

brands = typer.Typer(no_args_is_help=True, help="品牌的设置 brand.toml。A brand's settings.")
app.add_typer(brands, name="brand")

learned = typer.Typer(
    no_args_is_help=True, help="导出的格式：照着一个文件学。Formats of exports, learned from a file."
)
app.add_typer(learned, name="format")


class Language(StrEnum):
    """The language of messages and of what is written."""

    zh = "zh"
    en = "en"

    @property
    def code(self) -> Lang:
        """As the library takes it."""
        return "en" if self is Language.en else "zh"


class Ranges(StrEnum):
    """Which number a range stands for."""

    low = "low"
    middle = "middle"
    high = "high"


class Decimals(StrEnum):
    """The decimal sign of the figures."""

    point = "point"
    comma = "comma"


LangOption = Annotated[Language, typer.Option("--lang", help="语言 language", show_default=True)]
Debug = Annotated[bool, typer.Option("--debug", help="出错时给出完整回溯 show the traceback of an error")]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="覆盖不是 xl_fact 写的、或写好后改过的文件 overwrite even what is not xl_fact's, or was changed since",
    ),
]


def _file(option: str, help: str) -> Any:
    """An option that says where a file of the functions is written."""
    return typer.Option(option, help=help, parser=path_typed, metavar="PATH")


_EXPORTS = typer.Argument(help="平台导出的文件或文件夹 exports, or folders of them")
Files = Annotated[list[Path], _EXPORTS]
SomeFiles = Annotated[list[Path] | None, _EXPORTS]
BrandName = Annotated[
    str,
    typer.Option(
        "--brand", help="品牌名，默认照 brand.toml 或导出 the brand; by brand.toml or the exports by default"
    ),
]
MonthOption = Annotated[str, typer.Option("--month", help="月份，导出里只有一个月时可以不写 month, YYYY-MM")]
Week = Annotated[
    str, typer.Option("--week", help="一周的报告，如 2026-W23（周一到周日）a week, Monday to Sunday")
]
Days = Annotated[
    str, typer.Option("--days", help="任意几天，如 2026-06-01..2026-06-10 any days, first..last")
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="品牌设置，默认用导出旁边或当前文件夹里的 brand.toml settings; the brand.toml beside the exports by default",
    ),
]
Facts = Annotated[Path, typer.Option("--facts", help="事实表文件夹 folder of facts")]
Office = Annotated[
    bool, typer.Option("--libreoffice", help="LibreOffice Calc，而不是 Excel instead of Excel")
]
Wps = Annotated[bool, typer.Option("--wps", help="WPS 表格，而不是 Excel WPS Spreadsheets instead of Excel")]
RangesOption = Annotated[
    Ranges, typer.Option("--ranges", help="“7.5w~10w”取哪个数 which number a range stands for")
]
DecimalOption = Annotated[
    Decimals | None,
    typer.Option(
        "--decimal", help="小数点是点还是逗号，默认由文件决定 the decimal sign; by default the files tell"
    ),
]
ShopOption = Annotated[
    str,
    typer.Option("--shop", help="这些导出是哪家店的，导出自己写了的除外 whose shop, where they don't say"),
]
Formats = Annotated[
    Path | None, typer.Option("--formats", help="自备格式的文件夹 folder of formats of your own")
]


def asker(lang: Language, steps: Bar) -> Ask | None:
    """Asks the person at the terminal; None where there is none."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def ask(question: Words, answers: Sequence[str]) -> str:
        listed = f" [{' / '.join(answers)}]" if answers else ""
        with steps.asking():
            answer: str = typer.prompt(
                f"{question.text(lang.code)}{listed}", default="", show_default=False, err=True
            )
        return answer

    return ask


def span_typed(month: str, week: str, days: str) -> str:
    """The month, the week or the days of a report; "" where none is said.

    Raises
    ------
    InputError
        Two are said, or one is not what it should be.
    """
    from xl_fact.span import days_of, month_of, week_of

    said = [(text, read) for text, read in ((month, month_of), (week, week_of), (days, days_of)) if text]
    if len(said) > 1:
        raise InputError(
            "--month、--week、--days 只写一个", "give one of --month, --week and --days, not several"
        )
    return str(said[0][1](said[0][0])) if said else ""


@contextmanager
def told(lang: Language, debug: bool) -> Iterator[None]:
    """Say an error in one line and leave with its exit code."""
    try:
        yield
    except XlFactError as error:
        if debug:
            raise
        print(error.text(lang.code), file=sys.stderr)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except Exception as error:
        if debug:
            raise
        zh, en = line_of(error)
        zh, en = f"没有做完：{zh}（加 --debug 看回溯）", f"stopped: {en} (--debug shows where)"
        print(en if lang is Language.en else zh, file=sys.stderr)
        raise typer.Exit(2) from None


def _ask_shops(lang: Language, steps: Bar) -> AskShops | None:
    """Asks whose two files are; None where there is nobody to ask."""
    ask = asker(lang, steps)
    if ask is None:
        return None

    def whose(unknown: ShopsUnknown) -> tuple[str, str]:
        older, newer = (Words(f"{file} 是哪家店的？", f"{file}: which shop?") for file in unknown.files)
        why = Words(f"{unknown.zh}\n{older.zh}", f"{unknown.en}\n{older.en}")
        return ask(why, ()).strip(), ask(newer, ()).strip()

    return whose


def _version(asked: bool) -> None:
    if asked:
        print(f"xl-fact {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 version")
    ] = False,
) -> None:
    """内容电商的表格工具 The spreadsheet toolkit of content commerce."""


@app.command()
def report(
    exports: SomeFiles = None,
    month: MonthOption = "",
    week: Week = "",
    days: Days = "",
    brand: BrandName = "",
    config: Config = None,
    out: Annotated[Path | None, typer.Option("--out", help="写到哪里 file to write")] = None,
    facts: Annotated[
        Path | None, typer.Option("--facts", help="从事实表出报告 report from a folder of facts")
    ] = None,
    source: Annotated[
        str, typer.Option("--source", help="从数据库出报告：地址 report from a database: its address")
    ] = "",
    table: Annotated[str, typer.Option("--table", help="--source 里的事实表 the fact table in it")] = "",
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="事实表里每个品牌一本，--out 是文件夹 a workbook of every brand in --facts"
        ),
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", help="--all 同时做几个 how many at once", show_default="CPU")
    ] = 0,
    configs: Annotated[
        Path | None,
        typer.Option("--configs", help="--all 各品牌设置的文件夹 a folder of the brands' settings"),
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="填进自己的模板 fill a template of your own")
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="同时印成 PDF（需要 LibreOffice）print a PDF too")
    ] = False,
    pptx: Annotated[
        bool,
        typer.Option("--pptx", help="同时做五页幻灯片（pip install python-pptx）five slides too"),
    ] = False,
    formats: Formats = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="有一个文件读不了就停 stop at the first bad file")
    ] = False,
    ranges: RangesOption = Ranges.middle,
    decimal: DecimalOption = None,
    shop: ShopOption = "",
    timings: Annotated[
        bool, typer.Option("--timings", help="报告每一步用时 say how long each step took")
    ] = False,
    lang: Annotated[
        Language | None,
        typer.Option("--lang", help="语言，默认照 brand.toml language, brand.toml's by default"),
    ] = None,
    force: Force = False,
    debug: Debug = False,
) -> None:
    """读平台导出，写出月报工作簿。Read the exports and write the monthly report."""
    start_up = time.process_time()
    from xl_fact.bar import Bar
    from xl_fact.monthly import make_report

    asked, code = lang or Language.zh, lang.code if lang else None
    if every or jobs or configs:
        with told(asked, debug), Bar(asked.code) as steps:
            from xl_fact.agency.batch import agree, make_all

            rest = {"--brand": brand, "--source": source, "--table": table, "--pdf": pdf, "--pptx": pptx}
            agree(
                every, {**rest, "EXPORTS": exports, "--formats": formats, "--shop": shop, "--strict": strict}
            )
            all_made = make_all(
                facts,
                span_typed(month, week, days),
                out=out,
                jobs=jobs,
                configs=configs,
                config=config,
                template=template,
                lang=code,
                force=force,
                steps=steps,
            )
        print("\n".join(all_made.lines(code or "zh")))
        raise typer.Exit(all_made.exit_code)
    with told(asked, debug), Bar(asked.code) as steps:
        made = make_report(
            exports or [],
            span_typed(month, week, days),
            brand_name=brand,
            config=config,
            out=out,
            facts=facts,
            source=source,
            table=table,
            template=template,
            pdf=pdf,
            pptx=pptx,
            formats=formats,
            strict=strict,
            ranges=ranges.value,
            decimal=decimal.value if decimal else "",
            shop=shop,
            ask_shops=_ask_shops(asked, steps),
            lang=code,
            steps=steps,
            force=force,
            ask=asker(asked, steps),
        )
    for line in made.lines(code):
        print(line)
    if timings:
        print("\n".join(steps.timings(start_up)), file=sys.stderr)
    raise typer.Exit(0 if made.passed else 1)


@app.command()
def brief(
    exports: SomeFiles = None,
    month: MonthOption = "",
    week: Week = "",
    days: Days = "",
    brand: BrandName = "",
    config: Config = None,
    facts: Annotated[Path | None, typer.Option("--facts", help="从事实表来 from a folder of facts")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="图存到哪里（.png）where the picture goes")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="只要文字，不画图 the lines only, no picture")] = False,
    formats: Formats = None,
    shop: ShopOption = "",
    lang: Annotated[
        Language | None,
        typer.Option("--lang", help="语言，默认照 brand.toml language, brand.toml's by default"),
    ] = None,
    force: Force = False,
    debug: Debug = False,
) -> None:
    """三行话和概览的图，贴进微信、飞书、企业微信。Three lines and the first page's picture, to paste into a chat."""
    from xl_fact.bar import Bar
    from xl_fact.monthly import make_brief

    asked, code = lang or Language.zh, lang.code if lang else None
    with told(asked, debug), Bar(asked.code) as steps:
        made = make_brief(
            exports or [],
            span_typed(month, week, days),
            picture=not text,
            brand_name=brand,
            config=config,
            out=out,
            facts=facts,
            formats=formats,
            shop=shop,
            ask_shops=_ask_shops(asked, steps),
            lang=code,
            steps=steps,
            force=force,
            ask=asker(asked, steps),
        )
    print("\n".join(made.text))
    said = [Words(*note).text(made.lang) for note in made.notes]
    if made.picture:
        said.append(Words(f"图：{made.picture}", f"Picture: {made.picture}").text(made.lang))
    print("\n".join(said), file=sys.stderr)
    raise typer.Exit(0 if made.passed else 1)


@app.command()
def inspect(
    files: Files,
    formats: Formats = None,
    decimal: DecimalOption = None,
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """看懂导出：格式、各列含义、读入与搁置的行。What a file was recognised as, column by column."""
    from xl_fact.bar import Bar

    with told(lang, debug), Bar(lang.code) as steps:
        from xl_fact.exports.formats.inspect import describe

        described = describe(
            files, formats_dir=formats, steps=steps, decimal=decimal.value if decimal else ""
        )
    print("\n\n".join("\n".join(one.lines(lang.code)) for one in described))
    closed = [one.closed for one in described]
    raise typer.Exit(2 if all(closed) else 1 if any(closed) else 0)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹 folder to write to")] = Path("demo"),
    force: Force = False,
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """写出两个月的示例导出、brand.toml 和做好的月报。Sample exports, a brand.toml and the finished report."""
    from xl_fact.bar import Bar
    from xl_fact.monthly import make_demo

    with told(lang, debug), Bar(lang.code) as steps:
        made = make_demo(folder, lang=lang.code, steps=steps, force=force)
    for line in made.lines(lang.code):
        print(line)
    first = Words(
        f"先打开 {made.path}：第一页“概览”是全月一屏；F、A、C、T、S 并排在“FACT对比”，主播与时段在“自播时段”，"
        "商品、达人、大盘各有一页",
        f"Open {made.path} first: it begins with the overview. F, A, C, T and S stand side by side on FACT, hosts and hours on "
        "LIVE hours, products, creators and the market on sheets of their own",
    )
    typed = as_typed(folder)
    again = Words(
        f"设定都在 {folder / 'brand.toml'}：改完再运行 xl-fact report {typed} --month 2026-06",
        f"The settings are in {folder / 'brand.toml'}: change them and run xl-fact report {typed} --month 2026-06",
    )
    for each in (made.tried, again, first):
        print(each.text(lang.code))


@app.command("import")
def import_(
    files: Files,
    brand: BrandName = "",
    facts: Facts = Path("facts"),
    month: Annotated[
        str, typer.Option("--month", help="没有日期的导出属于哪个月 month of undated exports")
    ] = "",
    formats: Formats = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="有一个文件读不了就一个也不收 take all files or none")
    ] = False,
    timezone: Annotated[
        str, typer.Option("--timezone", help="店铺的时区 the shop's zone, such as Asia/Shanghai")
    ] = "",
    ranges: RangesOption = Ranges.middle,
    decimal: DecimalOption = None,
    shop: ShopOption = "",
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """把导出收进事实表；重复导入不变，更正的导出替换旧的。Take exports into the folder of facts."""
    from xl_fact.bar import Bar
    from xl_fact.monthly import days_of

    with told(lang, debug), Bar(lang.code) as steps:
        from xl_fact.exports.tables.files import passed_over
        from xl_fact.store.store import import_exports
        from xl_fact.whose import settings_of

        settled = settings_of(files, None, brand)
        done = import_exports(
            files,
            facts,
            brand=settled.brand.name,
            formats_dir=formats,
            strict=strict,
            period=days_of(month) if month else None,
            range_as=ranges.value,
            decimal=decimal.value if decimal else "",
            timezone=timezone or settled.brand.timezone,
            shop=shop,
            ask_shops=_ask_shops(lang, steps),
            steps=steps,
        )
        ours = [note.text(lang.code) for note in settled.notes]
        ours += [en if lang is Language.en else zh for zh, en in passed_over(files)]
    print("\n".join([*ours, *done.lines(lang.code)]))
    raise typer.Exit(0 if done.proved else 1)


@app.command("facts")
def facts_(
    folder: Annotated[Path | None, typer.Argument(help="事实表文件夹，同 --facts folder of facts")] = None,
    brand: BrandName = "",
    facts: Facts = Path("facts"),
    freeze: Annotated[
        str, typer.Option("--freeze", help="把这个月标为已发布 mark a month as published, YYYY-MM")
    ] = "",
    forget: Annotated[
        str, typer.Option("--forget", help="去掉一个导入错的文件 take a file out again, by its name")
    ] = "",
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """事实表里有什么：品牌、月份、文件、行数、合计、是否已发布。What the folder of facts holds."""
    from xl_fact.bar import Bar

    facts, code = folder or facts, 0
    with told(lang, debug), Bar(lang.code) as steps, steps.step("事实表", "facts"):
        from xl_fact.monthly import month_of
        from xl_fact.store import published

        if forget:
            from xl_fact.store.withdrawal import withdraw

            said = withdraw(facts, forget, brand=brand or None).lines(lang.code)
        elif freeze:
            said = published.freeze(facts, month_of(freeze, "--freeze"), brand or None).lines(lang.code)
        else:
            listed = published.list_facts(facts, brand=brand or None)
            said, code = listed.lines(lang.code), int(bool(listed.failed))
    print("\n".join(said))
    raise typer.Exit(code)


@app.command()
def functions(
    name: Annotated[str, typer.Argument(help="函数名 name of a function")] = "",
    workbook: Annotated[
        Path | None,
        _file("--workbook", "写一本装着全部函数的工作簿 write a workbook that holds them all"),
    ] = None,
    officejs: Annotated[
        Path | None,
        _file("--officejs", "写一个 Office.js 加载项文件夹 write a folder of an Office.js add-in"),
    ] = None,
    url: Annotated[
        str | None, typer.Option("--url", help="该文件夹的网址，https where that folder is served, https")
    ] = None,
    apps_script: Annotated[
        Path | None, _file("--apps-script", "写一份谷歌表格的 Code.gs write a Code.gs for Google Sheets")
    ] = None,
    javascript: Annotated[
        Path | None,
        _file("--javascript", "只写函数的 JavaScript 模块，如 xl_fact.mjs write the bare ES module"),
    ] = None,
    force: Force = False,
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """列出函数，看一个的说明，或写出工作簿、网页版、谷歌表格的文件。The functions, one of them, or files of them all."""
    from xl_fact.bar import Bar

    with told(lang, debug), Bar(lang.code) as steps:
        written = [path for path in (workbook, officejs, apps_script, javascript) if path]
        _check_functions(name, written, url, served=officejs is not None)
        if workbook:
            with steps.step("函数工作簿", "workbook of functions"):
                from xl_fact.surfaces.lambdas.workbook import write_functions

                write_functions(workbook, force=force)
        if officejs:
            with steps.step("Office.js 加载项", "add-in of Office.js"):
                from xl_fact.surfaces.javascript import office

                office.write(officejs, office.LOCAL if url is None else url, lang.code, force=force)
        if apps_script:
            with steps.step("谷歌表格脚本", "script of Google Sheets"):
                from xl_fact.surfaces.javascript import apps_script as google

                google.write(apps_script, lang.code, force=force)
        if javascript:
            with steps.step("JavaScript 模块", "module of JavaScript"):
                from xl_fact.surfaces.javascript import write

                write(javascript, force=force)
        lines = [f"wrote {path}" if lang is Language.en else f"已写出 {path}" for path in written]
        if not written:
            from xl_fact.surfaces import help

            lines = help.render_page(name, lang.code) if name else help.render_list(lang.code)
    print("\n".join(lines))


def _check_functions(name: str, written: Sequence[Path], url: str | None, *, served: bool) -> None:
    """What was asked for goes together.

    Raises
    ------
    InputError
        When a part of it would be passed over in silence.
    """
    if url is not None and not served:
        raise InputError(
            "--url 是 --officejs 文件夹的网址，要和 --officejs 一起写",
            "--url is the address of the folder of --officejs; give both",
        )
    if name and written:
        raise InputError(
            f"写文件写的是全部函数：去掉 {name}，或去掉写文件的选项",
            f"files hold all functions: leave out {name}, or the option that writes a file",
        )
    if len({path.absolute() for path in written}) < len(written):
        raise InputError("两个选项写到同一个位置，请分开", "two options write to one place; choose another")


def _one_host(libreoffice: bool, wps: bool) -> None:
    """One program at a time.

    Raises
    ------
    InputError
        When two are named.
    """
    if libreoffice and wps:
        raise InputError("--libreoffice 与 --wps 只写一个", "give --libreoffice or --wps, not both")


@app.command()
def install(
    libreoffice: Office = False, wps: Wps = False, lang: LangOption = Language.zh, debug: Debug = False
) -> None:
    """装进 Excel（或 LibreOffice、WPS），之后直接在单元格里输入函数。Install the functions for cells."""
    from xl_fact.bar import Bar

    with told(lang, debug), Bar(lang.code) as steps, steps.step("安装", "install"):
        from xl_fact import install as job

        _one_host(libreoffice, wps)

        done = (
            job.install_wps(lang=lang.code)
            if wps
            else job.install_libreoffice()
            if libreoffice
            else job.install()
        )
    for path in done.files:
        print(path)
    host = "WPS" if wps else "LibreOffice Calc" if libreoffice else "Excel"
    typed = "=XLFACT.GPM(3000,20000)" if wps else "=GPM(3000,20000)"
    print(
        f"{done.functions} functions installed; restart {host} and type {typed}"
        if lang is Language.en
        else f"已装好 {done.functions} 个函数；重新打开 {host}，输入 {typed} 应得 150"
    )


@app.command()
def uninstall(
    libreoffice: Office = False, wps: Wps = False, lang: LangOption = Language.zh, debug: Debug = False
) -> None:
    """从 Excel（或 LibreOffice、WPS）里去掉。Take the functions out of Excel, LibreOffice or WPS."""
    from xl_fact.bar import Bar

    with told(lang, debug), Bar(lang.code) as steps, steps.step("去掉", "uninstall"):
        from xl_fact import install as job

        _one_host(libreoffice, wps)

        taken = job.uninstall_wps() if wps else ()
        removed = bool(taken if wps else job.uninstall_libreoffice() if libreoffice else job.uninstall())
    english = lang is Language.en
    for folder in filter(Path.is_dir, taken):
        zh, en = f"{folder} 里有别的文件，留着", f"{folder} holds other files and stays"
        print(en if english else zh)
    print(
        ("removed" if english else "已去掉")
        if removed
        else ("nothing was installed" if english else "本来就没有装")
    )


@app.command()
def doctor(
    libreoffice: Office = False, wps: Wps = False, lang: LangOption = Language.zh, debug: Debug = False
) -> None:
    """函数不出数时，看看哪里不对。Say what keeps the functions from answering."""
    from xl_fact.bar import Bar

    with told(lang, debug), Bar(lang.code) as steps, steps.step("检查", "look"):
        from xl_fact import doctor as job

        _one_host(libreoffice, wps)

        findings = job.doctor_wps() if wps else job.doctor_libreoffice() if libreoffice else job.doctor()
    marks = {"ok": "✓", "warning": "!", "error": "✗"}
    for finding in findings:
        print(f"{marks[finding.level]} {finding.text(lang.code)}")
    raise typer.Exit(int(job.worst(findings) == "error"))


@templates.command("new")
def template_new(
    file: Annotated[Path, typer.Argument(help="写到哪里 file to write")],
    force: Force = False,
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """写出自带的模板，改样式、加内容后用 report --template 填。Write the house template, to be restyled and filled."""
    from xl_fact.bar import Bar

    with told(lang, debug), Bar(lang.code) as steps, steps.step("画模板", "template"):
        from xl_fact.drawing.shipped import new_template

        new_template(file, lang.code, force=force)
    print(f"wrote {file}" if lang is Language.en else f"已写出 {file}")


@templates.command("check")
def template_check(
    file: Annotated[Path, typer.Argument(help="模板 template")],
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """一次列出模板的全部问题，逐个指出工作表与单元格。Every problem of a template at once, with sheet and cell."""
    from xl_fact.bar import Bar

    with told(lang, debug), Bar(lang.code) as steps, steps.step("检查模板", "check"):
        from xl_fact.filling.check import check_template

        problems = check_template(file)
    for problem in problems:
        print(problem.text(lang.code))
    if not problems:
        print("no problems" if lang is Language.en else "没有问题")
    raise typer.Exit(2 if problems else 0)


@brands.command("new")
def brand_new(
    file: Annotated[Path, typer.Argument(help="写到哪里 file to write")] = Path("brand.toml"),
    brand: Annotated[str, typer.Option("--brand", help="品牌名 name of the brand")] = "",
    force: Force = False,
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """写出一份 brand.toml，每项设置都有说明。Write a brand.toml with every setting explained."""
    with told(lang, debug):
        from xl_fact.settings_file import write_settings

        write_settings(file, lang.code, brand, force=force)
    print(f"wrote {file}" if lang is Language.en else f"已写出 {file}")


@app.command("app")
def app_(
    facts: Facts = Path("facts"),
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="端口，0 是任选一个 port, 0 for any")
    ] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="打开浏览器 open the browser")
    ] = True,
    shortcut: Annotated[
        bool, typer.Option("--shortcut", help="在桌面放一个图标，不启动 put an icon on the desktop, and stop")
    ] = False,
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """打开本机的页面：拖导出、看月报、下载工作簿，不用终端。A local page to drop exports on."""
    with told(lang, debug):
        from xl_fact.app.serve import needed, serve

        needed()
        if shortcut:
            from xl_fact.app.shortcut import place

            print(place(facts.absolute()))
            raise typer.Exit
        heading = "open in a browser" if lang is Language.en else "在浏览器里打开"
        stop = "Ctrl+C ends it" if lang is Language.en else "按 Ctrl+C 结束"
        serve(
            facts,
            port=port,
            browser=browser,
            loud=debug,
            told=lambda address: print(f"{heading}: {address}\n{stop}", flush=True),
        )


@learned.command("new")
def format_new(
    file: Annotated[Path, typer.Argument(help="一个不认识的导出 an export that is not known")],
    out: Annotated[
        Path | None, typer.Option("--out", help="存到哪个文件夹 folder to keep it in, your own by default")
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="列名=含义，可多次 heading=meaning, as often as needed")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="说不清的列不取 leave out the columns that are open")
    ] = False,
    month: Annotated[str, typer.Option("--month", help="没有日期的导出属于哪个月 month, YYYY-MM")] = "",
    decimal: DecimalOption = None,
    formats: Formats = None,
    lang: LangOption = Language.zh,
    debug: Debug = False,
) -> None:
    """照着一个导出学它的格式，只问文件证明不了的。Learn a format from a file, asking only what it can't prove."""
    from xl_fact.bar import Bar
    from xl_fact.monthly import days_of, new_format

    def ask(question: Question) -> str:
        with steps.asking():
            answer: str = typer.prompt(question.text(lang.code), default="", show_default=False)
        return answer

    with told(lang, debug), Bar(lang.code) as steps:
        written, lesson = new_format(
            file,
            out=out or formats,
            said=set_ or [],
            leave=yes,
            ask=ask if sys.stdin.isatty() and not yes else None,
            formats_dir=formats,
            period=days_of(month) if month else None,
            decimal=decimal.value if decimal else "",
            steps=steps,
        )
    print("\n".join(lesson.lines(lang.code)))
    print(f"wrote {written}" if lang is Language.en else f"已写出 {written}")
    raise typer.Exit(0 if lesson.source.proof.passed else 1)
