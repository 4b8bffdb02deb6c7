// How fast a player speaks: as it was chosen last in this browser.
import { keepRate, keptRate } from "./place.js";

export function offerSpeeds(player) {
  const select = player.querySelector("[data-rate]");
  const set = (rate) => (player.audio.defaultPlaybackRate = player.audio.playbackRate = rate);
  set(keptRate());
  if (!select) return;
  select.value = String(keptRate());
  select.addEventListener("change", () => {
    set(Number(select.value));
    keepRate(select.value);
  });
}
