"""What happens to money in a walk: people pay on-line, call-backs come or do not, and the reconciler looks."""

from hashlib import sha256
from typing import Any

from domain.base.refusals import Refusal
from domain.dossier import acts
from domain.dossier.acts import PAYMENTS, Actor
from domain.dossier.journal import Entry, canonical
from domain.dossier.state import Dossier
from domain.tasks.model import PAY
from infra.payments.gateway import ALREADY_PAID, Forged, GatewayError, GatewayRefused, Order
from infra.payments.reconciler import dossier_of, money_in
from tests.workflows.walks.moves import MOVES, ONE_DAY, Moves
from tests.workflows.walks.on_engine import OnEngine
from tests.workflows.walks.people import close_what_is_open, hear, help_on, say
from tests.workflows.walks.world import Dishonoured

SETTLED_IN = 6
UNSETTLED = "SELECT task FROM payments WHERE look_at IS NOT NULL AND dossier = ANY(:codes)"


async def _help(world: OnEngine) -> None:
    """Let somebody do what helps; who has to pay may do so on-line."""
    online = world.chance.random() < 0.5
    if online and any(task.kind == PAY for one in await world.dossiers() for task in one.open_tasks):
        await pay_online(world)
        await call_back(world)
    else:
        await help_on(world)


async def _reconciler(world: OnEngine) -> None:
    world.tell("the reconciler looks")
    await world.reconciler()


async def _books(world: OnEngine) -> None:
    world.tell("the reconciler closes yesterday's books")
    await world.close_books()


async def _bank_fails(world: OnEngine) -> None:
    kind, calls = world.chance.choice([("unavailable", -1), ("drop_answer", 1), ("drop_answer", 3)])
    world.tell(f"the payment platform fails: {kind} ({calls})")
    await world.bank.fail(kind, calls)


async def pay_online(world: OnEngine) -> None:
    """Let the applicant go to pay, and pay rightly or not; the call-back is under way, or lost, doubled or forged."""
    asked = [(one, task) for one in await world.dossiers() for task in one.tasks.values() if task.kind == PAY]
    if not asked:
        return
    dossier, task = world.chance.choice(asked)
    who = Actor(kind="citizen", id=dossier.applicant)
    begun = acts.PaymentBegun(task=task.id)
    if not await say(world, dossier, begun, who, "goes to pay on-line", key=f"{task.step}/begun"):
        return
    if not await _begun(world, dossier, task.id, task.amount):
        return
    amount = world.chance.choice([None] * 4 + [max(task.amount // 2, 1), 2 * task.amount])
    wish: dict[str, Any] = {
        "how": world.chance.choice(["pay"] * 5 + ["cancel"]),
        "callback": world.chance.choice(["once", "once", "twice", "never", "forged"]),
    }
    done = await world.bank.pays(task.id, **wish | ({"amount": amount} if amount else {}))
    what = f"{wish['how']} {amount or task.amount}, call-back {wish['callback']}"
    world.tell(f"on the platform's page: {what}{'' if done else ': nothing to be done'}")


async def _begun(world: OnEngine, dossier: Dossier, reference: str, amount: int) -> bool:
    """Ask the platform for its page as the front door does; what it says is paid is heard."""
    order = Order(
        reference=reference, dossier=dossier.code, title=dossier.fee_title, amount=amount, callback="x", back_to="x"
    )
    try:
        await world.bank.gateway.begin(order, world.now)
    except GatewayRefused as refused:
        if refused.code == ALREADY_PAID:
            for line in await _paid(world, reference):
                await world.rig.api.act(dossier.code, money_in(line), PAYMENTS)
            await hear(world, dossier.code)
        world.tell(f"the platform says no: {refused.code}")
        return False
    except GatewayError as error:
        world.tell(f"the platform says nothing: {error}")
        return False
    return True


async def _paid(world: OnEngine, reference: str) -> list[Any]:
    try:
        return [*await world.bank.gateway.paid(reference)]
    except GatewayError:
        return []


async def call_back(world: OnEngine) -> None:
    """Let a call-back come, late or once more; it is heard as the front door hears it."""
    if not world.bank.bag:
        return
    message = world.chance.choice(world.bank.bag)
    if world.chance.random() < 0.7:
        world.bank.bag.remove(message)
    code = await dossier_of(world.rig.api.database, message["MaThamChieu"], PAYMENTS)
    if code is None:
        raise Dishonoured("a payment of which nobody knows whose it is")
    try:
        line = world.bank.gateway.heard(message)
        entry = money_in(line) if line else None
        world.tell(f"a call-back comes: {message['SoTien']} under {message['MaGiaoDich'] or 'no transaction'}")
    except Forged:
        world.tell("a forged call-back comes")
        key = f"forged/{sha256(canonical(message)).hexdigest()[:16]}"
        entry = Entry(key=key, act=acts.CallbackRefused(task=message["MaThamChieu"]))
    if entry:
        try:
            await world.rig.api.act(code, entry, PAYMENTS)
        except Refusal as refusal:
            world.refused(refusal)
    await hear(world, code)


async def settle_up(world: OnEngine) -> None:
    """After the end: what is under way comes or is lost, books are closed, and money that must go back goes back."""
    world.deaf = 0
    await world.dispatcher()
    if not any(dossier.payments for dossier in await world.dossiers()):
        return
    world.tell("after the end, what is owed is settled")
    await world.bank.heal()
    if world.chance.random() < 0.5:
        world.tell("the platform gives money back, and its answer is lost")
        await world.bank.fail("drop_answer", 1, "refunds")
    while world.bank.bag:
        if world.chance.random() < 0.5:
            world.bank.bag.pop()
        else:
            await call_back(world)
    for round_ in range(SETTLED_IN):
        await world.pass_time(ONE_DAY)
        await world.close_books()
        await world.reconciler()
        await close_what_is_open(world)
        if round_ and not await world.rig.ledger.rows(UNSETTLED, codes=world.codes):
            return
    raise Dishonoured("the reconciler finds no rest")


WITH_MONEY: Moves[OnEngine] = {
    **MOVES,
    "somebody helps": (9, _help),
    "applicant pays on-line": (4, pay_online),
    "call-back comes": (3, call_back),
    "reconciler looks": (2, _reconciler),
    "books are closed": (1, _books),
    "platform fails": (1, _bank_fails),
}
"""How often, and what, where there are a payment platform and books."""
