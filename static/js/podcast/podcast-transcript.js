// <podcast-transcript> around sentences that say from when to when they are spoken: marks the one that is, plays the
// one that is clicked. One of them is a tab stop, arrows go to the others. [data-follow] keeps the spoken one in sight.
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

customElements.define("podcast-transcript", class extends HTMLElement {
  #said = [];
  #now;

  connectedCallback() {
    this.#said = [...this.querySelectorAll(".sentence[data-start]")];
    if (!this.#said.length || !this.#player) return;
    for (const part of this.querySelectorAll("[data-live]")) part.hidden = false;
    this.#rest(this.#said[0]);
    this.addEventListener("click", this.#play);
    this.addEventListener("keydown", this.#move);
    this.addEventListener("focusin", ({ target }) => this.#rest(target.closest(".sentence")));
    document.addEventListener("podcast-second", this.#mark);
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (this.#said.includes(named)) this.#player.seek(Number(named.dataset.start));
  }

  disconnectedCallback() {
    document.removeEventListener("podcast-second", this.#mark);
  }

  get #player() {
    return document.querySelector(".player--page");
  }

  #rest(here) {
    if (!this.#said.includes(here)) return;
    for (const one of this.#said) if (one.matches("a")) one.tabIndex = one === here ? 0 : -1;
  }

  #play = (event) => {
    const sentence = event.target.closest(".sentence");
    const isSelecting = String(getSelection());
    if (!this.#said.includes(sentence) || (event.target.closest("a") ?? sentence) !== sentence || isSelecting) return;
    event.preventDefault();
    this.#player.playFrom(Number(sentence.dataset.start));
  };

  #move = (event) => {
    const links = this.#said.filter((one) => one.matches("a"));
    const here = links.indexOf(event.target);
    const there = { Home: 0, End: links.length - 1 }[event.key] ?? here + (STEPS[event.key] ?? NaN);
    if (here < 0 || !links[there] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    links[there].focus();
  };

  #mark = ({ target }) => {
    if (target !== this.#player) return;
    const { second, audio } = target;
    const isBegun = audio.played.length > 0 || second > 0;
    const now = isBegun ? this.#said.findLast((one) => Number(one.dataset.start) <= second + 0.05) : undefined;
    if (now === this.#now) return;
    this.#now?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    this.#now = now;
    if (now && !this.contains(document.activeElement)) this.#rest(now);
    if (now && !audio.paused && this.querySelector("[data-follow]")?.checked) this.#show(now);
  };

  // Not with every sentence: only when it comes near an edge. How it scrolls is the style sheet's to say.
  #show(sentence) {
    const { top, bottom } = sentence.getBoundingClientRect();
    if (top < innerHeight * 0.15 || bottom > innerHeight * 0.7) sentence.scrollIntoView({ block: "center" });
  }
});
