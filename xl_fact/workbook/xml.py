"""The one place where the XML of a workbook is read and written: by its elements, never by its text.

Elements are looked for by their own name, in any namespace (``{*}row``): programs write the same element with other
prefixes, and a strict workbook has other namespaces. What is written again keeps every element, attribute, text,
comment and CDATA; only quotes and the blanks between attributes may differ. A part in which nothing changes keeps
its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

from lxml import etree

Element = etree._Element
_STRING: Final = etree.XPath("string()")
_MARK: Final = 3
"""How many bytes may stand before the declaration of a part."""
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_DECLARED: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Malformed(ValueError):
    """A part is no XML, or brings definitions of its own along."""


def parsed(part: bytes) -> Element:
    """The root of a part.

    Raises
    ------
    Malformed
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, strip_cdata=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as wrong:
        if b"<br>" in part:  # the boxes of notes and buttons are written as browsers once read them
            return parsed(part.replace(b"<br>", b"<br/>"))
        raise Malformed(str(wrong)) from wrong
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs know half of it
        raise Malformed("a document type")
    return root


def serialised(root: Element, source: bytes) -> bytes:
    """A part as a file has it, declared as its source was."""
    body: bytes = etree.tostring(root.getroottree(), encoding="UTF-8")
    if is_plain_text(source):
        if not source.startswith(b"<?xml"):
            return body
        end = source.index(b"?>") + 2
        if b"encoding" not in source[:end] or b"utf-8" in source[:end].lower():
            return source[: source.index(b"<", end)] + body
    return _DECLARED + body


def as_text(element: Element) -> str:
    """An element as it is written, to be compared with another state of itself."""
    return str(etree.tostring(element, encoding="unicode"))


def is_plain_text(part: bytes) -> bool:
    """Whether a part is text of one byte a letter."""
    return not part.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" not in part[:16]


def is_literal(part: bytes) -> bool:
    """Whether a part says every word in its own letters, so that one can be looked for before it is read."""
    return is_plain_text(part) and b"&#" not in part and b"<!" not in part and part.rfind(b"<?") <= _MARK


def local(element: Element) -> str:
    """The name of an element without its namespace; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def beside(element: Element, name: str) -> str:
    """The full name of another element in the namespace of one."""
    tag = str(element.tag)
    return tag[: tag.rfind("}") + 1] + name


def new(like: Element, name: str, /, **said: str) -> Element:
    """An element that stands nowhere yet, in the namespace of another."""
    return etree.Element(beside(like, name), said)


def add(parent: Element, name: str, text: str | None = None, /, **said: str) -> Element:
    """A new last child, in the namespace of its parent."""
    one = etree.SubElement(parent, beside(parent, name), said)
    one.text = text
    return one


def child(element: Element, *names: str) -> Element | None:
    """The first child of a name."""
    return next(element.iterchildren(*(f"{{*}}{name}" for name in names)), None)


def text_of(element: Element | None) -> str:
    """All the text of an element, whatever stands between its pieces."""
    if element is None:
        return ""
    return str(_STRING(element)) if len(element) else element.text or ""


def number_in(element: Element | None) -> int:
    """The whole number that an element holds.

    Raises
    ------
    Malformed
    """
    try:
        return int(text_of(element))
    except ValueError as wrong:
        raise Malformed(f"{text_of(element)!r}") from wrong


def own_text(element: Element) -> str:
    """The text of an element that holds no other; one that does has none."""
    return "" if next(element.iterchildren("*"), None) is not None else text_of(element)


def put_text(element: Element, text: str) -> bool:
    """Give an element its text, without comments; whether it is another one than before."""
    changed = text_of(element) != text
    if changed:
        del element[:]
        element.text = text
    return changed


def reworded(root: Element, of: Callable[[str], str], mark: str = "{{") -> bool:
    """Replace the texts and attributes that hold a mark; whether there was one."""
    found = False
    for element in root.iter("*"):
        if mark in (text := own_text(element)):
            found = put_text(element, of(text)) or found
        for key, value in attributes(element).items():
            if mark in value:
                element.set(key, of(value))
                found = True
    return found


def remove(element: Element) -> None:
    """Take an element out; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def fresh(text: str, like: Element) -> Element:
    """An element written out without prefixes, in the namespace of another."""
    namespace = etree.QName(like).namespace
    head, blank, rest = text.partition(" ")
    return etree.fromstring(f"{head} xmlns={quoteattr(namespace)}{blank}{rest}" if namespace else text)


def prefixes(element: Element) -> dict[str, str]:
    """The prefix of each namespace that has one where an element stands."""
    return {uri: prefix for prefix, uri in element.nsmap.items() if prefix}


def attributes(element: Element) -> dict[str, str]:
    """The attributes of an element by their full names."""
    return {str(key): str(value) for key, value in element.attrib.items()}


def put_attributes(element: Element, new: dict[str, str]) -> None:
    """Give an element these attributes, in their order, and no others."""
    element.attrib.clear()
    for key, value in new.items():
        element.set(key, value)


def attributes_text(element: Element, *without: str) -> str:
    """The attributes of an element as they are written, but for some, with the prefixes that it declares itself."""
    named = prefixes(element) | {_XML: "xml"}
    parent = element.getparent()
    known = {**(parent.nsmap if parent is not None else {}), "xml": _XML}
    used: dict[str, str] = {}
    pieces = []
    for key, value in attributes(element).items():
        name = etree.QName(key)
        if key not in without:
            prefix = f"{named[name.namespace]}:" if name.namespace else ""
            pieces.append(f" {prefix}{name.localname}={quoteattr(value)}")
            if name.namespace:
                used[named[name.namespace]] = name.namespace
    own = {prefix: uri for prefix, uri in used.items() if known.get(prefix) != uri}
    return "".join([*(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in own.items()), *pieces])


def each(root: Element, *names: str) -> Iterator[Element]:
    """Every element of some names, in the order of the part."""
    return root.iter(*(f"{{*}}{name}" for name in names))
