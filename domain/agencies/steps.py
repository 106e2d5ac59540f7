"""What an agency is asked or told of, by the step of a procedure that does it, in words."""

from domain.base.words import Words

STEPS = {
    "allowance": Words(vi="khoản trợ cấp", en="the allowance"),
    "allowances": Words(vi="trợ cấp đang hưởng", en="allowances that are paid already"),
    "benefit": Words(vi="trợ cấp thất nghiệp", en="the unemployment benefit"),
    "card": Words(vi="thẻ", en="the card"),
    "child": Words(vi="người con", en="the child"),
    "clashes": Words(vi="tên hộ kinh doanh trùng hoặc gây nhầm lẫn", en="business names that are alike"),
    "contributions": Words(vi="thời gian đóng bảo hiểm", en="the contributions that were paid"),
    "disability": Words(vi="mức độ khuyết tật", en="the degree of disability"),
    "dwelling": Words(vi="chỗ ở", en="the dwelling"),
    "entry": Words(vi="việc ghi vào sổ", en="the entry in the register"),
    "father": Words(vi="người cha", en="the father"),
    "first_month": Words(vi="khoản chi trả tháng đầu", en="the first month's payment"),
    "first_month_account": Words(vi="tài khoản nhận tiền", en="the account that it is paid to"),
    "grant": Words(vi="trợ cấp mai táng", en="the funeral grant"),
    "health_check": Words(vi="giấy khám sức khỏe", en="the health check"),
    "home": Words(vi="nơi cư trú", en="the home"),
    "husband_status": Words(vi="tình trạng hôn nhân của bên nam", en="the husband's marital status"),
    "insured": Words(vi="việc tham gia bảo hiểm", en="the insurance"),
    "licence": Words(vi="giấy phép lái xe", en="the driving licence"),
    "marriage": Words(vi="quan hệ hôn nhân", en="the marriage"),
    "mother": Words(vi="người mẹ", en="the mother"),
    "new_licence": Words(vi="giấy phép lái xe mới", en="the new driving licence"),
    "number": Words(vi="số định danh cá nhân", en="the personal number"),
    "owned": Words(vi="hộ kinh doanh đã có", en="businesses that they have"),
    "person": Words(vi="người được giải quyết", en="the person whom it is about"),
    "record": Words(vi="lý lịch tư pháp", en="the criminal record"),
    "registration": Words(vi="đăng ký cư trú", en="the registration of the home"),
    "removal": Words(vi="xóa đăng ký cư trú", en="the removal of the registration"),
    "request": Words(vi="yêu cầu cấp", en="the request to issue it"),
    "status": Words(vi="tình trạng hôn nhân", en="the marital status"),
    "suspension": Words(vi="việc tạm dừng trợ cấp", en="the suspension of the benefit"),
    "tax_code": Words(vi="mã số thuế", en="the tax code"),
    "verify_place": Words(vi="việc xác minh nơi cư trú trước", en="what an earlier home's police found"),
    "violations": Words(vi="vi phạm giao thông", en="traffic violations"),
    "wife_status": Words(vi="tình trạng hôn nhân của bên nữ", en="the wife's marital status"),
}


def step_words(step: str) -> Words | None:
    """Say what a step is about, whichever time it is done; nothing where only its own package knows."""
    return STEPS.get(step.partition("/")[0].partition("#")[0])
