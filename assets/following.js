// A page that somebody follows a dossier on: its parts come anew by the server's own events. Small, since phones load it.
const live = document.querySelector("[data-live]");

if (live) {
  const source = new EventSource(live.dataset.live);
  for (const part of live.querySelectorAll("[data-part]")) {
    source.addEventListener(part.dataset.part, ({ data }) => {
      const held = part.contains(document.activeElement) ? document.activeElement : null;
      part.innerHTML = data;
      if (held) again(part, held).focus({ preventScroll: true });
    });
  }
  source.addEventListener("over", () => source.close());
}

// Where the focus goes whose place was made anew: to the same link, or to the page's beginning if that link is gone.
function again(part, held) {
  const same = [...part.querySelectorAll("a")].find(({ href }) => href === held.href);
  return same ?? document.querySelector("main");
}
