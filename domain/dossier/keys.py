"""The grammar of event keys: here they are made, and read apart, and nowhere else.

A key makes an event happen once in its dossier, so its bytes never change: a workflow that was lost finds by them what
is recorded already. An act that may be done each time has none, and its place in the journal as a key.

    key     = step | step "/" what | on its own
    step    = name ["/" about] ["#" round]        "mother", "verify_place/33", "verify#2"; a round counts from 2
            | step "@" digest ["-" count]         "verify@0f3a…": the same, asked of another form than the first time
            | name "_by_hand" | name "_corrected" | name "_account"   what a look-up turns to, under a name of its own
            | step "/" task                       "verify/opinion", "residence/follow_up", "mother/correction-1"
            | "slip/" form "/" place ["#" round]       the place is that of the act which made it
            | "case/" case | "day/" name "/" date | "consent/" place | "late/" moment ["/2"] | "reconcile/" transaction
    what    = "lapsed" | "reminded" | "carried" | "request" | "ended" | "begun" | "waited" | "paused"
            | "number" | "signature" ["#" round] | "signed" | "declined" | phase ["#" asking] "/waited"
            | type "/" digest ["/" anew] | digest ["/compare"]
    on its own: "filed", "stopped", "passed_on", "withdrawn", "erased", "mandate/revoked", "duties" and "duties/done"
    with the round of a corrected result, and those below that name a date, a number, a transaction, or a task with its
    decision and who decided.
"""

import re
from collections.abc import Callable
from datetime import date, datetime

FILED, STOPPED, PASSED_ON, WITHDRAWN, ERASED = "filed", "stopped", "passed_on", "withdrawn", "erased"
DUTIES, DUTIES_DONE = "duties", "duties/done"
"""That a result began to be carried out while it is handed over, and that it was."""
MANDATE_REVOKED = "mandate/revoked"
SLIP = "slip/"
"""How the steps begin that make out slips."""
EACH_TIME = ""
"""No key: the act is done each time that it is said."""
ENOUGH = 16
"""Characters of a keyed digest by which two things that people say are told apart."""

OfStep = Callable[[str], str]
"""Keys of what happens to a step, a message or an order, beside its own."""
OfName = Callable[[str], str]
"""Keys of what happens once to each thing of a name."""
OfCount = Callable[[int], str]
OfMoment = Callable[[datetime], str]
"""Keys of what happens once about each moment."""

request: OfStep = "{}/request".format
"""The message to an agency that answers in its own time, beside the task that waits for it."""
compare: OfStep = "{}/compare".format
"""The task that lays an answer which came late beside what was entered."""
paused: OfStep = "{}/paused".format
"""That a step waits because its agency is not asked for now."""
opinion: OfStep = "{}/opinion".format
"""The task of the office that is asked for its opinion, by the step of whoever asks."""
not_taken: OfName = "not_taken/{}".format
"""That something which came on the national portal was not taken, by our own name for it."""
recalled_paper: OfName = "recalled_paper/{}".format
"""The task to look at a paper again that was recalled, by its number."""
proposed_recall: OfName = "proposed_recall/{}".format
"""The task of a leader to decide whether a result is recalled, by its number."""
superseded: OfStep = "{}/superseded".format
"""That a task was called off, because the form as it stands does not ask for it."""
lapsed: OfStep = "{}/lapsed".format
"""That a task closed by itself."""
reminded: OfStep = "{}/reminded".format
"""That whoever a task waits for was reminded."""
voided: OfStep = "{}/voided".format
"""That an approval fell, by the step that a register would not enter."""
undone: OfStep = "{}/undone".format
"""The task to take back what a register was told in this step."""
ended: OfStep = "{}/ended".format
"""The end of an interlinked procedure, by the step that opened it."""
follow_up: OfStep = "{}/follow_up".format
"""The desk's task about an interlinked procedure that failed. Several go on at once: each has its own."""
signed: OfStep = "{}/signed".format
"""That the officer signed."""
declined: OfStep = "{}/declined".format
"""That the officer did not."""
begun: OfStep = "{}/begun".format
"""That somebody went to pay on-line what a task asks."""
counter: OfStep = "{}/counter".format
"""The task by which the counter gives back what was ordered."""
back: OfStep = "{}/back".format
"""That what was ordered has gone back."""
case: OfName = "case/{}".format
"""The step by which a dossier becomes another case."""
awaits: Callable[[str, date], str] = "day/{}/{}".format
"""The step by which a dossier waits for a day, by what is waited for."""
money_in: OfName = "money/{}".format
"""Money that came in, however it is heard of."""
receipt: OfName = "receipt/{}".format
"""The receipt for it."""
fee_met: Callable[[str, int], str] = "{}/met/{}".format
"""That of a payment so much was counted towards the fee: it grows less each time."""
reconcile: OfName = "reconcile/{}".format
"""The accountant's task to clear a difference in the books."""
forged: OfName = "forged/{}".format
"""A call-back that nobody signed."""
due_soon: OfMoment = "due-soon/{:%Y%m%d%H%M}".format
"""That a date is near."""
overdue: OfMoment = "overdue/{:%Y%m%d%H%M}".format
"""That a date has passed."""
late: OfMoment = "late/{:%Y%m%d%H%M}".format
"""The task by which the unit's head hears of a date that has passed."""
corrects: OfName = "{}_corrected".format
"""The step in which an officer has a register corrected: beside the one in which it was told."""
sign: OfStep = "{}/sign".format
"""The task of an officer of that office to sign a slip that its author did not sign."""
by_hand: OfName = "{}_by_hand".format
"""The step in which an officer answers for an agency: the kind of its task too."""
account: OfName = "{}_account".format
"""The step that asks whose an account is, before money goes there."""
correction: OfCount = "correction-{}".format
"""The step that issues the so manieth correction of a result."""
consent: OfCount = "consent/{}".format
"""The task of one of those who must agree, by their place in the filing."""
carried: OfStep = "{}/carried".format
"""That somebody agreed already, in the dossier which opened this branch."""
consent_withdrawn: OfName = "consent/{}/withdrawn".format
"""That the consent to a kind of look-up was taken back."""
asking: OfCount = "signature#{}".format
"""The phase in which the officer's answer to the so manieth asking is waited for."""
restamped: OfMoment = "restamped/{:%Y%m%d%H%M%S}".format
"""A new archive time stamp, by the end of the proof before it; of a slip, about its form and place."""
redated: Callable[[date], str] = "redated/{}".format
"""That dates moved because of a day off."""


ASKED = re.compile(r"(?:/correction-\d+)?(?:#\d+)?(?:@[0-9a-f]+(?:-\d+)?)?$")
"""What tells a step from others of its name; ``/correction-2`` stood before there were digests."""


def name_of(step: str) -> str:
    """The name that a procedure gave a step, whichever time it is done and whatever it is about."""
    return step.partition("/")[0].partition("#")[0].partition("@")[0]


def asking_of(step: str) -> str:
    """The same with what it is about: ``verify_place/33`` of ``verify_place/33#2@0f3a…``."""
    return ASKED.sub("", step)


def outside(code: str, step: str) -> str:
    """A step of a dossier as the world outside knows it: the id of a message, a wish or another dossier's filing."""
    return f"{code}/{step}"


def parted(message: str) -> tuple[str, str]:
    """The dossier and the step of a message from outside."""
    code, _, step = message.partition("/")
    return code, step


def file_name(step: str) -> str:
    """A step as part of a path in the store."""
    return step.removeprefix(SLIP).replace("#", "-")


def at_its_place(act: str, seq: int) -> str:
    """The key of an act that is done each time."""
    return f"{act}#{seq}"


def round_of(name: str, before: int) -> str:
    """A step that was asked for so many times before."""
    return f"{name}#{before + 1}" if before else name


def about(kind: str, what: str) -> str:
    """A step of which several are open at one time, each about something else."""
    return f"{kind}/{what}" if what else kind


def round_part(step: str) -> str:
    """A step's name and round, whatever it rested on."""
    return step.partition("@")[0]


def put_anew(step: str, rests: str, before: int = 0) -> str:
    """The step that asks something else than the one of this name did at first.

    A form that changed is examined from its first line under the keys of the first time, so that what asks the same
    adopts what was answered then: ``mother``. Where it now names another mother, that answer would be of the wrong
    one: ``mother@0f3a…``; where even that was asked and called off, ``mother@0f3a…-2``.
    """
    return f"{step}@{rests}" + (f"-{before + 1}" if before else "")


def answer(message: str, digest: str) -> str:
    """What an agency answered to a message: in time or late, the same answer has the same key."""
    return f"{message}/{digest}"


def waited(step: str, phase: str = "") -> str:
    """That a step waits for an agency, or a phase of it for a service, told once."""
    return f"{step}/{phase}/waited" if phase else f"{step}/waited"


def number(issuing: str) -> str:
    """The number of a result: one, however often it is approved anew."""
    return f"{issuing.partition('#')[0]}/number"


def signature(issuing: str, asked_before: int) -> str:
    """That the officer was asked to sign."""
    return round_of(f"{issuing}/signature", asked_before)


def late_still(due: datetime) -> str:
    """The task by which somebody above them hears of it."""
    return f"{late(due)}/2"


def slip(form: str, seq: int) -> str:
    """The step that makes out a slip: by its form, and the place of the act that it tells of."""
    return f"{SLIP}{form}/{seq}"


def slip_parts(step: str) -> tuple[str, int]:
    """The form of a slip, and the place of the act that it tells of."""
    _, form, seq = slip_itself(step).split("/")
    return form, int(seq)


def slip_itself(step: str) -> str:
    """The step that was the first to make the slip out: others follow where its author did not sign it."""
    return step.partition("#")[0]


def is_slip(step: str) -> bool:
    """Whether a step makes out a slip."""
    return step.startswith(SLIP)


def order(task: str, count: int) -> str:
    """An order to give money back, of those of one fee."""
    return f"{task}-{count}"


def decision(task: str, decided: str, actor: str) -> str:
    """Somebody's decision on a task: the same again changes nothing, whichever way it comes."""
    return f"{task}/{decided}/{actor}"


def said_again(decided: str, anew: int, digest: str) -> str:
    """A decision that can be said again: for another reason, or of a form that was corrected since."""
    return f"{decided}/{anew}/{digest[:ENOUGH]}"


def said(step: str, act: str, digest: str, anew: int) -> str:
    """What somebody was asked for, by what they said: of two that differ the second is told that it came too late."""
    return f"{step}/{act}/{digest[:ENOUGH]}" + (f"/{anew}" if anew else "")


def stopped_for(digest: str) -> str:
    """A leader's stop, by why."""
    return f"stopped/{digest[:ENOUGH]}"


def recalled(result: str, digest: str) -> str:
    """A result's recall, by why."""
    return f"recalled/{result}/{digest[:ENOUGH]}"
