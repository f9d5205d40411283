"""What must be installed: the C locale and a DHCP client."""

from __future__ import annotations

import re

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known, told
from preflight.checks.roles import EITHER
from preflight.facts import LinuxFacts, Unknown
from preflight.os_token import NoToken
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "c-locale",
    title="C locale",
    reads=("locales",),
    evidence="locales",
    expects=lambda row, context: f"The host offers the locale {row.text('locale')}.",
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def c_locale(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The list of locales holds it as a whole word, in any case: C.utf8 does as well."""
    locale = row.text("locale")
    locales = found(facts.locales)
    if locales is None:
        return Failed(
            "The command locale is missing, so the installer finds no locale at all.",
            "Install the package that brings it: libc-bin, glibc-common or glibc-locale.",
        )
    word = re.compile(rf"\b{re.escape(locale)}\b", re.IGNORECASE)
    offered = next((each for each in locales if word.search(each)), None)
    if offered is not None:
        return Passed(f"The host offers the locale {offered}.")
    return Failed(
        f"None of the host's {len(locales)} locales is {locale}.",
        "Install the host's base locales anew (package libc-bin, glibc-common or glibc-locale).",
    )


@linux_check(
    "dhcp-client",
    title="DHCP client",
    reads=("machine", "release_files", "dhcp_clients"),
    evidence="dhcp-clients",
    expects=lambda row, context: "The DHCP client that the agent wants on this operating system is installed.",
    link=links.MOBILITY_OVERVIEW,
)
def dhcp_client(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """One client per family of systems: with another one the host gets no address in Azure."""
    installed = known(facts.dhcp_clients)
    token = facts.os_token(context.requirements)
    if isinstance(token, NoToken):
        return NotApplicable("The DHCP client depends on the operating system's token, and this system has none.")
    token = known(token)
    clients = row.values["clients"]
    wanted = next((each for each in clients if token.startswith(each["token"])), None)
    if wanted is None:
        return Unknown(f"No rule is published for the DHCP client of {token}.")
    client = wanted["client"]
    if told(installed, client):
        return Passed(f"{client} is installed.")
    return Failed(f"{client} is not installed.", f"Install the package {wanted['package']}.")
