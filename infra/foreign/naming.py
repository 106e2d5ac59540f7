"""The name that a file comes under: plain, and such as its content has."""

from domain.base.refusals import Unacceptable
from domain.base.text import trick

LONGEST_NAME = 200
UNFIT = set('/\\:*?"<>|;\r\n')
"""What a file's name may not hold on some system, or in a header."""

ALLOWED = {"application/pdf": (".pdf",), "image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}


class Disguised(Unacceptable):
    """The file is not of a kind that is taken, or not what its name says."""

    slug = "file-not-acceptable"


def fits(name: str, found: str) -> None:
    """See that a name is that of a file of the kind that was found.

    Raises:
        Disguised: no such kind is taken, or another than the name says.
    """
    endings = ALLOWED.get(found)
    if endings is None:
        raise Disguised("Chỉ nhận tệp PDF, PNG hoặc JPEG.", "Only PDF, PNG and JPEG files are taken, by their content.")
    if len(name) > LONGEST_NAME or not name.isprintable() or UNFIT & set(name) or trick(name):
        raise Disguised(
            "Tên tệp không hợp lệ: chỉ dùng chữ, số, dấu cách, “-”, “_”, “.”.",
            "Give the file a plain name of up to {0} characters, without path and hidden characters.",
            LONGEST_NAME,
        )
    if not name.lower().endswith(endings):
        raise Disguised(
            "Nội dung tệp không khớp với tên tệp.", "The file's content is {0}, but its name does not say so.", found
        )
