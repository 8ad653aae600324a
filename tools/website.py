"""The documentation site, from the same pages that one reads on a code host: Chinese at the root, English under en/.

python -m tools.website .

The pages are staged, one tree for each language, with their links led to where they stand there; Zensical builds each
with warnings as errors, and what it wrote is checked: no link leads nowhere, nothing is fetched from another host.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from tools.links import FENCE, links, outside
from xl_fact.core.catalogue import FAMILIES, FUNCTIONS
from xl_fact.words import LANGUAGES, Lang, Words, say

NAV: Final[tuple[tuple[Words, tuple[str, ...]], ...]] = (
    (Words("开始", "Start"), ("index", "project", "first-report")),
    (
        Words("怎么做", "How to"),
        (
            *("app", "templates", "own-format", "brands-and-shops", "part-of-a-month", "dollars"),
            *("wps", "sharing", "facts", "scale"),
        ),
    ),
    (
        Words("方法", "The method"),
        (
            *("method-gpm-roi", "method-fit", "method-snowball", "method-bridges", "advice"),
            *("method-campaigns", "method-profit", "method-increment"),
        ),
    ),
    (
        Words("装在哪里", "Where functions live"),
        ("officejs", "google-sheets", "lite", "server", "differences", "excel-checklist"),
    ),
    (Words("数据", "The data"), ("exports", "dictionary", "privacy")),
    (Words("一起做", "Contributing"), ("contributing", "architecture", "changelog")),
)
"""The pages by section; the functions follow by family."""

REFERENCE: Final = Words("函数", "Functions")
_NAMES: Final = {"README": "index", "CONTRIBUTING": "contributing", "CHANGELOG": "changelog"}
_PROJECT: Final = Words("项目说明", "The project")
_COMMENT: Final = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|<!--.*?-->", re.DOTALL)
"""A comment; code within a line is found too, so that a comment in it stays."""
_BROKEN: Final = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])\n *(?=[\u3400-\u9fff“（《])|(?<=[，。；：、！？）”])\n *(?=[A-Za-z`\[]|\*\*)"
)
"""Where a Chinese sentence goes on in the next line: a browser would show a space."""
_BOX: Final = re.compile(r'^ +(\w+)[\[(]+"(.+)"[\])]+$', re.MULTILINE)
_ARROW: Final = re.compile(r"^ +(\w+) --> (\w+)$", re.MULTILINE)
_STANDS: Final = Words("| 房间 | 直接站在 |", "| room | stands on |")
STYLE: Final = """\
.md-grid { max-width: 76rem; }
.md-typeset table:not([class]) th { min-width: 3rem; }
.md-typeset table:not([class]) code { word-break: normal; overflow-wrap: break-word; }
"""


@dataclass(frozen=True)
class Page:
    """A page of the site: where it comes from, its language, and where it stands in that language's tree."""

    source: Path
    lang: Lang
    place: str

    @property
    def title(self) -> str:
        """Its first heading."""
        if self.place == "project.md":
            return _PROJECT.text(self.lang)
        found = re.search(r"^# +(.+)$", self.source.read_text("utf-8"), re.MULTILINE)
        return found[1].replace("`", "").strip() if found else self.place


def pages(root: Path) -> list[Page]:
    """Every page in both languages; one that says both in one file stands in both trees."""
    found = []
    for source in (*sorted(root.glob("*.md")), *sorted((root / "docs").glob("*.md"))):
        stem = source.name.removesuffix(".md").removesuffix(".en")
        place = _NAMES.get(stem, stem)
        if source.parent == root and stem == "README":
            place = "project"
        if source.name.endswith(".en.md"):
            found.append(Page(source, "en", f"{place}.md"))
            continue
        alone = not source.with_name(f"{stem}.en.md").exists()
        found += [Page(source, lang, f"{place}.md") for lang in (LANGUAGES if alone else ("zh",))]
    for lang in LANGUAGES:
        for source in sorted((root / "docs" / "reference" / lang).glob("*.md")):
            found.append(Page(source, lang, f"reference/{_NAMES.get(source.stem, source.stem)}.md"))
    return found


def staged(page: Page, known: dict[tuple[Path, Lang], Page], root: Path) -> str:
    """The text of a page as the site takes it: without comments, its links led to where the pages stand there."""
    text, parts, last = page.source.read_text("utf-8"), [], 0
    for link in links(text):
        parts += [text[last : link.start()], _led(page, link, known, root)]
        last = link.end()
    text = "".join([*parts, text[last:]])
    pieces, last = [], 0
    for fence in FENCE.finditer(text):
        drawing = fence[0].startswith("```mermaid")
        pieces += [_plain(text[last : fence.start()]), _table(fence[0], page.lang) if drawing else fence[0]]
        last = fence.end()
    return "".join([*pieces, _plain(text[last:])])


def _plain(text: str) -> str:
    return _BROKEN.sub("", _COMMENT.sub(lambda found: found[0] if found[1] else "", text))


def _table(drawing: str, lang: Lang) -> str:
    """A drawing of boxes and arrows as a table, for what draws it on a code host would be fetched from outside."""
    labels, stands = dict(_BOX.findall(drawing)), dict[str, list[str]]()
    for above, below in _ARROW.findall(drawing):
        stands.setdefault(labels[above], []).append(labels[below])
    rows = (f"| {room} | {', '.join(below)} |" for room, below in stands.items())
    return "\n".join([_STANDS.text(lang), "|---|---|", *rows])


def _led(page: Page, link: re.Match[str], known: dict[tuple[Path, Lang], Page], root: Path) -> str:
    """A link of a staged page; what has no place on the site keeps its words alone."""
    mark, words, target = link.groups()
    if outside(target) or target.startswith("#"):
        return link[0]
    file, _, anchor = target.partition("#")
    anchor = f"#{anchor}" if anchor else ""
    there, up = (page.source.parent / file).resolve(), "../" * page.place.count("/")
    for lang in (page.lang, *LANGUAGES):
        if (there, lang) not in known:
            continue
        place = known[there, lang].place
        if lang == page.lang:
            return f"{mark}[{words}]({up}{place}{anchor})"
        over = say(page.lang, "en/", "../")
        return f'<a href="{up}{over}{place.removesuffix(".md")}.html{anchor}" lang="{lang}">{words}</a>'
    if mark:
        return f"![{words}]({up}{there.relative_to(root / 'docs').as_posix()})"
    return words


def configuration(found: list[Page], lang: Lang) -> str:
    """The settings of one language's site."""
    titles = {page.place.removesuffix(".md"): page.title for page in found if page.lang == lang}
    nav: list[dict[str, object]] = [
        {section.text(lang): [{titles[name]: f"{name}.md"} for name in names]} for section, names in NAV
    ]
    families: list[dict[str, object]] = [{titles["reference/index"]: "reference/index.md"}]
    for family, zh in FAMILIES.items():
        names = [function.name for function in FUNCTIONS.values() if function.family == family]
        families.append(
            {say(lang, zh, family): [{titles[f"reference/{name}"]: f"reference/{name}.md"} for name in names]}
        )
    nav.insert(3, {REFERENCE.text(lang): families})
    settings = {
        "site_name": say(
            lang, "xl_fact：内容电商的表格工具", "xl_fact: the spreadsheet toolkit of content commerce"
        ),
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "nav": nav,
        "extra_css": ["site.css"],
        "plugins": {"search": {}},
        "theme": {
            "language": lang,
            "font": False,
            "features": ["navigation.top", "navigation.footer", "search.highlight", "content.code.copy"],
            "palette": [{"scheme": "default", "primary": "red"}],
        },
        "extra": {
            "generator": False,
            "homepage": "index.html",
            "alternate": [
                {"name": "中文", "link": say(lang, "index.html", "../index.html"), "lang": "zh"},
                {"name": "English", "link": say(lang, "en/index.html", "index.html"), "lang": "en"},
            ],
        },
        "markdown_extensions": {
            "tables": {},
            "md_in_html": {},
            "toc": {
                "permalink": True,
                "slugify": {"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}},
            },
            "pymdownx.highlight": {"pygments_lang_class": True},
            "pymdownx.superfences": {},
        },
    }
    return "[project]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in settings.items())


def _toml(value: object) -> str:
    """A value in TOML, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def build(root: Path, site: Path, stage: Path) -> list[str]:
    """Write the site by way of the staged pages, and say what is wrong with it."""
    found = pages(root)
    known = {(page.source.resolve(), page.lang): page for page in found}
    shutil.rmtree(stage, ignore_errors=True)
    shutil.rmtree(site, ignore_errors=True)
    for lang in LANGUAGES:
        tree = stage / lang
        for page in found:
            if page.lang == lang:
                place = tree / "docs" / page.place
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(staged(page, known, root), "utf-8", newline="\n")
        shutil.copytree(root / "docs" / "images", tree / "docs" / "images")
        (tree / "docs" / "site.css").write_text(STYLE, "utf-8", newline="\n")
        (tree / "zensical.toml").write_text(configuration(found, lang), "utf-8", newline="\n")
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict", "--clean"],
            cwd=tree,
            env={**os.environ, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            return [f"{lang}: {line}" for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        shutil.copytree(tree / "site", site if lang == "zh" else site / lang)
    return faults(site)


class _Sheet(HTMLParser):
    """What a page of the site leads to, what it fetches, and what can be led to in it."""

    FETCHED: Final = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}

    def __init__(self) -> None:
        super().__init__()
        self.leads: set[str] = set()
        self.fetches: set[str] = set()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up one tag."""
        held = {name: value or "" for name, value in attrs}
        self.ids |= {held[name] for name in ("id", "name") if name in held}
        if tag == "a" and "href" in held:
            self.leads.add(held["href"])
        if held.get(self.FETCHED.get(tag, "")):
            self.fetches.add(held[self.FETCHED[tag]])


def faults(site: Path) -> list[str]:
    """Links of a built site that lead nowhere, and whatever its pages fetch from another host."""
    sheets = {}
    for file in sorted(site.rglob("*.html")):
        sheets[file] = _Sheet()
        sheets[file].feed(file.read_text("utf-8"))
    wrong = []
    for file, sheet in sheets.items():
        name = file.relative_to(site).as_posix()
        wrong += [
            f"{name}: {address} is fetched from outside" for address in sheet.fetches if _foreign(address)
        ]
        if file.name == "404.html":
            continue
        for target in sorted(sheet.leads | sheet.fetches):
            path, _, anchor = unquote(target).partition("#")
            if outside(target) or target.startswith("//"):
                continue
            there = (file.parent / path.partition("?")[0]).resolve() if path else file
            if not there.is_file() or (anchor and there in sheets and anchor not in sheets[there].ids):
                wrong.append(f"{name}: {target} leads nowhere")
    for file in sorted(site.rglob("*.css")):
        held = re.findall(r"(?:url\(|@import )[\"']?([^\"')]+)", file.read_text("utf-8"))
        wrong += [f"{file.name}: {address} is fetched from outside" for address in held if _foreign(address)]
    return wrong


def _foreign(address: str) -> bool:
    return address.startswith("//") or (outside(address) and not address.startswith("data:"))


if __name__ == "__main__":
    top = Path(sys.argv[1]).resolve()
    sys.exit("\n".join(build(top, top / "site", top / ".cache" / "site-src")) or None)
