"""What somebody can do now with their own dossier where nothing is asked of them: most often, nothing at all."""

from domain.base.law import Status
from domain.base.words import Words
from domain.dossier.state import Dossier
from domain.filing.reception import part_of
from domain.tasks.model import CONSENT, HAND_OVER

WAIT = Words(
    vi="Hiện ông/bà chưa phải làm gì. Khi cần ông/bà làm gì hoặc khi có kết quả, trang này sẽ cho biết.",
    en="You need not do anything now. This page says so when you are asked for something or the result is there.",
)
REGISTER = Words(
    vi="Ông/bà không phải làm gì. Hồ sơ tự tiếp tục khi có trả lời; nếu chờ lâu, cán bộ sẽ xác minh thay.",
    en="You need not do anything. It goes on by itself once there is an answer; else an officer finds it out.",
)
LATE = Words(
    vi="Cơ quan đã trễ hẹn và lãnh đạo đang xem xét. Ông/bà không phải làm gì hay nộp lại gì.",
    en="The office is late, and its superiors look into it. You need not do or bring anything again.",
)
AWAITED = Words(
    vi="Cơ quan chỉ tiếp nhận khi {part} đồng ý. Ông/bà có thể nhắc người đó đăng nhập và trả lời.",
    en="The office accepts it only once {part} agrees. You can remind them to log in and answer.",
)
OBJECTED = Words(
    vi="Vì {part} không đồng ý, cơ quan chưa thể tiếp nhận. Người đó vẫn có thể đổi ý; ông/bà có thể rút hồ sơ.",
    en="Since {part} does not agree, the office cannot accept it. They can still agree; you can withdraw it.",
)
READY = Words(
    vi="Kết quả đã có: mở tại đây, hoặc mang giấy tờ tùy thân đến {office} để nhận.",
    en="The result is ready: open it here, or collect it at {office} with your identity paper.",
)
RECEIVED = Words(
    vi="Ông/bà đã nhận kết quả. Tệp kết quả vẫn ở đây và ở mục “Giấy tờ của tôi”.",
    en="You have received the result. Its file stays here and under “My documents”.",
)
REFUSED = Words(
    vi="Ông/bà có thể khắc phục lý do trên rồi nộp hồ sơ mới. Không đồng ý, ông/bà có quyền khiếu nại theo quy định.",
    en="You can put right what is named above and file anew. If you do not agree, you have the right to complain.",
)
WITHDRAWN = Words(
    vi="Hồ sơ đã rút và không được giải quyết tiếp. Ông/bà có thể nộp hồ sơ mới bất cứ lúc nào.",
    en="It was withdrawn, and nobody works on it any more. You can file anew at any time.",
)
CORRECTED = Words(
    vi="Đừng dùng văn bản đã thu hồi, kể cả bản in. Cơ quan đang sửa và cấp bản thay thế; ông/bà không phải nộp lại.",
    en="Do not use the recalled document, nor a print of it. The office corrects it; you need not file anew.",
)
RECALLED = Words(
    vi="Đừng dùng văn bản đã thu hồi, kể cả bản in. Nếu vẫn cần, hãy nộp hồ sơ mới; ông/bà có quyền khiếu nại.",
    en="Do not use the recalled document, nor a print of it. If you still need one, file anew; you may complain.",
)
ENDS = {
    Status.NOT_ACCEPTED: REFUSED,
    Status.STOPPED: REFUSED,
    Status.WITHDRAWN: WITHDRAWN,
    Status.DELIVERED: RECEIVED,
}


def hint(dossier: Dossier, office: str, *, late: bool) -> Words:
    """Say it; ``office`` is where results are handed over."""
    if dossier.recalled:
        return CORRECTED if dossier.correcting else RECALLED
    if dossier.status in ENDS:
        return ENDS[dossier.status]
    if any(task.kind == HAND_OVER for task in dossier.open_tasks):
        return READY.format(office=office)
    if asked := [task for task in dossier.open_tasks if task.kind == CONSENT]:
        part, said = part_of(asked[0].about), OBJECTED if asked[0].objection else AWAITED
        return said.format(part=part)
    if late:
        return LATE
    return REGISTER if dossier.waiting_agency and not dossier.open_tasks else WAIT


def files_anew(dossier: Dossier) -> bool:
    """Whether a new application is what helps."""
    gone = dossier.recalled is not None and not dossier.correcting
    return gone or dossier.status in (Status.NOT_ACCEPTED, Status.STOPPED, Status.WITHDRAWN)
