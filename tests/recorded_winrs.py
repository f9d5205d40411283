"""The WinRS exchanges recorded on real Windows that pypsrp's source distribution carries, and replaying them.

They are fetched from the package registry when they are needed and never copied into the project.
"""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import yaml
from defusedxml.ElementTree import fromstring

from lab.winrm.engine import Double, EngineBackend, Said
from lab.winrm.service import CMD, CONFIG, Service
from lab.winrm.settings import Settings

VERSION = "0.9.1"
WINRS = ("test_winrs_", "test_wsman_update_envelope_size_", "test_client_execute_cmd")
"""The recordings that pypsrp's own WinRS tests use: 79 exchanges. The others with a cmd shell are older ones of
its client."""
_PIP = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:")
_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_RSP = "{http://schemas.microsoft.com/wbem/wsman/1/windows/shell}"
_PACE = 0.05
"""A request that waited 10 seconds waits half a second."""
_PAUSE = 0.5
"""Seconds between what two recorded requests fetched: longer than the lab waits for the end, and shorter than a
time-out."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what Windows answered."""

    request: str
    response: str

    @property
    def verb(self) -> str:
        found = re.search(r":Action[^>]*>[^<]*/(\w+)<", self.request)
        return found.group(1) if found else ""


@dataclass(frozen=True, slots=True)
class Miss:
    """A reply of the lab that differs, and where."""

    recording: str
    number: int
    verb: str
    difference: str


@cache
def recordings() -> dict[str, tuple[Exchange, ...]]:
    """The recordings with a cmd shell or the configuration, by name. Raises OSError where they cannot be fetched."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = subprocess.run(
            [*_PIP, "--dest", folder, f"pypsrp=={VERSION}"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        archives = list(Path(folder).glob("*.tar.gz"))
        if not archives:
            raise OSError(fetched.stderr.strip()[-300:])
        with tarfile.open(archives[0]) as archive:
            return dict(_read(archive))


def _read(archive: tarfile.TarFile) -> Iterator[tuple[str, tuple[Exchange, ...]]]:
    for member in sorted(archive.getmembers(), key=lambda each: each.name):
        name = Path(member.name)
        file = archive.extractfile(member) if name.parent.name == "responses" and name.suffix == ".yml" else None
        if file is None:
            continue
        messages = yaml.safe_load(file.read()).get("messages", [])
        kept = tuple(
            Exchange(each["request"], each["response"])
            for each in messages
            if each["request"] and (f">{CMD}<" in each["request"] or f">{CONFIG}<" in each["request"])
        )
        if kept:
            yield name.stem, kept


def replay(name: str, exchanges: tuple[Exchange, ...]) -> list[Miss]:
    """Send a recording's requests to a lab host that runs the recorded programs; the replies that differ.

    Of the recording only the host is taken: who owns the shell, what its programs print and when, and the limits and
    switches of its configuration. Ids in later requests are those of the lab's own answers.
    """
    service = Service(EngineBackend(doubles=[_double(exchanges)]), _settings(exchanges), _PACE)
    ids: dict[str, str] = {}
    misses = []
    try:
        for number, exchange in enumerate(exchanges, start=1):
            request = exchange.request
            for recorded, own in ids.items():
                request = request.replace(recorded, own)
            answer = service.answer(request.encode()).text.decode()
            if not exchange.response.strip():
                continue
            _learn(exchange.response, answer, ids)
            difference = compare(_neutral(exchange.response), _neutral(answer))
            if difference:
                misses.append(Miss(name, number, exchange.verb, difference))
    finally:
        service.close()
    return misses


def compare(recorded: Element, own: Element, path: str = "") -> str:
    """The first difference of two trees; empty where there is none. Prefixes do not matter."""
    here = f"{path}/{recorded.tag.rpartition('}')[2]}"
    if recorded.tag != own.tag:
        return f"{here}: {own.tag.rpartition('}')[2]} instead"
    if recorded.attrib != own.attrib:
        return f"{here}: attributes {own.attrib} instead of {recorded.attrib}"
    if (recorded.text or "") != (own.text or ""):
        return f"{here}: {own.text!r} instead of {recorded.text!r}"
    for left, right in zip(recorded, own, strict=False):
        if difference := compare(left, right, here):
            return difference
    if len(recorded) != len(own):
        names = [[each.tag.rpartition("}")[2] for each in side] for side in (own, recorded)]
        return f"{here}: children {names[0]} instead of {names[1]}"
    return ""


def _neutral(text: str) -> Element:
    root: Element = fromstring(_ID.sub("ID", text))
    return root


def _learn(recorded: str, own: str, ids: dict[str, str]) -> None:
    for name in ("ShellId", "CommandId"):
        pattern = re.compile(rf"(?:{name}>|Name=\"{name}\">)([0-9A-Fa-f-]{{36}})<")
        theirs, ours = pattern.search(recorded), pattern.search(own)
        if theirs and ours:
            ids[theirs.group(1)] = ours.group(1)


def _settings(exchanges: tuple[Exchange, ...]) -> Settings:
    everything = "".join(each.response or "" for each in exchanges)

    def told(name: str, default: str) -> str:
        found = re.search(rf":{name}>([^<]*)<", everything)
        return found.group(1) if found else default

    return Settings(
        owner=told("Owner", ""),
        client_ip=told("ClientIP", "127.0.0.1"),
        activity_id=":ActivityId>" in everything,
        envelope_kb=int(told("MaxEnvelopeSizekb", "500")),
        concurrent_users=int(told("MaxConcurrentUsers", "10")),
        processes_per_shell=int(told("MaxProcessesPerShell", "25")),
        memory_per_shell_mb=int(told("MaxMemoryPerShellMB", "1024")),
        shells_per_user=int(told("MaxShellsPerUser", "30")),
        credssp="<cfg:CredSSP>true</cfg:CredSSP><cfg:CbtHardeningLevel>" in everything,
        allow_unencrypted="</cfg:MaxPacketRetrievalTimeSeconds><cfg:AllowUnencrypted>true" in everything,
    )


def _double(exchanges: tuple[Exchange, ...]) -> Double:
    """The recorded host's programs: by command line, what they printed."""
    programs: dict[str, Said] = {}
    line = ""
    for exchange in exchanges:
        if exchange.verb == "Command":
            body = fromstring(exchange.request)
            words = [body.findtext(f".//{_RSP}Command", "")]
            words += [each.text or "" for each in body.iter(f"{_RSP}Arguments")]
            line = " ".join(words)
        elif exchange.verb == "Receive" and exchange.response:
            said = programs.get(line, Said())
            pieces: list[tuple[str, bytes] | float] = [*said.pieces, *([_PAUSE] if said.pieces else [])]
            root = fromstring(exchange.response)
            pieces += [
                (stream.get("Name", ""), base64.b64decode(stream.text))
                for stream in root.iter(f"{_RSP}Stream")
                if stream.text
            ]
            code = root.findtext(f".//{_RSP}ExitCode")
            programs[line] = Said(pieces, int(code or 0))
    return lambda asked: programs.get(asked)
