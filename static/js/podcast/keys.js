// The keys of a player, while it has the focus; the page's own j and k do not see them. A list of choices keeps its own.
export function listenToKeys(player) {
  const back = () => player.step(-15);
  const on = () => player.step(15);
  const acts = { k: () => player.toggle(), j: back, l: on, ArrowLeft: back, ArrowRight: on, " ": () => player.toggle() };
  player.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const isTheirs = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target.closest("select");
    const presses = key === " " && target.closest("button, a, summary");
    if (isTheirs || presses || !acts[key] || (event.repeat && /[k ]/.test(key))) return;
    event.preventDefault();
    acts[key]();
  });
}
