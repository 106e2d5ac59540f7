"""The grammar of event keys: here they are made, and read apart, and nowhere else.

A key makes an event happen once in its dossier, so its bytes never change: a workflow that was lost finds by them what
is recorded already. An act that may be done each time has none, and its place in the journal as a key.

    key     = step | step "/" what | on its own
    step    = name ["/" about] ["#" round]        "mother", "verify_place/33", "verify#2"; a round counts from 2
            | name "_by_hand" | name "_account"   what a look-up turns to, under a name of its own
            | step "/" task                       "verify/opinion", "residence/follow_up", "mother/correction-1"
            | "case/" case | "consent/" place | "late/" moment ["/2"] | "reconcile/" transaction
    what    = "lapsed" | "reminded" | "request" | "ended" | "begun" | "waited" | "paused"
            | "number" | "signature" ["#" round] | "signed" | "declined" | phase ["#" asking] "/waited"
            | type "/" digest ["/" anew] | digest ["/compare"]
    on its own: "filed", "stopped", "passed_on", "withdrawn", "erased", "mandate/revoked", and those below that name a
    date, a number, a transaction, or a task with its decision and who decided.
"""

from datetime import date, datetime

FILED, STOPPED, PASSED_ON, WITHDRAWN, ERASED = "filed", "stopped", "passed_on", "withdrawn", "erased"
MANDATE_REVOKED = "mandate/revoked"
EACH_TIME = ""
"""No key: the act is done each time that it is said."""
ENOUGH = 16
"""Characters of a keyed digest by which two things that people say are told apart."""


def name_of(step: str) -> str:
    """The name that a procedure gave a step, whichever time it is done and whatever it is about."""
    return step.partition("/")[0].partition("#")[0]


def outside(code: str, step: str) -> str:
    """A step of a dossier as the world outside knows it: the id of a message, a wish or another dossier's filing."""
    return f"{code}/{step}"


def parted(message: str) -> tuple[str, str]:
    """The dossier and the step of a message from outside."""
    code, _, step = message.partition("/")
    return code, step


def file_name(step: str) -> str:
    """A step as part of a path in the store."""
    return step.replace("#", "-")


def at_its_place(act: str, seq: int) -> str:
    """The key of an act that is done each time."""
    return f"{act}#{seq}"


def round_of(name: str, before: int) -> str:
    """A step that was asked for so many times before."""
    return f"{name}#{before + 1}" if before else name


def about(kind: str, what: str) -> str:
    """A step of which several are open at one time, each about something else."""
    return f"{kind}/{what}" if what else kind


def by_hand(name: str) -> str:
    """The step in which an officer answers for an agency: the kind of its task too."""
    return f"{name}_by_hand"


def account(name: str) -> str:
    """The step that asks whose an account is, before money goes there."""
    return f"{name}_account"


def correction(count: int) -> str:
    """The step that issues the so manieth correction of a result."""
    return f"correction-{count}"


def put_again(name: str, count: int) -> str:
    """The step of a look-up that asks something else in a correction than it did at first."""
    return f"{name}/correction-{count}"


def case(name: str) -> str:
    """The step by which a dossier becomes another case."""
    return f"case/{name}"


def request(step: str) -> str:
    """The message to an agency that answers in its own time, beside the task that waits for it."""
    return f"{step}/request"


def answer(message: str, digest: str) -> str:
    """What an agency answered to a message: in time or late, the same answer has the same key."""
    return f"{message}/{digest}"


def compare(answered: str) -> str:
    """The task that lays an answer which came late beside what was entered."""
    return f"{answered}/compare"


def waited(step: str, phase: str = "") -> str:
    """That a step waits for an agency, or a phase of it for a service, told once."""
    return f"{step}/{phase}/waited" if phase else f"{step}/waited"


def paused(step: str) -> str:
    """That a step waits because its agency is not asked for now."""
    return f"{step}/paused"


def opinion(step: str) -> str:
    """The task of the office that is asked for its opinion, by the step of whoever asks."""
    return f"{step}/opinion"


def consent(place: int) -> str:
    """The task of one of those who must agree, by their place in the filing."""
    return f"consent/{place}"


def lapsed(step: str) -> str:
    """That a task closed by itself."""
    return f"{step}/lapsed"


def reminded(step: str) -> str:
    """That whoever a task waits for was reminded."""
    return f"{step}/reminded"


def ended(step: str) -> str:
    """The end of an interlinked procedure, by the step that opened it."""
    return f"{step}/ended"


def follow_up(step: str) -> str:
    """The desk's task about an interlinked procedure that failed. Several go on at once: each has its own."""
    return f"{step}/follow_up"


def number(issuing: str) -> str:
    """The number of a result: one, however often it is approved anew."""
    return f"{issuing.partition('#')[0]}/number"


def signature(issuing: str, asked_before: int) -> str:
    """That the officer was asked to sign."""
    return round_of(f"{issuing}/signature", asked_before)


def asking(count: int) -> str:
    """The phase in which the officer's answer to the so manieth asking is waited for."""
    return f"signature#{count}"


def signed(issuing: str) -> str:
    """That the officer signed."""
    return f"{issuing}/signed"


def declined(issuing: str) -> str:
    """That the officer did not."""
    return f"{issuing}/declined"


def restamped(until: datetime) -> str:
    """A new archive time stamp, by the end of the proof before it."""
    return f"restamped/{until:%Y%m%d%H%M%S}"


def due_soon(due: datetime) -> str:
    """That a date is near."""
    return f"due-soon/{_minute(due)}"


def overdue(due: datetime) -> str:
    """That a date has passed."""
    return f"overdue/{_minute(due)}"


def late(due: datetime) -> str:
    """The task by which the unit's head hears of a date that has passed."""
    return f"late/{_minute(due)}"


def late_still(due: datetime) -> str:
    """The task by which somebody above them hears of it."""
    return f"{late(due)}/2"


def redated(day: date) -> str:
    """That dates moved because of a day off."""
    return f"redated/{day}"


def begun(step: str) -> str:
    """That somebody went to pay on-line what a task asks."""
    return f"{step}/begun"


def money_in(transaction: str) -> str:
    """Money that came in, however it is heard of."""
    return f"money/{transaction}"


def receipt(transaction: str) -> str:
    """The receipt for it."""
    return f"receipt/{transaction}"


def order(task: str, count: int) -> str:
    """An order to give money back, of those of one fee."""
    return f"{task}-{count}"


def counter(ordered: str) -> str:
    """The task by which the counter gives back what was ordered."""
    return f"{ordered}/counter"


def back(ordered: str) -> str:
    """That what was ordered has gone back."""
    return f"{ordered}/back"


def reconcile(transaction: str) -> str:
    """The accountant's task to clear a difference in the books."""
    return f"reconcile/{transaction}"


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


def consent_withdrawn(query: str) -> str:
    """That the consent to a kind of look-up was taken back."""
    return f"consent/{query}/withdrawn"


def forged(digest: str) -> str:
    """A call-back that nobody signed."""
    return f"forged/{digest}"


def _minute(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M}"
