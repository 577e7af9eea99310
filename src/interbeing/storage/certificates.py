"""A private authority that may speak for one name alone, and its one certificate; its key is kept nowhere."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOLDS_FOR: Final = timedelta(days=365)  # what browsers accept of a private authority
CLOCKS_DIFFER_BY: Final = timedelta(days=1)
BY: Final = "Interbeing, only for"


@dataclass(frozen=True, slots=True)
class Certificates:
    """What a browser is told to trust, what the server shows it, and the server's key, locked if a word was given."""

    authority: bytes
    shown: bytes
    key: bytes


def make_certificates(host: str, now: datetime, word: bytes = b"") -> Certificates:
    """Make an authority that may speak for this host name or address alone, and its one certificate.

    The authority's key is let go of as soon as it has signed: nobody can make a second certificate with it.
    """
    name = _general_name(host)
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _authority(host, name, authority_key, now)
    shown = (
        _begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])]), authority.subject, now)
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(word) if word else serialization.NoEncryption()
    key_pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    return Certificates(_pem(authority), _pem(shown), key_pem)


def host_of(shown: x509.Certificate) -> str:
    """Give the one name or address for which this certificate was made."""
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return str(next(iter(names)).value)


def _authority(host: str, name: x509.GeneralName, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{BY} {host}"[:64])])
    uses = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
    )
    return (
        _begun(subject, subject, now)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(**uses, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False),
            critical=True,
        )
        .add_extension(_constraints(name), critical=True)
        .sign(key, hashes.SHA256())
    )


def _constraints(name: x509.GeneralName) -> x509.NameConstraints:
    """Allow this name and forbid every other: also of the kind that the name is not."""
    if isinstance(name, x509.IPAddress):
        allowed: x509.GeneralName = x509.IPAddress(ip_network(name.value))
        return x509.NameConstraints([allowed], [x509.DNSName("")])
    nothing = [x509.IPAddress(ip_network(every)) for every in ("0.0.0.0/0", "::/0")]
    return x509.NameConstraints([name], nothing)


def _begun(subject: x509.Name, issuer: x509.Name, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - CLOCKS_DIFFER_BY)
        .not_valid_after(now.astimezone(UTC) + HOLDS_FOR)
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        address: IPv4Address | IPv6Address = ip_address(host)
    except ValueError:
        return x509.DNSName(host)
    return x509.IPAddress(address)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
