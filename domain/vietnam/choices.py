"""The words of what forms and answers offer to choose from, and of answers' fields that do not name themselves."""

from typing import Any

from domain.base.words import Words, plain

PROVINCES = {
    "01": "Hà Nội", "04": "Cao Bằng", "08": "Tuyên Quang", "11": "Điện Biên", "12": "Lai Châu", "14": "Sơn La",
    "15": "Lào Cai", "19": "Thái Nguyên", "20": "Lạng Sơn", "22": "Quảng Ninh", "24": "Bắc Ninh", "25": "Phú Thọ",
    "31": "Hải Phòng", "33": "Hưng Yên", "37": "Ninh Bình", "38": "Thanh Hóa", "40": "Nghệ An", "42": "Hà Tĩnh",
    "44": "Quảng Trị", "46": "Huế", "48": "Đà Nẵng", "51": "Quảng Ngãi", "52": "Gia Lai", "56": "Khánh Hòa",
    "66": "Đắk Lắk", "68": "Lâm Đồng", "75": "Đồng Nai", "79": "Thành phố Hồ Chí Minh", "80": "Tây Ninh",
    "82": "Đồng Tháp", "86": "Vĩnh Long", "91": "An Giang", "92": "Cần Thơ", "96": "Cà Mau",
}  # fmt: skip
"""The 34 provinces since 2025-07-01 (Decision 19/2025/QĐ-TTg)."""

CHOICES = {
    "yes": Words(vi="Có", en="Yes"),
    "no": Words(vi="Không", en="No"),
    "vi": Words(vi="Tiếng Việt", en="Vietnamese"),
    "en": Words(vi="Tiếng Anh", en="English"),
    "male": Words(vi="Nam", en="Male"),
    "female": Words(vi="Nữ", en="Female"),
    "mother": Words(vi="Mẹ", en="The mother"),
    "father": Words(vi="Cha", en="The father"),
    "wife": Words(vi="Bên nữ", en="The bride"),
    "husband": Words(vi="Bên nam", en="The groom"),
    "single": Words(vi="Chưa kết hôn lần nào", en="Never married"),
    "married": Words(vi="Đang có vợ hoặc có chồng", en="Married"),
    "divorced": Words(vi="Đã ly hôn, chưa kết hôn lại", en="Divorced, not married again"),
    "widowed": Words(vi="Vợ hoặc chồng đã mất, chưa kết hôn lại", en="Widowed, not married again"),
    "other": Words(vi="Mục đích khác", en="Another purpose"),
    "severe": Words(vi="Nặng", en="Severe"),
    "special": Words(vi="Đặc biệt nặng", en="Very severe"),
    "mild": Words(vi="Nhẹ", en="Mild"),
    "clean": Words(vi="Không có án tích", en="No conviction"),
    "convicted": Words(vi="Có án tích", en="Convicted"),
    "to_verify": Words(vi="Phải xác minh thêm", en="To be verified further"),
    "child": Words(vi="Trẻ em", en="As a child"),
    "pupil": Words(vi="Học sinh, sinh viên", en="As a pupil or student"),
    "worker": Words(vi="Người lao động", en="As a worker"),
    "household": Words(vi="Theo hộ gia đình", en="With the household"),
    "pensioner": Words(vi="Người hưởng lương hưu", en="As a pensioner"),
}
"""By value; where a form means something of its own by one, it says so itself (``Form.choices``)."""

LABELS = {
    "amount": Words(vi="Số tiền (đồng)", en="Amount in đồng"),
    "account": Words(vi="Tài khoản nhận tiền", en="Account that money is to go to"),
    "address": Words(vi="Địa chỉ", en="Address"),
    "area": Words(vi="Diện tích (m²)", en="Area in m²"),
    "beneficiary": Words(vi="Mã đối tượng hưởng", en="Number of the beneficiary"),
    "born": Words(vi="Ngày sinh", en="Date of birth"),
    "card": Words(vi="Số thẻ", en="Number of the card"),
    "certificate": Words(vi="Số giấy chứng nhận kết hôn", en="Number of the marriage certificate"),
    "classes": Words(vi="Các hạng", en="Classes"),
    "clinic": Words(vi="Cơ sở khám bệnh", en="Clinic"),
    "code": Words(vi="Mã số thuế", en="Tax code"),
    "commune": Words(vi="Xã, phường", en="Commune"),
    "convictions": Words(vi="Án tích", en="Convictions"),
    "decision": Words(vi="Số quyết định", en="Number of the decision"),
    "degree": Words(vi="Mức độ khuyết tật", en="Degree of disability"),
    "died": Words(vi="Ngày chết", en="Day of death"),
    "draws_pension": Words(vi="Đang hưởng lương hưu", en="Whether a pension is drawn"),
    "employer": Words(vi="Nơi làm việc", en="Employer"),
    "ended_on": Words(vi="Ngày chấm dứt việc làm", en="Day on which the job ended"),
    "entered_on": Words(vi="Ngày ghi sổ", en="Day of entry"),
    "entry": Words(vi="Số đăng ký", en="Number of the entry"),
    "ethnicity": Words(vi="Dân tộc", en="Ethnicity"),
    "evidence": Words(vi="Căn cứ", en="Evidence"),
    "expires_on": Words(vi="Có giá trị đến ngày", en="Last day"),
    "finding": Words(vi="Kết quả tra cứu", en="What was found"),
    "fit": Words(vi="Đủ sức khỏe", en="Whether the person is fit"),
    "full_name": Words(vi="Họ, chữ đệm, tên", en="Full name"),
    "given": Words(vi="Các khoản trợ cấp đang hưởng", en="Allowances that are paid now"),
    "granted_on": Words(vi="Ngày cấp", en="Day of issue"),
    "head": Words(vi="Số định danh của chủ hộ", en="Number of the head of the household"),
    "household": Words(vi="Mã hộ gia đình", en="Number of the household"),
    "in_force": Words(vi="Còn hiệu lực", en="Whether it is in force"),
    "insured_as": Words(vi="Tham gia bảo hiểm theo diện", en="How the person is insured"),
    "issued_on": Words(vi="Ngày cấp", en="Day of issue"),
    "licence": Words(vi="Số giấy phép", en="Number of the licence"),
    "month": Words(vi="Tháng (ghi ngày đầu tháng)", en="Month, by its first day"),
    "name": Words(vi="Tên", en="Name"),
    "names": Words(vi="Các tên đã đăng ký, mỗi dòng một tên", en="Names that are registered, one a line"),
    "nationality": Words(vi="Quốc tịch", en="Nationality"),
    "notice": Words(vi="Số thông báo", en="Number of the notice"),
    "number": Words(vi="Số", en="Number"),
    "office": Words(vi="Cơ quan thuế", en="Tax office"),
    "on": Words(vi="Ngày", en="Day"),
    "outcome": Words(vi="Kết quả", en="Outcome"),
    "owners": Words(vi="Số định danh của các chủ sở hữu, mỗi dòng một số", en="Numbers of the owners, one a line"),
    "paid": Words(vi="Các tháng đã đóng", en="Months that were paid for"),
    "paper": Words(vi="Số giấy tờ", en="Number of the paper"),
    "pay": Words(vi="Tiền lương tháng (đồng)", en="Monthly pay in đồng"),
    "payment": Words(vi="Mã chi trả", en="Number of the payment"),
    "place_of_origin": Words(vi="Quê quán", en="Place of origin"),
    "places": Words(vi="Nơi đã tìm việc", en="Where work was looked for"),
    "ready_on": Words(vi="Ngày có thẻ", en="Day on which it is ready"),
    "receipt": Words(vi="Số giấy hẹn", en="Number of the receipt"),
    "registered_at": Words(vi="Nơi đăng ký", en="Where it was registered"),
    "registered_on": Words(vi="Ngày đăng ký", en="Day of registration"),
    "residence": Words(vi="Nơi cư trú", en="Residence"),
    "residents": Words(vi="Số người đang đăng ký", en="How many are registered there"),
    "sex": Words(vi="Giới tính", en="Sex"),
    "since": Words(vi="Từ ngày", en="Since"),
    "spouse": Words(vi="Họ tên vợ hoặc chồng", en="Name of the spouse"),
    "statement": Words(vi="Lời cam đoan", en="Statement"),
    "status": Words(vi="Tình trạng hôn nhân", en="Marital status"),
    "to_account": Words(vi="Chuyển vào tài khoản", en="Whether it goes to an account"),
    "transaction": Words(vi="Mã giao dịch", en="Number of the transaction"),
    "unsettled": Words(vi="Các vi phạm chưa xử lý xong, mỗi dòng một vụ", en="Offences not settled, one a line"),
    "until": Words(vi="Đến ngày", en="Until"),
    "valid_from": Words(vi="Có giá trị từ ngày", en="First day"),
    "valid_until": Words(vi="Có giá trị đến ngày", en="Last day"),
    "volume": Words(vi="Quyển số", en="Volume"),
    "CriminalRecord.places": Words(vi="Nơi phải xác minh, mỗi dòng một nơi", en="Places to verify, one a line"),
    "Home.since": Words(vi="Thường trú từ ngày", en="Registered since"),
    "Identity.number": Words(vi="Số định danh cá nhân", en="Citizen number"),
    "Person.number": Words(vi="Số định danh cá nhân", en="Citizen number"),
    "PersonalNumber.number": Words(vi="Số định danh cá nhân", en="Citizen number"),
    "AccountOwner.number": Words(vi="Số định danh cá nhân", en="Citizen number"),
    "Disability.paper": Words(vi="Số giấy xác nhận khuyết tật", en="Number of the disability certificate"),
    "HealthCheck.paper": Words(vi="Số giấy khám sức khỏe", en="Number of the health certificate"),
    "Licence.number": Words(vi="Số giấy phép lái xe", en="Number of the driving licence"),
}
"""By field, or by model and field where one name has several meanings."""


def words_of(value: Any) -> Words:
    """Say a value of a choice; one that nobody gave words to as it is."""
    return CHOICES.get(str(value)) or plain(str(value))


def label_of(field: str, model: str) -> Words:
    """Name a field that does not name itself; one that nobody gave words to by its own name."""
    said = LABELS.get(f"{model}.{field}") or LABELS.get(field)
    return said or plain(field.replace("_", " ").capitalize())
