"""The LibreOffice Calc add-in ``xl_fact.oxt``: the same functions, described in Chinese and in English.

type_library  the interface of the functions, in UNO's binary format
component     what runs inside LibreOffice: hands cells over and takes answers back
worker        what answers, in the Python that has xl_fact
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from importlib import metadata, resources
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from xl_fact.core.function import Function, Parameter
from xl_fact.surfaces.libreoffice import type_library
from xl_fact.surfaces.libreoffice.component import IMPLEMENTATION, INTERFACE, SERVICE

EXTENSION: Final = "xl_fact.oxt"
IDENTIFIER: Final = "xlfact.functions"
"""By which LibreOffice knows the extension, as in ``unopkg remove xlfact.functions``."""

WORKER: Final = ("-E", "-m", "xl_fact.surfaces.libreoffice.worker")
"""What the interpreter is started with; its own settings, not those that LibreOffice makes for its Python."""

_LANGUAGES: Final = {"en-US": "en", "zh-CN": "zh"}
_SAME_TIME: Final = (1980, 1, 1, 0, 0, 0)

_MANIFEST: Final = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
 <manifest:file-entry manifest:full-path="functions.rdb"
  manifest:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB"/>
 <manifest:file-entry manifest:full-path="xl_fact.components"
  manifest:media-type="application/vnd.sun.star.uno-components"/>
 <manifest:file-entry manifest:full-path="CalcAddIns.xcu"
  manifest:media-type="application/vnd.sun.star.configuration-data"/>
</manifest:manifest>
"""
_COMPONENTS: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<components xmlns="http://openoffice.org/2010/uno-components">
 <component loader="com.sun.star.loader.Python" uri="component.py">
  <implementation name="{IMPLEMENTATION}"><service name="{SERVICE}"/></implementation>
 </component>
</components>
"""


def build(functions: Iterable[Function], interpreter: str, *, version: str | None = None) -> bytes:
    """The bytes of ``xl_fact.oxt`` with these functions.

    Parameters
    ----------
    functions : iterable of Function
    interpreter : str
        The Python that has xl_fact; the add-in asks it for every answer.
    version : str, optional
        By default that of the installed package.
    """
    listed = list(functions)
    methods = {f.python_name: [p.name for p in f.parameters] for f in listed}
    settings = {
        "command": [interpreter, *WORKER],
        "functions": {f.python_name: f.name for f in listed},
    }
    parts = {
        "META-INF/manifest.xml": _MANIFEST.encode(),
        "description.xml": _description(version or metadata.version("xl-fact")).encode(),
        "xl_fact.components": _COMPONENTS.encode(),
        "functions.rdb": type_library.write(INTERFACE, methods),
        "CalcAddIns.xcu": configuration(listed).encode(),
        "component.py": resources.files(__name__).joinpath("component.py").read_bytes(),
        "settings.json": json.dumps(settings, ensure_ascii=False, indent=1).encode(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, _SAME_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def configuration(functions: Iterable[Function]) -> str:
    """What Calc's function wizard shows: names, descriptions and arguments in both languages."""
    nodes = "".join(map(_function, functions))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        'oor:name="CalcAddIns" oor:package="org.openoffice.Office">\n'
        f'<node oor:name="AddInInfo"><node oor:name="{SERVICE}" oor:op="replace">'
        f'<node oor:name="AddInFunctions">\n{nodes}</node></node></node>\n</oor:component-data>\n'
    )


def _function(function: Function) -> str:
    summary = function.doc.summary
    description = {"en": summary.en, "zh": f"{function.zh}。{summary.zh}"}
    name = {"en": function.name, "zh": function.name}
    parameters = "".join(map(_parameter, function.parameters))
    return (
        f'<node oor:name="{function.python_name}" oor:op="replace">'
        f"{_property('DisplayName', name)}{_property('Description', description)}"
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f'<prop oor:name="CompatibilityName"><value xml:lang="en-US">{function.name}</value></prop>'
        f'<node oor:name="Parameters">{parameters}</node></node>\n'
    )


def _parameter(parameter: Parameter) -> str:
    name = f"[{parameter.name}]" if parameter.optional else parameter.name
    shown = _property("DisplayName", {"en": name, "zh": name})
    texts = {lang: parameter.prose.text(lang) for lang in ("en", "zh")}
    return f'<node oor:name={quoteattr(parameter.name)} oor:op="replace">{shown}{_property("Description", texts)}</node>'


def _property(name: str, texts: dict[str, str]) -> str:
    values = "".join(
        f'<value xml:lang="{locale}">{escape(texts[lang])}</value>' for locale, lang in _LANGUAGES.items()
    )
    return f'<prop oor:name="{name}">{values}</prop>'


def _description(version: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<description xmlns="http://openoffice.org/extensions/description/2006">\n'
        f' <identifier value="{IDENTIFIER}"/><version value={quoteattr(version)}/>\n'
        ' <display-name><name lang="en">xl_fact</name><name lang="zh-CN">xl_fact 内容电商函数</name></display-name>\n'
        "</description>\n"
    )


def interpreter_in(settings: bytes) -> str:
    """The interpreter that a built extension asks, as its ``settings.json`` names it."""
    command: list[str] = json.loads(settings)["command"]
    return command[0]
