"""IIS, as its server-wide configuration file has it."""

from __future__ import annotations

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import unreadable
from preflight.windows_settings import Iis, Site
from windows.parse.records import flag, records


def parse_iis(evidence: Evidence) -> Iis | Absent | Unknown:
    """Sites, anonymous authentication and FastCGI; Absent where IIS has no configuration file."""
    rows = records(evidence, "iis")
    if isinstance(rows, Absent | Unknown):
        return rows
    if not any(row.get("Kind") == "server" for row in rows):
        return unreadable("iis")
    kinds = {row.get("Kind") for row in rows}
    switches = [row for row in rows if row.get("Kind") == "anonymous"]
    everywhere = [flag(row, "Enabled") for row in switches if not row.get("Location")]
    return Iis(
        sites=tuple(
            Site(
                row.get("Name", ""),
                tuple(
                    f"{each.get('Protocol', '')}/{each.get('Information', '')}"
                    for each in rows
                    if each.get("Kind") == "binding" and each.get("Site") == row.get("Name")
                ),
            )
            for row in rows
            if row.get("Kind") == "site"
        ),
        # Without a line of its own IIS takes the default of its schema, which is on.
        anonymous=everywhere[0] if everywhere else True,
        anonymous_off=tuple(
            row["Location"] for row in switches if row.get("Location") and flag(row, "Enabled") is False
        ),
        fastcgi_installed="fastcgi-installed" in kinds,
        fastcgi_enabled="fastcgi-enabled" in kinds,
    )
