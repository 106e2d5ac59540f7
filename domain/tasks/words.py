"""The tasks that every procedure may have, in words: while one is open, and once it is done.

What a procedure opens tasks of its own for it says itself (``waits``, ``finished``).
"""

from domain.base.words import Words
from domain.tasks.model import (
    APPROVE,
    COMPARE,
    CONSENT,
    CORRECT_REGISTER,
    DIFFERENCE,
    GIVE_BACK,
    HAND_OVER,
    LATE,
    OPINION,
    PAID_THERE,
    PAY,
    PAY_TO,
    PROPOSED_RECALL,
    RECALLED_PAPER,
    RECONCILE,
    REFUSE,
    REVIEW,
    SIGN_SLIP,
)

WAITS = {
    "receive": Words(vi="Chờ kiểm tra và tiếp nhận hồ sơ", en="Waits to be checked and accepted"),
    CONSENT: Words(vi="Chờ người có liên quan đồng ý", en="Waits for somebody's consent"),
    "supply": Words(vi="Chờ người nộp bổ sung giấy tờ", en="Waits for the applicant to supply what is missing"),
    "verify_correction": Words(
        vi="Chờ thẩm tra nội dung sửa của kết quả đã thu hồi",
        en="The correction of a recalled result waits to be verified",
    ),
    "verify": Words(vi="Chờ thẩm tra hồ sơ", en="Waits to be verified"),
    "forward_supplement": Words(
        vi="Chờ bộ phận một cửa yêu cầu bổ sung", en="Waits for the one-stop desk to ask for a supplement"
    ),
    LATE: Words(vi="Lãnh đạo xem xét hồ sơ quá hạn", en="A superior looks into why it is late"),
    DIFFERENCE: Words(
        vi="Chờ làm rõ chỗ tờ khai khác với cơ sở dữ liệu",
        en="Waits for what a register says otherwise to be settled",
    ),
    REFUSE: Words(vi="Chờ lãnh đạo quyết định từ chối", en="Waits for the leader to decide on a refusal"),
    "follow_up": Words(
        vi="Chờ xử lý thủ tục liên thông chưa giải quyết được", en="A branch that failed waits to be followed up"
    ),
    OPINION: Words(vi="Chờ ý kiến của cơ quan được hỏi", en="Waits for the opinion of another office that was asked"),
    COMPARE: Words(
        vi="Chờ đối chiếu trả lời đến muộn với kết quả đã nhập",
        en="A late answer waits to be compared with what was entered",
    ),
    RECALLED_PAPER: Words(
        vi="Chờ xem lại giấy tờ trong hồ sơ đã bị nơi cấp thu hồi",
        en="A paper of the application was recalled and waits to be looked at again",
    ),
    PROPOSED_RECALL: Words(
        vi="Chờ lãnh đạo xem xét việc thu hồi kết quả đã cấp",
        en="Waits for the leader to decide whether the issued result is recalled",
    ),
    CORRECT_REGISTER: Words(
        vi="Chờ sửa cơ sở dữ liệu cho đúng với kết quả giải quyết",
        en="A register waits to be made to say what came of the application",
    ),
    "confirm": Words(vi="Chờ người nộp xác nhận bản nháp", en="Waits for the applicant to confirm the draft"),
    REVIEW: Words(
        vi="Chờ lãnh đạo phòng xem xét kết quả thẩm tra",
        en="Waits for the unit's head to review what was verified",
    ),
    APPROVE: Words(vi="Chờ lãnh đạo phê duyệt", en="Waits for the leader's approval"),
    "sign": Words(vi="Chờ lãnh đạo ký số kết quả", en="Waits for the leader to sign the result"),
    "pay_cash": Words(vi="Chờ chi trả tiền mặt tại quầy", en="Waits to be paid in cash at the counter"),
    "wrong_account": Words(vi="Chờ xem xét tài khoản không đúng chủ", en="An account of somebody else is looked into"),
    PAY_TO: Words(vi="Chờ người nhận cho biết tài khoản", en="Waits for the account that the money is to go to"),
    PAY: Words(vi="Chờ nộp phí, lệ phí", en="Waits for the fee to be paid"),
    GIVE_BACK: Words(vi="Tiền chờ được hoàn tại quầy", en="Money waits to be given back at the counter"),
    PAID_THERE: Words(
        vi="Chờ kế toán xác nhận số tiền đã nộp trên Cổng Dịch vụ công quốc gia",
        en="Waits for an accountant to confirm what was paid on the national public service portal",
    ),
    RECONCILE: Words(vi="Chờ kế toán làm rõ chênh lệch thu", en="Waits for a difference in the books to be cleared"),
    HAND_OVER: Words(vi="Kết quả chờ được trả", en="The result waits to be handed over"),
    SIGN_SLIP: Words(vi="Chờ người khác ký số phiếu", en="A slip waits for somebody else's signature"),
}
BY_HAND = Words(vi="Chờ cán bộ xác minh thay cho cơ sở dữ liệu", en="Waits for an officer to answer for the register")
"""What those read who wait for a task that nobody has words for: it stands in for a look-up."""
FINISHED = {
    "verify": Words(vi="Đã thẩm tra hồ sơ", en="The application was verified"),
    "verify_correction": Words(vi="Đã thẩm tra nội dung sửa", en="The correction was verified"),
    REVIEW: Words(
        vi="Lãnh đạo phòng đã đồng ý với kết quả thẩm tra", en="The head of the unit agreed with what was verified"
    ),
    LATE: Words(vi="Lãnh đạo đã xem xét hồ sơ quá hạn", en="A superior looked into why it is late"),
    "follow_up": Words(
        vi="Đã xử lý thủ tục liên thông chưa giải quyết được", en="The branch that failed was followed up"
    ),
    DIFFERENCE: Words(
        vi="Đã làm rõ chỗ tờ khai khác với cơ sở dữ liệu", en="What a register says otherwise was settled"
    ),
    COMPARE: Words(vi="Đã đối chiếu trả lời đến muộn", en="The late answer was compared"),
    RECALLED_PAPER: Words(vi="Đã xem lại giấy tờ bị thu hồi", en="The recalled paper was looked at again"),
    PROPOSED_RECALL: Words(
        vi="Lãnh đạo đã xem xét việc thu hồi kết quả", en="The leader decided whether the result is recalled"
    ),
    CORRECT_REGISTER: Words(vi="Đã sửa cơ sở dữ liệu", en="The register was corrected"),
    SIGN_SLIP: Words(vi="Đã nhận ký số phiếu", en="Somebody undertook to sign the slip"),
    PAID_THERE: Words(
        vi="Kế toán đã xác nhận số tiền nộp trên Cổng Dịch vụ công quốc gia",
        en="An accountant confirmed what was paid on the national public service portal",
    ),
    GIVE_BACK: Words(vi="Đã hoàn tiền tại quầy", en="Money was given back at the counter"),
    REFUSE: Words(vi="Lãnh đạo đã xem đề nghị từ chối", en="The leader looked at the proposed refusal"),
    "pay_cash": Words(vi="Đã chi trả tiền mặt tại quầy", en="Paid in cash at the counter"),
    "wrong_account": Words(vi="Đã xem xét tài khoản không đúng chủ", en="The account of somebody else was looked into"),
    PAY_TO: Words(vi="Người nhận đã cho biết tài khoản", en="The account was named that the money goes to"),
    "by_hand": Words(vi="Cán bộ đã xác minh thay cho cơ sở dữ liệu", en="An officer answered for the register"),
}
"""By the kind of a task, that it was done."""
CHANGED = Words(
    vi="Tờ khai hoặc giấy tờ đã thay đổi sau lần thực hiện trước: phải thực hiện lại.",
    en="The form or its papers changed since this was done: it has to be done again.",
)
"""Why a task is there once more."""
