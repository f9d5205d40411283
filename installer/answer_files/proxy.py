"""The file with the settings of a custom proxy.

Rules: AzMigrate-Hydration @8344a7f9: host/ASRSetup (SetupFramework).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from installer.answer_files.kind import Kind
from installer.answer_files.problem import ERROR, WARNING, AnswerFile, FileProblem
from installer.answer_files.settings import Layout, Reader, Setting, written
from installer.answer_files.text import decoded

LAYOUT = Layout(
    "ProxySettings",
    ("ProxyAuthentication", "ProxyIP", "ProxyPort", "ProxyUserName", "ProxyPassword"),
    {"proxy ip": "ProxyIP"},
)
_SCHEME = "http://"


def check(data: bytes, *, strict: bool) -> AnswerFile:
    """Judge a file."""
    reading = Reader(decoded(data), LAYOUT, strict=strict).read()
    settings = dict(reading.settings)
    address = settings.get("ProxyIP")
    if address and not strict and address.value and "://" not in address.value:
        message = (
            "ProxyIP must begin with http://, which the documents leave out. UnifiedSetup itself refuses this; siteprep"
            " hands it a corrected copy."
        )
        reading.problems.append(FileProblem("proxy-scheme", address.line, WARNING, message))
        settings["ProxyIP"] = Setting(_SCHEME + address.value, address.line)
        reading.repaired = True
    reading.problems += _problems(settings)
    fixed = reading.repaired and not reading.broken
    values = {key: setting.value for key, setting in settings.items()}
    return AnswerFile(
        Kind.PROXY, tuple(reading.problems), _details(settings), written(LAYOUT, values) if fixed else None
    )


def _problems(settings: Mapping[str, Setting]) -> Iterator[FileProblem]:
    answer, address, port = (settings.get(key) for key in LAYOUT.keys[:3])
    if answer and answer.as_read not in ("Yes", "No"):
        yield FileProblem("proxy-authentication", answer.line, ERROR, 'ProxyAuthentication must be "Yes" or "No".')
    if address and not address.value.startswith(_SCHEME):
        message = "ProxyIP must begin with http://; a proxy that is reached by https is not supported."
        yield FileProblem("proxy-address", address.line, ERROR, message)
    elif address and not address.value.removeprefix(_SCHEME).strip("/ "):
        yield FileProblem("proxy-address", address.line, ERROR, "ProxyIP names no host. Write http:// and its address.")
    if address and "@" in address.value:
        message = "ProxyIP holds a user, and UnifiedSetup writes the address into its log."
        message += " Write ProxyUserName and ProxyPassword instead."
        yield FileProblem("proxy-user", address.line, WARNING, message)
    for key, setting in settings.items():
        if "=" in setting.value or '"' in setting.value:
            message = (
                f"{key} holds an equals sign or a double quote: UnifiedSetup drops the quotes and what stands behind"
            )
            message += " the equals sign. Choose a value without them."
            yield FileProblem("cut-value", setting.line, WARNING, message)
    if port and not port.value:
        message = "ProxyPort is empty, which UnifiedSetup takes and cannot use. Give the proxy's port."
        yield FileProblem("proxy-port-empty", port.line, WARNING, message)
    elif port and not (re.fullmatch(r"[0-9]{1,5}", port.value) and 1 <= int(port.value) <= 65535):
        yield FileProblem("proxy-port", port.line, ERROR, "ProxyPort must be a whole number from 1 to 65535.")
    if answer and answer.as_read == "Yes":
        for key in ("ProxyUserName", "ProxyPassword"):
            given = settings.get(key)
            if given and not given.as_read:
                message = f"{key} is empty although ProxyAuthentication is Yes. Give it, or write No there."
                yield FileProblem("proxy-credentials", given.line, ERROR, message)


def _details(settings: Mapping[str, Setting]) -> dict[str, str]:
    """What may be shown: address and port without credentials, and whether the proxy wants some."""
    details = {}
    address = settings.get("ProxyIP")
    if address and address.as_read.startswith(_SCHEME):
        # all before the last @ may be a credential, whatever signs it holds; without the scheme nothing is sure
        details["address"] = _SCHEME + address.as_read.removeprefix(_SCHEME).rpartition("@")[2]
    if port := settings.get("ProxyPort"):
        details["port"] = port.value if port.value.isdecimal() else ""
    if answer := settings.get("ProxyAuthentication"):
        details["authentication"] = "yes" if answer.value.lower() == "yes" else "no"
    return details
