"""What each field of agencies' answers is called, and what the values mean that forms and answers offer."""

from typing import Any

from domain.base.words import Words, capital, plain
from domain.registers.query import Query

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
    "widowed": Words(vi="Vợ hoặc chồng đã chết, chưa kết hôn lại", en="Widowed, not married again"),
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

FIELDS = {
    "address": Words(vi="địa chỉ", en="address"),
    "amount": Words(vi="số tiền", en="amount"),
    "area": Words(vi="diện tích", en="area"),
    "bans": Words(vi="việc bị cấm đảm nhiệm, thành lập, quản lý", en="what is forbidden to them"),
    "beneficiary": Words(vi="mã đối tượng hưởng", en="code as a beneficiary"),
    "births": Words(vi="các trẻ đã đăng ký khai sinh", en="children whose birth is registered"),
    "born": Words(vi="ngày sinh", en="date of birth"),
    "card": Words(vi="số thẻ bảo hiểm y tế", en="number of the insurance card"),
    "certificate": Words(vi="số giấy chứng nhận", en="number of the certificate"),
    "classes": Words(vi="hạng giấy phép", en="classes of the licence"),
    "clinic": Words(vi="cơ sở khám", en="clinic"),
    "code": Words(vi="mã số", en="code"),
    "commune": Words(vi="xã, phường", en="commune"),
    "compulsory": Words(vi="số tháng đóng bảo hiểm xã hội bắt buộc", en="months of compulsory insurance"),
    "convictions": Words(vi="án tích", en="convictions"),
    "corrected_on": Words(vi="ngày sửa", en="day of the correction"),
    "deceased": Words(vi="đã mất hay chưa", en="whether they died"),
    "decision": Words(vi="số quyết định", en="number of the decision"),
    "degree": Words(vi="mức độ khuyết tật", en="degree of disability"),
    "died": Words(vi="ngày chết", en="date of death"),
    "draws_pension": Words(vi="đang hưởng lương hưu hay không", en="whether a pension is drawn"),
    "employer": Words(vi="nơi làm việc", en="employer"),
    "ended_on": Words(vi="ngày chấm dứt hợp đồng", en="day on which the contract ended"),
    "entered_on": Words(vi="ngày ghi", en="day of the entry"),
    "entry": Words(vi="số đăng ký", en="number of the entry"),
    "ethnicity": Words(vi="dân tộc", en="ethnicity"),
    "expires_on": Words(vi="ngày hết hạn", en="day of expiry"),
    "father": Words(vi="cha", en="father"),
    "finding": Words(vi="kết luận", en="finding"),
    "fit": Words(vi="đủ sức khỏe hay không", en="whether fit"),
    "five_years_from": Words(vi="ngày đủ 5 năm tham gia liên tục", en="since when insured for five years"),
    "full_name": Words(vi="họ và tên", en="full name"),
    "given": Words(vi="các trợ cấp", en="allowances"),
    "granted_on": Words(vi="ngày cấp", en="day of grant"),
    "group": Words(vi="nhóm đối tượng", en="group of the insured"),
    "head": Words(vi="chủ hộ", en="head of the household"),
    "household": Words(vi="số hồ sơ cư trú", en="number of the household"),
    "in_force": Words(vi="còn hiệu lực hay không", en="whether in force"),
    "insured_as": Words(vi="loại tham gia bảo hiểm", en="kind of insurance"),
    "issued_on": Words(vi="ngày cấp", en="day of issue"),
    "licence": Words(vi="số giấy phép", en="number of the licence"),
    "matches": Words(vi="họ tên, ngày sinh có khớp hay không", en="whether name and birthday fit"),
    "month": Words(vi="tháng", en="month"),
    "mother": Words(vi="mẹ", en="mother"),
    "name": Words(vi="tên chủ tài khoản", en="name of the account's owner"),
    "names": Words(vi="tên hộ kinh doanh", en="names of businesses"),
    "nationality": Words(vi="quốc tịch", en="nationality"),
    "notice": Words(vi="số thông báo", en="number of the notice"),
    "number": Words(vi="số", en="number"),
    "office": Words(vi="cơ quan thuế", en="tax office"),
    "old_number": Words(vi="số chứng minh nhân dân (9 số)", en="number of the nine-digit card before"),
    "on": Words(vi="ngày", en="day"),
    "order": Words(vi="mã danh sách chi trả", en="number of the order to pay"),
    "owners": Words(vi="chủ sở hữu", en="owners"),
    "paid": Words(vi="quá trình đóng bảo hiểm", en="contributions"),
    "paper": Words(vi="số giấy tờ", en="number of the paper"),
    "payment": Words(vi="mã chi trả", en="code of the payment"),
    "place_of_origin": Words(vi="quê quán", en="place of origin"),
    "places": Words(vi="nơi cần xác minh", en="places to be asked"),
    "poor": Words(vi="thuộc hộ nghèo hay không", en="whether the household is poor"),
    "rate": Words(vi="mức hưởng (%)", en="per cent that is paid"),
    "ready_on": Words(vi="ngày hẹn trả", en="day when it is ready"),
    "receipt": Words(vi="số biên nhận", en="number of the receipt"),
    "registered_at": Words(vi="nơi đăng ký", en="place of registration"),
    "registered_on": Words(vi="ngày đăng ký", en="day of registration"),
    "residence": Words(vi="nơi cư trú", en="residence"),
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
    "voluntary": Words(vi="số tháng đóng bảo hiểm xã hội tự nguyện", en="months of voluntary insurance"),
    "work_accident": Words(vi="có bị tai nạn lao động hay không", en="whether there was an accident at work"),
}
"""For people who read which of their data was looked at."""

ASKED = {
    "amount": Words(vi="Số tiền (đồng)", en="Amount in đồng"),
    "account": Words(vi="Tài khoản nhận tiền", en="Account that money is to go to"),
    "area": Words(vi="Diện tích (m²)", en="Area in m²"),
    "bans": Words(vi="Bị cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã", en="What is forbidden"),
    "beneficiary": Words(vi="Mã đối tượng hưởng", en="Number of the beneficiary"),
    "births": Words(vi="Trẻ cùng mẹ, cùng ngày sinh đã đăng ký", en="Children of this mother and day in the books"),
    "card": Words(vi="Số thẻ", en="Number of the card"),
    "certificate": Words(vi="Số giấy chứng nhận kết hôn", en="Number of the marriage certificate"),
    "child_name": Words(vi="Họ, chữ đệm, tên của trẻ", en="Name of the child"),
    "classes": Words(vi="Các hạng", en="Classes"),
    "clinic": Words(vi="Cơ sở khám bệnh", en="Clinic"),
    "code": Words(vi="Mã số thuế", en="Tax code"),
    "compulsory": Words(
        vi="Số tháng đóng bảo hiểm xã hội bắt buộc", en="For how many months compulsory insurance was paid"
    ),
    "corrected_on": Words(vi="Ngày sửa", en="Day of the correction"),
    "deceased": Words(vi="Đã mất hay chưa", en="Whether they died"),
    "died": Words(vi="Ngày chết", en="Day of death"),
    "dossier": Words(vi="Mã hồ sơ đã đăng ký, nếu biết", en="Code of the dossier that entered it, if known"),
    "draws_pension": Words(vi="Đang hưởng lương hưu", en="Whether a pension is drawn"),
    "ended_on": Words(vi="Ngày chấm dứt việc làm", en="Day on which the job ended"),
    "entered_on": Words(vi="Ngày ghi sổ", en="Day of entry"),
    "evidence": Words(vi="Căn cứ", en="Evidence"),
    "expires_on": Words(vi="Có giá trị đến ngày", en="Last day"),
    "finding": Words(vi="Kết quả tra cứu", en="What was found"),
    "fit": Words(vi="Đủ sức khỏe", en="Whether the person is fit"),
    "five_years_from": Words(vi="Ngày đủ 5 năm tham gia liên tục", en="Since when insured for five years"),
    "full_name": Words(vi="Họ, chữ đệm, tên", en="Full name"),
    "given": Words(vi="Các khoản trợ cấp đang hưởng", en="Allowances that are paid now"),
    "granted_on": Words(vi="Ngày cấp", en="Day of issue"),
    "group": Words(vi="Nhóm đối tượng", en="Group of the insured"),
    "head": Words(vi="Số định danh của chủ hộ", en="Number of the head of the household"),
    "household": Words(vi="Số hồ sơ cư trú", en="Number of the household"),
    "in_force": Words(vi="Còn hiệu lực", en="Whether it is in force"),
    "insured_as": Words(vi="Tham gia bảo hiểm theo diện", en="How the person is insured"),
    "matches": Words(vi="Họ tên, ngày sinh có khớp hay không", en="Whether name and birthday fit"),
    "month": Words(vi="Tháng (ghi ngày đầu tháng)", en="Month, by its first day"),
    "name": Words(vi="Tên", en="Name"),
    "names": Words(vi="Các tên đã đăng ký, mỗi dòng một tên", en="Names that are registered, one a line"),
    "old_number": Words(
        vi="Số chứng minh nhân dân (9 số), nếu có", en="Number of the nine-digit card before, if there is one"
    ),
    "order": Words(vi="Mã danh sách chi trả hằng tháng", en="Number of the order to pay every month"),
    "outcome": Words(vi="Kết quả", en="Outcome"),
    "owners": Words(vi="Số định danh của các chủ sở hữu, mỗi dòng một số", en="Numbers of the owners, one a line"),
    "paid": Words(vi="Các tháng đã đóng", en="Months that were paid for"),
    "pay": Words(vi="Tiền lương tháng (đồng)", en="Monthly pay in đồng"),
    "payment": Words(vi="Mã chi trả", en="Number of the payment"),
    "places": Words(vi="Nơi đã tìm việc", en="Where work was looked for"),
    "rate": Words(vi="Mức hưởng (%)", en="Per cent that is paid"),
    "ready_on": Words(vi="Ngày có thẻ", en="Day on which it is ready"),
    "receipt": Words(vi="Số giấy hẹn", en="Number of the receipt"),
    "registered_at": Words(vi="Nơi đăng ký", en="Where it was registered"),
    "residence": Words(vi="Nơi cư trú", en="Residence"),
    "residents": Words(vi="Số người đang đăng ký", en="How many are registered there"),
    "since": Words(vi="Từ ngày", en="Since"),
    "spouse": Words(vi="Họ tên vợ hoặc chồng", en="Name of the spouse"),
    "statement": Words(vi="Lời cam đoan", en="Statement"),
    "to_account": Words(vi="Chuyển vào tài khoản", en="Whether it goes to an account"),
    "transaction": Words(vi="Mã giao dịch", en="Number of the transaction"),
    "unsettled": Words(vi="Các vi phạm chưa xử lý xong, mỗi dòng một vụ", en="Offences not settled, one a line"),
    "until": Words(vi="Đến ngày", en="Until"),
    "valid_from": Words(vi="Có giá trị từ ngày", en="First day"),
    "valid_until": Words(vi="Có giá trị đến ngày", en="Last day"),
    "voluntary": Words(
        vi="Số tháng đóng bảo hiểm xã hội tự nguyện", en="For how many months voluntary insurance was paid"
    ),
    "work_accident": Words(
        vi="Chết do tai nạn lao động, bệnh nghề nghiệp, hoặc đang hưởng trợ cấp hằng tháng vì lý do đó",
        en="Whether they died of an accident at work or an occupational disease, or were paid monthly for one",
    ),
    "CriminalRecord.places": Words(vi="Nơi phải xác minh, mỗi dòng một nơi", en="Places to verify, one a line"),
    "Home.since": Words(vi="Thường trú từ ngày", en="Registered since"),
    "Identity.number": Words(vi="Số định danh cá nhân", en="Citizen number"),
    "Person.number": Words(vi="Số định danh cá nhân", en="Citizen number"),
    "PersonalNumber.number": Words(vi="Số định danh cá nhân", en="Citizen number"),
    "AccountOwner.number": Words(vi="Số định danh cá nhân", en="Citizen number"),
    "Disability.paper": Words(vi="Số giấy xác nhận khuyết tật", en="Number of the disability certificate"),
    "HealthCheck.paper": Words(vi="Số giấy khám sức khỏe", en="Number of the health certificate"),
    "Kin.father": Words(vi="Số định danh của cha", en="Number of the father"),
    "Kin.mother": Words(vi="Số định danh của mẹ", en="Number of the mother"),
    "Kin.spouse": Words(vi="Số định danh của vợ hoặc chồng", en="Number of the spouse"),
    "Licence.number": Words(vi="Số giấy phép lái xe", en="Number of the driving licence"),
}
"""Where an officer who answers for an agency is asked in other words: by field, or by model and field."""


def words_of(value: Any) -> Words:
    """Say a value of a choice; one that nobody gave words to as it is."""
    return CHOICES.get(str(value)) or plain(str(value))


def label_of(field: str, model: str) -> Words:
    """Name a field that does not name itself; one that nobody gave words to by its own name."""
    if said := ASKED.get(f"{model}.{field}") or ASKED.get(field):
        return said
    return capital(FIELDS[field]) if field in FIELDS else plain(field.replace("_", " ").capitalize())


def field_words(query: type[Query[Any]] | None, name: str) -> Words:
    """Say what a field of a query's answer is; an agency's package says it in its model's title."""
    if name in FIELDS:
        return FIELDS[name]
    field = query.answer.model_fields.get(name) if query else None
    vi = (field and field.title) or name
    return Words(vi=vi, en=(field and field.description) or vi)
