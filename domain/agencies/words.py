"""What agencies say, in words: its events in a history."""

from domain.base.words import Words

TOLD = {
    "agency_waited": Words(vi="Hệ thống bên ngoài chưa trả lời, hồ sơ chờ", en="No answer from outside, waiting"),
    "answered": Words(vi="Cơ sở dữ liệu trả lời", en="The register answered"),
    "answered_late": Words(vi="Nhận trả lời đến muộn", en="An answer came late"),
}
"""By the type of an act, that it happened."""
