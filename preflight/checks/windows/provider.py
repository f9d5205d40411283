"""What the provider's setup needs on a VMM server and on a Hyper-V host."""

from __future__ import annotations

from host.target import Role
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.facts import Unknown
from preflight.role_requirements import PROVIDER_ROLES, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts

_CORE = "Server Core"


@windows_check(
    "provider-not-registered",
    title="Registered with a vault",
    reads=("registration.values",),
    evidence="registration",
    expects=lambda row, context: "The host is not registered with a vault yet.",
    link=pages.HYPERV,
    roles=PROVIDER_ROLES,
)
def provider_not_registered(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """A registration with another vault has to be taken away first."""
    if not found(facts.registration.values):
        return Passed("The host is not registered.")
    return Failed(
        "The host is registered with a vault.",
        "If that is another vault, unregister the host there first; otherwise nothing is left to do.",
    )


@windows_check(
    "provider-update-service",
    title="Windows Update",
    reads=("services",),
    evidence="services",
    expects=lambda row, context: "The service Windows Update is not disabled.",
    link=pages.HYPERV,
    roles=PROVIDER_ROLES,
)
def provider_update_service(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The provider's setup fails where it is disabled, as users report."""
    service = found(facts.service(row.text("service")))
    if service is None or service.start == "Disabled":
        return Failed("The service is disabled.", f"Run: sc config {row.text('service')} start= demand")
    return Passed(f"The service starts as {service.start}.")


@windows_check(
    "vmm-service",
    title="Virtual Machine Manager",
    reads=("services",),
    evidence="services",
    expects=lambda row, context: "System Center Virtual Machine Manager is installed.",
    link=pages.HYPERV,
    roles=(Role.VMM_SERVER,),
)
def vmm_service(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The provider is a part of it."""
    service = found(facts.service(row.text("service")))
    if service is None:
        return Failed("Virtual Machine Manager is not installed.", "Choose the VMM server itself.")
    return Passed(f"Virtual Machine Manager is installed, and its service is {service.state}.")


@windows_check(
    "vmm-id",
    title="Id of the VMM server",
    reads=(),
    evidence="registry",
    expects=lambda row, context: "The VMM server notes its id (VmmID).",
    link=pages.HYPERV,
    roles=(Role.VMM_SERVER,),
)
def vmm_id(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The registration fails without it."""
    if (noted := found(facts.registration.vmm_id)) and noted.strip():
        return Passed(f"VmmID is {noted}.")
    return Failed(
        "VmmID is not there or is blank.",
        "Read the id with Get-SCVMMServer, and note it as VmmID below VMM's key Setup.",
    )


@windows_check(
    "hyperv-role",
    title="Hyper-V",
    reads=("features",),
    evidence="features",
    expects=lambda row, context: "The role Hyper-V is installed.",
    link=pages.HYPERV,
    roles=(Role.HYPERV_HOST,),
)
def hyperv_role(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The provider's setup looks for it."""
    installed = known(facts.features).get(row.text("feature"))
    if installed is None:
        return Unknown("The evidence does not tell whether Hyper-V is installed.")
    if installed:
        return Passed("Hyper-V is installed.")
    return Failed("Hyper-V is not installed.", "Choose a Hyper-V host.")


@windows_check(
    "hyperv-core",
    title="Server Core",
    reads=("system.installation_type",),
    evidence="system",
    expects=lambda row, context: f"{row.text('name')} is not installed as Server Core.",
    link=pages.HYPERV,
    roles=(Role.HYPERV_HOST,),
)
def hyperv_core(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The older versions may be."""
    system = known(facts.system)
    if system.version[2] != row.number("build"):
        return NotApplicable("The rule is for another version of Windows.")
    if found(known(system.installation_type)) == _CORE:
        return Failed("The installation is Server Core.", "Use a host with Desktop Experience.")
    return Passed("The installation is not Server Core.")


@windows_check(
    "hyperv-service",
    title="Hyper-V's service",
    reads=("services",),
    evidence="services",
    expects=lambda row, context: f"The service {row.text('service')} runs.",
    link=pages.HYPERV,
    roles=(Role.HYPERV_HOST,),
)
def hyperv_service(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Hyper-V Virtual Machine Management; the provider speaks with it."""
    service = found(facts.service(row.text("service")))
    if service is not None and service.state == "Running":
        return Passed("The service runs.")
    return Failed("The service does not run.", f"Start {row.text('service')} and let it start automatically.")
