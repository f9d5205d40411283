"""Addresses, adapters, ports and proxies."""

from __future__ import annotations

from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, known
from preflight.checks.windows import pages
from preflight.checks.windows.products import server_installed
from preflight.facts import Unknown
from preflight.role_requirements import PROVIDER_ROLES, WITH_APPLIANCE, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts
from preflight.windows_machine import Adapter, Listener

_WINDOWS_ITSELF = 4


@windows_check(
    "static-address",
    title="Static address",
    reads=("adapters",),
    evidence="adapters",
    expects=lambda row, context: "The host's IPv4 addresses are static.",
    link=pages.REQUIREMENTS,
)
def static_address(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Other machines know the server by its address, which must not change after the registration."""
    adapters = _with_address(facts)
    if leased := [adapter for adapter in adapters if adapter.dhcp]:
        told = ", ".join(f"{adapter.description} ({', '.join(adapter.addresses)})" for adapter in leased)
        return Failed(f"These adapters get their address by DHCP: {told}.", "Give them a static IPv4 address.")
    if not adapters:
        return Unknown("The evidence shows no adapter with an IPv4 address.")
    return Passed(f"Static: {', '.join(address for adapter in adapters for address in adapter.addresses)}.")


@windows_check(
    "network-adapter",
    title="Type of network adapter",
    reads=("computer.manufacturer",),
    evidence="adapters",
    expects=lambda row, context: "A VMware virtual machine has network adapters of the type VMXNET3.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def network_adapter(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The other types are too slow for replication data."""
    manufacturer = known(known(facts.computer).manufacturer)
    if not manufacturer.startswith(row.text("manufacturer")):
        return NotApplicable(f"The host is no VMware virtual machine but one of {manufacturer or 'an unnamed maker'}.")
    adapters = _with_address(facts)
    if others := [adapter for adapter in adapters if not adapter.driver.lower().startswith(row.text("adapter"))]:
        told = ", ".join(f"{adapter.description} (driver {adapter.driver or 'unknown'})" for adapter in others)
        return Failed(f"Of another type: {told}.", "Replace these adapters by ones of the type VMXNET3.")
    if not adapters:
        return Unknown("The evidence shows no adapter with an IPv4 address.")
    return Passed("All adapters with an address are of the type VMXNET3.")


@windows_check(
    "control-port",
    title="Control port",
    reads=("asr_products",),
    evidence="listening",
    expects=lambda row, context: f"Nothing listens on TCP port {row.number('port')}.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def control_port(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Over it the servers and agents speak with each other."""
    return _port(facts, row.number("port"))


@windows_check(
    "data-port",
    title="Data port",
    reads=("asr_products",),
    evidence="listening",
    expects=lambda row, context: f"Nothing listens on TCP port {_data_port(row, context)}.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def data_port(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """Replication data come in on it; setup may be told another."""
    return _port(facts, _data_port(row, context))


@windows_check(
    "proxy",
    title="Proxy",
    reads=(),
    evidence="winhttp",
    expects=lambda row, context: "No proxy that is itself reached by HTTPS is set.",
    link=pages.PHYSICAL_SET_UP,
    roles=(*WITH_APPLIANCE, *PROVIDER_ROLES),
)
def proxy(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The server can use HTTP proxies only."""
    told = (facts.proxy.winhttp, facts.proxy.user, *facts.proxy.environment.values())
    if secure := next((each for each in told if isinstance(each, str) and "https://" in each.lower()), None):
        return Failed(f"A proxy is set that is reached by HTTPS: {secure}.", "Give the server an HTTP proxy, or none.")
    if unread := next((each for each in told if isinstance(each, Unknown)), None):
        return unread
    return Passed("No proxy that is reached by HTTPS is set.")


def _with_address(facts: WindowsFacts) -> list[Adapter]:
    """Adapters with an IPv4 address, but for those that are known to be made up by software."""
    return [
        adapter
        for adapter in known(facts.adapters)
        if adapter.physical is not False and any("." in address for address in adapter.addresses)
    ]


def _data_port(row: Requirement, context: Context) -> int:
    return context.setup.data_port or row.number("port")


def _port(facts: WindowsFacts, port: int) -> Outcome:
    if server_installed(facts):
        return NotApplicable("A server is installed, and listens there itself.")
    if users := [each for each in known(facts.listeners) if each.port == port]:
        told = ", ".join(dict.fromkeys(map(_program, users)))
        return Failed(
            f"Port {port} is in use by {told}.", "Stop that program, give it another port, or use another host."
        )
    return Passed(f"Nothing listens on port {port}.")


def _program(listener: Listener) -> str:
    if listener.process_id == _WINDOWS_ITSELF:
        return "Windows itself, for IIS or another service that speaks HTTP"
    if isinstance(listener.program, Unknown):
        return f"process {listener.process_id}"
    return f"{listener.program} (process {listener.process_id})"
