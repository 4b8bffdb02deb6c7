// A player goes on where its listener stopped: on the page before, or on another device, whichever was last. It tells
// the server where they are every 15 seconds, when they pause and when they leave; for that it needs a nonce of a
// personal fragment ([data-nonce]), of this page or of the one before.
import { drop, keep, kept } from "./place.js";

const EVERY = 15_000;

export function remember(player) {
  const { audio, dataset: { item, bar } } = player;
  const isBar = player.matches(".player--bar");
  let isLeaving = false;
  let isMoved = false;
  let told = performance.now();

  const mine = () => (kept()?.item === item ? kept() : null);
  const nonce = () => document.querySelector("[data-nonce]")?.dataset.nonce ?? mine()?.nonce;

  function note() {
    if (!isMoved || isLeaving) return;
    const isOpen = !audio.ended && (!audio.paused || isBar);
    keep({ item, bar, second: player.second, at: Date.now(), isPlaying: !audio.paused && !audio.ended, isOpen, nonce: nonce() });
  }

  function tell() {
    if (!isMoved || !nonce()) return Promise.resolve();
    told = performance.now();
    const body = new URLSearchParams({ nonce: nonce(), second: player.second.toFixed(2) });
    return fetch(`/items/${item}/listens`, { method: "POST", body, keepalive: true }).catch(() => (told = 0));
  }

  async function goOn() {
    const state = mine();
    if (!state && isBar) player.remove();
    if (!state) return;
    isMoved = true;
    player.seek(state.second);
    if (!state.isPlaying) return;
    // A browser may want to be asked by hand first.
    await audio.play().catch(({ name }) => name === "NotAllowedError" && player.say("refused"));
  }

  /** What the fragment says of another device, unless somebody has listened here since. */
  function read() {
    const stopped = player.querySelector(`#stopped-${item}[data-second]`);
    if (!stopped || stopped.hidden) return;
    const isNewer = Date.now() - Number(stopped.dataset.ago) * 1000 > (mine()?.at ?? 0) + 1000;
    if (!audio.paused || (player.second > 0 && !isNewer)) stopped.hidden = true;
    else player.seek(Number(stopped.dataset.second));
  }

  audio.addEventListener("play", () => {
    isMoved = true;
    player.querySelector(`#stopped-${item}`)?.setAttribute("hidden", "");
  });
  audio.addEventListener("timeupdate", () => {
    note();
    if (!audio.paused && performance.now() - told > EVERY) tell();
  });
  audio.addEventListener("seeked", note);
  audio.addEventListener("pause", () => {
    if (isLeaving || audio.ended) return;
    note();
    tell();
  });
  audio.addEventListener("ended", async () => {
    drop();
    await tell();
    player.dispatchEvent(new CustomEvent("mine-changed", { bubbles: true }));
  });
  document.addEventListener("htmx:after:swap", read);
  addEventListener("pagehide", () => {
    if (!player.isConnected) return;
    if (!audio.paused) {
      note();
      tell();
    }
    isLeaving = true;
    audio.pause();
  });
  addEventListener("pageshow", ({ persisted }) => {
    isLeaving = false;
    if (persisted) goOn();
  });
  player.addEventListener("close", () => {
    tell();
    isLeaving = true;
    audio.pause();
    drop();
    player.remove();
  });
  goOn();
  // The fragment may have been here before this script.
  read();
}
