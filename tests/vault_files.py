"""Vault registration keys for tests, composed after the two published shapes; nothing in them is real."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID


def certificate(not_after: datetime, *, with_key: bool = False) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CB_vault-1-06-2026-vaultcredentials")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(not_after - timedelta(days=5))
        .not_valid_after(not_after)
        .sign(key, hashes.SHA256())
    )
    if with_key:
        raw = pkcs12.serialize_key_and_certificates(b"asr", key, made, None, NoEncryption())
    else:
        raw = made.public_bytes(Encoding.DER)
    return base64.b64encode(raw).decode()


def vault(cert: str, *, shape: str = "RSVaultAsrCreds", endpoint: str = "None") -> str:
    if shape == "ASRVaultCreds":
        return (
            f"<ASRVaultCreds><SubscriptionId>sub-1</SubscriptionId><ResourceName>vault</ResourceName>"
            f"<ManagementCert>{cert}</ManagementCert><AcsNamespace>https://x.accesscontrol.chinacloudapi.cn</AcsNamespace>"
            f"<ChannelIntegrityKey>integritysecret</ChannelIntegrityKey><ResourceGroupName>rg</ResourceGroupName>"
            f"</ASRVaultCreds>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><RSVaultAsrCreds xmlns="http://schemas.datacontract.org/2004/07/'
        'Microsoft.Azure.Portal.RecoveryServices.Models.Common"><VaultDetails><SubscriptionId>sub-1</SubscriptionId>'
        "<ResourceGroup>rg</ResourceGroup><ResourceName>vault</ResourceName><ResourceId>1</ResourceId>"
        "<Location>westeurope</Location><ResourceType>Vaults</ResourceType></VaultDetails>"
        f"<ManagementCert>{cert}</ManagementCert><Version>2.0</Version><AadDetails><AadAuthority>"
        "https://login.microsoftonline.com</AadAuthority><ArmManagementEndpoint>https://management.azure.com/"
        "</ArmManagementEndpoint></AadDetails><ChannelIntegrityKey>integritysecret</ChannelIntegrityKey><SiteName/>"
        f"<PrivateEndpointStateForSiteRecovery>{endpoint}</PrivateEndpointStateForSiteRecovery></RSVaultAsrCreds>"
    )
