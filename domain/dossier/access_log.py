"""What an officer opens of a dossier, as those read it whom it is about."""

from domain.base.words import Words

FORM, PAPERS, JOURNAL, SLIP = "form", "papers", "journal", "slip"
ANSWERS, RESULT, ENGINE_DATA = "answers", "result", "engine_data"
OPENED = {
    FORM: Words(vi="tờ khai", en="the form"),
    PAPERS: Words(vi="giấy tờ kèm theo", en="the papers"),
    JOURNAL: Words(vi="nhật ký hồ sơ", en="the journal"),
    SLIP: Words(vi="phiếu, giấy hẹn", en="a slip"),
    ANSWERS: Words(vi="thông tin cơ sở dữ liệu đã trả lời", en="what the registers answered"),
    RESULT: Words(vi="kết quả", en="the result"),
    ENGINE_DATA: Words(vi="dữ liệu kỹ thuật của hồ sơ", en="the engine's data of it"),
}
"""By kind; of papers, slips and results it is not said which."""
