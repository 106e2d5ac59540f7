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
