"""Every way in which the stand-in bundle ends: its exit codes and what leads to them."""

from __future__ import annotations

import pytest

from tests.stand_in_bundle.machine import CS, EXTRACTED, PS, BundleHost, Scenario

pytestmark = [pytest.mark.wine, pytest.mark.slow, pytest.mark.nightly]  # of the stand-in, not of siteprep

PRODUCTS = r"HKLM\SOFTWARE\Wow6432Node\InMage Systems\Installed Products"
MYSQL_PACKAGE = r"C:\Temp\ASRSetup\mysql-installer-community-5.7.20.0.msi"
PRIVATE: Scenario = {"Setup": {"PrivateEndpoint": "yes"}}


def code_of(component: str, code: object) -> Scenario:
    """A scenario in which a component installer ends with a code."""
    return {"Exit": {component: code}}


@pytest.mark.parametrize(
    ("scenario", "arguments", "code"),
    [
        ({"Checks": {"CheckTLS10Status": "Failed"}}, CS, 1),
        ({"Checks": {"CheckTLS10Status": "Failed"}}, [*CS, "/SkipTLSCheck"], 0),
        ({"Machine": {"Language": "de-DE", "FreeGB": 700}}, CS, 1),
        ({"Checks": {"CheckFIPSStatus": "Failed"}}, CS, 4),
        ({"Checks": {"IsIISPortConfigured": "Failed"}}, PS, 0),
        ({"Checks": {"CheckFIPSStatus": "Failed"}}, [*CS, "/SkipPrereqsCheck"], 0),
        ({"Checks": {"CheckFIPSStatus": "Warn", "IsTimeInSync": "Skip"}}, CS, 0),
        ({"Vault": {"File": "expired"}}, CS, 1),
        ({"Setup": {"ConfigurationServer": "silent"}}, PS, 1),
        ({"Setup": {"MySQLDownload": "fails"}}, CS, 1),
        (code_of("stand-in-features.exe", 3010), CS, 1),
        (code_of("CX_THIRDPARTY_SETUP.EXE", 1), CS, 1),
        (code_of("UCX_SERVER_SETUP.EXE", 7), CS, 1),
        (code_of("AzureSiteRecoveryProvider.exe", 1), CS, 101),
        (code_of("SETUPDR.EXE", 1), CS, 101),
        (code_of("UNIFIEDAGENT.EXE", 1), PS, 1),
        (code_of("UNIFIEDAGENT.EXE", 3010), PS, 3010),
        (code_of("UNIFIEDAGENT.EXE", 1641), PS, 3010),
        (code_of("UNIFIEDAGENT.EXE", 98), CS, 3010),
        (code_of("UnifiedAgentConfigurator.exe", 1), PS, 1),
        (code_of("MARSAgentInstaller.exe", 4), PS, 111),
        (code_of("DRConfigurator.exe", 1), CS, 112),
        (code_of("DRConfigurator.exe", "0,1"), CS, 103),
        (code_of("DRConfigurator.exe", 1), [*CS, "/SkipRegistration"], 0),
        (code_of("cdpcli.exe", 1), PS, 113),
        ({"Services": {"Stopped": "ProcessServer, obengine"}}, PS, 102),
        ({"Services": {"Stopped": "dra"}}, CS, 102),
        ({"Services": {"Stopped": "dra"}}, [*CS, "/SkipRegistration"], 0),
        ({"Agent": {"RebootRequired": "yes"}}, PS, 3010),
        ({"Agent": {"RebootRequired": "Yes"}}, PS, 0),
    ],
)
def test_what_happens_decides_the_exit_code(
    machine: BundleHost, scenario: Scenario, arguments: list[str], code: int
) -> None:
    result = machine.setup(arguments, scenario)
    assert result.exit_code == code, (result, machine.log())
    summary = machine.summary()
    assert (summary["ExitCode"], summary["InstallStatus"]) == (code, "Success" if code == 0 else "Failed")


@pytest.mark.parametrize(
    ("scenario", "code", "calls"),
    [
        (code_of("UCX_SERVER_SETUP.EXE", "5,0"), 0, 2),
        (code_of("UCX_SERVER_SETUP.EXE", "5,5,0"), 1, 2),
        (code_of("MARSAgentInstaller.exe", "-1,0"), 0, 2),
        (code_of("MARSAgentInstaller.exe", "-1,-1"), 111, 2),
    ],
)
def test_some_components_get_a_second_try(machine: BundleHost, scenario: Scenario, code: int, calls: int) -> None:
    [component] = scenario["Exit"]
    assert machine.setup(PS, scenario).exit_code == code
    assert machine.started_components().count(component) == calls


def test_the_mars_proxy_that_cannot_be_set_is_115(machine: BundleHost) -> None:
    keys = ['ProxyPort = "8080"', 'ProxyUserName = ""', 'ProxyPassword = ""']
    content = ["[ProxySettings]", 'ProxyAuthentication="No"', 'ProxyIP = "http://10.0.0.1"', *keys]
    machine.write(r"C:\Temp\proxy.txt", "\n".join(content))
    arguments = [*PS, "/ProxySettingsFilePath", r"C:\Temp\proxy.txt"]
    assert machine.setup(arguments, code_of("SetMarsProxy.exe", 1)).exit_code == 115


def test_a_private_endpoint_without_mysql_ends_with_0_and_half_a_setup(machine: BundleHost) -> None:
    result = machine.setup(CS, PRIVATE)
    assert (result.exit_code, machine.started_components()) == (0, [])
    assert b"successfully" in result.stdout


def test_a_private_endpoint_with_mysql_staged_goes_on(machine: BundleHost) -> None:
    machine.write(MYSQL_PACKAGE, "staged")
    assert machine.setup(CS, PRIVATE).exit_code == 0
    assert "cdpcli.exe" in machine.started_components()


def test_old_dotnet_is_1(machine: BundleHost) -> None:
    machine.host.registry_set(r"HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full", "Release", 394801)
    assert machine.setup(CS).exit_code == 1


def test_vmware_tools_are_asked_for(machine: BundleHost) -> None:
    machine.host.registry_delete(r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\VMware Tools")
    assert b"VMware Tools" in machine.setup(CS).stdout
    assert machine.setup([*CS[:-1], "nonvmware"]).exit_code == 0


def test_mysql_5_5_stops_a_fresh_install(machine: BundleHost) -> None:
    machine.note_program("MySQL Server 5.5", "5.5.37")
    assert machine.setup([*CS, "/SkipPrereqsCheck"]).exit_code == 1


def test_a_mobility_agent_stops_a_fresh_install(machine: BundleHost) -> None:
    machine.host.registry_set(rf"{PRODUCTS}\5", "Version", "9.53.0.0")
    assert machine.setup(CS).exit_code == 1


@pytest.mark.parametrize(("msi", "code"), [(True, 0), (False, 116)])
def test_the_configuration_manager_of_an_ovf_image(machine: BundleHost, msi: bool, code: int) -> None:
    machine.host.registry_set(r"HKLM\SOFTWARE\Microsoft\AzureSiteRecoveryOVF", "Image", "yes")
    if not msi:
        (machine.host.path(EXTRACTED) / "AzureSiteRecoveryConfigurationManager.msi").unlink()
    assert machine.setup(CS).exit_code == code
    assert machine.host.path(r"C:\Program Files\Stand-in configuration manager\STAND-IN.txt").exists() is msi
