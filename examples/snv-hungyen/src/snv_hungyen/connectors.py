"""How the department's register is spoken to. Field names are the register's own."""

import httpx2
from motcua import Connector, Envelope, Province

from snv_hungyen.employers import Employer, EmployerByCode


class EmployerRegister(Connector):
    """Sổ quản lý lao động tỉnh Hưng Yên."""

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {EmployerByCode.kind: self._employer}

    async def _employer(self, query: EmployerByCode, envelope: Envelope) -> Employer | None:
        found = await self._find("v1/employers/search", {"MaSoDoanhNghiep": query.code}, envelope)
        return Employer(name=found["TenDoanhNghiep"], employees=found["SoLaoDong"]) if found else None
