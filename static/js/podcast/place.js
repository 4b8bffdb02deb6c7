// Where somebody is in an episode: {item, bar, second, at, isPlaying, isOpen, nonce}, kept for this tab; how fast they
// listen, kept for this browser. Without storage each page begins anew.
const PLACE = "listening";
const RATE = "listening-rate";

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

export const kept = () => attempt(() => JSON.parse(sessionStorage.getItem(PLACE)));
export const keep = (state) => attempt(() => sessionStorage.setItem(PLACE, JSON.stringify(state)));
export const drop = () => attempt(() => sessionStorage.removeItem(PLACE));
export const keptRate = () => attempt(() => Number(localStorage.getItem(RATE))) || 1;
export const keepRate = (rate) => attempt(() => localStorage.setItem(RATE, rate));

/** A place in a recording: 2:05. */
export const clock = (second) => `${Math.floor(second / 60)}:${String(Math.floor(second % 60)).padStart(2, "0")}`;
