"""OS tokens, kernel rules, boot loader texts and sizes: the pure rules on the shipped data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_requirements
from preflight.facts import MappedDevice
from preflight.grub import named_in_defaults, named_on_kernel_lines, unstable
from preflight.kernels import Support, judge_kernel, resolve
from preflight.os_token import NoToken, os_name, os_token
from preflight.sizes import readable

REQUIREMENTS = load_requirements()
KERNELS = REQUIREMENTS.kernels
OLDEST, NEWEST = KERNELS.releases[0], KERNELS.releases[-1]
ORACLE, REDHAT, SUSE = "/etc/oracle-release", "/etc/redhat-release", "/etc/SuSE-release"
OS, LSB, DEBIAN = "/etc/os-release", "/etc/lsb-release", "/etc/debian_version"
TOKENS = [
    ({ORACLE: "Oracle Linux Server release 6.3"}, None),
    ({ORACLE: "Oracle Linux Server release 6.4"}, "OL6-64"),
    ({ORACLE: "Oracle Linux Server release 6.10"}, "OL6-64"),
    ({ORACLE: "Oracle Linux Server release 7.9"}, "OL7-64"),
    ({ORACLE: "Oracle Linux Server release 9.6"}, "OL9-64"),
    ({ORACLE: "Oracle Linux Server release 9.7"}, None),
    ({ORACLE: "Oracle Linux Server release 8.9", REDHAT: "Red Hat Enterprise Linux release 9.1"}, "OL8-64"),
    ({ORACLE: "Oracle Linux Server release 5.9", REDHAT: "Red Hat Enterprise Linux release 9.1"}, None),
    ({REDHAT: "CentOS release 5.1 (Final)"}, None),
    ({REDHAT: "CentOS release 5.2 (Final)"}, "RHEL5-64"),
    ({REDHAT: "Red Hat Enterprise Linux Server release 5.11 (Tikanga)"}, "RHEL5-64"),
    ({REDHAT: "CentOS release 6.7 (Final)"}, "RHEL6-64"),
    ({REDHAT: "Red Hat Enterprise Linux Workstation release 7.9 (Maipo)"}, "RHEL7-64"),
    ({REDHAT: "CentOS Linux release 8.4.2105 (Core)"}, "RHEL8-64"),
    ({REDHAT: "Rocky Linux release 8.9 (Green Obsidian)"}, "RHEL8-64"),
    ({REDHAT: "AlmaLinux release 9.8 (Moraine Ocelot)"}, "RHEL9-64"),
    ({REDHAT: "Red Hat Enterprise Linux release 9.9 (Plow)"}, None),
    ({REDHAT: "CentOS Stream release 9"}, None),
    ({REDHAT: "Red Hat Enterprise Linux release 10.0 (Coughlan)"}, "RHEL10-64"),
    ({REDHAT: "Red Hat Enterprise Linux release 10.1 (Coughlan)"}, None),
    ({REDHAT: "Fedora release 31 (Thirty One)"}, None),
    ({SUSE: "SUSE\nVERSION = 11\nPATCHLEVEL = 3\n"}, "SLES11-SP3-64"),
    ({SUSE: "SUSE\nVERSION = 11\nPATCHLEVEL = 4\n"}, "SLES11-SP4-64"),
    ({SUSE: "SUSE\nVERSION = 11\nPATCHLEVEL = 2\n", OS: 'NAME="SLES"\nVERSION="15"'}, None),
    ({SUSE: "SUSE\nVERSION = 12\nPATCHLEVEL = 5\n", OS: 'NAME="SLES"\nVERSION="12-SP5"'}, "SLES12-64"),
    ({SUSE: "openSUSE\nVERSION = 42.1\n", OS: 'NAME="openSUSE Leap"\nVERSION="42.1"'}, None),
    ({OS: 'NAME="SLES"\nVERSION="15-SP6"'}, "SLES15-64"),
    ({OS: 'NAME="openSUSE Leap"\nVERSION="15.5"'}, "SLES15-64"),
    ({OS: 'NAME="openSUSE Tumbleweed"\nVERSION="15"'}, None),
    ({OS: "NAME=Ubuntu", LSB: "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\n"}, "UBUNTU-24.04-64"),
    ({LSB: "DISTRIB_RELEASE=23.10\n", DEBIAN: "12.1"}, None),
    ({OS: "NAME=Debian", DEBIAN: "11.9\n"}, "DEBIAN11-64"),
    ({DEBIAN: "trixie/sid\n"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("files", "token"), TOKENS, ids=str)
def test_tokens(files: dict[str, str], token: str | None) -> None:
    found = os_token(REQUIREMENTS.os_rules, "x86_64", files)
    if token is None:
        assert isinstance(found, NoToken)
        assert str(found)
    else:
        assert found == token


@pytest.mark.parametrize("machine", ["i686", "aarch64", ""])
def test_only_one_architecture_has_tokens(machine: str) -> None:
    assert isinstance(os_token(REQUIREMENTS.os_rules, machine, {DEBIAN: "12.1"}), NoToken)


def test_every_rule_is_reached() -> None:
    reached = {token for _, token in TOKENS if token}
    families = {token.partition("-")[0].rstrip("0123456789") for token in reached}
    assert families == {"OL", "RHEL", "SLES", "UBUNTU", "DEBIAN"}


@given(st.dictionaries(st.sampled_from([ORACLE, REDHAT, SUSE, OS, LSB, DEBIAN]), st.text()), st.text())
def test_any_text_gives_a_token_or_a_reason(files: dict[str, str], machine: str) -> None:
    found = os_token(REQUIREMENTS.os_rules, machine, files)
    assert isinstance(found, NoToken) == (not isinstance(found, str))
    assert len(os_name(files)) <= 107


def test_os_names() -> None:
    assert os_name({OS: 'PRETTY_NAME="Debian 12"\n', DEBIAN: "12.1"}) == "Debian 12"
    assert os_name({REDHAT: "CentOS release 6.7 (Final)\n"}) == "CentOS release 6.7 (Final)"
    assert os_name({DEBIAN: "7.11\n"}) == "Debian 7.11"
    assert os_name({}) == ""


YES, NO, MAYBE = Support.SUPPORTED, Support.UNSUPPORTED, Support.UNDECIDED


@pytest.mark.parametrize(
    ("token", "kernel", "support"),
    [
        ("RHEL5-64", "2.6.18-8.el5", YES),
        ("RHEL5-64", "2.6.18-398.el5PAE", NO),
        ("RHEL6-64", "2.6.32-71.el6.x86_64", YES),
        ("RHEL6-64", "2.6.32-754.35.1.el6.x86_64", YES),
        ("RHEL6-64", "2.6.32-70.el6.x86_64", NO),
        ("RHEL6-64", "2.6.32-755.el6.x86_64", NO),
        ("RHEL7-64", "3.10.0-1160.el7.x86_64", YES),
        ("RHEL7-64", "5.4.0-1.elrepo.x86_64", NO),
        ("RHEL8-64", "4.18.0-305.3.1.el8_4.x86_64", NO),
        ("RHEL8-64", "4.18.0-305.el8.x86_64", NO),
        ("RHEL8-64", "4.18.0-305.30.1.el8_4.x86_64", YES),
        ("RHEL8-64", "4.18.0-348.2.1.el8_5.x86_64", NO),
        ("RHEL8-64", "4.18.0-348.5.1.el8_5.x86_64", YES),
        ("RHEL8-64", "4.18.0-553.el8_10.x86_64", YES),
        ("RHEL9-64", "5.14.0-427.13.1.el9_4.x86_64", YES),
        ("RHEL9-64", "6.1.0-1.elrepo.x86_64", NO),
        ("OL6-64", "2.6.32-754.el6.x86_64", YES),
        ("OL6-64", "2.6.32-300.el6.x86_64", NO),
        ("OL6-64", "4.1.12-124.el6uek.x86_64", YES),
        ("OL7-64", "5.4.17-2011.el7uek.x86_64", YES),
        ("OL8-64", "5.4.17-2102.el8uek.x86_64", YES),
        ("OL8-64", "4.18.0-348.2.1.el8_5.x86_64", NO),
        ("OL8-64", "4.18.0-372.9.1.el8.x86_64", NO),
        ("OL9-64", "5.14.0-427.13.1.el9_4.x86_64", YES),
        ("OL9-64", "5.15.0-3.60.5.1.el9uek.x86_64", MAYBE),
        ("SLES11-SP4-64", "3.0.101-63-default", YES),
        ("SLES11-SP4-64", "3.0.101-63-pae", NO),
        ("SLES12-64", "4.4.21-69-default", YES),
        ("SLES12-64", "4.12.14-16.133-azure", YES),
        ("SLES12-64", "4.12.14-16.1-azure", NO),
        ("SLES15-64", "5.14.21-150400.14.52-azure", YES),
        ("SLES15-64", "5.14.21-150400.14.52-custom", NO),
        ("UBUNTU-22.04-64", "5.15.0-25-generic", YES),
        ("UBUNTU-22.04-64", "5.15.0-25-generic ", NO),
        ("UBUNTU-22.04-64", "5.15.0-25", NO),
        ("DEBIAN12-64", "6.1.0-32-amd64", YES),
        ("RHEL10-64", "6.12.0-55.9.1.el10_0.x86_64", MAYBE),
    ],
)
def test_kernels(token: str, kernel: str, support: Support) -> None:
    judgement = judge_kernel(KERNELS, token, kernel, NEWEST)
    assert judgement.support is support
    assert bool(judgement.reason) == (support is not YES)


@given(
    st.sampled_from(sorted(KERNELS.rules)),
    st.text(max_size=60) | st.from_regex(r"[0-9.]{1,9}-[0-9]{1,30}(\.[0-9]{1,20}){0,3}\.el8"),
)
def test_any_kernel_gets_a_judgement(token: str, kernel: str) -> None:
    judge_kernel(KERNELS, token, kernel, NEWEST)


def test_every_token_with_a_package_has_a_rule_and_every_listed_one_a_list() -> None:
    tokens = {rule.token for file in REQUIREMENTS.os_rules.files for rule in file.rules}
    assert tokens - set(KERNELS.rules) == {"RHEL10-64", "OL10-64"}
    assert {token for token, rule in KERNELS.rules.items() if rule.listed} == set(KERNELS.lists)


def test_lists_grow_with_the_release() -> None:
    for changes in KERNELS.lists.values():
        assert resolve(changes, "9.65.7417.1") is None
        old, new = resolve(changes, OLDEST), resolve(changes, NEWEST)
        assert old
        assert new
        assert old <= new
        assert resolve(changes, "9.66") == new
    assert judge_kernel(KERNELS, "DEBIAN12-64", "6.1.0-32-amd64", "9.64.7374.1").support is MAYBE


def test_full_releases() -> None:
    assert KERNELS.full_release(None) == NEWEST
    assert KERNELS.full_release("9.66") == NEWEST
    assert KERNELS.full_release("9.66.7567.1") == OLDEST
    assert KERNELS.full_release("9.67") == "9.67"
    for wrong in ("", "9", "9.x", "latest", "9.66.7567.1.2", " 9.66", "9.66\n"):
        with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is what was given
            KERNELS.full_release(wrong)
        assert caught.value.args == (wrong,)


def test_boot_loader_texts() -> None:
    text = (
        "# linux /v root=/dev/sda1\nset root=/dev/sda2\nmenuentry x {\n"
        "\tlinuxefi /v root=/dev/sda3 quiet resume=/dev/sda4\n\tinitrd root=/dev/sda5\n}\n"
        "kernel (hd0,0)/v ro root=/dev/sda3 noroot=/dev/sda6\n"
    )
    assert named_on_kernel_lines(text) == ("root=/dev/sda3", "resume=/dev/sda4")
    defaults = "#GRUB=root=/dev/a\nGRUB_CMDLINE_LINUX=\"root=/dev/b x resume='/dev/c'\"\nX=resume=/dev/d\n"
    assert named_in_defaults(defaults) == ("root=/dev/b", "resume=/dev/d")
    mapped = (MappedDevice("vg-a--b", "linear"), MappedDevice("mp", "multipath"))
    parameters = [
        "root=/dev/vg/a-b",
        "root=/dev/mapper/vg-a--b",
        "root=/dev/mapper/mp",
        "root=/dev/disk/by-id/x",
        "root=/dev/vg",
    ]
    assert unstable(parameters, mapped, ("linear",)) == parameters[2:]


@pytest.mark.parametrize(
    ("kb", "text"),
    [(0, "0 KiB"), (-5, "0 KiB"), (1023, "1023 KiB"), (1024, "1 MiB"), (256000, "250 MiB"), (1048575, "1023.9 MiB"),
     (1048576, "1 GiB"), (2**40, "1 PiB")],
)  # fmt: skip
def test_sizes(kb: int, text: str) -> None:
    assert readable(kb) == text


@given(st.integers(0, 2**50), st.integers(0, 2**50))
def test_a_size_never_reads_larger_than_it_is(kb: int, other: int) -> None:
    factor = {"KiB": 1, "MiB": 2**10, "GiB": 2**20, "TiB": 2**30, "PiB": 2**40}
    number, unit = readable(kb).split()
    assert float(number) * factor[unit] <= kb or kb == 0
    assert (readable(kb) == readable(other)) or kb != other
