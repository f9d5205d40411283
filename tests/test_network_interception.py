"""A proxy that opens TLS connections, from the host's own probes to the findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from host.target import Role
from preflight.context import Context
from preflight.finding import Finding, Status
from preflight.judge import judge
from preflight.network import FAILED, OK, Probe, Wanted
from tests.intercepting_proxy import ISSUER, intercepting_proxy
from tests.test_network_peers import needs_pwsh, probe, windows_probes
from tests.test_windows_checks_host import HEALTHY, REQUIREMENTS

SERVER = Role.CONFIGURATION_SERVER
NAMES = [url.host.replace("*", "practice") for url in REQUIREMENTS.network.of(SERVER)]


def findings(probes: tuple[Probe, ...]) -> dict[str, Finding]:
    context = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
    found = judge(replace(HEALTHY, probes=probes), SERVER, context)
    return {each.id.removeprefix("windows."): each for each in found}


@needs_pwsh
def test_a_trusted_interception_is_named_and_an_untrusted_one_blocks(tmp_path: Path) -> None:
    wanted = REQUIREMENTS.network.probes(SERVER, NAMES)
    with intercepting_proxy(tmp_path) as proxy:
        through = {"HTTPS_PROXY": proxy.url, "https_proxy": proxy.url, "http_proxy": proxy.url}
        trusted = findings(windows_probes(tmp_path, *wanted, SSL_CERT_FILE=str(proxy.certificate), **through))
        untrusted = findings(windows_probes(tmp_path, *wanted, **through))
    for group in ("sign-in", "management", "data", "storage"):
        assert trusted[f"address-{group}"].status is Status.PASS, trusted[f"address-{group}"]
        assert untrusted[f"address-{group}"].status is Status.FAIL, untrusted[f"address-{group}"]
        assert "TLS failed" in untrusted[f"address-{group}"].actual
    told = trusted["certificate-issuers"]
    assert told.status is Status.FAIL
    assert f"login.microsoftonline.com shows a certificate by CN={ISSUER}" in told.actual
    assert "TLS inspection" in told.remedy


def test_linux_tells_who_opened_the_connection(tmp_path: Path) -> None:
    wanted = Wanted("https", "login.microsoftonline.com", 443, "/")
    with intercepting_proxy(tmp_path) as proxy:
        trusted = probe(wanted, https_proxy=proxy.url, CURL_CA_BUNDLE=str(proxy.certificate))
        untrusted = probe(wanted, https_proxy=proxy.url)
    assert (trusted.reachable, trusted.http_status, trusted.tls.state) == (True, 404, OK), trusted
    assert ISSUER in trusted.issuer
    assert (untrusted.reachable, untrusted.tls.state) == (False, FAILED), untrusted
    assert ISSUER in untrusted.told
