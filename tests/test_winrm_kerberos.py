"""WinRM with Kerberos: a real MIT key distribution centre, a ticket, and encrypted messages. An optional stage of
CI."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from host.errors import Unreachable
from host.target import Platform, Target, WinRm
from lab.winrm.authentication import Accounts
from lab.winrm.engine import EngineBackend, Said
from lab.winrm.server import WinRmServer
from lab.winrm.service import Service
from lab.winrm.settings import Settings
from windows.winrm.session import WinRmConnector

REALM = "PRACTICE.TEST"
NEEDED = all(map(shutil.which, ("krb5kdc", "kdb5_util", "kadmin.local", "kinit"))) and all(
    map(find_spec, ("kerberos", "gssapi"))
)
pytestmark = pytest.mark.skipif(
    not (NEEDED and os.environ.get("SITEPREP_KERBEROS")),
    reason="SITEPREP_KERBEROS is not set, or krb5-kdc, pykerberos or gssapi is missing",
)
CLIENT = """[libdefaults]
 default_realm = {realm}
 dns_lookup_realm = false
 dns_lookup_kdc = false
 dns_canonicalize_hostname = false
 rdns = false
[realms]
 {realm} = {{
  kdc = 127.0.0.1:{port}
 }}
[domain_realm]
 localhost = {realm}
"""
SERVER = """[kdcdefaults]
 kdc_listen = 127.0.0.1:{port}
 kdc_tcp_listen = 127.0.0.1:{port}
[realms]
 {realm} = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
  acl_file = {folder}/acl
 }}
"""


@pytest.fixture
def realm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A realm with the user admin, who has a ticket, and the service HTTP/localhost; the folder holds its keytab."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "krb5.conf").write_text(CLIENT.format(realm=REALM, port=port))
    (tmp_path / "kdc.conf").write_text(SERVER.format(realm=REALM, port=port, folder=tmp_path))
    settings = {"KRB5_CONFIG": "krb5.conf", "KRB5_KDC_PROFILE": "kdc.conf"}
    for name, file in settings.items():
        monkeypatch.setenv(name, str(tmp_path / file))
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path}/tickets")

    def run(*line: str, told: str = "") -> None:
        subprocess.run(line, input=told, text=True, check=True, capture_output=True)

    run("kdb5_util", "create", "-s", "-r", REALM, "-P", "practice-master-key")
    run("kadmin.local", "-q", "addprinc -pw Canary-ticket admin")
    run("kadmin.local", "-q", "addprinc -randkey HTTP/localhost")
    run("kadmin.local", "-q", f"ktadd -k {tmp_path}/keytab HTTP/localhost")
    process = subprocess.Popen(["krb5kdc", "-n"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(50):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        run("kinit", "admin", told="Canary-ticket\n")
        yield tmp_path
    finally:
        process.terminate()
        process.wait(10)


def test_a_ticket_signs_in_and_encrypts(realm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = Accounts.write("WINHOST", {}, realm / "users", realm / "keytab")
    backend = EngineBackend(doubles=[lambda line: Said([("stdout", b"hello\r\n")])])
    server = WinRmServer(Service(backend, Settings()), accounts)
    target = Target(
        *("win01", "localhost", server.port, Platform.WINDOWS, f"admin@{REALM}"),
        winrm=WinRm(scheme="http", transport="kerberos"),
    )
    try:
        session = WinRmConnector(5).connect(target, password=None)
        assert session.run_line("say", deadline=5).stdout == b"hello\r\n"
        session.close()
        monkeypatch.setenv("KRB5CCNAME", f"FILE:{realm}/none")
        with pytest.raises(Unreachable) as refused:
            WinRmConnector(5).connect(target, password=None)
        assert refused.value.kind == "kerberos"
    finally:
        server.close()
