"""PowerShell's errors as it writes them for other programs (CLIXML), turned into text, pure."""

from __future__ import annotations

import re
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_HEAD = "#< CLIXML"
_PS = "{http://schemas.microsoft.com/powershell/2004/04}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def plain_errors(text: str) -> str:
    """Standard error with each CLIXML part replaced by the errors and warnings in it; progress is left out.

    >>> plain_errors('#< CLIXML\\r\\n<Objs xmlns="http://schemas.microsoft.com/powershell/2004/04">'
    ...              '<S S="Error">No file._x000D__x000A_</S></Objs>')
    'No file.'
    """
    if _HEAD not in text:
        return text
    before, _, rest = text.partition(_HEAD)
    told = [before.strip()]
    while rest:
        objects, end, after = rest.partition("</Objs>")
        told.append(_errors(objects.strip() + end))
        rest = after.lstrip().removeprefix(_HEAD)
    return "\n".join(part for part in told if part)


def _errors(xml: str) -> str:
    try:
        root = fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError):
        return xml  # unreadable, but better than nothing
    found = [each.text or "" for each in root.iter(f"{_PS}S") if each.get("S") in ("Error", "Warning")]
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), "".join(found)).strip()
