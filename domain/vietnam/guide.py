"""What people want to know before they file: who may, where it is decided, and by which words they look for it.

It says in plain words what each procedure's form and faults hold anyway; what a guide does not know is left out.
"""

from domain.base.law import Frozen
from domain.base.words import Words

SECTORS = {
    "civil_status": Words(vi="Hộ tịch", en="Birth, marriage, death"),
    "residence": Words(vi="Cư trú", en="Residence"),
    "police": Words(vi="Căn cước, lý lịch tư pháp, giấy phép lái xe", en="Identity, judicial record, driving"),
    "certification": Words(vi="Chứng thực", en="Certified copies"),
    "insurance": Words(vi="Bảo hiểm", en="Insurance"),
    "social": Words(vi="Trợ cấp, việc làm", en="Allowances, work"),
    "business": Words(vi="Kinh doanh", en="Business"),
    "other": Words(vi="Lĩnh vực khác", en="Other"),
}
"""By the folder that a procedure lies in; what agencies' packages bring is under the last."""


class Guide(Frozen):
    """Who may file, which office decides, and what people call it who never read the law."""

    who: Words
    office: Words
    said: str


COMMUNE_OF_PARENT = Words(
    vi="Ủy ban nhân dân xã, phường nơi cha hoặc mẹ cư trú",
    en="The People's Committee of the commune where the mother or father lives",
)
COMMUNE = Words(
    vi="Ủy ban nhân dân xã, phường nơi cư trú", en="The People's Committee of the commune where the person lives"
)
ANY_COMMUNE = Words(
    vi="Ủy ban nhân dân xã, phường mà bạn chọn", en="The People's Committee of the commune that you choose"
)
POLICE = Words(vi="Công an xã, phường của nơi ở", en="The police of the commune of the home")
PROVINCIAL_POLICE = Words(vi="Công an tỉnh", en="The provincial police")
PROVINCIAL_INSURANCE = Words(vi="Bảo hiểm xã hội tỉnh", en="The provincial social insurance")
PARENT = Words(vi="Cha hoặc mẹ của trẻ", en="The mother or father of the child")
CHILDS_OWN = Words(vi="Cha, mẹ hoặc người giám hộ của trẻ", en="The mother, the father or the guardian of the child")
ONESELF = Words(vi="Chính người cần giấy", en="The person whom the document is about")
WHO_LIVES_THERE = Words(
    vi="Người đến ở; chủ hộ hoặc chủ nhà phải đồng ý thì được hỏi ý kiến trực tuyến",
    en="Whoever moves in; the head of the household or the owner, where they must agree, is asked on-line",
)
RELATIVE = Words(
    vi="Người thân hoặc người lo mai táng cho người đã mất", en="A relative of the dead, or whoever buries them"
)

GUIDES = {
    "1.001193": Guide(
        who=PARENT, office=COMMUNE_OF_PARENT, said="làm giấy khai sinh cho con em bé trẻ mới sinh baby newborn child"
    ),
    "3.000722": Guide(
        who=PARENT,
        office=COMMUNE_OF_PARENT,
        said="trọn gói làm giấy khai sinh nhập hộ khẩu bảo hiểm căn cước cho con em bé trẻ mới sinh baby newborn child",
    ),
    "2.002913": Guide(who=RELATIVE, office=COMMUNE, said="báo tử khai tử người mất chết qua đời xóa hộ khẩu dead die"),
    "1.000894": Guide(
        who=Words(vi="Một trong hai bên; bên kia được hỏi ý kiến trực tuyến", en="One of the two; the other is asked"),
        office=Words(
            vi="Ủy ban nhân dân xã, phường nơi một trong hai bên cư trú",
            en="The People's Committee of the commune where one of the two lives",
        ),
        said="cưới lấy vợ lấy chồng giấy hôn thú đám cưới wedding marry",
    ),
    "1.004873": Guide(who=ONESELF, office=COMMUNE, said="giấy độc thân chứng nhận độc thân chưa vợ chưa chồng single"),
    "1.004222": Guide(who=WHO_LIVES_THERE, office=POLICE, said="nhập hộ khẩu chuyển hộ khẩu chuyển nhà move home"),
    "1.004194": Guide(who=WHO_LIVES_THERE, office=POLICE, said="thuê nhà ở trọ KT3 sinh viên rent student"),
    "1.003197": Guide(who=RELATIVE, office=POLICE, said="xóa hộ khẩu cắt hộ khẩu người chết dead"),
    "3.000722.02": Guide(who=CHILDS_OWN, office=POLICE, said="căn cước công dân cccd trẻ em cho con id card"),
    "3.000333": Guide(
        who=ONESELF, office=PROVINCIAL_POLICE, said="xin việc xác nhận không tiền án tiền sự police clearance criminal"
    ),
    "3.000347": Guide(
        who=ONESELF, office=PROVINCIAL_POLICE, said="gia hạn đổi bằng lái xe máy ô tô gplx hết hạn renew license driver"
    ),
    "2.000815": Guide(
        who=Words(vi="Người hoặc tổ chức có bản chính", en="Whoever has the original, a person or an organisation"),
        office=ANY_COMMUNE,
        said="sao y công chứng photo bản sao giấy tờ bằng cấp copy notary",
    ),
    "1.014137": Guide(
        who=CHILDS_OWN, office=PROVINCIAL_INSURANCE, said="thẻ bhyt trẻ em khám bệnh cho con em bé health baby"
    ),
    "2.002913.02": Guide(who=RELATIVE, office=PROVINCIAL_INSURANCE, said="tiền mai táng phí tử tuất đám tang burial"),
    "1.001776": Guide(
        who=Words(
            vi="Người thuộc diện được trợ cấp, hoặc người thân nộp thay",
            en="Whoever the allowance is for, or a relative for them",
        ),
        office=COMMUNE,
        said="người già cao tuổi khuyết tật trẻ mồ côi đơn thân tiền hằng tháng elderly disabled orphan pension",
    ),
    "1.014748": Guide(
        who=Words(vi="Người mất việc, tự nộp", en="The person who lost the job"),
        office=Words(vi="Sở Nội vụ tỉnh", en="The provincial department of home affairs"),
        said="mất việc nghỉ việc bhtn bảo hiểm thất nghiệp lost job",
    ),
    "1.001612": Guide(
        who=Words(vi="Chủ hộ kinh doanh", en="The owner of the business"),
        office=Words(
            vi="Ủy ban nhân dân xã, phường nơi đặt địa điểm kinh doanh",
            en="The People's Committee of the commune where the business is",
        ),
        said="mở cửa hàng quán buôn bán giấy phép kinh doanh shop open",
    ),
}


def sector_of(module: str) -> str:
    """Give the sector of a procedure by the module that it is written in."""
    folder = module.removeprefix("workflows.vietnam.").partition(".")[0]
    return folder if folder in SECTORS else "other"
