"""Which distribution and release a host is, and which releases a list has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_requirements
from preflight.distribution import distribution, listed

RULES = load_requirements().os_rules.distributions
SUSE_11 = "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n"
SUSE_15 = 'NAME="SLES"\nVERSION="15-SP5"\nVERSION_ID="15.5"\nID="sles"\n'
UBUNTU = "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=18.04\nDISTRIB_CODENAME=bionic\n"
RED_HAT = "Red Hat Enterprise Linux Server release 7.9 (Maipo)\n"


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"/etc/redhat-release": RED_HAT}, "RHEL 7.9"),
        ({"/etc/redhat-release": "Red Hat Enterprise Linux release 8.10 (Ootpa)\n"}, "RHEL 8.10"),
        ({"/etc/redhat-release": "CentOS release 6.10 (Final)\n"}, "CentOS 6.10"),
        ({"/etc/redhat-release": "CentOS Linux release 7.9.2009 (Core)\n"}, "CentOS 7.9"),
        ({"/etc/redhat-release": "CentOS Stream release 9\n"}, "None"),
        ({"/etc/redhat-release": "Rocky Linux release 9.4 (Blue Onyx)\n"}, "Rocky Linux 9.4"),
        ({"/etc/redhat-release": "AlmaLinux release 8.10 (Cerulean Leopard)\n"}, "AlmaLinux 8.10"),
        (
            {"/etc/oracle-release": "Oracle Linux Server release 8.9\n", "/etc/redhat-release": RED_HAT},
            "Oracle Linux 8.9",
        ),
        ({"/etc/SuSE-release": SUSE_11}, "SLES 11.4"),
        ({"/etc/os-release": SUSE_15}, "SLES 15.5"),
        ({"/etc/os-release": 'NAME="openSUSE Leap"\nVERSION="15.5"\n'}, "None"),
        ({"/etc/lsb-release": UBUNTU}, "Ubuntu 18.04"),
        ({"/etc/debian_version": "12.5\n"}, "Debian 12.5"),
        ({"/etc/debian_version": "bookworm/sid\n"}, "None"),
        ({"/etc/lsb-release": UBUNTU, "/etc/debian_version": "buster/sid\n"}, "Ubuntu 18.04"),
        ({}, "None"),
    ],
)
def test_a_host_is_known_by_its_release_files(files: dict[str, str], name: str) -> None:
    assert str(distribution(RULES, files)) == name


@pytest.mark.parametrize(
    ("release", "releases", "there"),
    [
        ((7, 9), ("7.0-7.9",), True),
        ((7, 10), ("7.0-7.9",), False),
        ((5, 11), ("5.2-5.11",), True),
        ((5, 1), ("5.2-5.11",), False),
        ((9, 0), ("8", "9.1-9.13"), False),
        ((8, 4), ("8", "9.1-9.13"), True),
        ((8,), ("8",), True),
        ((15,), ("15.0-15.6",), True),
        ((15, 7), ("15.0-15.6",), False),
        ((14, 4), ("14.04",), True),
        ((14, 10), ("14.04",), False),
        ((8,), ("8.7-8.9",), False),
        ((9,), ("9.1-9.13",), False),
        ((7, 9), (), False),
    ],
)
def test_a_release_is_looked_up_by_its_numbers(
    release: tuple[int, ...], releases: tuple[str, ...], *, there: bool
) -> None:
    assert listed(release, releases) is there


@given(st.dictionaries(st.sampled_from(sorted({rule.path for rule in RULES})), st.text(max_size=300)))
def test_whatever_stands_in_the_files_is_read_without_a_failure(files: dict[str, str]) -> None:
    assert len(str(distribution(RULES, files))) < 400
