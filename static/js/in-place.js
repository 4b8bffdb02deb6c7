// <in-place><a hx-get hx-target="closest in-place" hx-swap="beforeend">…</a></in-place>: what the link loads opens below
// it, and a [data-close] in it folds it up. A thing, told by its id, is open in one place of a page at a time.
customElements.define("in-place", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#press);
    this.addEventListener("htmx:after:swap", this.#open);
  }

  get isOpen() {
    return this.children.length > 1;
  }

  get #link() {
    return this.firstElementChild;
  }

  #press = ({ target }) => {
    const button = target.closest("[data-close]");
    if (button?.closest("in-place") !== this) return;
    this.fold();
    this.#link.focus();
  };

  #open = ({ detail: { ctx } }) => {
    if (ctx.sourceElement !== this.#link || !this.isOpen) return;
    const opened = this.lastElementChild;
    this.dataset.met = "";
    for (const twin of document.querySelectorAll(`[id="${opened.id}"]`)) {
      if (twin !== opened) twin.closest("in-place")?.fold();
    }
    // What a script opened does not take the focus from the reader.
    if (!ctx.sourceEvent.isTrusted || opened.contains(document.activeElement)) return;
    opened.tabIndex = -1;
    opened.focus({ preventScroll: true });
  };

  fold() {
    const said = this.querySelector(":scope > [data-said]")?.dataset.said;
    if (said) this.#link.querySelector(".recall__said").textContent = said;
    while (this.isOpen) this.lastElementChild.remove();
    if (!("old" in this.dataset)) return;
    delete this.dataset.old;
    this.dispatchEvent(new CustomEvent("mine-changed", { bubbles: true }));
  }
});

// The personal fragment comes anew whenever something changed. It must not take away what is open (that place is old
// until it is closed), nor bring again a prompt that was met in its place.
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  const isKept = ({ type, target, fragment }) => {
    if (type !== "oob") return false;
    const place = fragment.querySelector("in-place[id]");
    if (place && document.querySelector(`#${place.id}.recall[data-met]`)) return true;
    if (!target?.isOpen) return false;
    target.dataset.old = "";
    return true;
  };
  tasks.splice(0, tasks.length, ...tasks.filter((task) => !isKept(task)));
});
