"""Parsers on documented hosts: one healthy, then one section at a time changed."""

from __future__ import annotations

import json

import pytest

from host.evidence import ClockMeasurement, parse_evidence
from linux.parse.host import parse_facts
from preflight.facts import Absent, Agent, ClockOffset, FileSystem, MappedDevice, Sshd, TextFile, Unknown, User
from tests.data.documented import DEBIAN_12, DF, NOW, Sections, evidence, raw


def test_a_healthy_host_has_no_unknown_fact() -> None:
    facts = parse_facts(evidence())
    assert facts.user == User(0, "root")
    assert (facts.machine, facts.kernel, facts.host_name) == ("x86_64", "6.1.0-32-amd64", "web01")
    assert facts.file_systems.root == FileSystem("/", "/dev/sda2", "/", 9_000_000, 20_000_000, "ext4")
    assert facts.file_systems.boot == FileSystem("/boot", "/dev/sda1", "/boot", 300_000, 500_000, "ext2")
    assert (facts.clock.measured, facts.clock.synchronised) == (ClockOffset(0.5, 1.5), True)
    assert isinstance(facts.clock.by_servers, Unknown)
    assert facts.os_name == "Debian GNU/Linux 12 (bookworm)"
    assert facts.agent == Absent()
    assert facts.jobs == ()
    assert json.dumps(facts.to_json()).count("unknown") == 1  # time servers are asked elsewhere


def test_no_evidence_at_all_leaves_every_fact_unknown() -> None:
    facts = parse_facts(parse_evidence(b"sh: not found\n"))
    told = {key: value for key, value in facts.to_json().items() if key not in ("facts", "platform")}
    told |= {**told.pop("file_systems"), **told.pop("clock")}
    assert all(set(value) == {"unknown"} for value in told.values())
    assert facts.os_name == ""


@pytest.mark.parametrize("section", sorted(DEBIAN_12))
def test_a_run_cut_inside_a_section_does_not_pass_for_an_answer(section: str) -> None:
    whole = raw(DEBIAN_12)
    cut = whole[: whole.index(b" end " + section.encode())].rpartition(b"\n")[0]
    found = parse_evidence(cut)
    assert not found.complete
    before = json.dumps(parse_facts(parse_evidence(whole)).to_json())
    assert json.dumps(parse_facts(found).to_json()) != before
    assert found.sections[section].exit_code is None


@pytest.mark.parametrize("section", [name for name, text in DEBIAN_12.items() if text != 127 and name != "sshd-files"])
def test_an_empty_answer_is_unknown(section: str) -> None:
    before, after = parse_facts(evidence()), parse_facts(evidence({section: ""}))
    if section == "sshd":
        assert after.sshd == Sshd(False, {"permitrootlogin": ("yes",)})
    else:
        assert json.dumps(after.to_json()).count('"unknown"') > json.dumps(before.to_json()).count('"unknown"')


def test_a_refused_file_is_unknown_and_a_missing_one_absent() -> None:
    assert parse_facts(evidence({"file:/boot/grub/grub.cfg": 127})).grub == Absent()
    refused = parse_facts(evidence({"file:/boot/grub/grub.cfg": 1})).grub
    assert isinstance(refused, Unknown)
    assert refused.reason == "The section file:/boot/grub/grub.cfg ended with exit code 1: it was refused"


def test_the_first_boot_loader_file_counts() -> None:
    changes: Sections = {
        "file:/boot/grub/grub.cfg": 127,
        "file:/boot/grub2/grub.cfg": "two\n",
        "file:/boot/grub/menu.lst": "three\n",
    }
    assert parse_facts(evidence(changes)).grub == TextFile("/boot/grub2/grub.cfg", "two\n")


def test_a_release_file_that_cannot_be_read_makes_all_of_them_unknown() -> None:
    assert isinstance(parse_facts(evidence({"file:/etc/oracle-release": 1})).release_files, Unknown)


@pytest.mark.parametrize(
    ("identity", "host_name"),
    [("host_name=\n", Absent()), ("host_name=x=y\n", "x=y")],
)
def test_a_host_name_may_be_told_to_be_empty(identity: str, host_name: object) -> None:
    assert parse_facts(evidence({"identity": identity})).host_name == host_name


def test_one_failed_identity_command_does_not_hide_the_others() -> None:
    sections = {key: text for key, text in DEBIAN_12.items() if key != "identity"}
    failed = raw(sections) + raw({"identity": "uid=0\nuser=root\n"}).partition(b"\n")[2].replace(
        b"identity 0", b"identity 1"
    )
    facts = parse_facts(parse_evidence(failed))
    assert facts.user == User(0, "root")
    assert isinstance(facts.kernel, Unknown)


@pytest.mark.parametrize("uid", ["-1", "0x0", "", "\u0663", "9" * 30])
def test_a_user_id_is_a_plain_number(uid: str) -> None:
    assert isinstance(parse_facts(evidence({"identity": f"uid={uid}\nuser=root\n"})).user, Unknown)


def test_file_systems_with_blanks_overmounts_and_full_ones() -> None:
    changes = {
        "df-install": DF.format(device="//nas/the share", total=100, free=-5, mount="/opt/my agent"),
        "install-folder": "/opt/my agent/x\n",
        "mount": (
            "/dev/sda2 on / type ext4 (rw)\n"
            "//nas/the share on /opt/my agent type cifs (rw)\n"
            "tmpfs on /boot type tmpfs (rw)\n/dev/sda1 on /boot type xfs (rw) [label]\n"
        ),
    }
    systems = parse_facts(evidence(changes)).file_systems
    assert systems.install == FileSystem("/opt/my agent/x", "//nas/the share", "/opt/my agent", -5, 100, "cifs")
    assert isinstance(systems.boot, FileSystem)
    assert systems.boot.type == "xfs"


def test_a_boot_folder_on_the_root_file_system_has_its_type() -> None:
    boot = parse_facts(evidence({"df-boot": DEBIAN_12["df-root"]})).file_systems.boot
    assert isinstance(boot, FileSystem)
    assert (boot.mount_point, boot.type) == ("/", "ext4")


@pytest.mark.parametrize("text", ["Filesystem\n", "/dev/sda1 - - - - /\n", "a 1 1 1 1% /\nb 1 1 1 1% /\n"])
def test_an_odd_df_is_unknown(text: str) -> None:
    assert isinstance(parse_facts(evidence({"df-root": text})).file_systems.root, Unknown)


def test_mapped_devices() -> None:
    table = (
        "vg-a: 0 100 linear 8:2 2048\nvg-a: 100 100 linear 8:3 0\n"
        "cr #1: 0 9 crypt aes 000 0 8:17 4096\ncache: 0 5 snapshot-origin\n"
    )
    found = parse_facts(evidence({"mapped-devices": table})).mapped_devices
    assert found == (
        MappedDevice("vg-a", "linear"),
        MappedDevice("cr #1", "crypt"),
        MappedDevice("cache", "snapshot-origin"),
    )
    assert parse_facts(evidence({"mapped-devices": 127})).mapped_devices == Absent()
    assert isinstance(parse_facts(evidence({"mapped-devices": "Command failed\n"})).mapped_devices, Unknown)


SSHD_FILES = """\
file /etc/ssh/sshd_config
 Include /etc/ssh/sshd_config.d/*.conf
 PasswordAuthentication yes
 # PermitRootLogin yes
 PermitRootLogin=no # for now
 Subsystem sftp internal-sftp
 Subsystem other /bin/other
 Match User backup
 PermitRootLogin yes
 Match all
 Port 2222
file /etc/ssh/sshd_config.d/20-b.conf
 PasswordAuthentication yes
file /etc/ssh/sshd_config.d/10-a.conf
 passwordauthentication no
 Match all
 UsePAM no
file /etc/ssh/elsewhere.conf
 UsePAM no
"""


def test_sshd_files_are_read_as_the_server_does() -> None:
    found = parse_facts(evidence({"sshd": 255, "sshd-files": SSHD_FILES})).sshd
    assert found == Sshd(
        False,
        {
            "passwordauthentication": ("no",),
            "usepam": ("no",),
            "permitrootlogin": ("no",),
            "port": ("2222",),
            "subsystem": ("sftp internal-sftp", "other /bin/other"),
        },
    )


def test_a_host_without_ssh_server_is_told_from_one_that_does_not_tell() -> None:
    assert parse_facts(evidence({"sshd": 127, "sshd-files": 127})).sshd == Absent()
    assert isinstance(parse_facts(evidence({"sshd": 255, "sshd-files": 127})).sshd, Unknown)
    assert isinstance(parse_facts(evidence({"sshd": 127, "sshd-files": 1})).sshd, Unknown)


@pytest.mark.parametrize(
    ("text", "synchronised"),
    [
        ("NTPSynchronized=no\n", False),
        ("      NTP enabled: yes\nNTP synchronized: yes\n", True),
        ("System clock synchronized: no\n              NTP service: active\n", False),
        ("Stratum         : 3\nLeap status     : Normal\n", True),
        ("Leap status     : Not synchronised\n", False),
    ],
)
def test_synchronisation(text: str, synchronised: bool) -> None:
    assert parse_facts(evidence({"synchronised": text})).clock.synchronised is synchronised


def test_the_clock_is_compared_with_the_middle_of_the_measurement() -> None:
    measured = parse_facts(evidence(clock=ClockMeasurement(NOW - 110.0, NOW - 90.0))).clock.measured
    assert measured == ClockOffset(100.5, 10.5)
    assert isinstance(parse_facts(evidence(clock=None)).clock.measured, Unknown)
    assert isinstance(parse_facts(evidence({"clock": "noon\n"})).clock.measured, Unknown)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("SecureBoot enabled\nPlatform is in Setup Mode\n", True),
        ("SecureBoot disabled\n", False),
        ("EFI variables are not supported on this system\n", False),
        ("no EFI\n", False),
        ("variable   6   0   0   0   1\n", True),
        ("variable   6   0   0   0   0\n", False),
    ],
)
def test_secure_boot(text: str, on: bool) -> None:
    assert parse_facts(evidence({"secure-boot": text})).secure_boot is on


@pytest.mark.parametrize("text", ["variable 6 0 0 0\n", "mokutil: what?\n", 127, 1])
def test_secure_boot_is_unknown_where_nothing_tells(text: str | int) -> None:
    assert isinstance(parse_facts(evidence({"secure-boot": text})).secure_boot, Unknown)


VERSION_FILE = """\
VERSION=9.66.7567.1
BUILD_TAG=RELEASE
INSTALLATION_DIR=/opt/x/ASR
OS_BUILT_FOR=DEBIAN12-64
AGENT_CONFIGURATION_STATUS=Succeeded
"""
DRSCOUT = (
    "file /opt/x/ASR/Vx/etc/drscout.conf\nHostname = 192.0.2.10\nCSType=CSLegacy\nVmPlatform = VmWare\nRole=Agent\n"
)


def test_an_installed_agent() -> None:
    changes = {
        "agent": VERSION_FILE,
        "agent-configuration": DRSCOUT,
        "agent-service": "running\n",
        "agent-id": "f2d4a6c8-1\n",
    }
    assert parse_facts(evidence(changes)).agent == Agent(
        "9.66.7567.1",
        "/opt/x/ASR",
        "DEBIAN12-64",
        "Succeeded",
        "CSLegacy",
        "192.0.2.10",
        "VmWare",
        "Agent",
        True,
        "f2d4a6c8-1",
    )


@pytest.mark.parametrize(("code", "running"), [(0, True), (3, False), (1, False), (124, None), (127, None)])
def test_the_state_of_the_agents_service(code: int, running: bool | None) -> None:
    found = parse_facts(evidence({"agent": VERSION_FILE, "agent-service": code})).agent
    assert isinstance(found, Agent)
    assert isinstance(found.service_running, Unknown) if running is None else found.service_running is running


def test_an_agent_without_registration_has_empty_texts_and_a_damaged_one_is_unknown() -> None:
    found = parse_facts(evidence({"agent": "VERSION=9.66.7567.1\n"})).agent
    assert isinstance(found, Agent)
    assert (found.configuration_status, found.cs_address) == ("", "")
    assert isinstance(parse_facts(evidence({"agent": "BUILD_TAG=x\n"})).agent, Unknown)
    assert isinstance(parse_facts(evidence({"agent": VERSION_FILE, "agent-configuration": 1})).agent, Unknown)


def test_run_folders() -> None:
    assert parse_facts(evidence({"jobs": "folder /var/lib/siteprep\njob agent-ab\njob other\n"})).jobs == (
        "agent-ab",
        "other",
    )
    assert parse_facts(evidence({"jobs": "folder /var/lib/siteprep\n"})).jobs == ()
    assert isinstance(parse_facts(evidence({"jobs": 1})).jobs, Unknown)
