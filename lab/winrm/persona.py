"""A stand-in for a Windows host where nothing of Windows can run: it answers the collector, and nothing else.

It runs no script. What it answers is persona.txt, composed from documented values of a Windows Server 2022 with Secure
Boot; no host printed it.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from lab.winrm.shells import Program, Sink

_ENCODED = re.compile(r"-EncodedCommand (\S+)")
_READY = re.compile(r"ready-[0-9a-f]{32}")
_COLLECTOR = b"siteprep-evidence 1 $nonce"
_REFUSAL = b"This is a stand-in for a Windows host. It answers the collector and runs no other script.\n"


class PersonaBackend:
    """The host."""

    def start(
        self, line: str, *, through_cmd: bool, environment: Mapping[str, str], folder: str, sink: Sink
    ) -> Program:
        """Start what stands in for PowerShell; any other program ends at once with 1."""
        return _Persona(_ready(line), sink)

    def close(self) -> None:
        """Nothing runs."""


class _Persona:
    def __init__(self, ready: str | None, sink: Sink) -> None:
        self._ready, self._sink = ready, sink
        self._input = bytearray()
        self._told = threading.Event()
        if ready is None:
            self._end(_REFUSAL, 1)

    def write(self, data: bytes) -> None:
        self._input += data

    def end_input(self) -> None:
        if self._ready is None or self._told.is_set():
            return
        self._sink.output("stdout", f"{self._ready}\n".encode())
        if _COLLECTOR not in self._input:
            self._end(_REFUSAL, 1)
            return
        text = Path(__file__).with_name("persona.txt").read_text(encoding="utf-8")
        text = text.replace("{nonce}", secrets.token_hex(16)).replace("{clock}", str(int(time.time() * 1000)))
        self._sink.output("stdout", text.encode())
        self._end(b"", 0)

    def kill(self) -> None:
        if not self._told.is_set():
            self._end(b"", 1)

    def _end(self, errors: bytes, code: int) -> None:
        self._told.set()
        if errors:
            self._sink.output("stderr", errors)
        self._sink.ended(code)


def _ready(line: str) -> str | None:
    """The word by which the loader tells that it starts the script; None for a program that is no loader."""
    found = _ENCODED.search(line)
    try:
        text = base64.b64decode(found[1], validate=True).decode("utf-16-le") if found else ""
    except (binascii.Error, UnicodeDecodeError):
        return None
    word = _READY.search(text)
    return word[0] if word else None
