"""Why a dossier stands still: the step, the line and the cause, in words that say nothing of people.

It travels as the text of a failure, from the process in which a step fails to whoever looks after the installation.
"""

import re
from dataclasses import dataclass
from typing import Self

from domain.base.words import Words

CAUSES = {
    "missing-name": Words(
        vi="dữ liệu được tra không có mục “{}” (số liệu, điều luật, trường của câu trả lời)",
        en="there is no “{}” in what it looks into: a figure, an Article, an answer's field",
    ),
    "missing-part": Words(vi="thiếu thuộc tính: {}", en="it has no such part: {}"),
    "nothing-there": Words(vi="danh sách không có phần tử cần lấy", en="a list is shorter than what is taken from it"),
    "unlike": Words(vi="giá trị không đúng kiểu: {}", en="a value is not what it has to be: {}"),
    "wrong-call": Words(vi="gọi sai: {}", en="called wrongly: {}"),
    "clock-or-chance": Words(
        vi="dùng đồng hồ, số ngẫu nhiên hoặc mạng của máy: {}", en="it asks the machine, not the journal: {}"
    ),
    "too-early": Words(
        vi="có hiệu lực bên ngoài trước khi được phê duyệt hoặc ký số: {}",
        en="something would take effect before it is decided or sealed: {}",
    ),
    "not-recorded": Words(vi="nhật ký không nhận bước này: {}", en="the journal does not take what it writes: {}"),
    "not-printed": Words(vi="mẫu kết quả không in được: {}", en="the result's template cannot be printed: {}"),
    "no-answer": Words(vi="cơ quan được hỏi không trả lời: {}", en="an agency does not answer: {}"),
    "silent": Words(vi="tiến trình xử lý không trả lời kịp", en="no worker answered in time"),
    "other": Words(vi="lỗi {}", en="an error of the type {}"),
}
"""By name."""
TEXT = re.compile(r"(?P<place>.*), step “(?P<step>[^”]*)”, (?P<cause>[a-z-]+): (?P<about>.*)")


@dataclass(frozen=True)
class Standstill:
    """One step that fails with every try."""

    place: str
    """File, line and function; "" where no line is known."""
    step: str
    """The step to which it came last."""
    cause: str
    """One of ``CAUSES``."""
    about: str = ""
    """What it is about: a name that the code has, never what somebody said."""

    def __str__(self) -> str:
        return f"{self.place}, step “{self.step}”, {self.cause}: {self.about}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What such a text says; None where it is another."""
        found = TEXT.fullmatch(text)
        return cls(**found.groupdict()) if found and found["cause"] in CAUSES else None

    @property
    def why(self) -> Words:
        """The cause in words."""
        return CAUSES[self.cause].format(self.about)


class StandsStill(Exception):
    """A step fails, and will with every try until the code is mended: its text is a ``Standstill``."""
