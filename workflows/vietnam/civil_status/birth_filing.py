"""Who has a birth registered, and on what paper: Law on Civil Status 60/2014/QH13, Articles 15 and 16."""

from domain.base.words import Words
from domain.vietnam.who_files import kin, parents
from workflows.engine.forms import Paper
from workflows.vietnam.phrases import ENTRY

FILED_BY = (parents("mother.number", "father.number"), kin("relation"))
"""Beside a parent grandparents, other kin and whoever brings the child up, without a mandate (Circular 04/2020)."""

CHOICES = {
    "proved_by=birth_record": Words(vi="Giấy do cơ sở y tế cấp", en="The birth record of a clinic"),
    "proved_by=witnesses": Words(
        vi="Văn bản của người làm chứng xác nhận về việc sinh", en="A writing of witnesses of the birth"
    ),
    "proved_by=declaration": Words(
        vi="Giấy cam đoan về việc sinh, vì không có người làm chứng", en="A declaration, for there was no witness"
    ),
}
PAPERS = (
    Paper(kind="birth_record", title=Words(vi="Giấy chứng sinh", en="Birth record"), when=("proved_by=birth_record",)),
    Paper(
        kind="witnesses",
        title=Words(
            vi="Văn bản của người làm chứng xác nhận về việc sinh, nếu không có Giấy chứng sinh",
            en="A writing of witnesses of the birth, where there is no birth record",
        ),
        when=("proved_by=witnesses",),
    ),
    Paper(
        kind="declaration",
        title=Words(
            vi="Giấy cam đoan về việc sinh, nếu không có người làm chứng",
            en="A declaration of the birth, where there was no witness",
        ),
        when=("proved_by=declaration",),
    ),
    Paper(
        kind="kinship",
        title=Words(
            vi="Giấy tờ chứng minh quan hệ hoặc việc nuôi dưỡng trẻ, nếu không phải cha, mẹ nộp",
            en="Proof of the kinship, or of bringing the child up, where no parent files",
        ),
        required=False,
    ),
    Paper(
        kind="exemption",
        title=Words(
            vi="Giấy tờ chứng minh thuộc diện miễn lệ phí, nếu đăng ký quá hạn",
            en="Proof that no fee is to be paid, where it is late",
        ),
        required=False,
    ),
)
ALONE = Words(
    vi="Ông/bà chưa ghi số định danh của cha hoặc mẹ đã thống nhất nội dung khai sinh.",
    en="Give the citizen number of the parent with whom you agreed on what is declared.",
)
STEPS = {
    **ENTRY,
    "mother": Words(vi="người mẹ", en="the mother"),
    "father": Words(vi="người cha", en="the father"),
    "marriage": Words(vi="quan hệ hôn nhân", en="the marriage"),
    "births": Words(vi="việc đã đăng ký khai sinh", en="whether the birth is registered already"),
    "kin": Words(vi="quan hệ với trẻ", en="how they are related to the child"),
    "number": Words(vi="số định danh cá nhân", en="the personal number"),
}
WAITS = {
    "verify_marriage": Words(
        vi="Chờ xác minh quan hệ hôn nhân của cha, mẹ", en="Waits for the parents' marriage to be verified"
    ),
    "verify_other_child": Words(
        vi="Chờ làm rõ trẻ khác cùng mẹ, cùng ngày sinh đã được đăng ký",
        en="Another child of this mother and day is registered: waits to be cleared up",
    ),
    "verify_filer": Words(vi="Chờ xác minh quan hệ của người nộp với trẻ", en="Waits for who files it to be verified"),
}
FINISHED = {
    "verify_marriage": Words(vi="Đã xác minh quan hệ hôn nhân của cha, mẹ", en="The parents' marriage was looked into"),
    "verify_other_child": Words(
        vi="Đã làm rõ trẻ khác cùng mẹ, cùng ngày sinh", en="Whether it is another child was cleared up"
    ),
    "verify_filer": Words(vi="Đã xác minh quan hệ của người nộp với trẻ", en="Who files it was verified"),
}
