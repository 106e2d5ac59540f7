"""Where the code on a slip leads: to how its dossier is followed; who merely has the slip is told nothing."""

from fastapi import APIRouter, Request, Response

from api.request_log import CODE
from api.web.show import show
from domain.refusals import Missing
from domain.words import Words

router = APIRouter(tags=["dossiers"])

PAGE = {
    "dossier": Words(vi="Theo dõi hồ sơ", en="Follow a dossier"),
    "follow": Words(
        vi="Đăng nhập bằng tài khoản định danh điện tử đã nộp hồ sơ để xem hồ sơ đang ở đâu, hoặc đưa mã này cho"
        " bộ phận một cửa.",
        en="Log in with the electronic identity that filed it to see where it is, or give this code to the desk.",
    ),
}


@router.get("/TRACK/{code}", include_in_schema=False)
@router.get("/track/{code}", include_in_schema=False)
async def track(code: str, request: Request) -> Response:
    """Show the code and who may follow it; whether there is such a dossier is not looked up."""
    if not CODE.fullmatch(code):
        raise Missing
    return show(request, "verify/track", say=PAGE, code=code)
