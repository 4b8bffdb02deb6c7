// <term-tip><a>term</a><span role="tooltip">…</span></term-tip>: hover and focus are CSS; a tap shows before it follows, Escape hides.
customElements.define("term-tip", class extends HTMLElement {
  #touched = false;

  connectedCallback() {
    this.addEventListener("pointerdown", (event) => (this.#touched = event.pointerType === "touch"));
    this.addEventListener("click", this.#tap);
    this.addEventListener("pointerleave", () => this.#hide(false));
    this.addEventListener("focusout", () => this.#hide(false));
    document.addEventListener("keydown", this.#escape);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#escape);
  }

  #tap = (event) => {
    if (!this.#touched || this.hasAttribute("open") || !event.target.closest("a")) return;
    event.preventDefault();
    this.toggleAttribute("open", true);
  };

  #escape = ({ key }) => {
    if (key === "Escape" && this.matches(":hover, :focus-within, [open]")) this.#hide(true);
  };

  #hide(dismissed) {
    this.toggleAttribute("open", false);
    this.toggleAttribute("dismissed", dismissed);
  }
});
