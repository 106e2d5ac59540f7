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

from collections.abc import Callable
from datetime import date, datetime

FILED, STOPPED, PASSED_ON, WITHDRAWN, ERASED = "filed", "stopped", "passed_on", "withdrawn", "erased"
MANDATE_REVOKED = "mandate/revoked"
EACH_TIME = ""
"""No key: the act is done each time that it is said."""
ENOUGH = 16
"""Characters of a keyed digest by which two things that people say are told apart."""


def _beside(what: str) -> Callable[[str], str]:
    """Keys of what happens to a step, a message or an order, beside its own."""

    def key(step: str) -> str:
        return f"{step}{what}"

    return key


def _about(kind: str) -> Callable[[str], str]:
    """Keys of what happens once to each thing of a name."""

    def key(name: str) -> str:
        return f"{kind}{name}"

    return key


def _dated(kind: str) -> Callable[[datetime], str]:
    """Keys of what happens once about each moment."""

    def key(due: datetime) -> str:
        return f"{kind}{due:%Y%m%d%H%M}"

    return key


request = _beside("/request")
"""The message to an agency that answers in its own time, beside the task that waits for it."""
compare = _beside("/compare")
"""The task that lays an answer which came late beside what was entered."""
paused = _beside("/paused")
"""That a step waits because its agency is not asked for now."""
opinion = _beside("/opinion")
"""The task of the office that is asked for its opinion, by the step of whoever asks."""
lapsed = _beside("/lapsed")
"""That a task closed by itself."""
reminded = _beside("/reminded")
"""That whoever a task waits for was reminded."""
ended = _beside("/ended")
"""The end of an interlinked procedure, by the step that opened it."""
follow_up = _beside("/follow_up")
"""The desk's task about an interlinked procedure that failed. Several go on at once: each has its own."""
signed = _beside("/signed")
"""That the officer signed."""
declined = _beside("/declined")
"""That the officer did not."""
begun = _beside("/begun")
"""That somebody went to pay on-line what a task asks."""
counter = _beside("/counter")
"""The task by which the counter gives back what was ordered."""
back = _beside("/back")
"""That what was ordered has gone back."""
case = _about("case/")
"""The step by which a dossier becomes another case."""
money_in = _about("money/")
"""Money that came in, however it is heard of."""
receipt = _about("receipt/")
"""The receipt for it."""
reconcile = _about("reconcile/")
"""The accountant's task to clear a difference in the books."""
forged = _about("forged/")
"""A call-back that nobody signed."""
due_soon = _dated("due-soon/")
"""That a date is near."""
overdue = _dated("overdue/")
"""That a date has passed."""
late = _dated("late/")
"""The task by which the unit's head hears of a date that has passed."""


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
    """The step of a look-up that asks something else in a correction than it did at first.

    A correction asks under the keys of the first time, so that what was answered then is adopted: `mother`. Where the
    form now names another mother, that answer would be of the wrong one: the second correction asks
    `mother/correction-2`.
    """
    return f"{name}/correction-{count}"


def answer(message: str, digest: str) -> str:
    """What an agency answered to a message: in time or late, the same answer has the same key."""
    return f"{message}/{digest}"


def waited(step: str, phase: str = "") -> str:
    """That a step waits for an agency, or a phase of it for a service, told once."""
    return f"{step}/{phase}/waited" if phase else f"{step}/waited"


def consent(place: int) -> str:
    """The task of one of those who must agree, by their place in the filing."""
    return f"consent/{place}"


def number(issuing: str) -> str:
    """The number of a result: one, however often it is approved anew."""
    return f"{issuing.partition('#')[0]}/number"


def signature(issuing: str, asked_before: int) -> str:
    """That the officer was asked to sign."""
    return round_of(f"{issuing}/signature", asked_before)


def asking(count: int) -> str:
    """The phase in which the officer's answer to the so manieth asking is waited for."""
    return f"signature#{count}"


def restamped(until: datetime) -> str:
    """A new archive time stamp, by the end of the proof before it."""
    return f"restamped/{until:%Y%m%d%H%M%S}"


def late_still(due: datetime) -> str:
    """The task by which somebody above them hears of it."""
    return f"{late(due)}/2"


def redated(day: date) -> str:
    """That dates moved because of a day off."""
    return f"redated/{day}"


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


def consent_withdrawn(query: str) -> str:
    """That the consent to a kind of look-up was taken back."""
    return f"consent/{query}/withdrawn"
