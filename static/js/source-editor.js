// <source-editor data-preview="…" data-problems="…" data-file="…"><textarea></textarea></source-editor>: CodeMirror in a
// shadow root in front of the textarea, which stays the form's field. Without this script it is the editor itself.
import { proofread } from "./studio/proofread.js";
import { SavedText } from "./studio/save-in-place.js";
import { goTo, insertStub, marks, placeIn, replaceAll } from "./studio/source-places.js";
import { setUp } from "./studio/source-setup.js";
import { toolsOf } from "./studio/source-tools.js";
import { UnsavedText } from "./studio/unsaved-text.js";

customElements.define("source-editor", class extends HTMLElement {
  #cm;
  #view;
  #area;
  #unsaved;
  #proofs;
  #tools;
  #saves;

  async connectedCallback() {
    this.#area = this.querySelector("textarea");
    const read = () => this.#area.value;
    this.#saves ??= new SavedText(this.#area.form, { read, replace: (text) => this.#replace(text), kept: (text) => this.#kept(text) });
    this.#cm = await import(this.dataset.engine ?? "/static/vendor/codemirror.js");
    if (!this.isConnected || this.#view) return;
    this.#open();
    this.#tools = toolsOf((text, where) => insertStub(this.#cm, this.#view, text, where));
    // What was typed before this was ready, or put back by the browser, is no more saved than what is typed after.
    const saved = "unsaved" in this.dataset ? null : this.#area.defaultValue;
    this.#unsaved = new UnsavedText(this.dataset.problems + this.dataset.file, saved);
    this.#unsaved.offer(this.#area.value, (text) => this.#replace(text));
    this.#tell();
    this.#proofs = proofread(this, this.#view, {
      mark: (said) => this.#mark(said),
      fail: () => this.#tools.say(""),
    });
    this.#tools.begin();
    this.#jump();
    this.#proofs.ask(0);
    addEventListener("hashchange", this.#jump);
    addEventListener("beforeunload", this.#leave);
  }

  disconnectedCallback() {
    this.#view?.destroy();
    this.#proofs?.stop();
    this.#saves?.stop();
    removeEventListener("hashchange", this.#jump);
    removeEventListener("beforeunload", this.#leave);
  }

  #open() {
    const root = this.attachShadow({ mode: "open" });
    // Letters typed here are no shortcuts of the page.
    root.addEventListener("keydown", (event) => event.stopPropagation());
    const label = this.#area.labels[0]?.textContent ?? this.dataset.file;
    const save = () => { this.#area.form.requestSubmit(); return true; };
    const extensions = setUp(this.#cm, { file: this.dataset.file, label, save, onChange: () => this.#change() });
    this.#view = new this.#cm.EditorView({ doc: this.#area.value, extensions, parent: root, root });
  }

  #change() {
    this.#area.value = this.#view.state.doc.toString();
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
    this.#unsaved.keep(this.#area.value);
    this.#proofs.ask();
    this.#tell();
  }

  #mark({ problems, html, said }) {
    this.#view.dispatch(this.#cm.setDiagnostics(this.#view.state, marks(this.#view.state.doc, problems)));
    this.#tools.list(html, said);
  }

  #replace(text) {
    if (this.#view) replaceAll(this.#cm, this.#view, text);
    else this.#area.value = text;
  }

  #kept(text) {
    this.#area.defaultValue = text;
    this.#unsaved?.settle(text, this.#area.value);
    this.#tell();
    // The button that was pressed may have gone with what it settled.
    if (document.activeElement === document.body) this.#view?.focus();
  }

  #tell() {
    if (!this.#unsaved) return;
    const isChanged = this.#unsaved.saved !== this.#area.value;
    this.toggleAttribute("data-changed", isChanged);
    // What was said of the last save holds no longer; and what is said next is heard, for it is new.
    if (isChanged) document.getElementById("saved")?.replaceChildren();
  }

  #jump = () => {
    const place = placeIn(location.hash);
    if (place) goTo(this.#cm, this.#view, place);
  };

  #leave = (event) => { if (this.#unsaved.saved !== this.#area.value) event.preventDefault(); };
});
