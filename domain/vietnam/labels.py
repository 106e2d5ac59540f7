"""What the fields of agencies' answers are called, for people who read which of their data was looked at."""

from typing import Any

from domain.base.words import Words
from domain.registers.query import Query

FIELDS = {
    "address": Words(vi="địa chỉ", en="address"),
    "amount": Words(vi="số tiền", en="amount"),
    "area": Words(vi="diện tích", en="area"),
    "beneficiary": Words(vi="mã đối tượng hưởng", en="code as a beneficiary"),
    "born": Words(vi="ngày sinh", en="date of birth"),
    "card": Words(vi="số thẻ bảo hiểm y tế", en="number of the insurance card"),
    "certificate": Words(vi="số giấy chứng nhận", en="number of the certificate"),
    "classes": Words(vi="hạng giấy phép", en="classes of the licence"),
    "clinic": Words(vi="cơ sở khám", en="clinic"),
    "code": Words(vi="mã số", en="code"),
    "commune": Words(vi="xã, phường", en="commune"),
    "convictions": Words(vi="án tích", en="convictions"),
    "decision": Words(vi="số quyết định", en="number of the decision"),
    "degree": Words(vi="mức độ khuyết tật", en="degree of disability"),
    "died": Words(vi="ngày mất", en="date of death"),
    "draws_pension": Words(vi="đang hưởng lương hưu hay không", en="whether a pension is drawn"),
    "employer": Words(vi="nơi làm việc", en="employer"),
    "ended_on": Words(vi="ngày chấm dứt hợp đồng", en="day on which the contract ended"),
    "entered_on": Words(vi="ngày ghi", en="day of the entry"),
    "entry": Words(vi="số đăng ký", en="number of the entry"),
    "ethnicity": Words(vi="dân tộc", en="ethnicity"),
    "expires_on": Words(vi="ngày hết hạn", en="day of expiry"),
    "finding": Words(vi="kết luận", en="finding"),
    "fit": Words(vi="đủ sức khỏe hay không", en="whether fit"),
    "full_name": Words(vi="họ và tên", en="full name"),
    "given": Words(vi="các trợ cấp", en="allowances"),
    "granted_on": Words(vi="ngày cấp", en="day of grant"),
    "head": Words(vi="chủ hộ", en="head of the household"),
    "household": Words(vi="số hồ sơ cư trú", en="number of the household"),
    "in_force": Words(vi="còn hiệu lực hay không", en="whether in force"),
    "insured_as": Words(vi="loại tham gia bảo hiểm", en="kind of insurance"),
    "issued_on": Words(vi="ngày cấp", en="day of issue"),
    "licence": Words(vi="số giấy phép", en="number of the licence"),
    "month": Words(vi="tháng", en="month"),
    "name": Words(vi="tên chủ tài khoản", en="name of the account's owner"),
    "names": Words(vi="tên hộ kinh doanh", en="names of businesses"),
    "nationality": Words(vi="quốc tịch", en="nationality"),
    "notice": Words(vi="số thông báo", en="number of the notice"),
    "number": Words(vi="số", en="number"),
    "office": Words(vi="cơ quan thuế", en="tax office"),
    "on": Words(vi="ngày", en="day"),
    "owners": Words(vi="chủ sở hữu", en="owners"),
    "paid": Words(vi="quá trình đóng bảo hiểm", en="contributions"),
    "paper": Words(vi="số giấy tờ", en="number of the paper"),
    "payment": Words(vi="mã chi trả", en="code of the payment"),
    "place_of_origin": Words(vi="quê quán", en="place of origin"),
    "places": Words(vi="nơi cần xác minh", en="places to be asked"),
    "ready_on": Words(vi="ngày hẹn trả", en="day when it is ready"),
    "receipt": Words(vi="số biên nhận", en="number of the receipt"),
    "registered_at": Words(vi="nơi đăng ký", en="place of registration"),
    "registered_on": Words(vi="ngày đăng ký", en="day of registration"),
    "residence": Words(vi="nơi thường trú", en="residence"),
    "residents": Words(vi="số người ở", en="number of residents"),
    "sex": Words(vi="giới tính", en="sex"),
    "since": Words(vi="từ ngày", en="since when"),
    "spouse": Words(vi="vợ hoặc chồng", en="spouse"),
    "status": Words(vi="tình trạng hôn nhân", en="marital status"),
    "to_account": Words(vi="hình thức nhận tiền", en="whether paid to an account"),
    "transaction": Words(vi="mã giao dịch", en="transaction"),
    "unsettled": Words(vi="vi phạm chưa xử lý", en="violations not settled"),
    "valid_from": Words(vi="có giá trị từ", en="valid from"),
    "valid_until": Words(vi="có giá trị đến", en="valid until"),
    "volume": Words(vi="quyển số", en="volume"),
}


def field_words(query: type[Query[Any]] | None, name: str) -> Words:
    """Say what a field of a query's answer is; an agency's package says it in its model's title."""
    if name in FIELDS:
        return FIELDS[name]
    field = query.answer.model_fields.get(name) if query else None
    vi = (field and field.title) or name
    return Words(vi=vi, en=(field and field.description) or vi)
