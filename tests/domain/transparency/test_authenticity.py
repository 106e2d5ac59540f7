"""What is told about a document fits what is known of it, and every word of it is there in both languages."""

from datetime import UTC, datetime

import pytest

from domain.transparency.authenticity import (
    ADVICE,
    HEADINGS,
    MEANINGS,
    OF_REASON,
    Claim,
    Reason,
    Registered,
    Verdict,
    of_code,
    of_file,
    refused,
)

AT = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
CLAIM = Claim(issuer="UBND", kind="Giấy khai sinh", number="GKS-2026-000128", issued_at=AT, digest="ab" * 32)
ROW = Registered(number=CLAIM.number, sha256="cd" * 32)
RECALLED = ROW.model_copy(update={"recalled_at": AT, "recalled_why": "Cấp sai thẩm quyền"})


def test_a_code_that_the_register_knows_is_valid() -> None:
    assert of_code(CLAIM, ROW).verdict == Verdict.VALID


def test_a_code_that_the_register_does_not_know_is_not_ours() -> None:
    assert of_code(CLAIM, None).reason == Reason.CODE_UNREGISTERED


def test_the_file_that_the_register_knows_is_valid_with_or_without_a_code() -> None:
    for claim in (CLAIM, None):
        assert of_file(ROW.sha256, claim, ROW).verdict == Verdict.VALID


def test_each_file_that_was_stamped_since_is_ours_and_all_but_the_newest_say_so() -> None:
    stamped = ROW.model_copy(update={"stamped": (ROW.sha256, "11" * 32, "22" * 32)})
    told = [of_file(digest, CLAIM, stamped) for digest in stamped.stamped]
    assert [finding.verdict for finding in told] == [Verdict.VALID] * 3
    assert [finding.reason for finding in told] == [Reason.OLDER_COPY, Reason.OLDER_COPY, None]
    assert of_file("33" * 32, CLAIM, stamped).reason == Reason.ANOTHER_FILE


def test_an_older_copy_of_what_was_recalled_is_recalled() -> None:
    stamped = RECALLED.model_copy(update={"stamped": (ROW.sha256, "11" * 32)})
    assert of_file(ROW.sha256, CLAIM, stamped).verdict == Verdict.RECALLED


def test_another_file_under_a_known_number_was_altered() -> None:
    assert of_file("ef" * 32, CLAIM, ROW).reason == Reason.ANOTHER_FILE


def test_a_code_of_another_number_in_a_known_file_was_altered() -> None:
    assert of_file(ROW.sha256, CLAIM.model_copy(update={"number": "x"}), ROW).reason == Reason.ANOTHER_FILE


def test_a_file_that_the_register_does_not_know_is_not_ours() -> None:
    assert of_file(ROW.sha256, CLAIM, None).reason == Reason.FILE_UNREGISTERED


def test_what_was_recalled_is_no_longer_valid() -> None:
    for finding in (of_code(CLAIM, RECALLED), of_file(ROW.sha256, CLAIM, RECALLED)):
        assert (finding.verdict, finding.registered) == (Verdict.RECALLED, RECALLED)


@pytest.mark.parametrize("reason", Reason)
def test_what_does_not_hold_repeats_nothing_and_says_what_to_do(reason: Reason) -> None:
    finding = refused(reason)
    assert (finding.claim, finding.registered) == (None, None)
    for words in (HEADINGS[finding.verdict], MEANINGS[reason], ADVICE[OF_REASON[reason]]):
        assert words.vi
        assert words.en
        assert words.vi != words.en
