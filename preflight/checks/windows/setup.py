"""What setup itself needs before it looks at anything else."""

from __future__ import annotations

from host.target import Platform
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.role_requirements import PROVIDER_ROLES, ROLE_FILES, SERVER_ROLES, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts

_VMWARE = "VMware"


@windows_check(
    "other-setup",
    title="Another setup",
    reads=("programs",),
    evidence="processes",
    expects=lambda row, context: "No other setup of a configuration or process server is at work.",
    link=pages.SERVER_TROUBLESHOOTING,
)
def other_setup(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Two setups at a time refuse each other."""
    wanted = {name.lower() for name in row.texts("programs")}
    running = [name for name in known(facts.programs) if name.lower() in wanted]
    if running:
        return Failed(f"{running[0]} is running.", "Wait until the other setup has ended, then run this one again.")
    return Passed("None of a setup's installers is running.")


@windows_check(
    "dotnet",
    title=".NET Framework",
    reads=("dotnet.release",),
    evidence="registry",
    expects=lambda row, context: f".NET Framework {row.text('version')} or later is installed.",
    link=pages.TLS,
    roles=(*SERVER_ROLES, *PROVIDER_ROLES),
)
def dotnet(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Setup is itself a .NET program; the number Release tells the version."""
    release = found(facts.dotnet.release)
    remedy = f"Install .NET Framework {row.text('version')} or later, then restart the host."
    if release is None:
        return Failed(".NET Framework 4.5 or later is not installed.", remedy)
    actual = f".NET Framework has the release number {release}; {row.number('release')} is {row.text('version')}."
    return Passed(actual) if release >= row.number("release") else Failed(actual, remedy)


@windows_check(
    "administrator",
    title="Administrator",
    reads=("account",),
    evidence="user",
    expects=lambda row, context: "The account has the rights of a local administrator in force.",
    link=pages.SERVER_TROUBLESHOOTING,
    roles=tuple(ROLE_FILES[Platform.WINDOWS]),
)
def administrator(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Without them the certificate for the registration cannot be made."""
    account = known(facts.account)
    if account.administrator:
        return Passed(f"{account.name} acts as an administrator.")
    return Failed(
        f"{account.name} does not act as an administrator.",
        "Use a member of the local group Administrators; where siteprep runs on the host, start it as administrator.",
    )


@windows_check(
    "vmware-tools",
    title="VMware Tools",
    reads=(),
    evidence="products",
    expects=lambda row, context: f"{row.text('product')} is installed, where setup is told /EnvType {_VMWARE}.",
    link=pages.REQUIREMENTS,
)
def vmware_tools(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """Setup takes its own machine for a virtual one where it is to protect VMware machines."""
    if context.setup.env_type is None:
        return NotApplicable("Setup was not told what kind of machines to protect (/EnvType).")
    if context.setup.env_type.lower() != _VMWARE.lower():
        return NotApplicable("Setup is to protect other machines than VMware's.")
    wanted = row.text("product")
    if any(wanted in product.name for product in known(facts.products)):
        return Passed(f"{wanted} is installed.")
    return Failed(
        f"{wanted} is not installed.",
        f"Install {wanted} on the host, or tell setup /EnvType NonVMware if the machines are not VMware's.",
    )
