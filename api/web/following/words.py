"""What somebody reads who has just done something."""

from domain.base.words import Words

DONE = {
    "supplied": Words(
        vi="Đã gửi bổ sung. Cơ quan sẽ xem và xử lý tiếp.",
        en="What you supplied was sent. The office looks at it and goes on.",
    ),
    "confirmed": Words(vi="Bạn đã xác nhận bản nháp.", en="You confirmed the draft."),
    "corrected": Words(
        vi="Đã gửi nội dung sửa. Cơ quan sẽ kiểm tra lại.", en="Your correction was sent. The office checks it again."
    ),
    "consented": Words(vi="Bạn đã đồng ý.", en="You agreed."),
    "objected": Words(
        vi="Bạn đã trả lời không đồng ý. Bạn vẫn có thể đồng ý sau.",
        en="You said that you do not agree. You still can later.",
    ),
    "answered": Words(vi="Đã gửi câu trả lời của bạn.", en="Your answer was sent."),
    "withdrawn": Words(vi="Hồ sơ đã được rút.", en="The application was withdrawn."),
    "rated": Words(vi="Cảm ơn bạn đã đánh giá.", en="Thank you for your rating."),
    "revoked": Words(
        vi="Việc ủy quyền đã được hủy bỏ. Từ nay bạn tự theo dõi hồ sơ này.",
        en="The mandate was taken back. From now on you follow this application yourself.",
    ),
    "paid": Words(
        vi="Bạn đã trở lại từ trang thanh toán. Khi nhận được tiền, trang này tự cập nhật.",
        en="You are back from the payment page. As soon as the money has come, this page says so.",
    ),
}
