"""Who is asked over the network: the time-stamp authority, and those who know which certificates were withdrawn.

Everything runs in a process of the press and waits there: one connection is kept, and answers for some minutes.
"""

import time
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx2
from asn1crypto import crl, ocsp, tsp, x509  # type: ignore[import-untyped]
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import CertificateValidator, ValidationContext, errors
from pyhanko_certvalidator.authority import Authority
from pyhanko_certvalidator.fetchers import CertificateFetcher, CRLFetcher, Fetchers, OCSPFetcher
from pyhanko_certvalidator.fetchers.common_utils import (
    enumerate_delivery_point_urls,
    format_ocsp_request,
    process_ocsp_response_data,
)
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps

from infra.documents.orders import RevocationDown, SealNotReady, SignatureRefused, TimeStampsDown, TrustServiceDown

PATIENCE = 10.0
SLOWEST = timedelta(minutes=1)
"""How much younger than the question an answer may be: it was asked for after the clock was read."""
FRESH = 120.0
"""Seconds for which an answer about a certificate is not asked for again."""
MOST = 8 << 20
MANY = 500
Down = type[TrustServiceDown]


@dataclass(frozen=True)
class Proof:
    """That certificates were good: they and those above them, and what was answered about each."""

    certificates: tuple[x509.Certificate, ...]
    ocsps: tuple[ocsp.OCSPResponse, ...]
    crls: tuple[crl.CertificateList, ...]


class Stamper(TimeStamper):
    """Asks a time-stamp authority (RFC 3161)."""

    def __init__(self, client: httpx2.Client, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._client, self._url = client, url
        self._room = 0

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        answer = _post(self._client, self._url, req.dump(), headers, "time-stamp authority", TimeStampsDown)
        return tsp.TimeStampResp.load(answer)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> object:
        """Stamp a digest.

        Raises:
            TimeStampsDown: the authority does not answer.
            SealNotReady: it refuses, or answers what is no time stamp.
        """
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (TimestampRequestError, ValueError, TypeError, AttributeError, KeyError) as fault:
            raise SealNotReady(
                f"MOTCUA_TIMESTAMP_URL: the time-stamp authority gives no time stamp: {fault}"
            ) from fault

    @property
    def known(self) -> list[x509.Certificate]:
        """With what it signed when it was first asked."""
        return list(self._certs.values())

    async def room(self) -> int:
        """Bytes that a time stamp takes."""
        self._room = self._room or len((await self.async_dummy_response("sha256")).dump())
        return self._room


class Register:
    """Finds out whether certificates are good, and keeps the proof for a while."""

    def __init__(self, client: httpx2.Client, roots: list[x509.Certificate]) -> None:
        self._roots = roots
        self._answers = _Answers(client)
        self._known: dict[bytes, tuple[float, Proof]] = {}

    async def proof(
        self,
        certificate: x509.Certificate,
        above: Iterable[x509.Certificate],
        *,
        stamps_time: bool = False,
        at: datetime | None = None,
        earlier: DocumentSecurityStore | None = None,
    ) -> Proof:
        """Prove that a certificate is good now; or, by an earlier proof, that it was at a time that was stamped.

        Raises:
            SignatureRefused: it is withdrawn, over, not begun or not trusted.
            RevocationDown: nobody says whether it was withdrawn.
        """
        since, known = self._known.get(certificate.sha256, (0.0, None))
        if known and time.monotonic() - since < FRESH:
            return known
        fetchers = Fetchers(_Ocsp(self._answers), _Crl(self._answers), _NoCertificates())
        told: dict[str, Any] = {"trust_roots": self._roots, "other_certs": [*above], "revocation_mode": "hard-fail"}
        told |= {"time_tolerance": SLOWEST}
        context = ValidationContext(allow_fetching=True, fetchers=fetchers, **told)
        try:
            path = await _path(context, certificate, stamps_time=stamps_time)
        except SignatureRefused as refused:
            if at is None or earlier is None:
                raise
            then = earlier.as_validation_context({**told, "retroactive_revinfo": True, "moment": at})
            try:
                return Proof(tuple(await _path(then, certificate, stamps_time=stamps_time)), (), ())
            except (SignatureRefused, TrustServiceDown):
                raise refused from None
        proof = Proof(tuple(path), tuple(context.ocsps), tuple(context.crls))
        if len(self._known) >= MANY:
            self._known.clear()
        self._known[certificate.sha256] = (time.monotonic(), proof)
        return proof


async def _path(
    context: ValidationContext, certificate: x509.Certificate, *, stamps_time: bool
) -> Iterable[x509.Certificate]:
    name = certificate.subject.native.get("common_name", "")
    purpose = ({"time_stamping"}, True) if stamps_time else (set(), False)
    validator = CertificateValidator(certificate, validation_context=context)
    try:
        found: Iterable[x509.Certificate] = await validator.async_validate_usage(  # type: ignore[no-untyped-call]
            set(), *purpose
        )
    except errors.RevokedError as fault:
        raise SignatureRefused(f"the certificate of {name} was withdrawn") from fault
    except (errors.ExpiredError, errors.NotYetValidError) as fault:
        raise SignatureRefused(f"the certificate of {name} is over or has not begun") from fault
    except errors.InsufficientRevinfoError as fault:
        raise RevocationDown(f"OCSP and revocation list for {name}: {fault}") from fault
    except (errors.PathError, errors.ValidationError) as fault:
        raise SignatureRefused(f"the certificate of {name} does not chain to a trusted one: {fault}") from fault
    return found


class _Answers:
    """What was answered lately, by question."""

    def __init__(self, client: httpx2.Client) -> None:
        self.client = client
        self._kept: dict[bytes, tuple[float, bytes]] = {}

    def ask(self, key: bytes, question: Callable[[], bytes]) -> bytes:
        since, kept = self._kept.get(key, (0.0, b""))
        if kept and time.monotonic() - since < FRESH:
            return kept
        if len(self._kept) >= MANY:
            self._kept.clear()
        answer = question()
        self._kept[key] = (time.monotonic(), answer)
        return answer


class _Ocsp(OCSPFetcher):
    def __init__(self, answers: _Answers) -> None:
        self._answers = answers
        self._told: dict[bytes, ocsp.OCSPResponse] = {}

    async def fetch(self, cert: x509.Certificate, authority: Authority) -> ocsp.OCSPResponse:
        request = format_ocsp_request(cert, authority, certid_hash_algo="sha1", request_nonces=False)
        headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
        fault: Exception = errors.OCSPFetchError("the certificate names no OCSP responder")
        for url in get_ocsp_urls(cert):
            ask = partial(_post, self._answers.client, url, request.dump(), headers, "OCSP", RevocationDown)
            try:
                answer = self._answers.ask(cert.sha256, ask)
                told = process_ocsp_response_data(answer, ocsp_request=request, ocsp_url=url)
                return self._told.setdefault(cert.sha256, told)
            except (TrustServiceDown, SealNotReady) as error:
                fault = errors.OCSPFetchError(str(error))
        raise fault

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        return self._told.values()

    def fetched_responses_for_cert(self, cert: x509.Certificate) -> Iterable[ocsp.OCSPResponse]:
        return [self._told[cert.sha256]] if cert.sha256 in self._told else []


class _Crl(CRLFetcher):
    def __init__(self, answers: _Answers) -> None:
        self._answers = answers
        self._told: dict[bytes, list[crl.CertificateList]] = {}

    async def fetch(self, cert: x509.Certificate, *, use_deltas: bool | None = None) -> list[crl.CertificateList]:
        points = get_relevant_crl_dps(cert, use_deltas=bool(use_deltas))
        lists: list[crl.CertificateList] = []
        fault: Exception | None = None
        for url in (url for point in points for url in enumerate_delivery_point_urls(point)):
            try:
                answer = self._answers.ask(url.encode(), partial(_get, self._answers.client, url))
                lists.append(crl.CertificateList.load(answer))
            except (TrustServiceDown, SealNotReady, ValueError) as error:
                fault = errors.CRLFetchError(str(error))
        if fault and not lists:
            raise fault
        return self._told.setdefault(cert.sha256, lists)

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        return [one for lists in self._told.values() for one in lists]

    def fetched_crls_for_cert(self, cert: x509.Certificate) -> Iterable[crl.CertificateList]:
        return self._told[cert.sha256]


class _NoCertificates(CertificateFetcher):
    """Chains come with the signatures: no address in a stranger's certificate is followed for them."""

    async def fetch_cert_issuers(self, _: x509.Certificate) -> AsyncGenerator[x509.Certificate, None]:
        return
        yield

    async def fetch_crl_issuers(self, _: crl.CertificateList) -> AsyncGenerator[x509.Certificate, None]:
        return
        yield

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        return ()


def _post(client: httpx2.Client, url: str, sent: bytes, headers: dict[str, str], who: str, down: Down) -> bytes:
    return _answer(lambda: client.post(url, content=sent, headers=headers), who, down)


def _get(client: httpx2.Client, url: str) -> bytes:
    return _answer(lambda: client.get(url), "revocation list", RevocationDown)


def _answer(ask: Callable[[], httpx2.Response], who: str, down: Down) -> bytes:
    try:
        answer = ask()
    except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
        raise down(f"{who}: {type(fault).__name__} {fault}".strip()) from fault
    if answer.status_code == httpx2.codes.TOO_MANY_REQUESTS or answer.status_code >= 500:
        raise down(f"{who}: answers {answer.status_code}")
    if answer.status_code != httpx2.codes.OK or len(answer.content) > MOST:
        raise SealNotReady(f"{who}: answers {answer.status_code}, {len(answer.content)} bytes")
    return answer.content
