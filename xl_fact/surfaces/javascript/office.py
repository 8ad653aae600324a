"""Excel on Windows, the Mac and the web through Office.js: a folder that any static host serves.

``manifest.xml`` is what Excel is given; it names ``functions.json`` (what the functions are called and take),
``functions.js`` (what they do) and ``functions.html``, which loads Microsoft's runtime and that script.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from xl_fact.core.function import Function
from xl_fact.errors import InputError
from xl_fact.saving import is_ours, save_atomically, save_ours, spare
from xl_fact.surfaces import javascript
from xl_fact.surfaces.javascript.icon import png
from xl_fact.surfaces.javascript.wrappers import (
    ABOUT,
    NAMESPACE,
    documented,
    functions,
    meaning,
    names,
    parameter_name,
    summary,
)
from xl_fact.words import Lang, say

LOCAL: Final = "https://localhost:3000"
"""Where the folder is served when nothing else is said: Microsoft's own examples use it."""

SCRIPT: Final = "functions.js"
"""What the functions do."""

_NOTE: Final = re.compile(r"^// (\S+) sha256:([0-9a-f]{64})$", re.MULTILINE)
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_SPACE: Final = re.compile(r"[\s\x00-\x1f\\]")
_SUFFIXES: Final = (".xml", ".html", ".htm", ".js", ".json", ".png")
_ID: Final = "5d2f7a7e-6d0c-4f0b-9a35-1f1c3f0a9e58"
_RUNTIME: Final = "https://appsforoffice.microsoft.com/lib/1/hosted/custom-functions-runtime.js"
_PAGE: Final = f"""<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<script src="{_RUNTIME}"></script>
<script src="functions.js"></script>
</head>
<body>xl_fact</body>
</html>
"""
_SHOWN: Final = """// xl_fact
const XL_FACT = (() => {{
{core}
return {{ answer }};
}})();

/** What Excel is given: real errors, and an empty text for a blank. Behind the arguments it hands over the call itself. */
function shown(f, given) {{
  const codes = CustomFunctions.ErrorCode;
  const errors = {{
    "#DIV/0!": codes.divisionByZero,
    "#N/A": codes.notAvailable,
    "#NUM!": codes.invalidNumber,
    "#NULL!": codes.nullReference,
    "#REF!": codes.invalidReference,
    "#VALUE!": codes.invalidValue,
    "#NAME?": codes.invalidValue, // no function may answer #NAME?
  }};
  const cellOf = (cell) => (errors.hasOwnProperty(cell) ? new CustomFunctions.Error(errors[cell]) : cell ?? "");
  return XL_FACT.answer(f.name, Array.from(given).slice(0, f.length)).map((row) => row.map(cellOf));
}}

"""
_MANIFEST: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:bt="http://schemas.microsoft.com/office/officeappbasictypes/1.0" \
xmlns:ov="http://schemas.microsoft.com/office/taskpaneappversionoverrides" xsi:type="TaskPaneApp">
  <Id>{id}</Id>
  <Version>1.0.0.0</Version>
  <ProviderName>xl_fact</ProviderName>
  <DefaultLocale>{locale}</DefaultLocale>
  <DisplayName DefaultValue="xl_fact"/>
  <Description DefaultValue="{about}"/>
  <IconUrl DefaultValue="{url}/icon-32.png"/>
  <HighResolutionIconUrl DefaultValue="{url}/icon-64.png"/>
  <SupportUrl DefaultValue="{url}/functions.html"/>
  <AppDomains>
    <AppDomain>{host}</AppDomain>
  </AppDomains>
  <Hosts>
    <Host Name="Workbook"/>
  </Hosts>
  <DefaultSettings>
    <SourceLocation DefaultValue="{url}/functions.html"/>
  </DefaultSettings>
  <Permissions>ReadDocument</Permissions>
  <VersionOverrides xmlns="http://schemas.microsoft.com/office/taskpaneappversionoverrides" \
xsi:type="VersionOverridesV1_0">
    <Hosts>
      <Host xsi:type="Workbook">
        <AllFormFactors>
          <ExtensionPoint xsi:type="CustomFunctions">
            <Script>
              <SourceLocation resid="Functions.Script.Url"/>
            </Script>
            <Page>
              <SourceLocation resid="Functions.Page.Url"/>
            </Page>
            <Metadata>
              <SourceLocation resid="Functions.Metadata.Url"/>
            </Metadata>
            <Namespace resid="Functions.Namespace"/>
          </ExtensionPoint>
        </AllFormFactors>
      </Host>
    </Hosts>
    <Resources>
      <bt:Urls>
        <bt:Url id="Functions.Script.Url" DefaultValue="{url}/functions.js"/>
        <bt:Url id="Functions.Metadata.Url" DefaultValue="{url}/functions.json"/>
        <bt:Url id="Functions.Page.Url" DefaultValue="{url}/functions.html"/>
      </bt:Urls>
      <bt:ShortStrings>
        <bt:String id="Functions.Namespace" DefaultValue="{namespace}"/>
      </bt:ShortStrings>
    </Resources>
  </VersionOverrides>
</OfficeApp>
"""


def files(url: str = LOCAL, lang: Lang = "zh") -> dict[str, bytes]:
    """The folder's files by name.

    Parameters
    ----------
    url : str
        Where the folder will be served; Excel asks for https.
    lang : {"zh", "en"}
        Language of what is shown while typing.

    Raises
    ------
    InputError
        When the address isn't one of a folder that is served by https.
    """
    host, path = address(url)
    manifest = _MANIFEST.format(
        id=_ID,
        url=escape(host + path, {'"': "&quot;"}),
        host=escape(host),
        about=ABOUT.text(lang),
        namespace=NAMESPACE,
        locale=say(lang, "zh-CN", "en-US"),
    )
    texts = {
        "manifest.xml": manifest,
        "functions.json": json.dumps(metadata(lang), ensure_ascii=False, indent=1),
        "functions.html": _PAGE,
    }
    icons = {f"icon-{size}.png": png(size) for size in (32, 64)}
    beside = {name: text.encode("utf-8") for name, text in texts.items()} | icons
    return {SCRIPT: f"{script(lang)}{_noting(beside)}".encode(), **beside}


def _noting(beside: Mapping[str, bytes]) -> str:
    """The digests of the other files, as comments of the script: JSON can't bear a seal of its own."""
    return "".join(f"// {name} sha256:{hashlib.sha256(data).hexdigest()}\n" for name, data in beside.items())


def _noted(script: Path) -> dict[str, str]:
    """The digests that a script of ours noted; none in one that a person changed."""
    if not is_ours(script):
        return {}
    return dict(_NOTE.findall(script.read_text("utf-8")))


def address(url: str) -> tuple[str, str]:
    """Where the folder is served: scheme and host as an address has them, and the path without a slash at its end.

    Raises
    ------
    InputError
        When nothing could be loaded from there.

    Examples
    --------
    >>> address("HTTPS://Example.com:8443/表格/")
    ('https://example.com:8443', '/%E8%A1%A8%E6%A0%BC')
    """
    zh, en = "例如 https://example.com/xl_fact", "such as https://example.com/xl_fact"
    typed = url.strip()
    try:
        parts = urlsplit(typed)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:
        parts, host, port = urlsplit("https:" if typed.lower().startswith("https:") else ""), "", None
    if parts.scheme != "https":
        raise InputError(
            f"--url 要写 https 的网址（Excel 只从 https 加载），不能是 {url!r}；{zh}",
            f"--url must be an address of https, from which alone Excel loads, not {url!r}; {en}",
        )
    if not _HOST.fullmatch(host) or _SPACE.search(typed) or "@" in parts.netloc:
        raise InputError(
            f"--url 不是一个网址：{url!r}；{zh}",
            f"--url is no address: {url!r}; {en}",
        )
    path = parts.path.rstrip("/")
    if parts.query or parts.fragment or typed.endswith(("?", "#")) or Path(path).suffix in _SUFFIXES:
        raise InputError(
            f"--url 要写文件夹的网址，不带文件名、? 和 #：{url!r}；{zh}",
            f"--url is the address of the folder, without a file's name, ? or #: {url!r}; {en}",
        )
    return f"https://{host}{f':{port}' if port else ''}", quote(path, safe="/%~!$&'()*+,;=:@")


def write(folder: Path, url: str = LOCAL, lang: Lang = "zh", *, force: bool = False) -> None:
    """Write the folder, unless a person changed anything in it; its script bears our seal and the others' digests.

    Parameters
    ----------
    folder : Path
    url, lang : str
        As for `files`.
    force : bool
        Overwrite whatever is there.

    Raises
    ------
    InputError
        When something of a person's would be overwritten.
    """
    ours = folder / SCRIPT
    written = files(url, lang)
    text, noted = written.pop(SCRIPT), _noted(ours)
    spare(ours, force=force)
    fresh = {
        folder / name: data
        for name, data in written.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != data
    }
    for path in fresh:
        spare(path, force=force, noted=noted.get(path.name))
    for path, data in fresh.items():
        save_atomically(path, data)
    save_ours(ours, text, force=force)


def metadata(lang: Lang = "zh") -> dict[str, Any]:
    """What the functions are called and take, in the form that Excel reads."""
    return {
        "allowCustomDataForDataTypeAny": True,
        "allowErrorForDataTypeAny": True,
        "functions": [_metadata(f, lang) for f in functions()],
    }


def _metadata(function: Function, lang: Lang) -> dict[str, Any]:
    cells = {"type": "any", "dimensionality": "matrix"}
    return {
        "id": function.name,
        "name": function.name,
        "description": summary(function, lang),
        "parameters": [
            {
                "name": parameter_name(p),
                "description": meaning(p, lang),
                **cells,
                **({"optional": True} if p.optional else {}),
            }
            for p in function.parameters
        ],
        "result": cells,
    }


def script(lang: Lang = "zh") -> str:
    """``functions.js``: the functions, documented as Microsoft's metadata generator reads them, and associated."""
    named = ", ".join(f.name for f in functions())
    return "\n".join(
        (
            _SHOWN.format(core=javascript.core()),
            *(_function(f, lang) for f in functions()),
            f"for (const f of [{named}]) CustomFunctions.associate(f.name, f);\n",
        )
    )


def _function(function: Function, lang: Lang) -> str:
    def tag(name: str, optional: bool) -> str:
        return f"[{name}]" if optional else name

    tags = (
        f"@customfunction {function.name} {function.name}",
        *(
            f"@param {{any[][]}} {tag(parameter_name(p), p.optional)} {meaning(p, lang)}"
            for p in function.parameters
        ),
        "@returns {any[][]}",
    )
    return (
        f"{documented(function, lang, tags)}\n"
        f"function {function.name}({names(function)}) {{\n"
        f"  return shown({function.name}, arguments);\n}}\n"
    )
