// <show-password><input type="password"><button type="button" hidden>…</button></show-password>: what was typed can be read.
// The button has both words, so that its name changes with what it does.
customElements.define("show-password", class extends HTMLElement {
  #field;
  #button;

  connectedCallback() {
    this.#field = this.querySelector("input");
    this.#button = this.querySelector("button");
    this.#button.hidden = false;
    this.#button.onclick = () => this.#show(this.#field.type === "password");
    // Sent as a password, else a browser may offer it again in other fields.
    this.#field.form.addEventListener("submit", () => this.#show(false));
  }

  #show(isShown) {
    this.#field.type = isShown ? "text" : "password";
    this.#button.textContent = isShown ? this.#button.dataset.hide : this.#button.dataset.show;
  }
});
