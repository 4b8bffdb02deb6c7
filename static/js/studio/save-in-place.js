// The form saves where it stands: the text, its cursor and its history stay, and what is said above it comes anew.
// `source` has the text, and `replace` puts another in its place, as when two people's are put together.
export class SavedText {
  #form;
  #sent = "";

  constructor(form, { read, replace, kept }) {
    this.#form = form;
    Object.assign(this, { read, replace, kept });
    form.addEventListener("htmx:before:request", this.#send);
    form.addEventListener("htmx:after:request", this.#leave);
    form.addEventListener("htmx:after:swap", this.#take);
    document.addEventListener("keydown", this.#press);
  }

  stop() {
    document.removeEventListener("keydown", this.#press);
  }

  // One that waited for the one before is sent as the form is by now; not where that one was told of another's text,
  // which nobody has seen yet.
  #send = (event) => {
    const { ctx } = event.detail;
    if (event.target !== this.#form) return;
    const now = new FormData(this.#form);
    if (now.get("since") !== ctx.request.body.get("since")) return event.preventDefault();
    for (const name of ["text", "base", "disk"]) ctx.request.body.set(name, now.get(name));
    this.#sent = this.read();
    // What is said twice is heard twice only if it was gone between.
    document.getElementById("saved")?.replaceChildren();
  };

  #leave = ({ target, detail: { ctx } }) => {
    if (target === this.#form && ctx.hx.redirect) this.kept(this.#sent);
  };

  // Of an answer that is put nowhere, as that of a server in trouble, the text was not kept.
  #take = ({ target, detail: { ctx } }) => {
    if (target !== this.#form || ctx.swap === "none") return;
    const isKept = "kept" in document.getElementById("editor").dataset;
    const merged = document.getElementById("merged");
    if (merged) this.replace(merged.content.textContent);
    if (isKept) this.kept(merged ? this.read() : this.#sent);
  };

  #press = (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (!event.repeat) this.#form.requestSubmit();
  };
}
