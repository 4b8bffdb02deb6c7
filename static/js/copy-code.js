// <copy-code><button hidden>…<span data-done="Copied">Copy</span></button></copy-code> within the figure of a <pre>.
customElements.define("copy-code", class extends HTMLElement {
  #button;

  connectedCallback() {
    this.#button = this.querySelector("button");
    if (!this.#button || !navigator.clipboard) return;
    this.#button.hidden = false;
    this.#button.onclick = () => this.#copy();
  }

  async #copy() {
    const label = this.#button.querySelector("[data-done]");
    const before = label.textContent;
    await navigator.clipboard.writeText(this.closest("figure").querySelector("pre").textContent);
    if (before === label.dataset.done) return;
    label.textContent = label.dataset.done;
    setTimeout(() => (label.textContent = before), 2000);
  }
});
