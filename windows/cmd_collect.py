"""Collecting where PowerShell does not run: with cmd.exe, reg and wmic; what they do not tell stays unknown.

The answers are put into evidence of the collector's own form, so that the same parsers read them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Protocol, runtime_checkable

import yaml

from host.errors import SessionLost
from host.session import CommandResult

SECONDS = 60.0
_LONGEST_LINE = 7000
"""Characters; cmd.exe takes 8,191."""
_PAGE = re.compile(r"(\d{3,5})")
_VALUE = re.compile(r"^ {4}(.+?) {4}(REG_[A-Z_]+) {4}(.*)$")
_TYPES = {
    "REG_SZ": "String",
    "REG_EXPAND_SZ": "ExpandString",
    "REG_DWORD": "DWord",
    "REG_QWORD": "QWord",
    "REG_MULTI_SZ": "MultiString",
    "REG_BINARY": "Binary",
}


@runtime_checkable
class CommandLines(Protocol):
    """A session that also runs command lines of cmd.exe."""

    def run_line(self, line: str, *, deadline: float) -> CommandResult: ...


def collect_by_cmd(session: CommandLines) -> bytes:
    """The evidence, as the collector would print it. Raises HostError when not even cmd.exe answers."""
    nonce = secrets.token_hex(16)
    parts = [f"siteprep-evidence 1 {nonce}"]
    encoding = _encoding(session)
    for name, told in _sections(session, encoding):
        text, code, error = told
        parts += [f"{nonce} begin {name}", text, f"{nonce} end {name} {code}"]
        parts += [f"{nonce} error {name} {line}" for line in error.splitlines() if line.strip()]
    parts += [f"{nonce} done", ""]
    return "\n".join(parts).encode()


def _sections(session: CommandLines, encoding: str) -> Iterator[tuple[str, tuple[str, int, str]]]:
    data = _data()
    lines = " & ".join(f"echo {name}=%{name}%" for name in data["variables"])
    yield "environment", _environment(_asked(session, lines, encoding), data["variables"])
    for name, line in data["sections"].items():
        yield name, _asked(session, line, encoding)
    yield "registry", _registry(session, encoding, [tuple(each) for each in data["values"]])


def _asked(session: CommandLines, line: str, encoding: str) -> tuple[str, int, str]:
    """What a command line printed, with its exit code and errors; an empty answer that claims success is left as it is,
    and the parsers take it for unknown."""
    try:
        result = session.run_line(line, deadline=SECONDS)
    except SessionLost as error:
        return "", 1, error.message
    code = 1 if result.exit_code is None else min(result.exit_code, 1)
    return _text(result.stdout, encoding), code, _text(result.stderr, encoding)


def _environment(told: tuple[str, int, str], names: list[str]) -> tuple[str, int, str]:
    text, code, error = told
    found = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    records = [
        f"Variable={name}\nText={found[name].strip()}\n"
        for name in names
        if name in found and found[name].strip() != f"%{name}%"
    ]
    return "\n".join(records), code, error


def _registry(session: CommandLines, encoding: str, wanted: list[tuple[str, str]]) -> tuple[str, int, str]:
    """The values that reg.exe shows. Whether another one is not there or may not be read, it does not tell."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for line in _joined([f'reg query "{key}" /v "{name}"' for key, name in wanted]):
        text, _, _ = _asked(session, line, encoding)
        key = ""
        for row in text.splitlines():
            if row.startswith("HKEY_"):
                key = row.strip().replace("HKEY_LOCAL_MACHINE", "HKLM").lower()
            elif match := _VALUE.match(row):
                found[key, match[1].lower()] = (match[2], match[3].strip())
    records = []
    for key, name in wanted:
        record = f"Key={key}\nName={name}\n"
        kind, data = found.get((key.lower(), name.lower()), ("", ""))
        if kind in _TYPES:
            record += f"State=value\nType={_TYPES[kind]}\nData={_value(kind, data)}\n"
        else:
            record += "State=error\nError=reg.exe does not show it; whether it is there is not known.\n"
        records.append(record)
    return "\n".join(records), 0, ""


def _value(kind: str, data: str) -> str:
    if kind in ("REG_DWORD", "REG_QWORD"):
        return str(int(data, 16)) if re.fullmatch(r"0x[0-9a-fA-F]{1,16}", data) else ""
    if kind == "REG_MULTI_SZ":
        quoted = ",".join(f'"{part}"' for part in data.split("\\0") if part)
        return f"{{{quoted}}}"
    return data.lower() if kind == "REG_BINARY" else data


def _joined(lines: list[str]) -> Iterator[str]:
    """Command lines joined with & as far as cmd.exe takes them."""
    waiting = ""
    for line in lines:
        if waiting and len(waiting) + len(line) + 3 > _LONGEST_LINE:
            yield waiting
            waiting = ""
        waiting = f"{waiting} & {line}" if waiting else line
    if waiting:
        yield waiting


def _encoding(session: CommandLines) -> str:
    """The code page in which programs of the host write."""
    found = _PAGE.search(session.run_line("chcp", deadline=SECONDS).stdout.decode("ascii", "replace"))
    if found is None:
        return "utf-8"
    name = "utf-8" if found[1] == "65001" else f"cp{found[1]}"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def _text(data: bytes, encoding: str) -> str:
    """Output as text with plain line ends; wmic may write UTF-16, and ends its lines with two carriage returns."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    return re.sub(r"\r*\n", "\n", data.decode(encoding, "replace")).replace("\r", "").replace("\0", "")


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("cmd_collect.yaml").read_text(encoding="utf-8"))
    return data
