"""``$((...))``: integer arithmetic with 64 bits, with C's operators."""

from __future__ import annotations

import re
from collections.abc import Callable

from lab.shell.control import ShellError

_TOKEN = re.compile(
    r"\s*(?:(0[xX][0-9A-Fa-f]+|[0-9]+)|([A-Za-z_][A-Za-z0-9_]*)"
    r"|(<<=|>>=|&&|\|\||<<|>>|<=|>=|==|!=|[-+*/%&|^]=|[-+*/%&|^!~<>=?:()]))",
    re.ASCII,
)
_LEVELS = (("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!="), ("<", "<=", ">", ">="), ("<<", ">>"), ("+", "-"))
_PRECEDENCE = {operator: level for level, group in enumerate((*_LEVELS, ("*", "/", "%")), 1) for operator in group}
_ASSIGNMENTS = frozenset(("=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="))
_NUMBER = re.compile(r"\s*([-+]?)\s*(0[xX][0-9A-Fa-f]+|[0-9]+)\s*\Z", re.ASCII)


def evaluate(text: str, get: Callable[[str], str | None], assign: Callable[[str, str], None]) -> int:
    """The value of an expression. Raises ShellError for one that has none."""
    return _Evaluation(text, get, assign).value()


def number(text: str) -> int:
    """A decimal, octal (0...) or hexadecimal (0x...) number. Raises ShellError."""
    found = _NUMBER.match(text)
    if not found:
        raise ShellError(f"Illegal number: {text}")
    digits = found[2]
    try:
        value = int(digits, 16 if digits[:2] in ("0x", "0X") else 8 if digits[0] == "0" else 10)
    except ValueError:
        raise ShellError(f"Illegal number: {text}") from None
    return -value if found[1] == "-" else value


class _Evaluation:
    def __init__(self, text: str, get: Callable[[str], str | None], assign: Callable[[str, str], None]) -> None:
        self._text = text
        self._get = get
        self._assign = assign
        self._tokens: list[str] = []
        at = 0
        while text[at:].strip(" \t\n"):
            found = _TOKEN.match(text, at)
            if not found:
                raise self._problem()
            self._tokens.append(found[0].strip())
            at = found.end()
        self._tokens.reverse()

    def value(self) -> int:
        if not self._tokens:
            return 0
        result = self._assignment(active=True)
        if self._tokens:
            raise self._problem()
        return result

    def _assignment(self, *, active: bool) -> int:
        if len(self._tokens) > 1 and self._tokens[-2] in _ASSIGNMENTS and _is_name(self._tokens[-1]):
            name = self._tokens.pop()
            operator = self._tokens.pop()[:-1]
            result = self._assignment(active=active)
            if operator:
                result = self._apply(operator, self._variable(name), result, active=active)
            if active:
                self._assign(name, str(result))
            return result
        condition = self._binary(1, active=active)
        if not self._accept("?"):
            return condition
        yes = self._assignment(active=active and bool(condition))
        if not self._accept(":"):
            raise self._problem()
        no = self._assignment(active=active and not condition)
        return yes if condition else no

    def _binary(self, level: int, *, active: bool) -> int:
        left = self._unary(active=active)
        while self._tokens and (own := _PRECEDENCE.get(self._tokens[-1], 0)) >= level:
            operator = self._tokens.pop()
            if operator in ("&&", "||"):
                needed = bool(left) == (operator == "&&")
                right = self._binary(own + 1, active=active and needed)
                left = int(bool(right)) if needed else int(operator == "||")
            else:
                left = self._apply(operator, left, self._binary(own + 1, active=active), active=active)
        return left

    def _unary(self, *, active: bool) -> int:
        if not self._tokens:
            raise self._problem()
        token = self._tokens.pop()
        match token:
            case "-":
                return -self._unary(active=active)
            case "+":
                return self._unary(active=active)
            case "!":
                return int(not self._unary(active=active))
            case "~":
                return ~self._unary(active=active)
            case "(":
                inner = self._assignment(active=active)
                if not self._accept(")"):
                    raise self._problem()
                return inner
        if _is_name(token):
            return self._variable(token)
        if not token[0].isdigit():
            raise self._problem()
        return number(token)

    def _apply(self, operator: str, left: int, right: int, *, active: bool) -> int:
        if operator in ("/", "%") and not right:
            if active:
                raise ShellError(f'arithmetic expression: division by zero: "{self._text}"')
            return 0
        return _wrap(_OPERATIONS[operator](left, right))

    def _variable(self, name: str) -> int:
        return number(self._get(name) or "0")

    def _accept(self, token: str) -> bool:
        found = bool(self._tokens) and self._tokens[-1] == token
        if found:
            self._tokens.pop()
        return found

    def _problem(self) -> ShellError:
        return ShellError(f'arithmetic expression: syntax error: "{self._text}"')


def _is_name(token: str) -> bool:
    return token[0] == "_" or token[0].isalpha()


def _wrap(value: int) -> int:
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def _quotient(left: int, right: int) -> int:
    size = abs(left) // abs(right)
    return size if (left < 0) == (right < 0) else -size


_OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _quotient,
    "%": lambda a, b: a - b * _quotient(a, b),
    "<<": lambda a, b: a << (b & 63),
    ">>": lambda a, b: a >> (b & 63),
    "<": lambda a, b: int(a < b),
    "<=": lambda a, b: int(a <= b),
    ">": lambda a, b: int(a > b),
    ">=": lambda a, b: int(a >= b),
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "&": lambda a, b: a & b,
    "^": lambda a, b: a ^ b,
    "|": lambda a, b: a | b,
}
