// <flip-card><details><summary>front</summary>back</details></flip-card>: the whole card turns, Escape turns it back.
customElements.define("flip-card", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#turn);
    this.addEventListener("keydown", this.#close);
  }

  #turn = ({ target }) => {
    const reading = target.closest("a, button, summary, pre") || String(getSelection());
    if (!reading) this.querySelector("summary").click();
  };

  #close = ({ key }) => {
    const details = this.querySelector("details");
    if (key !== "Escape" || !details.open) return;
    details.open = false;
    this.querySelector("summary").focus();
  };
});
