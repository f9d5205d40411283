"""What a host's WinRM service allows, from its configuration, pure."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_CONFIG = "{http://schemas.microsoft.com/wbem/wsman/1/config}"
_OVERHEAD = 4096
"""Bytes of an envelope around the data it carries; a Send's header takes about 2,000."""
LARGEST_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Quotas:
    """Limits in bytes, seconds and counts; the defaults are the smallest that Windows has ever come with."""

    envelope: int = 150 * 1024
    timeout: float = 60.0
    idle: float = 180.0
    shells: int = 5
    processes: int = 5
    memory_mb: int = 150
    known: bool = False

    @property
    def piece(self) -> int:
        """Bytes of standard input that one Send can carry; base64 makes four of three."""
        room = (self.envelope - _OVERHEAD) * 3 // 4
        return max(1024, min(room // 1024 * 1024, LARGEST_PIECE))


def parse_quotas(answer: bytes) -> Quotas:
    """The limits in the answer to Get winrm/config; what it does not tell is taken as the smallest.

    Raises ValueError for an answer that holds no configuration.
    """
    try:
        config = fromstring(answer).find(f".//{_CONFIG}Config")
    except (ParseError, DefusedXmlException) as error:
        raise ValueError("The answer is no XML.") from error
    if config is None:
        raise ValueError("The answer holds no configuration.")

    def number(path: str, default: float) -> int:
        text = config.findtext("/".join(_CONFIG + name for name in path.split("/")), "")
        return int(text) if text.isascii() and text.isdecimal() and int(text[:12]) > 0 else int(default)

    least = Quotas()
    return Quotas(
        number("MaxEnvelopeSizekb", least.envelope / 1024) * 1024,
        number("MaxTimeoutms", least.timeout * 1000) / 1000,
        number("Winrs/IdleTimeout", least.idle * 1000) / 1000,
        number("Winrs/MaxShellsPerUser", least.shells),
        number("Winrs/MaxProcessesPerShell", least.processes),
        number("Winrs/MaxMemoryPerShellMB", least.memory_mb),
        known=True,
    )
