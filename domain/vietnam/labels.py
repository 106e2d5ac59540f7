"""What the fields of agencies' answers are called, for people who read which of their data was looked at."""

from typing import Any

from domain.base.words import Words
from domain.registers.query import Query

FIELDS = {
    "address": ("địa chỉ", "address"),
    "amount": ("số tiền", "amount"),
    "area": ("diện tích", "area"),
    "beneficiary": ("mã đối tượng hưởng", "code as a beneficiary"),
    "born": ("ngày sinh", "date of birth"),
    "card": ("số thẻ bảo hiểm y tế", "number of the insurance card"),
    "certificate": ("số giấy chứng nhận", "number of the certificate"),
    "classes": ("hạng giấy phép", "classes of the licence"),
    "clinic": ("cơ sở khám", "clinic"),
    "code": ("mã số", "code"),
    "commune": ("xã, phường", "commune"),
    "convictions": ("án tích", "convictions"),
    "decision": ("số quyết định", "number of the decision"),
    "degree": ("mức độ khuyết tật", "degree of disability"),
    "died": ("ngày mất", "date of death"),
    "draws_pension": ("đang hưởng lương hưu hay không", "whether a pension is drawn"),
    "employer": ("nơi làm việc", "employer"),
    "ended_on": ("ngày chấm dứt hợp đồng", "day on which the contract ended"),
    "entered_on": ("ngày ghi", "day of the entry"),
    "entry": ("số đăng ký", "number of the entry"),
    "ethnicity": ("dân tộc", "ethnicity"),
    "expires_on": ("ngày hết hạn", "day of expiry"),
    "finding": ("kết luận", "finding"),
    "fit": ("đủ sức khỏe hay không", "whether fit"),
    "full_name": ("họ và tên", "full name"),
    "given": ("các trợ cấp", "allowances"),
    "granted_on": ("ngày cấp", "day of grant"),
    "head": ("chủ hộ", "head of the household"),
    "household": ("số hồ sơ cư trú", "number of the household"),
    "in_force": ("còn hiệu lực hay không", "whether in force"),
    "insured_as": ("loại tham gia bảo hiểm", "kind of insurance"),
    "issued_on": ("ngày cấp", "day of issue"),
    "licence": ("số giấy phép", "number of the licence"),
    "month": ("tháng", "month"),
    "name": ("tên chủ tài khoản", "name of the account's owner"),
    "names": ("tên hộ kinh doanh", "names of businesses"),
    "nationality": ("quốc tịch", "nationality"),
    "notice": ("số thông báo", "number of the notice"),
    "number": ("số", "number"),
    "office": ("cơ quan thuế", "tax office"),
    "on": ("ngày", "day"),
    "owners": ("chủ sở hữu", "owners"),
    "paid": ("quá trình đóng bảo hiểm", "contributions"),
    "paper": ("số giấy tờ", "number of the paper"),
    "payment": ("mã chi trả", "code of the payment"),
    "place_of_origin": ("quê quán", "place of origin"),
    "places": ("nơi cần xác minh", "places to be asked"),
    "ready_on": ("ngày hẹn trả", "day when it is ready"),
    "receipt": ("số biên nhận", "number of the receipt"),
    "registered_at": ("nơi đăng ký", "place of registration"),
    "registered_on": ("ngày đăng ký", "day of registration"),
    "residence": ("nơi thường trú", "residence"),
    "residents": ("số người ở", "number of residents"),
    "sex": ("giới tính", "sex"),
    "since": ("từ ngày", "since when"),
    "spouse": ("vợ hoặc chồng", "spouse"),
    "status": ("tình trạng hôn nhân", "marital status"),
    "to_account": ("hình thức nhận tiền", "whether paid to an account"),
    "transaction": ("mã giao dịch", "transaction"),
    "unsettled": ("vi phạm chưa xử lý", "violations not settled"),
    "valid_from": ("có giá trị từ", "valid from"),
    "valid_until": ("có giá trị đến", "valid until"),
    "volume": ("quyển số", "volume"),
}


def field_words(query: type[Query[Any]] | None, name: str) -> Words:
    """Say what a field of a query's answer is; an agency's package says it in its model's title."""
    if name in FIELDS:
        vi, en = FIELDS[name]
        return Words(vi=vi, en=en)
    field = query.answer.model_fields.get(name) if query else None
    vi = (field and field.title) or name
    return Words(vi=vi, en=(field and field.description) or vi)
