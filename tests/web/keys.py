"""Hands at a keyboard, and a card on the counter."""

from typing import Any

from playwright.async_api import FilePayload, Locator, Page

from infra.local.people import Json, People
from tests.web.browser import expect

FAR = 120
"""Presses of the tab key after which somebody gives up."""
UNSEEN = """
async () => {
  const element = document.activeElement, frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const gone = () => !document.activeElement?.matches(":focus:not(body, iframe)");  // to a frame's own viewer
  if (gone()) return "";
  const around = element.matches("input") ? element.parentElement : element, twin = around.cloneNode(true);
  for (const field of [twin, ...twin.querySelectorAll("*")]) field.removeAttribute("name");
  around.after(twin);
  const look = (one) => [null, "::before", "::after"].map((part) => {
    const style = getComputedStyle(one, part);
    return [style.outline, style.boxShadow, style.backgroundColor, style.border, style.color].join();
  }).join();
  const others = [twin, ...twin.querySelectorAll("*")];
  const seen = [around, ...around.querySelectorAll("*")].some((one, at) => look(one) !== look(others[at]));
  twin.remove();
  const there = ({ top, bottom }) => bottom > 0 && top < innerHeight;
  const scrolled = async () => {
    for (let at = 0; at < 900 && !there(element.getBoundingClientRect()); at++) await frame();
    return there(element.getBoundingClientRect());
  };
  if (!await scrolled() && document.querySelector("iframe")) {  // a viewer took it, and got it taken away, meanwhile
    element.blur();
    element.focus();
    await scrolled();
  }
  if (gone()) return "";  // one that has just loaded took it meanwhile
  const box = element.getBoundingClientRect();
  const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
  const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
  const what = element.outerHTML.slice(0, 120);
  if (!seen) return `looks the same without the focus: ${what}`;
  if (right <= left || bottom <= top) return `is off the screen: ${what}`;
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const near = over && (around.contains(over) || over.contains(element));
  return near ? "" : `is covered: ${what}`;
}
"""
"""What is wrong with how the focus is seen: against a twin that does not have it."""
TRAPPED = """
(here) => here === document.activeElement && !here.matches("body, iframe") ? here.outerHTML.slice(0, 120) : ""
"""


async def tab(page: Page, key: str = "Tab") -> None:
    """Go to whatever comes next; the focus goes on, and is seen where it goes.

    A paper's viewer that has just loaded takes the focus once; who pressed a key in that moment presses it again.
    """
    here = await page.evaluate_handle("document.activeElement")
    for _ in range(1 + await page.locator("iframe").count()):
        await page.keyboard.press(key)
        if not (trap := await page.evaluate(TRAPPED, here)):
            break
    assert not trap, f"the focus is trapped: {trap}"
    assert not (wrong := await page.evaluate(UNSEEN)), wrong


async def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Go to something, or to one of a group, by the tab key alone; ``Shift+Tab`` goes back."""
    for _ in range(FAR):
        if await wanted.evaluate_all("all => all.includes(document.activeElement)"):
            return
        await tab(page, key)
    raise AssertionError(f"{wanted} cannot be reached by keyboard")


async def press(page: Page, role: Any, name: str, *, exact: bool = True) -> None:
    """Go to a button or link, press Enter on it, and see the next page."""
    await reach(page, page.get_by_role(role, name=name, exact=exact).first)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def write(page: Page, label: str, said: str) -> None:
    """Go to a field and type over what is in it."""
    await reach(page, page.get_by_label(label, exact=True))
    await page.keyboard.press("Control+A")
    await page.keyboard.type(said)


async def tick(page: Page, label: str) -> None:
    """Go to a box and tick it."""
    await reach(page, page.get_by_label(label))
    await page.keyboard.press("Space")
    await expect(page.get_by_label(label)).to_be_checked()


async def choose(page: Page, label: str) -> None:
    """Go to a group of choices, and with the arrows to one of them."""
    wanted = page.get_by_label(label, exact=True)
    name = await wanted.get_attribute("name")
    await reach(page, page.locator(f"input[type=radio][name='{name}']"))
    for _ in range(10):
        if await wanted.evaluate("element => element === document.activeElement"):
            await page.keyboard.press("Space")
            break
        await page.keyboard.press("ArrowDown")
    await expect(wanted).to_be_checked()


async def bring(page: Page, label: str, paper: FilePayload) -> None:
    """Go to where a file is chosen, and choose one."""
    await reach(page, page.get_by_label(label))
    async with page.expect_file_chooser() as chooser:
        await page.keyboard.press("Enter")
    await (await chooser.value).set_files(files=[paper])


async def skip(page: Page) -> None:
    """Begin a page by leaving its head out."""
    await tab(page)
    await expect(page.get_by_role("link", name="Đến thẳng nội dung chính")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def told(page: Page, words: str) -> None:
    """See that the focus is on what the page says of what was sent."""
    await expect(page.locator("[role=alert]:focus, :focus:has(> [role=alert])")).to_contain_text(words)


async def scanned(page: Page, text: str) -> None:
    """Let the scanner type what it read where the cursor stands, as keyboards do, and end the line."""
    await expect(page.locator("input:focus")).to_have_count(1)
    await page.keyboard.insert_text(text)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


def file(name: str, kind: str, data: bytes) -> FilePayload:
    """Lay a file where the browser's dialog finds it."""
    return FilePayload(name=name, mimeType=kind, buffer=data)


async def card(people: People, number: str, wrong: str = "") -> Json:
    """Write a card in the sandbox: what a reader gives of its chip, and the code on its face."""
    answer = await people.sandbox.post(f"/id-cards/_chip/{number}", json={"wrong": wrong})
    told = answer.raise_for_status().json()
    return {"chip": {name.lower(): told[name] for name in ("DG1", "DG2", "DG13", "SOD")}, "qr": told["QR"]}
