"""The host's name and addresses, its SSH port and joined adapters."""

from __future__ import annotations

import ipaddress
import re

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.roles import EITHER
from preflight.facts import LinuxFacts, Unknown
from preflight.linux_machine import Address
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "machine-name",
    title="Machine name",
    reads=("host_name",),
    evidence="identity",
    expects=lambda row, context: (
        "The name before the first dot has 1 to 63 letters, digits and hyphens, no hyphen at its ends."
    ),
    link=links.SUPPORT_MATRIX,
    roles=EITHER,
)
def machine_name(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The support matrix asks for it, since the virtual machine in Azure gets this name."""
    name = found(facts.host_name)
    if name is None:
        return NotApplicable("The host has no name.")
    if re.fullmatch(row.text("pattern"), name.partition(".")[0]):
        return Passed(f"The host's name is {name}.")
    return Failed(f"The host's name is {name}.", "Give the host another name, or the virtual machine in Azure one.")


@linux_check(
    "hosts-file",
    title="Host name in /etc/hosts",
    reads=("host_name", "hosts", "addresses"),
    evidence="file:/etc/hosts",
    expects=lambda row, context: "/etc/hosts maps the host's name to an address of every network adapter.",
    link=links.PUSH_PREPARATION,
    roles=EITHER,
)
def hosts_file(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The push preparation page asks for it."""
    name, hosts = found(facts.host_name), found(facts.hosts) or ()
    if name is None:
        return NotApplicable("The host has no name.")
    adapters = _adapters(facts, row)
    if isinstance(adapters, Unknown):
        return adapters
    wanted = {name.lower(), name.lower().partition(".")[0]}
    mapped = {line.address for line in hosts if any(each.lower() in wanted for each in line.names)}
    interfaces = dict.fromkeys(each.interface for each in adapters)
    missing = [each for each in interfaces if not mapped & {a.address for a in adapters if a.interface == each}]
    if not missing:
        return Passed(f"/etc/hosts maps {name} to an address of {', '.join(interfaces) or 'every adapter'}.")
    first = next(each for each in adapters if each.interface == missing[0])
    return Failed(
        f"/etc/hosts maps {name} to {', '.join(sorted(mapped)) or 'no address'}, and to none of {', '.join(missing)}.",
        f"Add a line such as `{first.address} {name}` to /etc/hosts for each of these adapters.",
    )


@linux_check(
    "ipv4-address",
    title="IPv4 address",
    reads=("addresses",),
    evidence="addresses",
    expects=lambda row, context: "At least one network adapter has an IPv4 address.",
    link=links.SUPPORT_MATRIX,
    roles=EITHER,
)
def ipv4_address(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """IPv6 is not supported in a protected machine, and the push wants an IPv4 address or a full name."""
    adapters = _adapters(facts, row)
    if isinstance(adapters, Unknown):
        return adapters
    if adapters:
        return Passed(f"{adapters[0].interface} has the address {adapters[0].address}.")
    return Failed("No network adapter has an IPv4 address.", "Give an adapter an IPv4 address, by DHCP or by hand.")


@linux_check(
    "ssh-port",
    title="SSH port",
    reads=("listeners",),
    evidence="listeners",
    expects=lambda row, context: f"The SSH server listens on port {row.number('port')}.",
    link=links.PUSH_PREPARATION,
    roles=EITHER,
)
def ssh_port(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The original's push knows no other port; siteprep does."""
    listeners = found(facts.listeners)
    if listeners is None:
        return Unknown("The host has neither ss nor netstat, and /proc does not list its ports.")
    port = row.number("port")
    on_port = [each for each in listeners if each.port == port]
    if on_port:
        owner = on_port[0].owner
        return Passed(f"{owner or 'A process that the host does not name'} listens on port {port}.")
    return Failed(
        f"Nothing listens on port {port}.",
        f"To push with the original, start the SSH server on port {port}; siteprep takes any port from the inventory.",
    )


@linux_check(
    "nic-teaming",
    title="Joined network adapters",
    reads=("bonds",),
    evidence="bonds",
    expects=lambda row, context: "No network adapters are joined to a bond or team.",
    link=links.SUPPORT_MATRIX,
)
def nic_teaming(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The support matrix rules it out inside of a protected machine."""
    bonds = known(facts.bonds)
    if not bonds:
        return Passed("No network adapters are joined.")
    return Failed(
        f"Network adapters are joined to {', '.join(bonds)}.",
        "Use single adapters, or plan how the machine gets its network after a failover: the bond is not carried over.",
    )


def _adapters(facts: LinuxFacts, row: Requirement) -> tuple[Address, ...] | Unknown:
    """The IPv4 addresses of the host's adapters, without those of its own virtual networks and link-local ones."""
    addresses = found(facts.addresses)
    if addresses is None:
        return Unknown("The host has neither ip nor ifconfig, so its addresses could not be found out.")
    virtual = row.texts("virtual")
    return tuple(
        each
        for each in addresses
        if each.is_ipv4
        and not each.interface.startswith(virtual)
        and not (ip := ipaddress.ip_address(each.address)).is_loopback
        and not ip.is_link_local
    )
