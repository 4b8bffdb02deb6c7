// <review-keys> around a card or question: a key presses the button or link that carries it as data-key.
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
    if (!/^(Space|[1-4]|u)$/.test(key)) return;
    if (key === "Space" && event.target.closest("a, button, summary, label, input")) return;
    const control = this.querySelector(`[data-key="${key}"]:not(:disabled)`);
    if (!control || event.repeat) return;
    event.preventDefault();
    control.click();
  };
});
