"""A declared formula as JavaScript: openpyxl's tokens become a tree, the tree an expression over the runtime.

Names that a LET or a LAMBDA binds and the parameters are JavaScript's own; everything else must be a function
of the runtime, or the formula is refused when the module is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.formula import Tokenizer

_INFIX: Final = {
    "=": (1, "$eq"), "<>": (1, "$ne"), "<": (1, "$lt"), ">": (1, "$gt"), "<=": (1, "$le"), ">=": (1, "$ge"),
    "&": (2, "$cat"), "+": (3, "$add"), "-": (3, "$sub"), "*": (4, "$mul"), "/": (4, "$div"), "^": (5, "$pow"),
}  # fmt: skip
"""How tight each operator binds, and what it is called in the runtime."""

_LAZY: Final = {"IF": (1, 2), "IFERROR": (1,)}
"""The arguments that are only worked out when asked for: each is handed over as a function."""

_WORD: Final = re.compile(r"[A-Za-z_]\w*")
RESERVED: Final = frozenset(
    "arguments await break case catch class const continue debugger default delete do else enum eval export "
    "extends false finally for function if implements import in instanceof interface let new null package "
    "private protected public return static super switch this throw true try typeof var void while with "
    "yield".split()
)
_DECIMALS: Final = re.compile(r"0(\.0+)?")


class FormulaError(ValueError):
    """A formula that can't be said in JavaScript."""


@dataclass(frozen=True)
class Node:
    """A part of a formula.

    Attributes
    ----------
    kind : {"number", "text", "logical", "error", "name", "array", "call", "minus", "infix"}
    value : str
        What stands there: a literal, a name, an operator.
    parts : tuple
        The arguments of a call, the sides of an operator, the rows of an array.
    """

    kind: str
    value: str
    parts: tuple[Node, ...] = ()


# ---------------------------------------------------------------- the tree
def parsed(formula: str) -> Node:
    """A formula, written without the equals sign, as a tree.

    Examples
    --------
    >>> parsed("1+2*a").parts[1]
    Node(kind='infix', value='*', parts=(Node(kind='number', value='2', parts=()), Node(kind='name', value='a', parts=())))
    """
    tokens = [(t.type, t.value) for t in Tokenizer(f"={formula}").items if t.type != "WHITE-SPACE"]
    reader = _Reader(tokens, formula)
    node = reader.expression(0)
    if reader.rest:
        raise FormulaError(f"{reader.rest[0][1]!r} is left over: {formula}")
    return node


class _Reader:
    """Tokens, taken one by one."""

    def __init__(self, tokens: Sequence[tuple[str, str]], formula: str):
        self.rest, self.formula = list(tokens), formula

    def take(self) -> tuple[str, str]:
        if not self.rest:
            raise FormulaError(f"it ends too early: {self.formula}")
        return self.rest.pop(0)

    def expression(self, tightness: int) -> Node:
        """Operands and the operators between them that bind tighter."""
        left = self.operand()
        while self.rest and self.rest[0][0] == "OPERATOR-INFIX":
            binds = _INFIX.get(self.rest[0][1], (0, ""))[0]
            if binds <= tightness:
                break
            operator = self.take()[1]
            left = Node("infix", operator, (left, self.expression(binds)))
        return left

    def operand(self) -> Node:
        kind, value = self.take()
        if (kind, value) == ("OPERATOR-PREFIX", "-"):
            return Node("minus", value, (self.operand(),))
        if kind == "PAREN":
            node = self.expression(0)
            self.take()
            return node
        if kind == "FUNC":
            return Node("call", value[:-1], tuple(self.arguments()))
        if kind == "ARRAY":
            return self.array()
        if kind == "OPERAND":
            return self.literal(value)
        raise FormulaError(f"{value!r} is not understood: {self.formula}")

    def literal(self, value: str) -> Node:
        if value.startswith('"'):
            return Node("text", value[1:-1].replace('""', '"'))
        if value.startswith("#"):
            return Node("error", value)
        if value in ("TRUE", "FALSE"):
            return Node("logical", value)
        if _WORD.fullmatch(value):
            return Node("name", value)
        try:
            return Node("number", repr(float(value)).removesuffix(".0"))
        except ValueError:
            raise FormulaError(f"{value!r} is no name and no number: {self.formula}") from None

    def arguments(self) -> list[Node]:
        found: list[Node] = []
        if self.rest and self.rest[0] == ("FUNC", ")"):
            self.take()
            return found
        while True:
            found.append(self.expression(0))
            if self.take()[0] == "FUNC":
                return found

    def array(self) -> Node:
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self.expression(0))
            kind, value = self.take()
            if kind == "ARRAY":
                return Node("array", "", tuple(Node("array", "", tuple(row)) for row in rows))
            if value == ";":
                rows.append([])


# ---------------------------------------------------------------- the expression
@dataclass(frozen=True)
class Compiler:
    """Trees to expressions.

    Attributes
    ----------
    runtime : frozenset of str
        The functions there are, as JavaScript names them.
    formula : str
        The whole, for what goes wrong.
    """

    runtime: frozenset[str]
    formula: str

    def expression(self, node: Node, names: Mapping[str, str]) -> str:
        """One part, where each bound name is called as `names` says."""
        match node.kind:
            case "number":
                return node.value
            case "text":
                return json.dumps(node.value, ensure_ascii=False)
            case "logical":
                return node.value.lower()
            case "error":
                return f"$error({json.dumps(node.value)})"
            case "name":
                return self.name(node.value, names)
            case "array":
                rows = (",".join(self.expression(cell, names) for cell in row.parts) for row in node.parts)
                return "[" + ",".join(f"[{row}]" for row in rows) + "]"
            case "minus":
                return f"$neg({self.expression(node.parts[0], names)})"
            case "infix":
                sides = ",".join(self.expression(side, names) for side in node.parts)
                return f"{_INFIX[node.value][1]}({sides})"
            case _:
                return self.call(node, names)

    def name(self, word: str, names: Mapping[str, str]) -> str:
        """A name that is bound, or a function of the runtime handed over."""
        if word in names:
            return names[word]
        if word in self.runtime:
            return word
        raise FormulaError(f"{word!r} is bound by nothing: {self.formula}")

    def call(self, node: Node, names: Mapping[str, str]) -> str:
        """A function of the runtime or one that a LET bound; LET and LAMBDA are JavaScript's own."""
        if node.value in ("LET", "LAMBDA"):
            body = self.block(node, names)
            return body if node.value == "LAMBDA" else f"({body})()"
        if node.value == "ISOMITTED":
            return f"{self.name(node.parts[0].value, names)}$omitted"
        if node.value in names:
            called = names[node.value]
        else:
            called = re.sub(r"\W", "_", node.value)
            if called not in self.runtime:
                raise FormulaError(f"the runtime has no {node.value}: {self.formula}")
        if node.value == "TEXT" and not _DECIMALS.fullmatch(node.parts[1].value):
            raise FormulaError(f"a number format that the runtime has not: {self.formula}")
        lazy = _LAZY.get(node.value, ())
        arguments = (
            f"()=>{_bare(self.expression(part, names))}" if at in lazy else self.expression(part, names)
            for at, part in enumerate(node.parts)
        )
        return f"{called}({','.join(arguments)})"

    def block(self, node: Node, names: Mapping[str, str]) -> str:
        """A LET or a LAMBDA as a function: of nothing, or of what the LAMBDA takes."""
        inner = dict(names)
        if node.value == "LAMBDA":
            takes = [self.bind(part.value, inner) for part in node.parts[:-1]]
            head, last = f"({','.join(takes)})=>", node.parts[-1]
            if last.kind == "call" and last.value == "LET":
                return f"{head}{self.block(last, inner)[4:]}"
            return f"{head}{_bare(self.expression(last, inner))}"
        lines = []
        for name, value in zip(node.parts[:-1:2], node.parts[1::2], strict=True):
            said = self.expression(value, inner)
            lines.append(f"const {self.bind(name.value, inner)}={said};")
        return f"()=>{{{''.join(lines)}return {self.expression(node.parts[-1], inner)}}}"

    def bind(self, word: str, names: dict[str, str]) -> str:
        """A JavaScript name that hides no other, so that a value can still speak of what it hides."""
        fresh = f"{word}_" if word in RESERVED or word in self.runtime else word
        while fresh in names.values():
            fresh += "_"
        names[word] = fresh
        return fresh


def _bare(expression: str) -> str:
    """What follows an arrow: an expression that doesn't begin like a block."""
    return f"({expression})" if expression.startswith("{") else expression


def compiled(
    formula: str,
    parameters: Sequence[str],
    optional: Sequence[str],
    runtime: frozenset[str],
    *,
    by_place: bool,
) -> str:
    """A formula as a JavaScript function.

    Parameters
    ----------
    formula : str
        As declared, over the parameters' names.
    parameters, optional : sequence of str
        All names, and those that may be left out.
    runtime : frozenset of str
        The functions that it may call, as JavaScript names them.
    by_place : bool
        Whether it takes the columns of all cells and a place in them; else the arguments themselves, and behind them
        whether each optional one is left out.

    Raises
    ------
    FormulaError
        When a name is bound by nothing, or a function isn't of the runtime.

    Examples
    --------
    >>> compiled("x/y*2", ["x", "y"], [], frozenset(), by_place=True)
    '(v,i)=>{const x=v[0][i],y=v[1][i];return $mul($div(x,y),2)}'
    >>> compiled("LET(a,x*2,IF(a>1,a,NA()))", ["x"], [], frozenset({"IF", "NA"}), by_place=False)
    '(x)=>{const a=$mul(x,2);return IF($gt(a,1),()=>a,()=>NA())}'
    """
    compiler, tree = Compiler(runtime, formula), parsed(formula)
    names: dict[str, str] = {}
    for parameter in parameters:
        compiler.bind(parameter, names)
    block = compiler.block(tree if tree.value == "LET" else Node("call", "LET", (tree,)), names)[4:]
    if by_place:
        if "$omitted" in block:
            raise FormulaError(f"cell by cell nothing is omitted: {formula}")
        cells = ",".join(f"{names[p]}=v[{at}][i]" for at, p in enumerate(parameters))
        return f"(v,i)=>{{const {cells};{block[1:]}"
    flags = [f"{names[p]}$omitted" for p in optional]
    return f"({','.join((*names.values(), *flags))})=>{block}"
