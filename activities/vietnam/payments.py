"""Paying out through the payment platform, as an agency that is asked and told like any other."""

from typing import Any, cast

from activities.connector import AgencyRefused, AgencyUnavailable, Connector, Envelope
from domain.registers.query import Answer, Query
from domain.vietnam.queries.payments import AccountOf, AccountOwner, PaidOut, PayOut
from infra.payments.gateway import UNKNOWN, Gateway, GatewayDown, GatewayRefused


class PaymentPlatform(Connector):
    """Nền tảng thanh toán: every message carries a name that makes it happen once."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def answer(self, query: Query[Any], envelope: Envelope) -> Answer | None:
        """Put a query, or raise ``AgencyUnavailable`` or ``AgencyRefused``."""
        try:
            if isinstance(query, AccountOf):
                return await self._owner(query)
            return await self._pay(cast("PayOut", query), envelope)
        except GatewayDown as error:
            raise AgencyUnavailable(str(error)) from error
        except GatewayRefused as error:
            raise AgencyRefused(str(error)) from error

    async def _owner(self, query: AccountOf) -> AccountOwner | None:
        try:
            owner = await self._gateway.account(query.bank, query.account)
        except GatewayRefused as refused:
            if refused.code == UNKNOWN:
                return None
            raise
        return AccountOwner(number=owner["SoDinhDanh"], name=owner["TenChuTaiKhoan"])

    async def _pay(self, query: PayOut, envelope: Envelope) -> PaidOut:
        order = {
            "MaChi": envelope.message,
            "NganHang": query.bank,
            "SoTaiKhoan": query.account,
            "SoDinhDanh": query.number,
            "SoTien": query.amount,
            "NoiDung": query.content,
        }
        return PaidOut(transaction=await self._gateway.pay_out(order))
