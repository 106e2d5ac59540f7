// For pages that change while somebody reads them: parts of a page come anew from the server, by its own events.
import htmx from "htmx.org";

window.htmx = htmx;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
import("htmx-ext-sse");
