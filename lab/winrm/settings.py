"""What a WinRM service is set to: its quotas and what it lets in. Defaults are those of Windows Server 2012 and
later."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The parts of ``winrm get winrm/config`` that the practice server heeds. Times in seconds.

    `administrator` is whether the account that signs in may open shells. `activity_id` is whether answers carry one, as
    those of newer Windows do. `owner` and `client_ip` are what a shell says of who opened it.
    """

    envelope_kb: int = 500
    shells_per_user: int = 30
    processes_per_shell: int = 25
    memory_per_shell_mb: int = 1024
    concurrent_users: int = 10
    operations_per_user: int = 1500
    most_timeout: float = 60.0
    idle_timeout: float = 7200.0
    allow_unencrypted: bool = False
    basic: bool = True
    negotiate: bool = True
    credssp: bool = False
    administrator: bool = True
    activity_id: bool = True
    owner: str = ""
    client_ip: str = "127.0.0.1"

    def config(self) -> str:
        """The answer to Get winrm/config."""
        yes = {True: "true", False: "false"}
        auth = (
            f"<cfg:Basic>{yes[self.basic]}</cfg:Basic><cfg:Kerberos>true</cfg:Kerberos>"
            f"<cfg:Negotiate>{yes[self.negotiate]}</cfg:Negotiate><cfg:Certificate>false</cfg:Certificate>"
            f"<cfg:CredSSP>{yes[self.credssp]}</cfg:CredSSP>"
        )
        ports = "<cfg:DefaultPorts><cfg:HTTP>5985</cfg:HTTP><cfg:HTTPS>5986</cfg:HTTPS></cfg:DefaultPorts>"
        return (
            '<cfg:Config xmlns:cfg="http://schemas.microsoft.com/wbem/wsman/1/config">'
            f"<cfg:MaxEnvelopeSizekb>{self.envelope_kb}</cfg:MaxEnvelopeSizekb>"
            f"<cfg:MaxTimeoutms>{self.most_timeout * 1000:.0f}</cfg:MaxTimeoutms>"
            "<cfg:MaxBatchItems>32000</cfg:MaxBatchItems>"
            "<cfg:MaxProviderRequests>4294967295</cfg:MaxProviderRequests>"
            "<cfg:Client><cfg:NetworkDelayms>5000</cfg:NetworkDelayms><cfg:URLPrefix>wsman</cfg:URLPrefix>"
            f"<cfg:AllowUnencrypted>false</cfg:AllowUnencrypted><cfg:Auth><cfg:Basic>true</cfg:Basic>"
            "<cfg:Digest>true</cfg:Digest><cfg:Kerberos>true</cfg:Kerberos><cfg:Negotiate>true</cfg:Negotiate>"
            "<cfg:Certificate>true</cfg:Certificate><cfg:CredSSP>false</cfg:CredSSP></cfg:Auth>"
            f"{ports}<cfg:TrustedHosts></cfg:TrustedHosts></cfg:Client>"
            "<cfg:Service><cfg:RootSDDL>O:NSG:BAD:P(A;;GA;;;BA)(A;;GR;;;IU)S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)"
            "</cfg:RootSDDL><cfg:MaxConcurrentOperations>4294967295</cfg:MaxConcurrentOperations>"
            f"<cfg:MaxConcurrentOperationsPerUser>{self.operations_per_user}</cfg:MaxConcurrentOperationsPerUser>"
            "<cfg:EnumerationTimeoutms>240000</cfg:EnumerationTimeoutms><cfg:MaxConnections>300</cfg:MaxConnections>"
            "<cfg:MaxPacketRetrievalTimeSeconds>120</cfg:MaxPacketRetrievalTimeSeconds>"
            f"<cfg:AllowUnencrypted>{yes[self.allow_unencrypted]}</cfg:AllowUnencrypted><cfg:Auth>{auth}"
            "<cfg:CbtHardeningLevel>Relaxed</cfg:CbtHardeningLevel></cfg:Auth>"
            f"{ports}<cfg:IPv4Filter>*</cfg:IPv4Filter><cfg:IPv6Filter>*</cfg:IPv6Filter>"
            "<cfg:EnableCompatibilityHttpListener>false</cfg:EnableCompatibilityHttpListener>"
            "<cfg:EnableCompatibilityHttpsListener>false</cfg:EnableCompatibilityHttpsListener>"
            "<cfg:CertificateThumbprint></cfg:CertificateThumbprint>"
            "<cfg:AllowRemoteAccess>true</cfg:AllowRemoteAccess></cfg:Service>"
            "<cfg:Winrs><cfg:AllowRemoteShellAccess>true</cfg:AllowRemoteShellAccess>"
            f"<cfg:IdleTimeout>{self.idle_timeout * 1000:.0f}</cfg:IdleTimeout>"
            f"<cfg:MaxConcurrentUsers>{self.concurrent_users}</cfg:MaxConcurrentUsers>"
            "<cfg:MaxShellRunTime>2147483647</cfg:MaxShellRunTime>"
            f"<cfg:MaxProcessesPerShell>{self.processes_per_shell}</cfg:MaxProcessesPerShell>"
            f"<cfg:MaxMemoryPerShellMB>{self.memory_per_shell_mb}</cfg:MaxMemoryPerShellMB>"
            f"<cfg:MaxShellsPerUser>{self.shells_per_user}</cfg:MaxShellsPerUser></cfg:Winrs></cfg:Config>"
        )
