// Loaded where there is a player, and where somebody goes on listening. Coming from another page, what they listen to
// goes on here from the second where that page stopped: in the page's own player, else in a bar at its end. A page is
// never replaced in place for it: title, focus, history and all that a page sets up stay what a navigation makes them.
import "./heard-ask.js";
import "./podcast-player.js";
import "./podcast-transcript.js";
import { drop, kept } from "./place.js";

const state = kept();
if (state?.isOpen && !document.querySelector(`podcast-player[data-item="${state.item}"]`)) {
  const answer = await fetch(state.bar).catch(() => null);
  if (answer?.ok) addBar(await answer.text());
  else if (answer?.status === 404) drop();
}

function addBar(html) {
  const part = document.createRange().createContextualFragment(html);
  const [style, bar] = part.children;
  // Not before it has its looks.
  style.onload = style.onerror = () => (bar.hidden = false);
  document.body.append(part);
}
