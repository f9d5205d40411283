"""TLS: what Windows and .NET may speak to Azure."""

from __future__ import annotations

from host.target import Platform
from preflight.check import Context, Failed, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.facts import Unknown
from preflight.role_requirements import ROLE_FILES, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts
from preflight.windows_settings import DotNetTls

_VIEWS = ("v4.0.30319", "v4.0.30319 (32-bit)")
_REMEDY = (
    r"Set SystemDefaultTlsVersions and SchUseStrongCrypto to 1 (DWORD) in HKLM\SOFTWARE\Microsoft\.NETFramework"
    r"\v4.0.30319 and in the same key below HKLM\SOFTWARE\WOW6432Node, then restart the host."
)


@windows_check(
    "tls10",
    title="TLS 1.0 and .NET",
    reads=(),
    evidence="registry",
    expects=lambda row, context: "TLS 1.0 is not switched off, or .NET uses strong cryptography.",
    link=pages.TLS,
)
def tls10(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """A .NET program that was told nothing may still want TLS 1.0."""
    if not _off(facts, "TLS 1.0 Client"):
        return Passed("TLS 1.0 is not switched off for clients.")
    weak = [view for view in _VIEWS if found(_view(facts, view).strong_crypto) != 1]
    if weak:
        return Failed(
            f"TLS 1.0 is switched off, and strong cryptography is not on for .NET {', '.join(weak)}.", _REMEDY
        )
    return Passed("TLS 1.0 is switched off, and .NET uses strong cryptography.")


@windows_check(
    "tls12",
    title="TLS 1.2",
    reads=(),
    evidence="registry",
    expects=lambda row, context: "TLS 1.2 is not switched off for clients.",
    link=pages.TLS,
    roles=tuple(ROLE_FILES[Platform.WINDOWS]),
)
def tls12(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Azure speaks nothing older. Values that are not there leave it on in every Windows a server may run."""
    if _off(facts, "TLS 1.2 Client"):
        return Failed(
            "TLS 1.2 is switched off for clients.",
            r"In HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client set Enabled "
            "to 1 and DisabledByDefault to 0, then restart the host.",
        )
    return Passed("TLS 1.2 is not switched off for clients.")


@windows_check(
    "dotnet-tls",
    title="TLS of .NET",
    reads=(),
    evidence="registry",
    expects=lambda row, context: ".NET uses the TLS versions of Windows and strong cryptography, in both views.",
    link=pages.TLS,
    roles=tuple(ROLE_FILES[Platform.WINDOWS]),
)
def dotnet_tls(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Both values in both views of the registry, as documented."""
    unset = [
        f"{name} ({view})"
        for view in _VIEWS
        for name, value in (
            ("SystemDefaultTlsVersions", _view(facts, view).system_default),
            ("SchUseStrongCrypto", _view(facts, view).strong_crypto),
        )
        if found(value) != 1
    ]
    if unset:
        return Failed(f"Not set to 1: {', '.join(unset)}.", _REMEDY)
    return Passed("SystemDefaultTlsVersions and SchUseStrongCrypto are 1 in both views.")


def _off(facts: WindowsFacts, name: str) -> bool:
    """Whether SCHANNEL switches a protocol off, either way; what is not set leaves it to Windows."""
    protocol = known(facts.schannel.get(name, Unknown(f"The evidence does not tell of {name}.")))
    return found(protocol.enabled) == 0 or bool(found(protocol.disabled_by_default))


def _view(facts: WindowsFacts, view: str) -> DotNetTls:
    return known(facts.dotnet.tls.get(view, Unknown(f"The evidence does not tell of .NET {view}.")))
