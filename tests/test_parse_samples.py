"""Parsers on outputs that real hosts printed, kept outside the project; SITEPREP_SAMPLES names their folder."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from access.catalogue import load_requirements
from linux.parse.host import parse_facts
from preflight.distribution import distribution
from preflight.facts import FileSystem, LinuxFacts, Sshd, Unknown
from preflight.grub import named_in_defaults, named_on_kernel_lines
from preflight.os_token import NoToken, os_name, os_token
from tests.data.documented import evidence

FOLDER = os.environ.get("SITEPREP_SAMPLES")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="SITEPREP_SAMPLES is not set")
RULES = load_requirements().os_rules


def samples(kind: str) -> dict[str, str]:
    """The samples of one kind by file name; a kind without any is a mistake of the test."""
    found = sorted((Path(FOLDER or "") / "linux" / kind).iterdir())
    assert found
    return {path.name: path.read_bytes().decode("utf-8", "replace") for path in found}


def facts(section: str, text: str) -> LinuxFacts:
    return parse_facts(evidence({section: text}))


@pytest.mark.parametrize(
    ("kind", "path", "tokens"),
    [
        (
            "redhat-release",
            "/etc/redhat-release",
            {
                "centos_6.7__ansible.txt": "RHEL6-64",
                "redhat_7.7__ansible.txt": "RHEL7-64",
                "insights-redhat_release-REDHAT_RELEASE8.txt": "RHEL8-64",
                "rockylinux_8_3__ansible.txt": "RHEL8-64",
                "insights-redhat_release-REDHAT_RELEASE_10_0.txt": "RHEL10-64",
                "fedora_31__ansible.txt": None,
                "virtuozzo_7.3__ansible.txt": None,
                "cloudlinux7__distro-etc.txt": None,
            },
        ),
        ("oracle-release", "/etc/oracle-release", {"oracle7__distro-etc.txt": "OL7-64"}),
        (
            "SuSE-release",
            "/etc/SuSE-release",
            {
                "sles_11.3__ansible.txt": "SLES11-SP3-64",
                "sles_11.4__ansible.txt": "SLES11-SP4-64",
                "sles_12_sp0__ansible.txt": "SLES12-64",
                "opensuse_13.2__ansible.txt": None,
            },
        ),
        (
            "etc-lsb-release",
            "/etc/lsb-release",
            {
                "ubuntu14__distro-etc.txt": "UBUNTU-14.04-64",
                "ubuntu24__distro-etc.txt": "UBUNTU-24.04-64",
                "ubuntu_12.04__ansible.txt": None,
                "kylin_linux_advanced_server_v10__ansible.txt": None,
            },
        ),
        (
            "debian_version",
            "/etc/debian_version",
            {"debian10__distro-etc.txt": "DEBIAN10-64", "debiantesting__distro-etc.txt": None},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_release_files(kind: str, path: str, tokens: dict[str, str | None]) -> None:
    recorded = samples(kind)
    for name, text in recorded.items():
        found = os_token(RULES, "x86_64", {path: text})
        if name in tokens:
            assert (None if isinstance(found, NoToken) else found) == tokens[name], name
    assert set(tokens) <= set(recorded)


def test_os_release() -> None:
    for name, text in samples("os-release").items():
        files = {"/etc/os-release": text}
        found = os_token(RULES, "x86_64", files)
        leap_or_sles_15 = bool(re.search("SLES|openSUSE Leap", text) and re.search('^VERSION="15', text, re.MULTILINE))
        assert (found == "SLES15-64") is leap_or_sles_15, name
        assert os_name(files) or "PRETTY_NAME" not in text, name


def test_mounts() -> None:
    types = {}
    for name, text in samples("mount").items():
        root = facts("mount", text).file_systems.root
        assert isinstance(root, FileSystem)
        types[name] = root.type
    assert types["centos-7.7__jc-mount.txt"] == "xfs"
    assert types["insights-mount-MOUNT_DOC.txt"] == "ext4"
    assert isinstance(types["insights-mount-MOUNT_WITHOUT_ROOT.txt"], Unknown)
    assert isinstance(types["generic__jc-mount-parens-in-filesystem.txt"], Unknown)  # not Linux


def test_df_one_line_at_a_time() -> None:
    read = 0
    for text in (samples("df")["centos-7.7__jc-df.txt"], samples("df")["insights-df-DF_ALP_DOC.txt"]):
        header, *lines = text.splitlines()
        for line in lines:
            root = facts("df-root", f"{header}\n{line}\n").file_systems.root
            words = line.split()
            if words[1] == "-":
                assert isinstance(root, Unknown)
                continue
            assert isinstance(root, FileSystem), line
            assert (root.device, root.total_kb, root.free_kb) == (words[0], int(words[1]), int(words[3]))
            assert line.endswith(" " + root.mount_point)
            read += 1
    assert read > 20


def test_device_mapper_tables() -> None:
    kinds = set()
    for name, text in samples("dmsetup").items():
        if name.endswith("__libstorage-ng.txt"):
            devices = facts("mapped-devices", text).mapped_devices
            assert isinstance(devices, tuple), name
            kinds |= {device.type for device in devices}
    assert {"linear", "crypt", "multipath", "mirror"} <= kinds


def test_ssh_servers() -> None:
    for name, text in samples("sshd-T").items():
        sshd = facts("sshd", text).sshd
        assert isinstance(sshd, Sshd), name
        assert sshd.effective
        for keyword in ("permitrootlogin", "passwordauthentication"):
            said = re.search(rf"^{keyword} (.+?)\s*$", text, re.MULTILINE | re.IGNORECASE)
            assert sshd.settings.get(keyword) == ((said[1],) if said else None), name


def test_ssh_configurations() -> None:
    for name, text in samples("sshd_config").items():
        body = "".join(f" {line}\n" for line in text.splitlines())
        found = parse_facts(evidence({"sshd": 255, "sshd-files": f"file /etc/ssh/sshd_config\n{body}"})).sshd
        assert isinstance(found, Sshd), name
        said = re.search(r"^\s*Subsystem\s+sftp\s+(\S+)", text, re.MULTILINE)
        subsystems = found.settings.get("subsystem", ())
        assert [line.split()[:2] for line in subsystems] == ([["sftp", said[1]]] if said else []), name


def test_clocks() -> None:
    for kind in ("timedatectl", "chronyc-tracking"):
        states = [facts("synchronised", text).clock.synchronised for text in samples(kind).values()]
        assert True in states
        assert False not in states


def test_secure_boot() -> None:
    on = {name: facts("secure-boot", text).secure_boot for name, text in samples("mokutil").items()}
    assert on == {name: "ENABLED" in name for name in on}


def test_boot_loaders() -> None:
    named = {name: named_on_kernel_lines(text) for name, text in samples("grub").items()}
    assert named["suse-menu.lst-9.x-hda__idx.txt"]
    assert all(each.startswith(("root=/dev/", "resume=/dev/")) for found in named.values() for each in found)
    for name, text in samples("etc-default-grub").items():
        spoken_of = any("=/dev/" in line for line in text.splitlines() if not line.lstrip().startswith("#"))
        assert bool(named_in_defaults(text)) <= spoken_of, name


NAMED: dict[tuple[str, str], dict[str, str | None]] = {
    ("redhat-release", "/etc/redhat-release"): {
        "centos_6.7__ansible.txt": "CentOS 6.7",
        "cloudlinux6__distro-etc.txt": None,
        "fedora_31__ansible.txt": None,
        "insights-redhat_release-REDHAT_RELEASE3.txt": "RHEL 7.5",
        "insights-redhat_release-REDHAT_RELEASE_10_0_BETA.txt": "RHEL 10.0",
        "insights-redhat_release-RHEVH_RHEV35.txt": None,
        "redhat_6.7__ansible.txt": "RHEL 6.7",
        "rockylinux_8_3__ansible.txt": "Rocky Linux 8.3",
        "scientific7__distro-etc.txt": None,
    },
    ("centos-release", "/etc/redhat-release"): {
        "almalinux_8_3_beta__ansible.txt": "AlmaLinux 8.3",
        "centos-release-centos-7.9__glpi.txt": "CentOS 7.9",
        "centos5__distro-etc.txt": "CentOS 5.11",
        "centos_stream_8__ansible.txt": None,
    },
    ("almalinux-release", "/etc/redhat-release"): {"almalinux10__distro-etc.txt": "AlmaLinux 10.0"},
    ("oracle-release", "/etc/oracle-release"): {"oracle7__distro-etc.txt": "Oracle Linux 7.5"},
    ("SuSE-release", "/etc/SuSE-release"): {
        "opensuse_13.2__ansible.txt": None,
        "sles_11.3__ansible.txt": "SLES 11.3",
        "sles_11.4__ansible.txt": "SLES 11.4",
        "sles_12_sp0__ansible.txt": "SLES 12.0",
    },
    ("os-release", "/etc/os-release"): {
        "opensuse-leap-15.5__which-distro.txt": None,
        "os_release_sles__facter.txt": "SLES 15",
        "sled-15__which-distro.txt": None,
        "sles-11.4__which-distro.txt": "SLES 11.4",
        "sles-15.6__which-distro.txt": "SLES 15.6",
        "sles_sap-12.2__which-distro.txt": "SLES 12.2",
        "suse-microos-5.1__which-distro.txt": None,
    },
    ("etc-lsb-release", "/etc/lsb-release"): {
        "manjaro1512__distro-etc.txt": None,
        "ubuntu24__distro-etc.txt": "Ubuntu 24.04",
        "ubuntu_14.04__ansible.txt": "Ubuntu 14.04",
    },
    ("debian_version", "/etc/debian_version"): {
        "debian8__distro-etc.txt": "Debian 8.2",
        "debian_10__ansible.txt": "Debian 10.7",
        "debiantesting__distro-etc.txt": None,
    },
}


@pytest.mark.parametrize(("kind", "path"), NAMED)
def test_distributions_and_their_releases(kind: str, path: str) -> None:
    texts = samples(kind)
    for name, expected in NAMED[kind, path].items():
        found = distribution(RULES.distributions, {path: texts[name]})
        assert (str(found) if found else None) == expected, name


def test_no_output_of_any_kind_upsets_a_parser() -> None:
    """Each recorded output in the place of every section at once."""
    for path in sorted(Path(FOLDER or "").glob("*/*/*")):
        text = path.read_bytes()[:100_000].decode("utf-8", "replace")
        json.dumps(parse_facts(evidence(dict.fromkeys(evidence().sections, text))).to_json())
