"""The answer to "is this real?": the same for programs and for people, in the reader's language."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from api.schemas.verify import Answer, Document, Recall, Technical
from domain.base.calendar import VIETNAM
from domain.base.words import Words
from domain.transparency.authenticity import (
    ADVICE,
    CODE_ADVICE,
    CODE_HEADING,
    CODE_HOLDS,
    FILE_HOLDS,
    HEADINGS,
    MEANINGS,
    Finding,
    Verdict,
)

if TYPE_CHECKING:
    from infra.signing.validate import Validation
    from infra.verification.paper import Paper


def answer(finding: Finding, paper: "Paper | None", language: str, *, of_file: bool = False) -> Answer:
    """Put a finding into words; of a file, nothing of its holder."""
    heading, advice = HEADINGS[finding.verdict], ADVICE[finding.verdict]
    meaning = MEANINGS[finding.reason] if finding.reason else FILE_HOLDS
    if finding.verdict == Verdict.VALID and not of_file:
        heading, meaning, advice = CODE_HEADING, CODE_HOLDS, CODE_ADVICE
    row = finding.registered
    recall = (
        row and row.recalled_at and Recall(at=row.recalled_at, why=row.recalled_why or "", replaced_by=row.replaced_by)
    )
    return Answer(
        verdict=finding.verdict,
        reason=finding.reason,
        checked="file" if of_file else "code",
        heading=heading.in_(language),
        meaning=meaning.in_(language),
        advice=advice.in_(language),
        document=_document(finding, paper),
        recall=recall or None,
        technical=_technical(finding, paper),
    )


def _document(finding: Finding, paper: "Paper | None") -> Document | None:
    if not finding.registered:
        return None
    known = Document(number=finding.registered.number, sealed_by=paper.proof.signer if paper else "")
    if not (claim := finding.claim):
        return known
    said = {"kind": claim.kind, "issuer": claim.issuer, "issued_on": claim.issued_at.astimezone(VIETNAM).date()}
    return known.model_copy(update=said | ({} if paper else {"shown": claim.shown}))


def _technical(finding: Finding, paper: "Paper | None") -> Technical:
    claim = finding.claim
    of_code = {"issued_at": claim.issued_at, "data_sha256": claim.digest} if claim else {}
    if not paper:
        return Technical(**of_code)
    proof = paper.proof
    return Technical(
        **of_code,
        file_sha256=paper.sha256,
        sealed_at=proof.signed_at,
        **(_signatures(proof) if finding.registered else {}),
        intact=proof.intact,
        trusted=proof.trusted,
        covers_whole_file=proof.covers_whole_file,
        problems=list(proof.problems),
    )


def _signatures(proof: "Validation") -> dict[str, Any]:
    """What is told of a file that is ours: of any other nobody knows whose names it carries."""
    said: dict[str, Any] = {"level": f"PAdES {proof.level}", "stamped_until": proof.stamped_until}
    if signed := proof.signatory:
        said |= {"signed_by": ", ".join(filter(None, (signed.name, signed.title))), "signed_at": signed.at}
    return said


def lines(document: Document, language: str) -> list[tuple[str, str]]:
    """What to compare, line by line; the holder's under the labels that the paper has."""
    said = [
        (KIND, document.kind),
        (NUMBER, document.number),
        (DAY, f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""),
        (ISSUER, document.issuer),
        (SEALED_BY, document.sealed_by),
    ]
    return [(label.in_(language), value) for label, value in said if value] + list(document.shown.items())


def technical_lines(technical: Technical, language: str) -> list[tuple[str, str]]:
    """The same for what was looked at."""
    said = [(label, getattr(technical, name)) for name, label in TECHNICAL.items()]
    return [(label.in_(language), _told(value, language)) for label, value in said if value not in ("", None, [])]


def _told(value: object, language: str) -> str:
    if isinstance(value, bool):
        return (YES if value else NO).in_(language)
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat(timespec="seconds")
    return "; ".join(value) if isinstance(value, list) else str(value)


YES, NO = Words(vi="Có", en="Yes"), Words(vi="Không", en="No")
KIND = Words(vi="Loại giấy tờ", en="Kind of document")
NUMBER = Words(vi="Số", en="Number")
DAY = Words(vi="Ngày cấp", en="Date of issue")
ISSUER = Words(vi="Cơ quan cấp", en="Issued by")
SEALED_BY = Words(vi="Chữ ký số của", en="Sealed by")
TECHNICAL = {
    "issued_at": Words(vi="Thời điểm cấp số", en="Numbered at"),
    "data_sha256": Words(
        vi="SHA-256 của dữ liệu trong tệp, theo mã", en="SHA-256 of the data in the file, by the code"
    ),
    "file_sha256": Words(vi="SHA-256 của tệp", en="SHA-256 of the file"),
    "signed_by": Words(vi="Người ký", en="Signed by"),
    "signed_at": Words(vi="Thời điểm người đó ký", en="Signed at"),
    "sealed_at": Words(vi="Thời điểm cơ quan ký số", en="Sealed at"),
    "level": Words(vi="Mức bảo đảm lâu dài", en="Level of long-term proof"),
    "stamped_until": Words(vi="Tự chứng minh được đến", en="Proves itself until"),
    "intact": Words(vi="Chữ ký số khớp nội dung", en="The seal fits the content"),
    "trusted": Words(vi="Chứng thư số được tin cậy", en="The seal's certificate is trusted"),
    "covers_whole_file": Words(vi="Chữ ký số bao trùm cả tệp", en="The seal covers the whole file"),
    "problems": Words(vi="Vấn đề", en="Problems"),
}
