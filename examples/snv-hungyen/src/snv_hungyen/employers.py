"""The department's register of employers (sổ quản lý lao động): what it is asked, and what it answers.

Nothing here touches the network: the procedure imports it, and a workflow has no network.
"""

from motcua import Agency, Answer, Query, Words
from pydantic import Field

EMPLOYERS = "snv_hungyen_employers"


class Employer(Answer):
    """An employer (người sử dụng lao động) and how many work for it."""

    name: str = Field(min_length=3, max_length=200, title="Tên người sử dụng lao động")
    employees: int = Field(ge=0, title="Số lao động")


class EmployerByCode(Query[Employer]):
    """Who is this employer, and how many work there?"""

    agency = EMPLOYERS
    kind = "snv_hungyen_employer_by_code"
    purpose = "Kiểm tra số lao động để đăng ký nội quy lao động"

    code: str


REGISTER = Agency(
    EMPLOYERS,
    Words(vi="Sổ quản lý lao động tỉnh Hưng Yên", en="Hưng Yên's register of employers"),
    (EmployerByCode,),
)
