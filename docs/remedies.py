"""What a check tells people to do, read from its code: the second text of each ``Failed(...)`` that it can give.

What depends on the host stands as ``…``. A remedy handed on to another function is found at the call.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

REMEDY = "remedy"
"""What a parameter or a local name is called that holds a remedy."""


def remedies(function: Callable[..., Any]) -> tuple[str, ...]:
    """All remedies of a check's function and of the functions it calls, in the order of the code."""
    module = importlib.import_module(function.__module__)
    return tuple(dict.fromkeys(text for text in _of(module, function.__name__, set()) if text.strip("… .")))


def _of(module: ModuleType, name: str, seen: set[str]) -> Iterator[str]:
    function = _functions(module).get(name)
    if function is None or f"{module.__name__}.{name}" in seen:
        return
    seen.add(f"{module.__name__}.{name}")
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and [t.id for t in node.targets if isinstance(t, ast.Name)] == [REMEDY]:
            yield from _texts(module, node.value)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id == "Failed":
            yield from _texts(module, node.args[1])
            continue
        called = getattr(module, node.func.id, None)
        if inspect.isfunction(called) and called.__module__.startswith("preflight."):
            yield from _handed_on(module, node, called)
            yield from _of(importlib.import_module(called.__module__), called.__name__, seen)


def _handed_on(module: ModuleType, call: ast.Call, called: Callable[..., Any]) -> Iterator[str]:
    names = list(inspect.signature(called).parameters)
    given = dict(zip(names, call.args, strict=False)) | {word.arg: word.value for word in call.keywords if word.arg}
    if REMEDY in given:
        yield from _texts(module, given[REMEDY])


def _texts(module: ModuleType, node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be; none for a name that the function itself was given."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.JoinedStr(parts):
            yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in parts)  # type: ignore[misc]
        case ast.IfExp(_, first, second):
            yield from (*_texts(module, first), *_texts(module, second))
        case ast.BinOp(left, ast.Add(), right):
            yield from (a + b for a in _texts(module, left) for b in _texts(module, right))
        case ast.Name(name) if isinstance(constant := getattr(module, name, None), str):
            yield constant
        case ast.Subscript(ast.Name(name)) if isinstance(table := getattr(module, name, None), dict):
            yield from map(str, table.values())


@cache
def _functions(module: ModuleType) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
