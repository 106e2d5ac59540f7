"""What is wrong in how a procedure is written is found by reading it, before a dossier pays for it."""

from pathlib import Path

import pytest

from activities.connectors import CONNECTED
from domain.statute.versions import Laws
from infra.runtime.packages import template_folders
from motcua.mistakes import find
from tests.motcua.mistakes.trying import LAW, RIGHT, TODAY, bring, edited, found, line_of

APPROVE = "        await self.approve()\n"
BRANCH = 'await self.branch("x", PermanentResidence, None)'
END = "return Given(measured=found, since=self.filed_on, earlier=[])"
IF_LARGE = "        if known:\n            await self.approve()\n"
PAYS = 'await self.pay_out("x", "1", 5, None, "Trả")'
REFUSE = 'await self.refuse("Không có.", "size")'
WRITTEN = {
    "clock": ("since=self.filed_on", "since=date.today()", "examine asks a clock of its own (date.today)", "filed_on"),
    "clock of a moment": ("since=self.filed_on", "since=datetime.now().date()", "a clock of its own", "self.until"),
    "clock imported where it is used": (
        "        found = M",
        "        import time; time.time()\n        found = M",
        "a clock of its own (time.time)",
        "self.filed_on",
    ),
    "sleep": (
        APPROVE,
        "        await asyncio.sleep(5)\n" + APPROVE,
        "a clock of its own (asyncio.sleep)",
        "self.until",
    ),
    "clock in a function that it calls": (
        "    return known is not None",
        "    return date.today().year > 2000 and known is not None",
        "large asks a clock of its own",
        "self.filed_on",
    ),
    "chance": (
        "earlier=[]",
        "earlier=[found][random.randint(0, 1):]",
        "examine leaves something to chance",
        "register",
    ),
    "effect before the approval, in a method of a base": (
        APPROVE + "        await self.kept(found)\n",
        "        await self.kept(found)\n" + APPROVE,
        "a register is told before the approval (self.record)",
        "write await self.approve() before it",
    ),
    "effect where only one way leads over the approval": (
        APPROVE,
        IF_LARGE + "        else:\n            await self.kept(found)\n" + APPROVE,
        "a register is told before the approval (self.record)",
        "write await self.approve() before it",
    ),
    "money before the seal": (
        "        await self.kept(found)\n",
        f"        {PAYS}\n",
        "money is paid before the result is sealed",
        "afterwards()",
    ),
    "no approval": (
        APPROVE + "        await self.kept(found)\n",
        "",
        "examine comes to no approval",
        "write await self.approve()",
    ),
    "a way without approval": (
        APPROVE,
        "        if form.commune:\n            return Given(measured=found, since=self.filed_on, earlier=[])\n"
        + APPROVE,
        "this result was approved by nobody",
        "on every way",
    ),
    "no await": (
        "        await self.kept(found)",
        "        self.kept(found)",
        "nobody waits for self.kept(…), so it is never done",
        "write await self.kept(…)",
    ),
    "no await of what is assigned": (
        "done = await self.task",
        "told = self.confirm()\n        done = await self.task",
        "nobody waits for self.confirm(…)",
        "write await self.confirm(…)",
    ),
    "no await in a condition": (
        "        if known is None:",
        "        if known is None and self.post('verify', Role.SPECIALIST, 3):",
        "nobody waits for self.post(…)",
        "write await self.post(…)",
    ),
    "empty reason": ('refuse("Không có."', 'refuse(" "', "refuse gives an empty reason", "in Vietnamese"),
    "empty reason of parts": ('refuse("Không có."', 'refuse(f""', "refuse gives an empty reason", "in Vietnamese"),
    "missing reason": ('refuse("Không có.", "size")', 'refuse(article="size")', "refuse gives no reason", "reason="),
    "Article in the place of the reason": (
        'refuse("Không có.", "size")',
        'refuse("size")',
        "refuse gives the Article “size” and no reason",
        'write self.refuse(…, "…", "size"), the reason first',
    ),
    "empty reason by name": (
        REFUSE,
        'why = ""; await self.refuse(why, "size")',
        "refuse gives an empty reason",
        "in Vietnamese",
    ),
    "figure": ('figures["least"]', 'figures["leest"]', "9/1 has no figure “leest”", "write least"),
    "figure of no near name": ('figures["least"]', 'figures["zzz"]', "9/1 has no figure “zzz”", 'add "figures"'),
    "figure where it is taken": (
        "        figures = self.rules.figures",
        '        figures, most = self.rules.figures, self.rules.figures["most"]',
        "9/1 has no figure “most”",
        "facts",
    ),
    "figure of a made name": (
        "        figures = self.rules.figures",
        '        f = figures = self.rules.figures\n        f[f"most_{form.commune}"], f[f"mast_{form.commune}"]',
        "9/1 has no figure “mast_{form.commune}”",
        "facts",
    ),
    "answer": (
        "    answers = (Measured,)\n",
        "",
        "the answer Measured of “verify” is not listed",
        "write answers = (Measured,)",
    ),
    "answer that is asked of an office": (
        "        if known is None:",
        '        if await self.ask_office("verify", "x", Size) and await self.ask("verify", Asked.Other):',
        "the answer Other of “verify” is not listed",
        "write answers = (Other,)",
    ),
    "look-up that nobody reads": (
        "known = await self.look_up(",
        'known, _ = await asyncio.gather(self.look_up("a", SizeOf()), self.look_up("b", SizeOf()))\n        x = (',
        "nothing is made of what self.look_up(…) answers",
        "ask nothing",
    ),
    "look-up for nothing": (
        "        if known is None:",
        '        await self.look_up("again", SizeOf())\n        if known is None:',
        "nothing is made of what self.look_up(…) answers",
        "use what it answers",
    ),
    "objection that nobody reads": (
        "        done = await self.task",
        "        await self.post('verify', Role.SPECIALIST, 3)\n        done = await self.task",
        "nothing is made of what self.post(…) answers",
        "settle what was objected",
    ),
    "refusal without an Article": (
        ', "size")\n        done',
        ")\n        done",
        "refuse is a refusal without an Article",
        "name one of size",
    ),
    "Article that the facts have not": (
        '"Nhỏ quá.", "size"',
        '"Nhỏ quá.", "sise"',
        "9/1 has no Article “sise”, so require is a refusal without an Article",
        "write size",
    ),
    "branch before the approval": (
        APPROVE,
        f"        {BRANCH}\n{APPROVE}",
        "another procedure is opened before the approval",
        "afterwards()",
    ),
}
LINE_OF = {
    "clock imported where it is used": "import time",
    "sleep": "asyncio.sleep",
    "effect before the approval, in a method of a base": "self.record",
    "effect where only one way leads over the approval": "self.record",
    "no approval": "async def examine",
    "a way without approval": "            return Given",
    "no await of what is assigned": "self.confirm",
    "figure of a made name": "mast_",
    "answer": '("answer",), Measured)',
    "look-up for nothing": '"again"',
    "refusal without an Article": 'self.refuse("Không có.")',
    "branch before the approval": "self.branch",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_wrong_is_named_with_its_line_and_the_cure(tmp_path: Path, name: str) -> None:
    right, wrong, what, instead = WRITTEN[name]
    text = edited(RIGHT, right, wrong)
    if "Asked.Other" in text:
        text = edited(text, "    filed_by", "    class Other(Answer):\n        x: int\n    filed_by")
    if "self.branch" in text:
        text = edited(
            text, "    filed_by", "    @property\n    def linked(self) -> Any:\n        return {}\n    filed_by"
        )
    [mistake] = found(tmp_path, bring(tmp_path, text))
    assert what in mistake.what
    assert instead in mistake.instead
    assert mistake.file.endswith("tried.py")
    assert mistake.line == line_of(text, LINE_OF.get(name) or wrong.splitlines()[0])


FITS = {
    "gathered": (
        "known = await self.look_up(",
        'known, b = await asyncio.gather(self.look_up("a", SizeOf()), self.look_up("b", SizeOf()))\n        x = (b,',
    ),
    "waited for later": (
        "        await self.kept(found)",
        "        keeping = self.kept(found)\n        await keeping",
    ),
    "approved on every way": (APPROVE, IF_LARGE + "        else:\n    " + APPROVE),
    "refused where it is not approved": (
        APPROVE,
        IF_LARGE + '        else:\n            await self.refuse("Không có.", "size")\n',
    ),
    "approved in a method of its own": (
        "    async def examine",
        "    async def decided(self) -> None:\n        await self.approve()\n    async def examine",
    ),
    "old dossiers alone": (
        "        await self.kept(found)\n",
        f"        if not self.filed.one_form:\n            {PAYS}\n        await self.kept(found)\n",
    ),
    "a reason that is made": ('refuse("Không có."', 'refuse(f"{form.commune}: không có."'),
}


@pytest.mark.parametrize("name", FITS)
def test_what_is_right_is_left_alone(tmp_path: Path, name: str) -> None:
    text = edited(RIGHT, *FITS[name])
    if "def decided" in text:
        text = edited(
            text, APPROVE + "        await self.kept", "        await self.decided()\n        await self.kept"
        )
    assert found(tmp_path, bring(tmp_path, text)) == []


def test_an_agency_to_which_nothing_speaks_is_named_where_it_is_asked(tmp_path: Path) -> None:
    asked = found(tmp_path, bring(tmp_path), connected=())
    assert {one.what for one in asked} == {
        f"nothing speaks to the agency “sizes”, only to {', '.join(sorted(CONNECTED))}"
    }
    assert [one.line for one in asked] == [line_of(RIGHT, "SizeKept())"), line_of(RIGHT, "SizeOf())")]
    assert "motcua.connectors as sizes" in asked[0].instead


def test_who_pays_out_needs_the_platform(tmp_path: Path) -> None:
    end = "since=self.filed_on, earlier=[])\n"
    later = f"    async def later(self, form: Asked, result: Given) -> None:\n        {PAYS}\n"
    text = edited(RIGHT, end, end + later)
    procedure, folders = bring(tmp_path, text), (*template_folders(), tmp_path)
    assert found(tmp_path, procedure) == []
    [mistake] = find([procedure], Laws([LAW]), TODAY, {"sizes"}, folders)
    assert mistake.what == "nothing speaks to the agency “payments”, only to sizes"
    assert mistake.line == line_of(text, "self.pay_out")
