// A page that somebody follows a dossier on: its parts come anew by the server's own events. Small, since phones load it.
const live = document.querySelector("[data-live]");

if (live) {
  const source = new EventSource(live.dataset.live);
  for (const part of live.querySelectorAll("[data-part]")) {
    source.addEventListener(part.dataset.part, ({ data }) => {
      const held = part.contains(document.activeElement) ? document.activeElement.id : "";
      part.innerHTML = data;
      if (held) document.getElementById(held)?.focus();
    });
  }
  source.addEventListener("over", () => source.close());
}
