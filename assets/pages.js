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
