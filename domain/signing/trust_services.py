"""The services without which nothing is signed or sealed (dịch vụ tin cậy); a dossier that waits for one says so."""

from domain.base.words import Words

SIGNING, TIME_STAMPS, REVOCATION, SEAL = "signing", "time_stamps", "revocation", "seal"
SERVICES = {
    SIGNING: Words(vi="dịch vụ ký số từ xa", en="the remote signing service"),
    TIME_STAMPS: Words(vi="dịch vụ cấp dấu thời gian", en="the time-stamp authority"),
    REVOCATION: Words(
        vi="dịch vụ kiểm tra trạng thái chứng thư số", en="the service that knows which certificates were revoked"
    ),
    SEAL: Words(vi="thiết bị lưu khóa con dấu số của cơ quan", en="the device that holds the key of the body's seal"),
}
