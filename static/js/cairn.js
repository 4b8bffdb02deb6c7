// Loads the behaviours; each is one custom element that uses what the page already has.
import "./copy-code.js";
import "./day-grid.js";
import "./flip-card.js";
import "./in-place.js";
import "./key-help.js";
import "./link-prefetch.js";
import "./missed-twice.js";
import "./net-status.js";
import "./page-outline.js";
import "./reading-beacon.js";
import "./review-keys.js";
import "./scroll-focus.js";
import "./search-live.js";
import "./sort-list.js";
import "./term-tip.js";
import "./time-zone.js";

// htmx 4 has no `allowScriptTags`: no fragment of ours carries a script, so none is let in.
document.addEventListener("htmx:before:swap", ({ detail }) => {
  for (const task of detail.tasks) task.fragment.querySelectorAll("script").forEach((script) => script.remove());
});

// The player comes where there is one, or where somebody goes on listening. Without storage nobody does.
try {
  if (document.querySelector("podcast-player") || sessionStorage.listening) import("./podcast/listening.js");
} catch {
  // The browser was told to keep nothing.
}
