"""What is installed already: MySQL, Perl, PowerCLI, and what the original or a registration left behind."""

from __future__ import annotations

import re

from host.target import Role
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.role_requirements import Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts
from preflight.windows_settings import Product

_AGENT, _SERVER, _THIRD_PARTY = 5, 9, 10
_CONFIGURATION_SERVER = (Role.CONFIGURATION_SERVER,)


def server_installed(facts: WindowsFacts) -> bool:
    """Whether a configuration or process server is installed, so that IIS, ports and folders may be its own."""
    return found(facts.asr_product(_SERVER)) is not None


@windows_check(
    "mysql-5-5",
    title="MySQL 5.5",
    reads=("products",),
    evidence="products",
    expects=lambda row, context: f"MySQL {row.text('version')} is not installed.",
    link=pages.REQUIREMENTS,
)
def mysql_5_5(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Setup refuses to install beside the MySQL of its older releases."""
    old = [product for product in _named(facts, row) if _is(product, row.text("version"))]
    if old:
        return Failed(f"{_told(old)} is installed.", "Uninstall it, or use a host on which it never was.")
    return Passed(f"MySQL {row.text('version')} is not installed.")


@windows_check(
    "mysql-version",
    title="Version of MySQL",
    reads=("products",),
    evidence="products",
    expects=lambda row, context: f"MySQL is not installed, or it is MySQL {row.text('version')}.",
    link=pages.REQUIREMENTS,
    roles=_CONFIGURATION_SERVER,
)
def mysql_version(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Setup brings its own and cannot use another."""
    installed = _named(facts, row)
    others = [product for product in installed if not _is(product, row.text("version"))]
    if others:
        return Failed(f"{_told(others)} is installed.", f"Uninstall it; setup installs MySQL {row.text('version')}.")
    return Passed(f"{_told(installed)} is installed." if installed else "MySQL is not installed; setup brings it.")


@windows_check(
    "perl",
    title="Perl",
    reads=("products",),
    evidence="products",
    expects=lambda row, context: f"{row.text('name')} is not installed, or it is version {row.text('version')}.",
    link=pages.REQUIREMENTS,
)
def perl(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The server's scripts run on one version only."""
    others = [product for product in _named(facts, row) if not _is(product, row.text("version"))]
    if others:
        return Failed(f"{_told(others)} is installed.", "Uninstall it; setup brings the Perl that it needs.")
    return Passed(f"No other {row.text('name')} than {row.text('version')} is installed.")


@windows_check(
    "powercli",
    title="PowerCLI",
    reads=(),
    evidence="products",
    expects=lambda row, context: (
        f"{row.text('name')} {row.text('version')} is installed, where a release before {row.text('until_release')} "
        "is to protect VMware's machines."
    ),
    link=pages.REQUIREMENTS,
    roles=_CONFIGURATION_SERVER,
)
def powercli(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """Old releases found VMware's machines through it."""
    release = context.requirements.release
    if _numbers(release) >= _numbers(row.text("until_release")):
        return NotApplicable(f"Release {release} does without {row.text('name')}.")
    if (context.setup.env_type or "").lower() == "nonvmware":
        return NotApplicable("Setup is to protect other machines than VMware's.")
    if any(_is(product, row.text("version")) for product in _named(facts, row)):
        return Passed(f"{row.text('name')} {row.text('version')} is installed.")
    return Failed(
        f"{row.text('name')} {row.text('version')} is not installed.",
        f"Install {row.text('name')} {row.text('version')}, or use a newer release, which needs none.",
    )


@windows_check(
    "agent-alone",
    title="Agent without a server",
    reads=("asr_products",),
    evidence="asr-products",
    expects=lambda row, context: "No mobility agent or master target is installed without a server.",
    link=pages.REQUIREMENTS,
)
def agent_alone(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Such a host is one to protect, or another server's master target; setup refuses it."""
    agent = found(facts.asr_product(_AGENT))
    if agent is None:
        return Passed("No mobility agent or master target is installed.")
    if server_installed(facts) or found(facts.asr_product(_THIRD_PARTY)) is not None:
        return Passed("The master target that is installed belongs to the host's own server.")
    return Failed(
        f"A mobility agent or master target {agent.version} is installed without a server.",
        "Uninstall it first, or use a host that serves no other purpose.",
    )


@windows_check(
    "left-registration",
    title="Registration left behind",
    reads=("registration.values", "asr_products"),
    evidence="registration",
    expects=lambda row, context: "The host is not registered with a vault while no server is installed.",
    link=pages.SERVER_TROUBLESHOOTING,
)
def left_registration(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """A host that still belongs to another vault cannot be registered."""
    if server_installed(facts):
        return NotApplicable("A server is installed, and the registration is its own.")
    if found(facts.registration.values):
        return Failed(
            "The registry still holds a registration of Azure Site Recovery.",
            r"Export HKLM\SOFTWARE\Microsoft\Azure Site Recovery\Registration, then delete that key.",
        )
    return Passed("The host is not registered with a vault.")


def _named(facts: WindowsFacts, row: Requirement) -> list[Product]:
    return [product for product in known(facts.products) if row.text("name").lower() in product.name.lower()]


def _is(product: Product, version: str) -> bool:
    """Whether name or version of a product tells this version, or a build of it."""
    return re.search(rf"(?<![\d.]){re.escape(version)}(?!\d)", f"{product.name} {product.version}") is not None


def _told(products: list[Product]) -> str:
    return ", ".join(dict.fromkeys(f"{product.name} {product.version}".strip() for product in products))


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))
