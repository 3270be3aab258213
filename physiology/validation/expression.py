"""Small sums as data: numbers, names, + - * /, and calls of functions that are handed in.

>>> evaluate("2 * x + least(3, 4)", {"x": 1.5}.__getitem__, {"least": min})
6.0
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from physiology.errors import TwinError

SIGNS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: a / b if b else float("nan"),
}


def evaluate(
    text: str, name: Callable[[str], float], functions: Mapping[str, Callable[..., float]]
) -> float:
    """The number that `text` stands for; `name` looks up a bare word.

    Raises
    ------
    TwinError
        Something other than numbers, words, the four signs and known calls.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise TwinError(f"expression {text!r} cannot be read") from None

    def value(node: ast.expr) -> float:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=word):
                return name(word)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -value(inner)
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SIGNS:
                return float(SIGNS[type(sign)](value(left), value(right)))
            case ast.Call(func=ast.Name(id=word), args=args, keywords=[]) if word in functions:
                return float(functions[word](*(argument(a) for a in args)))
            case _:
                raise TwinError(f"expression {text!r}: {ast.unparse(node)!r} is not understood")

    def argument(node: ast.expr) -> float | str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        return value(node)

    return value(tree)
