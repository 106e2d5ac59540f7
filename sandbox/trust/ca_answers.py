"""What the trust services answer: time stamps (RFC 3161), states of certificates (RFC 6960, RFC 5280), by certomancer.

Certificates and CRLs are built beside it: certomancer issues only what its configuration named before it started, and
dates its CRLs in a form that RFC 5280 keeps for years after 2049.
"""

from datetime import datetime, timedelta

from asn1crypto import core, keys, ocsp, tsp  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1
from certomancer.services import RevocationInfoInterface, SimpleOCSPResponder, TimeStamper, choose_signed_digest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from sandbox.trust.pki import ROOT, Authority

POLICY = "2.999.1"
"""Under the arc that is kept for examples."""
DIGESTS = ("sha256", "sha384", "sha512")
STAMPERS = {"tsa": ("TSA THỬ NGHIỆM", 10), "later": ("TSA THỬ NGHIỆM SAU", 15)}
"""Who stamps time, and for how many years their certificate holds: what the one has stamped, the other stamps again."""
CRL_LIVES = timedelta(days=1)


class _Rejection(core.Sequence):  # type: ignore[misc]
    """A TimeStampResp without a token, which RFC 3161 allows and asn1crypto does not."""

    _fields = [("status", tsp.PKIStatusInfo)]  # noqa: RUF012 - as asn1crypto wants it


class _States(RevocationInfoInterface):
    """What one authority knows of the certificates it issued."""

    def __init__(self, authority: Authority, issuer: str) -> None:
        self._authority, self._issuer = authority, issuer

    def get_issuer_cert(self) -> asn1.Certificate:
        return _asn1(self._authority.authority(self._issuer).certificate)

    def check_revocation_status(
        self, cid: ocsp.CertId, at_time: datetime
    ) -> tuple[ocsp.CertStatus, list[ocsp.SingleResponseExtension]]:
        issued = self._authority.by_serial(f"{cid['serial_number'].native:x}")
        if issued is None or issued.issuer != self._issuer:
            return ocsp.CertStatus("unknown"), []
        if issued.revoked is None or issued.revoked > at_time:
            return ocsp.CertStatus("good"), []
        reason = {"revocation_time": issued.revoked, "revocation_reason": ocsp.CRLReason(issued.reason)}
        return ocsp.CertStatus(name="revoked", value=reason), []


def time_stamp(authority: Authority, sent: bytes, holder: str = "tsa") -> bytes:
    """The answer to a time-stamp request, by one of the services that give them."""
    try:
        request = tsp.TimeStampReq.load(sent, strict=True)
        imprint, policy = request["message_imprint"], request["req_policy"].native
        digest, hashed = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        _ = request["nonce"].native
    except (ValueError, TypeError):
        return _rejected("bad_data_format")
    if digest not in DIGESTS:
        return _rejected("bad_alg")
    if len(hashed) * 8 != int(digest.removeprefix("sha")):
        return _rejected("bad_data_format")
    if policy not in (None, POLICY):
        return _rejected("unaccepted_policy")
    name, years = STAMPERS[holder]
    issued = authority.server(holder, ROOT, name, ExtendedKeyUsageOID.TIME_STAMPING, years)
    stamper = TimeStamper(
        _asn1(issued.certificate), _asn1_key(authority.key(holder)),
        fixed_dt=authority.clock(), policy=tsp.ObjectIdentifier(POLICY),
    )  # fmt: skip
    return _der(stamper.request_tsa_response(request))


def ocsp_answer(authority: Authority, issuer: str, sent: bytes) -> bytes:
    """The answer to an OCSP request about certificates of one issuer."""
    try:
        request = ocsp.OCSPRequest.load(sent, strict=True)
        _ = request.native
    except (ValueError, TypeError):
        return _der(ocsp.OCSPResponse({"response_status": "malformed_request"}))
    holder = f"ocsp:{issuer}"
    issued = authority.server(holder, issuer, "OCSP THỬ NGHIỆM", ExtendedKeyUsageOID.OCSP_SIGNING)
    certificate = _asn1(issued.certificate)
    responder = SimpleOCSPResponder(
        certificate, _asn1_key(authority.key(holder)), choose_signed_digest("sha256", certificate.public_key),
        authority.clock().replace(microsecond=0), _States(authority, issuer),
    )  # fmt: skip
    return _der(responder.build_ocsp_response(request))


def crl(authority: Authority, issuer: str) -> bytes:
    """The list of what one authority has withdrawn, as of now."""
    now = authority.clock().replace(microsecond=0)
    key = authority.key(f"ca:{issuer}")
    builder = (
        x509.CertificateRevocationListBuilder(authority.authority(issuer).certificate.subject, now, now + CRL_LIVES)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    for issued in authority.revoked_by(issuer):
        assert issued.revoked  # noqa: S101
        if issued.revoked <= now:
            reason = x509.ReasonFlags[issued.reason or "unspecified"]
            entry = x509.RevokedCertificateBuilder(issued.certificate.serial_number, issued.revoked)
            builder = builder.add_revoked_certificate(
                entry.add_extension(x509.CRLReason(reason), critical=False).build()
            )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _rejected(why: str) -> bytes:
    status = {"status": tsp.PKIStatus("rejection"), "fail_info": tsp.PKIFailureInfo({why})}
    return _der(_Rejection({"status": tsp.PKIStatusInfo(status)}))


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _asn1_key(key: ec.EllipticCurvePrivateKey) -> keys.PrivateKeyInfo:
    plain = serialization.NoEncryption()
    return keys.PrivateKeyInfo.load(
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
    )


def _der(value: core.Asn1Value) -> bytes:
    return bytes(value.dump())
