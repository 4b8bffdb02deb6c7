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

  // One that waited for the one before is sent as the form is by now.
  #send = ({ target, detail: { ctx } }) => {
    if (target !== this.#form) return;
    const now = new FormData(this.#form);
    for (const name of ["text", "base", "disk"]) ctx.request.body.set(name, now.get(name));
    this.#sent = this.read();
    // What is said twice is heard twice only if it was gone between.
    document.getElementById("saved")?.replaceChildren();
  };

  #leave = ({ target, detail: { ctx } }) => {
    if (target === this.#form && ctx.hx.redirect) this.kept(this.#sent);
  };

  #take = ({ target }) => {
    if (target !== this.#form) return;
    const merged = document.getElementById("merged");
    if (merged) this.replace(merged.content.textContent);
    else if ("kept" in document.getElementById("editor").dataset) this.kept(this.#sent);
  };

  #press = (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    this.#form.requestSubmit();
  };
}
