// <sort-list> around an <ol> of lines, each with a <select> for its position and hidden up/down buttons.
// The selects stay what is sent; moving a line numbers them anew, choosing a number moves the line.
customElements.define("sort-list", class extends HTMLElement {
  #list;

  connectedCallback() {
    this.#list = this.querySelector("ol");
    this.querySelectorAll(".sort__moves").forEach((moves) => (moves.hidden = false));
    this.addEventListener("click", this.#move);
    this.addEventListener("change", this.#place);
    this.#number();
  }

  #move = ({ target }) => {
    const button = target.closest("[data-move]");
    if (!button) return;
    const line = button.closest("li");
    const other = button.dataset.move === "up" ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "up") other.before(line);
    else other.after(line);
    this.#number();
    this.#tell(line);
    button.focus();
  };

  #place = ({ target }) => {
    const line = target.closest("li");
    const others = [...this.#list.children].filter((one) => one !== line);
    this.#list.insertBefore(line, others[target.value - 1] ?? null);
    this.#number();
    this.#tell(line);
    target.focus();
  };

  #number() {
    const lines = [...this.#list.children];
    lines.forEach((line, i) => {
      line.querySelector("select").value = i + 1;
      line.querySelector('[data-move="up"]').ariaDisabled = String(i === 0);
      line.querySelector('[data-move="down"]').ariaDisabled = String(i === lines.length - 1);
    });
  }

  #tell(line) {
    const say = this.querySelector("[data-say]");
    const place = [...this.#list.children].indexOf(line) + 1;
    if (say) say.textContent = say.dataset.say.replace("{n}", place);
  }
});
