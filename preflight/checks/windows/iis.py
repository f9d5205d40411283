"""IIS where it is there before setup: setup wants it as Windows ships it.

Setup looks at it on a configuration server only; the documents ask for the same on a process server.
"""

from __future__ import annotations

from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.checks.windows.products import server_installed
from preflight.role_requirements import WITH_APPLIANCE, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts
from preflight.windows_settings import Iis

_NO_IIS = Passed("IIS is not installed.")
_OWN = NotApplicable("A server is installed, and IIS is its own.")


@windows_check(
    "default-web-site",
    title="Web sites",
    reads=("asr_products",),
    evidence="iis",
    expects=lambda row, context: f"IIS has no web site, or only the {row.text('site')} as Windows ships it.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def default_web_site(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """A site of somebody else's would be in the server's way."""
    iis = _iis(facts)
    if not isinstance(iis, Iis):
        return iis
    name, bindings = row.text("site"), row.texts("bindings")
    if strange := [site for site in iis.sites if site.name != name or site.bindings != bindings]:
        told = ", ".join(f"{site.name} ({', '.join(site.bindings) or 'bound to nothing'})" for site in strange)
        return Failed(f"These web sites are not as Windows ships them: {told}.", "Remove them, or use another host.")
    return Passed(f"IIS has {f'only the {name}' if iis.sites else 'no web site'}.")


@windows_check(
    "anonymous-authentication",
    title="Anonymous authentication",
    reads=("asr_products",),
    evidence="iis",
    expects=lambda row, context: "IIS lets anonymous authentication pass.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def anonymous_authentication(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The server's components sign in to it that way."""
    iis = _iis(facts)
    if not isinstance(iis, Iis):
        return iis
    if known(iis.anonymous):
        return Passed("Anonymous authentication is on.")
    return Failed("Anonymous authentication is off.", "Switch it on in IIS Manager, Authentication, for the server.")


@windows_check(
    "fastcgi",
    title="FastCGI",
    reads=("asr_products",),
    evidence="iis",
    expects=lambda row, context: "IIS does not leave its FastCGI module out.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def fastcgi(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The server's pages run through it."""
    iis = _iis(facts)
    if not isinstance(iis, Iis):
        return iis
    if not iis.fastcgi_installed:
        return Passed("The FastCGI module is not installed; setup adds it.")
    if iis.fastcgi_enabled:
        return Passed("The FastCGI module is in use.")
    return Failed(
        "The FastCGI module is installed but left out.", "Add it again in IIS Manager, Modules, for the server."
    )


@windows_check(
    "iis-port",
    title="Web sites on the control port",
    reads=("asr_products",),
    evidence="iis",
    expects=lambda row, context: f"No web site is bound to port {row.number('port')}.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def iis_port(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The port is the server's own."""
    iis = _iis(facts)
    if not isinstance(iis, Iis):
        return iis
    port = row.number("port")
    if bound := [site.name for site in iis.sites if port in site.ports]:
        return Failed(
            f"Bound to port {port}: {', '.join(bound)}.", "Remove that binding in IIS Manager, or use another host."
        )
    return Passed(f"No web site is bound to port {port}.")


def _iis(facts: WindowsFacts) -> Iis | Passed | NotApplicable:
    """IIS as far as it is not setup's own, or what there is to say instead."""
    if server_installed(facts):
        return _OWN
    return found(facts.iis) or _NO_IIS
