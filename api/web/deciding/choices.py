"""What can be decided, in words: what each decision is called, what it asks for, and what follows from it."""

from dataclasses import dataclass
from datetime import datetime

from domain.base.refusals import Refusal, TaskTaken
from domain.base.words import Words, plain
from domain.dossier import acts
from domain.dossier.act import Actor
from domain.dossier.eligibility import SUPERIORS, leads, may_lend, offered, task_for
from domain.dossier.state import Dossier
from domain.opinions.acts import CONSULT
from domain.opinions.model import OPINIONS
from domain.tasks.model import AGREE, CONSENT, FACTS_WRONG, GO_ON, PROPOSE_REFUSAL, SET_ASIDE, VERIFY_AGAIN, Task

REASON, ARTICLE, ITEMS, UNTIL, ANSWER, NOTE, COLLEAGUE = "reason", "article", "items", "until", "answer", "note", "to"
LENDS_ON = "lends_on"
OFFICE, QUESTION, OPINION = "office", "question", "opinion"
DELEGATE, TAKE_OVER, STOP, CLAIM, RELEASE = "delegate", "takeover", "stop", "claim", "release"
HANDED_ON = (DELEGATE, TAKE_OVER)
"""What is done with a task without deciding it."""
FINAL = ("approve", "refuse", "not_accept", STOP)
"""What nobody takes back: asked once more before it is done."""


@dataclass(frozen=True)
class Choice:
    """A way to decide a task."""

    decision: str
    words: Words
    then: Words | None = None
    """What follows from it."""
    asks: tuple[str, ...] = (NOTE,)

    @property
    def final(self) -> bool:
        """Whether it is asked once more."""
        return self.decision in FINAL


def _choice(decision: str, vi: str, en: str, then: Words | None = None, *asks: str) -> Choice:
    return Choice(decision, Words(vi=vi, en=en), then, _of(asks))


def _of(asks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, asks)) or (() if asks else (NOTE,))


ASKED = Words(
    vi="Người nộp được thông báo cần bổ sung gì, vì sao. Thời hạn giải quyết dừng cho đến khi họ bổ sung.",
    en="The applicant is told what to bring and why. The clock stands until they bring it.",
)
COMES_BACK = Words(
    vi="Cơ quan đó xem hồ sơ, trả lời; việc này trở lại với ông/bà, muộn nhất hết ngày đã hẹn."
    " Thời hạn giải quyết vẫn tính.",
    en="That office sees the dossier and answers. The task is back with you by that day at the latest."
    " The clock runs on.",
)
NOT_COPIED = Words(
    vi="Giấy tờ không được chứng thực bản sao (Điều 22 Nghị định 23/2015/NĐ-CP): lãnh đạo ký văn bản từ chối.",
    en="It may not be copied (Decree 23/2015, Article 22): the leader refuses it.",
)
CHOICES = {
    one.decision: one
    for one in (
        _choice(
            "accept", "Tiếp nhận hồ sơ", "Accept the dossier",
            Words(vi="Thời hạn bắt đầu tính; người nộp nhận giấy hẹn (mẫu 01).",
                  en="The clock begins; the applicant gets the receipt with the date (form 01)."), "",
        ),
        _choice(
            "request_supplement", "Yêu cầu bổ sung (mẫu 02)", "Ask for a supplement (form 02)", ASKED, ITEMS, REASON,
        ),
        _choice(
            "propose_supplement",
            "Đề nghị bộ phận một cửa yêu cầu bổ sung", "Propose that the desk asks for a supplement",
            Words(vi="Bộ phận một cửa yêu cầu người nộp; sau khi bổ sung, việc này trở lại với ông/bà.",
                  en="The one-stop desk asks the applicant; once it is supplied, the task is back with you."),
            ITEMS, REASON,
        ),
        _choice(
            CONSULT, "Lấy ý kiến cơ quan khác", "Ask another office for its opinion",
            COMES_BACK, OFFICE, QUESTION, UNTIL,
        ),
        *(Choice(name, words, asks=(OPINION,)) for name, words in OPINIONS.items()),
        _choice(
            "not_accept", "Từ chối tiếp nhận (mẫu 03)", "Do not accept it (form 03)",
            Words(vi="Hồ sơ kết thúc. Người nộp nhận phiếu từ chối có ghi lý do.",
                  en="The dossier ends. The applicant gets the form with the reason."), REASON,
        ),
        _choice("confirm", "Xác nhận đã thẩm tra, đúng", "Confirm: verified and right"),
        _choice(
            AGREE, "Đồng ý, trình lãnh đạo phê duyệt", "Agree: lay it before the leader",
            Words(vi="Hồ sơ chuyển tới lãnh đạo cơ quan để phê duyệt.", en="The leader is asked to approve it."),
            NOTE,
        ),
        _choice(
            VERIFY_AGAIN, "Trả lại để thẩm tra lại", "Give it back to be verified again",
            Words(vi="Người thẩm tra nhận lại việc cùng lý do của ông/bà; thẩm tra xong, hồ sơ trình lại.",
                  en="It is verified again, by officers who read your reason; then it is back with you."),
            REASON,
        ),
        _choice(
            "approve", "Phê duyệt", "Approve",
            Words(vi="Kết quả được lập, ông/bà ký số, văn thư cấp số và đóng dấu. Người nộp không rút được hồ sơ nữa.",
                  en="The result is made out, you sign it, it is numbered and sealed."
                     " The applicant can no longer withdraw."),
            "",
        ),
        _choice(
            "refuse", "Từ chối giải quyết", "Refuse",
            Words(vi="Hồ sơ kết thúc, không có kết quả. Người nộp nhận thông báo có ghi lý do, căn cứ.",
                  en="The dossier ends without a result. The applicant is told the reason and the Article."),
            REASON, ARTICLE,
        ),
        _choice(
            PROPOSE_REFUSAL, "Đề nghị lãnh đạo từ chối giải quyết", "Propose to the leader to refuse",
            Words(vi="Lãnh đạo quyết định. Nếu không từ chối, việc này trở lại với ông/bà.",
                  en="The leader decides. If it is not refused, the task is back with you."),
            REASON, ARTICLE,
        ),
        _choice(
            GO_ON, "Không từ chối, tiếp tục giải quyết", "Do not refuse: go on with it",
            Words(vi="Lý do được lưu trong hồ sơ; người đề nghị từ chối nhận lại việc.",
                  en="The reason stays in the dossier; whoever proposed to refuse has the task back."), REASON,
        ),
        _choice(
            FACTS_WRONG, "Thông tin làm căn cứ từ chối chưa đúng", "A fact is wrong on which the refusal would rest",
            Words(vi="Không ai được bỏ qua điều kiện này: các cơ sở dữ liệu được tra cứu lại, hồ sơ được thẩm tra lại.",
                  en="Nobody may waive this condition: the registers are asked again, and all is verified again."),
            REASON,
        ),
        _choice(
            SET_ASIDE, "Không thu hồi, kết quả giữ nguyên giá trị", "Do not recall it: the result stands",
            Words(vi="Lý do được lưu trong hồ sơ. Sai lệch này không được đề nghị lại đối với kết quả này.",
                  en="The reason stays in the dossier. The same is not proposed again of this result."), REASON,
        ),
        _choice(
            "return", "Trả lại, chưa cần bổ sung", "Give it back: no supplement is needed",
            Words(vi="Việc trở lại với người đề nghị.",
                  en="The task is back with whoever proposed it."),
        ),
        _choice("answer", "Trả lời", "Answer", None, ANSWER, NOTE),
        _choice("not_found", "Không tìm thấy thông tin", "Nothing was found"),
        _choice(
            "not_entered", "Cơ sở dữ liệu không ghi nhận", "The register will not enter it",
            Words(vi="Phê duyệt không còn hiệu lực; hồ sơ trở lại bước thẩm tra.",
                  en="The approval is void; the dossier is verified again."),
        ),
        _choice("disagree", "Không đồng ý với nội dung sửa", "Disagree with the correction"),
        _choice(
            "apologise", "Xin lỗi và hẹn lại ngày trả (mẫu 04)", "Apologise and set a new date (form 04)",
            Words(vi="Người nộp nhận văn bản xin lỗi (mẫu 04) với lý do và ngày hẹn mới.",
                  en="The applicant gets the apology with the reason and the new date."), UNTIL, REASON,
        ),
        _choice("seen", "Đã xem", "Seen"),
        _choice(
            "consent", "Người có liên quan đồng ý, đã ký tại quầy", "They agree and signed at the counter", None, "",
        ),
        _choice("object", "Người có liên quan không đồng ý", "They do not agree", None, REASON),
        _choice(
            "hand_over", "Trả kết quả", "Hand the result over",
            Words(vi="Trang sau hỏi ai nhận, và người nhận ký trên màn hình hoặc trên phiếu in.",
                  en="The next page asks who takes it; they sign on the screen or on a printed sheet."), "",
        ),
        _choice("pay", "Đã thu tiền mặt", "Cash was taken in", None, ""),
        _choice("paid", "Đã chi tiền mặt", "Cash was paid out"),
        _choice("give_back", "Đã hoàn tiền mặt", "Cash was given back", None, ""),
        _choice("cleared", "Đã làm rõ chênh lệch", "The difference is cleared"),
        _choice("ask_again", "Hỏi lại tài khoản", "Ask for another account"),
        _choice("cash", "Chi bằng tiền mặt tại quầy", "Pay in cash at the counter"),
        _choice("done", "Đã xử lý", "It was followed up"),
        _choice(
            "sign", "Nhận ký số phiếu này", "Undertake to sign this slip",
            Words(vi="Yêu cầu ký được gửi tới thiết bị ký số của ông/bà.",
                  en="You are asked to sign it on your device."), "",
        ),
        _choice("made", "Đã in xong, chuyển tới nơi trả", "It is made, and lies where it is collected"),
        _choice(
            "swapped", "Đã thu giấy phép cũ, trả giấy phép mới", "The old one is in, the new one given out", None, "",
        ),
        _choice(
            "declared_lost",
            "Không có giấy phép cũ: đã cam kết bị mất, trả giấy phép mới", "Declared lost; the new one was given out",
        ),
        _choice("signed", "Hai bên đã ký trước công chức", "Both came and signed before the officer"),
        _choice(
            "proved", "Đã chứng minh bằng giấy tờ: nội dung tờ khai đúng", "Papers prove it: the form is right",
        ),
        _choice("unwilling", "Có bên không tự nguyện", "One of them is not willing"),
        _choice(
            "look_at_dwelling", "Phải kiểm tra chỗ ở", "Have the dwelling looked at",
            Words(vi="Ủy ban nhân dân cấp xã được hỏi về chỗ ở; nếu không trả lời thì cán bộ kiểm tra.",
                  en="The commune is asked about the dwelling; where it is silent, an officer looks at it."),
        ),
        _choice("altered", "Bản chính bị tẩy xóa, sửa chữa, thêm, bớt", "The original was altered", NOT_COPIED),
        _choice("damaged", "Bản chính hư hỏng, không xác định được nội dung", "The original is damaged", NOT_COPIED),
        _choice("classified", "Bản chính đóng dấu mật, hoặc không được sao chụp", "The original is secret", NOT_COPIED),
        _choice("unlawful", "Bản chính có nội dung trái pháp luật, đạo đức", "What it says is unlawful", NOT_COPIED),
        _choice("not_legalised", "Giấy tờ nước ngoài chưa hợp pháp hóa lãnh sự", "It is not legalised", NOT_COPIED),
        _choice("private", "Cá nhân tự lập, không có xác nhận, đóng dấu", "A private paper", NOT_COPIED),
        _choice("another_child", "Là trẻ khác (sinh đôi, sinh ba)", "It is another child: twins"),
        _choice("same_child", "Chính là trẻ đã được đăng ký", "It is the child who is registered already"),
        _choice("objection", "Có ý kiến không đồng ý", "Somebody objected"),
        _choice("unfounded", "Ý kiến không có căn cứ", "The objection is unfounded"),
        _choice("founded", "Ý kiến có căn cứ", "The objection is founded"),
        _choice("excused", "Lý do đúng, được miễn tìm việc", "The excuse is founded: nothing is suspended"),
        _choice("not_excused", "Lý do không đúng, tạm dừng hưởng tháng đó", "It is not: the month is not paid"),
        _choice(
            DELEGATE, "Ủy quyền cho đồng nghiệp", "Let a colleague do it",
            Words(vi="Đồng nghiệp làm thay ông/bà đến hết ngày đã chọn; sau đó việc trở lại với ông/bà, hoặc với người"
                     " đã ủy quyền việc này cho ông/bà.",
                  en="They do it in your place until that day is over; then it is back with you, or with whoever lent"
                     " it to you."),
            COLLEAGUE, UNTIL, LENDS_ON,
        ),
        _choice(
            TAKE_OVER, "Điều chuyển việc", "Take it from whoever has it",
            Words(vi="Việc chuyển cho người ông/bà chọn; để trống thì mọi người trong đơn vị nhận được.",
                  en="It goes to whom you name; name nobody, and everybody of the role can take it."),
            COLLEAGUE, REASON,
        ),
        _choice(
            STOP, "Dừng giải quyết hồ sơ (mẫu 05)", "Stop the dossier (form 05)",
            Words(vi="Hồ sơ kết thúc. Người nộp nhận thông báo có ghi lý do.",
                  en="The dossier ends. The applicant is told the reason."), REASON,
        ),
    )
}  # fmt: skip


def ways_of(task: Task, dossier: Dossier) -> list[Choice]:
    """The ways in which a task is decided; one that an agency's package invented bears the name it has there."""
    return [choice_of(name) for name in offered(dossier, task)]


def choice_of(decision: str) -> Choice:
    """Say what a decision is."""
    return CHOICES.get(decision) or Choice(decision, plain(decision))


def beside(task: Task, dossier: Dossier, actor: Actor, refusal: Refusal | None, at: datetime) -> list[Choice]:
    """What may be done without deciding: hand it on, take it over, stop the dossier."""
    if not task.open:
        return []
    found = []
    if refusal is None and task.kind != CONSENT and may_lend(dossier, task, actor.id, at):
        found.append(DELEGATE)
    if SUPERIORS & set(actor.roles) and task.claimed_by != actor.id and (refusal is None or task.claimed_by):
        found.append(TAKE_OVER)
    if leads(dossier, actor) and not dossier.approval_stands and not dossier.ended:
        found.append(STOP)
    return [CHOICES[name] for name in found]


def why_not(task: Task, dossier: Dossier, actor: Actor, at: datetime) -> Refusal | None:
    """Say why this officer may not decide the task now, if they may not."""
    try:
        task_for(dossier, acts.TaskClaimed(task=task.id), actor, at)
    except TaskTaken:
        return TaskTaken(
            "Đồng nghiệp đã nhận việc này: chờ họ, hoặc nhờ họ trả lại việc.",
            "A colleague has claimed this task: wait, or ask them to give it back.",
        )
    except Refusal as refusal:
        return refusal
    return None
