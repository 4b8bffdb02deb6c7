// <key-help><button hidden>…</button><dialog>…</dialog></key-help>: "?" lists the keys, j and k walk, "/" goes to the search.
import { pageKey } from "./keys.js";

const STOPS = "main :is(section[data-item], .leg, .article__lesson, .deck, .journey, .source, .glossary__letter)";

customElements.define("key-help", class extends HTMLElement {
  #dialog;

  connectedCallback() {
    this.#dialog = this.querySelector("dialog");
    const button = this.querySelector("button");
    button.hidden = false;
    button.onclick = () => this.#dialog.showModal();
    document.addEventListener("keydown", this.#press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#press);
  }

  #press = (event) => {
    const act = { "?": () => this.#dialog.showModal(), "/": () => this.#search(), j: () => this.#walk(1), k: () => this.#walk(-1) }[pageKey(event)];
    if (!act) return;
    event.preventDefault();
    act();
  };

  #search() {
    [...document.querySelectorAll('[data-key="/"]')].find((field) => field.checkVisibility())?.focus();
  }

  #walk(step) {
    const line = 48;
    const tops = [...document.querySelectorAll(STOPS)].map((stop) => [stop, stop.getBoundingClientRect().top - line]);
    const next = step > 0 ? tops.find(([, top]) => top > 4) : tops.findLast(([, top]) => top < -4);
    if (!next) return;
    scrollBy({ top: next[1] });
    next[0].tabIndex = -1;
    next[0].focus({ preventScroll: true });
  }
});
