// What was typed and not saved is kept in this browser, and offered when the page comes back after a crash.
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

export class UnsavedText {
  #key;
  #offer = document.getElementById("unsaved");

  /** `saved` is null where the page shows a text that was sent and not kept. */
  constructor(key, saved) {
    this.#key = `cairn unsaved ${key}`;
    this.saved = saved;
  }

  keep(text) {
    try {
      if (text === this.saved) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, JSON.stringify({ text, at: Date.now() }));
    } catch {
      // Private windows may have no room: then only the question before leaving protects the text.
    }
  }

  /** `saved` has reached the server; on the page may be more by now. */
  settle(saved, shown) {
    this.saved = saved;
    this.keep(shown);
  }

  /** Shows the offer where there is another text than the one on the page. */
  offer(shown, take) {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.#key) ?? "null");
    } catch {
      localStorage.removeItem(this.#key);
    }
    // The server ends the last line where nobody did.
    const bare = (text) => text.replace(/\n$/, "");
    if (!kept || bare(kept.text) === bare(shown) || !this.#offer) return this.keep(shown);
    this.#offer.querySelector("time").textContent = this.#ago(kept.at);
    this.#offer.hidden = false;
    this.#offer.onclick = ({ target }) => {
      const choice = target.closest("button")?.dataset.choice;
      if (!choice) return;
      this.#offer.hidden = true;
      if (choice === "take") take(kept.text);
      else this.keep(shown);
    };
  }

  #ago(at) {
    const seconds = (Date.now() - at) / 1000;
    const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? UNITS.at(-1);
    return new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" }).format(-Math.round(seconds / size), unit);
  }
}
