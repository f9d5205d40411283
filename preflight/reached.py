"""What a host's own probes say of the addresses that it must reach: pure."""

from __future__ import annotations

from preflight.check import Context, Facts, Failed, NotApplicable, Outcome, Passed, known
from preflight.facts import Absent, Unknown
from preflight.network import Probe

_REMEDY = (
    "Let the host reach these addresses directly or through its proxy: correct its name servers, firewall, proxy "
    "settings or trusted certificates, whichever layer is named here."
)
NOT_NEEDED = "No address is needed."
_NONE_MADE = "No address was probed when this was collected; collect it again and name the role and cloud with it."
_SERVER_REMEDY = (
    "Start the configuration server's services, and let the host reach it: correct name servers, routes and firewalls "
    "between the two."
)


def judge_group(facts: Facts, context: Context, group: str) -> Outcome:
    """Whether the host reaches every address of a group that its role needs."""
    network = context.requirements.network
    urls = [url for url in network.of(context.role) if url.group == group]
    if not urls:
        return NotApplicable(
            f"A {context.role} needs no address of this kind in the {context.requirements.cloud} cloud."
        )
    made = _made(facts)
    names = tuple(host for _, host, _ in made)
    reached: list[str] = []
    failed: list[str] = []
    unclear: list[str] = []
    for url in urls:
        wanted = url.wanted(names)
        if not wanted:
            unclear.append(f"{url.host} could not be probed, for want of a real name; give one with --probe-host")
        for each in wanted:
            probe = made.get((each.scheme, each.host, each.port))
            if probe is None:
                unclear.append(f"{each.host} was not probed")
            else:
                {True: reached, False: failed, None: unclear}[probe.reachable].append(probe.told)
    if failed:
        return Failed(_sentence(failed + unclear), _REMEDY)
    return Unknown(_sentence(unclear + reached)) if unclear else Passed(_sentence(reached))


def judge_issuers(facts: Facts, context: Context) -> Outcome:
    """Whether those who usually issue the certificates of the required addresses did."""
    network = context.requirements.network
    usual = [name.lower() for name in network.usual_issuers]
    made = _made(facts)
    names = [host for _, host, _ in made]
    required = {
        wanted.host
        for url in network.of(context.role)
        if network.groups[url.group].required
        for wanted in url.wanted(names)
    }
    seen = [probe for probe in made.values() if probe.host in required and probe.issuer]
    if not seen:
        return Unknown("No address told who issued its certificate.")
    if other := [probe for probe in seen if not any(name in probe.issuer.lower() for name in usual)]:
        return Failed(
            _sentence([f"{probe.host} shows a certificate by {probe.issuer}" for probe in other]),
            "Ask who runs the proxy or firewall on the way to leave these addresses out of its TLS inspection.",
        )
    return Passed(_sentence([f"{probe.host}: {probe.issuer}" for probe in seen]))


def judge_registration(facts: Facts, context: Context) -> Outcome:
    """Whether the host reaches the configuration server that it is to register with."""
    server = context.control_server
    if server is None:
        return NotApplicable("No configuration server was named (--cs-ip).")
    wanted = context.requirements.network.registration(server)
    probe = _made(facts).get((wanted.scheme, wanted.host, wanted.port))
    if probe is None:
        return Unknown(f"{wanted} was not probed when this was collected; collect it again with --role and --cs-ip.")
    if probe.reachable is None:
        return Unknown(_sentence([probe.told]))
    return Passed(_sentence([probe.told])) if probe.reachable else Failed(_sentence([probe.told]), _SERVER_REMEDY)


def _made(facts: Facts) -> dict[tuple[str, str, int], Probe]:
    probes = facts.probes
    found = known(Unknown(_NONE_MADE) if isinstance(probes, Absent) else probes)
    return {(probe.scheme, probe.host, probe.port): probe for probe in found}


def _sentence(parts: list[str]) -> str:
    return "; ".join(dict.fromkeys(part.rstrip(".") for part in parts)) + "."
