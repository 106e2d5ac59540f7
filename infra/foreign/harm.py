"""Why a file is not taken, and what whoever brought it can do."""

from domain.base.refusals import Unacceptable
from domain.base.words import Words
from infra.foreign import papers

MILLION = 1_000_000
WHAT = {
    "JavaScript": Words(vi="mã JavaScript", en="JavaScript"),
    "Launch": Words(vi="lệnh mở chương trình", en="an order to start a program"),
    "SubmitForm": Words(vi="lệnh gửi dữ liệu đi", en="an order to send data away"),
    "ImportData": Words(vi="lệnh nạp dữ liệu", en="an order to load data"),
    "RichMedia": Words(vi="nội dung chạy được", en="content that runs"),
    "XFA": Words(vi="biểu mẫu XFA", en="an XFA form"),
    papers.ENCLOSED: Words(vi="một tệp khác ghép bên trong", en="a second file inside"),
    papers.LOCKED: Words(vi="mật khẩu hoặc mã hóa", en="a password or encryption"),
    papers.SWOLLEN: Words(vi="phần nén phình quá lớn", en="something packed that swells without end"),
}
"""By the word with which a cell says it, what a file holds that a paper must not."""
TOO_SLOW = Words(vi="cấu trúc bất thường, đọc quá lâu", en="an odd structure that takes too long to read")


class Harmful(Unacceptable):
    """The file does, hides or swells to what a paper must not."""

    slug = "file-harmful"

    def __init__(self, what: Words) -> None:
        super().__init__(
            "Tệp có {}: hãy in lại thành PDF hoặc chụp ảnh rồi tải lên.",
            "The file holds {}: print it to a PDF anew, or photograph it, and send that.",
            what,
        )


class Oversized(Unacceptable):
    """More of a file than is read of one; it may come in parts, or smaller."""


class TooWide(Oversized):
    """A picture has more pixels than are read of one (hình quá lớn)."""

    slug = "file-too-many-pixels"

    def __init__(self, most: int) -> None:
        super().__init__(
            "Tệp có hình lớn hơn {} triệu điểm ảnh hoặc một cạnh dài hơn {} điểm ảnh: "
            "hãy chụp hoặc quét lại ở độ phân giải thấp hơn rồi tải lên.",
            "The file holds a picture of more than {} million pixels, or with a side of more than {}: photograph or "
            "scan it again at a lower resolution, and send that.",
            most // MILLION,
            papers.LONGEST_SIDE,
        )


class TooManyPages(Oversized):
    """More pages than are read of one file, or bound into one document (quá nhiều trang)."""

    slug = "file-too-many-pages"

    def __init__(self, most: int) -> None:
        super().__init__(
            "Giấy tờ có nhiều hơn {} trang: hãy chia thành nhiều tệp rồi tải lên từng tệp.",
            "There are more than {} pages: split them into several files, and send each.",
            most,
        )


def refusal(trap: str, media_type: str) -> Unacceptable:
    """What a person is told of what a cell found."""
    if trap == papers.TOO_WIDE:
        return TooWide(papers.PIXELS[media_type])
    return TooManyPages(papers.PAGES) if trap == papers.TOO_MANY_PAGES else Harmful(WHAT[trap])
