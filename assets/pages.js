// Makes pages that work without it better: the design system's own components, and a button that is not pressed twice.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, Radios, ServiceNavigation, SkipLink,
  createAll,
} from "govuk-frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [
  CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, Radios, ServiceNavigation, SkipLink,
]) {
  createAll(component);
}
createAll(Button, { preventDoubleClick: true });

// A form without an address goes where the page is, and an end of that address (#main) would take the focus from the answer.
document.addEventListener("submit", ({ target }) => {
  if (!target.hasAttribute("action")) target.action = location.pathname + location.search;
});

// A paper's viewer takes the focus once it has loaded; whoever did not go there gets it back, once a frame.
let went = false, last = document.activeElement;
const given = new WeakSet();
addEventListener("keydown", () => (went = true), true);
addEventListener("keyup", () => setTimeout(() => (went = false)), true);
addEventListener("focusin", ({ target }) => (last = target.matches("iframe") && !went ? last : target));
addEventListener("blur", () => setTimeout(() => {
  const frame = document.activeElement;
  if (went || given.has(frame) || !frame.matches("iframe:not(:hover)")) return;
  given.add(frame);
  if (last.tabIndex < 0) last.tabIndex = -1;
  last.focus({ preventScroll: true });
  document.body.removeAttribute("tabindex");
}));
