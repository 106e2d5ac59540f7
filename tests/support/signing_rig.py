"""What the tests of signatures share: an officer and a body of the sandbox, and each step of a result."""

import base64
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from asn1crypto import x509  # type: ignore[import-untyped]
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.sign.fields import InvisSigSettings
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore

from infra.documents.anchors import CODE, ISSUED, SEAL
from infra.documents.anchors import NUMBER as NUMBER_PLACE
from infra.documents.orders import Coded, CodeKey, Draft, RenderConfig, Signatory
from infra.documents.qr import QrKeys
from infra.documents.qr_keys import development_key
from infra.printing.pool_worker import RenderContext, furnish
from infra.printing.vocabulary import day
from infra.signing import officer
from infra.signing.archive import archive
from infra.signing.revisions import ArchivalWriter
from infra.signing.seal import Labels, places
from infra.signing.seal_key import certificates_in
from infra.signing.services import Stamper
from infra.signing.validate import Validation, validate
from tests.infra.printing.test_pdf import CERTIFICATE, TEMPLATES
from tests.sandbox.conftest import Sandbox
from tests.sandbox.trust_rig import ECDSA, LEADER, Office, ocsp_request
from tests.support.papers import PUBLIC_URL

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
FOUNDED = datetime(2026, 11, 15, tzinfo=UTC)
BODY, OTHER_BODY = "Ủy ban nhân dân phường Phố Hiến", "Ủy ban nhân dân xã Văn Giang"
TEMPLATE, NUMBER = "results/birth_certificate.html", "128/2026"
WORDS: dict[str, Any] = {"reason": "Cấp bản chính", "location": "Phố Hiến"}
CODED = Coded("Giấy khai sinh", {"Họ, chữ đệm, tên": "Đỗ Ngọc Ấn", "Ngày sinh": "24/11/2026"})
UNNUMBERED = {name: value for name, value in CERTIFICATE.items() if name not in ("number", "issued_at")}


class House:
    """A body with its seal, an officer with a key far away, and the services that they ask."""

    def __init__(
        self, office: Office, room: RenderContext, render_config: RenderConfig, credential: str = LEADER
    ) -> None:
        self.office, self.room, self.render_config, self.credential = office, room, render_config, credential

    @property
    def stamper(self) -> Stamper:
        assert self.room.stamper
        return self.room.stamper

    @property
    def root(self) -> Path:
        return self.render_config.trust[0]

    @property
    def keys(self) -> QrKeys:
        assert self.render_config.code
        return QrKeys.load(self.render_config.code.published)

    async def signatory(self) -> Signatory:
        await self.office.officer(self.credential)
        known = self.office.asked.credential_info
        return Signatory(known.signing_cert.dump(), tuple(one.dump() for one in known.chain))

    async def context(self, **changes: Any) -> dict[str, Any]:
        name = x509.Certificate.load((await self.signatory()).certificate).subject.native["common_name"]
        return UNNUMBERED | {"signatory": {"title": "Chủ tịch", "name": name}} | changes

    async def draft(self, at: datetime | None = None, **changes: Any) -> Draft:
        context = await self.context(**changes)
        printed = {**context, "number": "", "draft": True, **self.room.place_of(CODED)}
        page = self.room.renderer.render(TEMPLATE, printed, context)
        who = await self.signatory()
        return await officer.prepare(page, who, at=at or datetime.now(UTC), stamper=self.stamper, **WORDS)

    async def signature(self, draft: Draft) -> bytes:
        """The officer confirms, and the service signs."""
        asked = self.office.asked
        hashed = base64.b64encode(draft.to_sign).decode()
        sad = (await asked.authorize_signature([hashed])).sad
        sent = {"credentialID": self.credential, "SAD": sad, "hashes": [hashed], "signAlgo": ECDSA}
        url = f"{self.office.url}/csc/v2/signatures/signHash"
        async with self.office.session.post(url, json=sent, headers=asked.auth_headers) as answer:
            return base64.b64decode((await answer.json())["signatures"][0])

    async def complete(self, draft: Draft) -> bytes:
        signature = await self.signature(draft)
        return await officer.complete(draft, signature, stamper=self.stamper, register=self.room.register)

    async def signed(self, **changes: Any) -> bytes:
        return await self.complete(await self.draft(**changes))

    async def sealed(
        self, signed: bytes, at: datetime | None = None, number: str = NUMBER, link: str | None = None
    ) -> bytes:
        at = at or datetime.now(UTC)
        own = self.room.link(signed, CODED, body=BODY, number=number, issued_at=at)
        values = {NUMBER_PLACE: number, ISSUED: day(at), SEAL: "", CODE: own if link is None else link}
        labels = {**values, "reference": number, "places": places(signed, *values), "body": BODY, "sealed_at": at}
        drawn = Labels(self.room.renderer.labels(labels), values)
        return await self.room.seal().number_and_seal(signed, drawn, at=at, stamper=self.stamper, **WORDS)

    async def archived(self, sealed: bytes) -> bytes:
        assert self.room.register
        return await archive(sealed, self.stamper, self.room.register)

    async def result(self) -> bytes:
        return await self.archived(await self.sealed(await self.signed()))

    async def proved_blindly(self, sealed: bytes, who: x509.Certificate, issuer: str) -> bytes:
        """Archived by somebody who does not read the answers about `who` that they put in."""
        above = x509.Certificate.load(await self.office.get(f"/ca/{issuer}.crt"))
        url = f"{self.office.url}/ocsp/{issuer}"
        async with self.office.session.post(url, data=ocsp_request(who, above)) as answer:
            told = x509_ocsp(await answer.read())
        writer, out = ArchivalWriter(sealed), io.BytesIO()
        assert self.room.register
        signatory = await self.signatory()
        own, *chain = map(x509.Certificate.load, (signatory.certificate, *signatory.chain))
        proofs = [await self.room.register.proof(own, chain), await self.room.register.proof(above, [])]
        stamper = self.stamper
        proofs += [
            await self.room.register.proof(one, stamper.cert_registry, stamps_time=True) for one in stamper.known
        ]
        for proof in proofs:
            DocumentSecurityStore.supply_dss_in_writer(
                writer, None, certs=proof.certificates, ocsps=[*proof.ocsps, told], crls=proof.crls
            )
        stamping = PdfTimeStamper(self.stamper, "archive-9", InvisSigSettings(box_out_of_bounds=True))
        await stamping.async_timestamp_pdf(writer, "sha256", output=out)
        return out.getvalue()

    def judged(self, pdf: bytes) -> Validation:
        return judged(pdf, self.root)


def judged(pdf: bytes, root: Path) -> Validation:
    """The judgement, from within a running event loop."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(validate, pdf, [root]).result()


def x509_ocsp(answer: bytes) -> Any:
    from asn1crypto import ocsp

    return ocsp.OCSPResponse.load(answer)


async def identity(office: Office, folder: Path, body: str = BODY, **wish: Any) -> RenderConfig:
    """What a body prints with that the sandbox certifies."""
    wish = {"kind": "body", "id": f"11953.{len(body)}", "name": body} | wish
    told = await office.post("/_certificates", **wish)
    key, certificate, root = (folder / name for name in ("key.pem", "certificate.pem", "root.pem"))
    key.write_text(told["key"])
    certificate.write_text(told["certificate"] + told["chain"])
    root.write_bytes(await office.get("/root.pem"))
    development_key(folder / "qr")
    code = CodeKey(folder / "qr" / "key.pem", folder / "qr" / "keys.json", PUBLIC_URL)
    return RenderConfig(TEMPLATES, key, certificate, timestamp_url=f"{office.url}/tsa", trust=(root,), code=code)


@asynccontextmanager
async def house(
    sandbox: Sandbox, folder: Path, body: str = BODY, credential: str = LEADER, **wish: Any
) -> AsyncIterator[House]:
    """Everything that a result needs, until it is closed."""
    async with aiohttp.ClientSession() as session:
        office = Office(sandbox.url, session)
        render_config = await identity(office, folder, body, **wish)
        yield House(office, furnish(render_config), render_config, credential)


def own_certificate(render_config: RenderConfig) -> x509.Certificate:
    """That of the seal."""
    return certificates_in(render_config.seal_certificate)[0]


def ago(**much: float) -> datetime:
    """A time gone by."""
    return datetime.now(UTC) - timedelta(**much)


def certified(key: Key, form: serialization.Encoding = serialization.Encoding.PEM) -> bytes:
    """A certificate that a key made for itself, good for long."""
    name = pyca.Name([pyca.NameAttribute(NameOID.COMMON_NAME, "Ủy ban nhân dân phường Phố Hiến")])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"), False
    )
    certificate = (
        pyca.CertificateBuilder(name, name, key.public_key(), pyca.random_serial_number())
        .not_valid_before(FOUNDED)
        .not_valid_after(FOUNDED + timedelta(days=9000))
        .add_extension(pyca.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            pyca.KeyUsage(digital_signature=True, content_commitment=True, key_cert_sign=True, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(form)
