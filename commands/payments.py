"""The money of dossiers, beside the payment platform's books."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from commands.options import HOME, AsJson, Data, complain, journal_of, settings_of

payments = typer.Typer(help="Fees, and the payment platform's books.", no_args_is_help=True)


@payments.command("reconcile")
def reconcile(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="In Vietnam.")],
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Compare a day with the platform's: what we had not heard of is recorded, what does not agree becomes a task."""
    found = asyncio.run(_reconciled(day, data))
    for one in found:
        done = "recorded now" if one["closed"] else "open"
        line = f"{one['transaction']}  {one['amount']:>12,} đồng  {one['dossier'] or '-'}  {one['why']}, {done}"
        print(json.dumps(one, ensure_ascii=False) if as_json else line)
    if not as_json:
        print(f"{day:%d.%m.%Y}: {len(found)} differences, {sum(not one['closed'] for one in found)} open")
    if any(not one["closed"] for one in found):
        raise typer.Exit(1)


async def _reconciled(day: datetime, data: Data) -> list[dict[str, object]]:
    from infra.payments.gateway import GatewayError, open_gateway
    from infra.payments.reconciler import PaymentReconciler
    from infra.runtime.settings import Settings

    if not (settings := Settings()).payments_url:
        if settings.environment == "production":
            complain("set MOTCUA_PAYMENTS_URL: this installation takes money at the counter alone")
        from infra.local.running import beside

        settings = beside(data).settings()
    async with journal_of(settings_of(data)) as (journal, _), open_gateway(settings, 30) as gateway:
        assert gateway  # noqa: S101 - there is an address
        reconciler = PaymentReconciler(journal, gateway)
        try:
            return [asdict(found) for found in await reconciler.reconcile(day.date())]
        except GatewayError as error:
            complain(f"{error}: the day is not reconciled, try again")
