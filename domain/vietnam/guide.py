"""What people want to know before they file: who may, where it is decided, and by which words they look for it.

It says in plain words what each procedure's form and faults hold anyway; what a guide does not know is left out.
"""

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


COMMUNE_OF_PARENT = Words(
    vi="Ủy ban nhân dân xã, phường nơi cha hoặc mẹ cư trú",
    en="The People's Committee of the commune where the mother or father lives",
)
COMMUNE = Words(
    vi="Ủy ban nhân dân xã, phường nơi cư trú", en="The People's Committee of the commune where the person lives"
)
ANY_COMMUNE = Words(
    vi="Ủy ban nhân dân xã, phường mà ông/bà chọn", en="The People's Committee of the commune that you choose"
)
POLICE = Words(vi="Công an cấp xã nơi cư trú", en="The police of the commune of the home")
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


def sector_of(module: str) -> str:
    """The sector of a procedure by the module that it is written in."""
    folder = module.removeprefix("workflows.vietnam.").partition(".")[0]
    return folder if folder in SECTORS else "other"
