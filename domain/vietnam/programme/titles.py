"""What the figures of the programme are called; how they are computed, the law's data says."""

from domain.base.words import Words
from domain.province.units import Tier

ROADMAP: dict[str, Words] = {
    "tasks_done": Words(vi="Nhiệm vụ đã hoàn thành", en="Tasks that are done"),
    "tasks_weighted": Words(vi="Nhiệm vụ đã hoàn thành, tính theo trọng số", en="Tasks that are done, by weight"),
    "models_effective": Words(vi="Mô hình phát huy hiệu quả", en="Models that work"),
    "targets_met": Words(vi="Chỉ tiêu đã đạt", en="Targets that are met"),
}
ACCOUNTS: dict[str, Words] = {
    "eid_attainment": Words(
        vi="Tài khoản định danh điện tử đã kích hoạt so với chỉ tiêu",
        en="Electronic identity accounts activated, of the target",
    ),
    "eid_coverage": Words(
        vi="Tài khoản định danh điện tử đã kích hoạt so với người đủ điều kiện",
        en="Electronic identity accounts activated, of people who may have one",
    ),
    "eid_activation": Words(
        vi="Tài khoản định danh điện tử đã kích hoạt so với đã cấp",
        en="Electronic identity accounts activated, of those issued",
    ),
}
SERVICES: dict[str, Words] = {
    "filed_online": Words(vi="Hồ sơ nộp trực tuyến", en="Dossiers filed on-line"),
    "online_766": Words(vi="Hồ sơ trực tuyến theo chỉ số 3.3", en="On-line dossiers as metric 3.3 has them"),
    "full_services": Words(vi="Dịch vụ công trực tuyến toàn trình", en="Full on-line services"),
}
WORK = "work_online"
TIERS: dict[Tier, Words] = {
    "province": Words(
        vi="Hồ sơ công việc xử lý trên môi trường mạng, cấp tỉnh", en="Work files handled on-line, province"
    ),
    "district": Words(
        vi="Hồ sơ công việc xử lý trên môi trường mạng, cấp huyện", en="Work files handled on-line, districts"
    ),
    "commune": Words(
        vi="Hồ sơ công việc xử lý trên môi trường mạng, cấp xã", en="Work files handled on-line, communes"
    ),
}
SAVINGS = "savings"
SAVED = Words(vi="Chi phí người dân tiết kiệm được", en="What people saved")
