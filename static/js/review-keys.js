// <review-keys> around a card or question: a key presses the button or link that carries it as data-key; a number that
// none carries chooses that option of a question.
import { pageKey } from "./keys.js";

customElements.define("review-keys", class extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.#press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#press);
  }

  #press = (event) => {
    const key = pageKey(event) === " " ? "Space" : pageKey(event);
    if (!/^(Space|Enter|[1-9]|u)$/.test(key)) return;
    if (/Space|Enter/.test(key) && event.target.closest("a, button, summary, label, input")) return;
    const control = this.querySelector(`[data-key="${key}"]:not(:disabled)`) ?? this.#option(key);
    if (!control || event.repeat) return;
    event.preventDefault();
    control.click();
  };

  #option(key) {
    return this.querySelectorAll(".question .option__input")[key - 1];
  }
});
