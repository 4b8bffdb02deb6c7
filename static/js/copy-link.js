// <copy-link><input readonly value="…"><button hidden>…<span data-done="Copied">Copy</span></button></copy-link>
customElements.define("copy-link", class extends HTMLElement {
  #field;
  #button;

  connectedCallback() {
    this.#field = this.querySelector("input");
    this.#button = this.querySelector("button");
    this.#field.onfocus = () => this.#field.select();
    if (!navigator.clipboard) return;
    this.#button.hidden = false;
    this.#button.onclick = () => this.#copy();
  }

  async #copy() {
    const label = this.#button.querySelector("[data-done]");
    const before = label.textContent;
    await navigator.clipboard.writeText(this.#field.value);
    if (before === label.dataset.done) return;
    label.textContent = label.dataset.done;
    setTimeout(() => (label.textContent = before), 2000);
  }
});
