// <source-editor data-preview="…" data-problems="…" data-file="…"><textarea></textarea></source-editor>: CodeMirror in a
// shadow root in front of the textarea, which stays the form's field. Without this script it is the editor itself.
import { LatestAnswer } from "./studio/latest-answer.js";
import { LivePreview } from "./studio/live-preview.js";
import { goTo, insertStub, marks, placeIn } from "./studio/source-places.js";
import { setUp } from "./studio/source-setup.js";
import { stepWith } from "./studio/scroll-step.js";
import { toolsOf } from "./studio/source-tools.js";
import { UnsavedText } from "./studio/unsaved-text.js";

customElements.define("source-editor", class extends HTMLElement {
  #cm;
  #view;
  #area;
  #unsaved;
  #preview;
  #problems;
  #tools;

  async connectedCallback() {
    this.#area = this.querySelector("textarea");
    this.#cm = await import(this.dataset.engine ?? "/static/vendor/codemirror.js");
    if (!this.isConnected || this.#view) return;
    this.#open();
    this.#tools = toolsOf(this, (text, where) => insertStub(this.#cm, this.#view, text, where));
    this.#unsaved = new UnsavedText(this.dataset.problems + this.dataset.file, this.#area.value);
    this.#unsaved.offer((text) => this.#replace(text));
    const form = () => this.#form();
    this.#problems = new LatestAnswer({ address: this.dataset.problems, wait: 700, form, isStrict: true, take: (said) => this.#mark(JSON.parse(said)), fail: () => this.#tools.say("") });
    this.#preview = new LatestAnswer({ address: this.dataset.preview, wait: 400, form, take: (html) => frame.show(html), fail: () => this.#tools.say("") });
    const frame = new LivePreview(document.getElementById("preview"));
    stepWith(this.#view, frame);
    this.#tools.begin();
    this.#jump();
    this.#ask(0);
    addEventListener("hashchange", this.#jump);
    addEventListener("beforeunload", this.#leave);
    this.#area.form.addEventListener("submit", this.#send);
  }

  disconnectedCallback() {
    this.#view?.destroy();
    this.#problems?.stop();
    this.#preview?.stop();
    removeEventListener("hashchange", this.#jump);
    removeEventListener("beforeunload", this.#leave);
  }

  #open() {
    const root = this.attachShadow({ mode: "open" });
    // Letters typed here are no shortcuts of the page.
    root.addEventListener("keydown", (event) => event.stopPropagation());
    const label = this.#area.labels[0]?.textContent ?? this.dataset.file;
    const save = () => { this.#area.form.requestSubmit(); return true; };
    const extensions = setUp(this.#cm, { label, save, onChange: () => this.#change() });
    this.#view = new this.#cm.EditorView({ doc: this.#area.value, extensions, parent: root, root });
  }

  #change() {
    this.#area.value = this.#view.state.doc.toString();
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
    this.#unsaved.keep(this.#area.value);
    this.#ask();
  }

  #ask(wait) {
    this.#preview.ask(wait);
    this.#problems.ask(wait);
  }

  #form() {
    const form = new FormData();
    form.append("file", this.dataset.file);
    form.append("text", this.#area.value);
    return form;
  }

  #mark({ problems, html, said }) {
    this.#view.dispatch(this.#cm.setDiagnostics(this.#view.state, marks(this.#view.state.doc, problems)));
    this.#tools.list(html, said);
  }

  #replace(text) {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  #jump = () => {
    const place = placeIn(location.hash);
    if (place) goTo(this.#cm, this.#view, place);
  };

  #send = () => { this.#unsaved.saved = this.#area.value; };

  #leave = (event) => { if (this.#unsaved.saved !== this.#area.value) event.preventDefault(); };
});
