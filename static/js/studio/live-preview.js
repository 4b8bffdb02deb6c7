// The page as a learner sees it, in a frame without scripts or forms: it may be looked at, and nothing more. Its blocks
// say which line they come from, so that it keeps in step with the editor.
export class LivePreview {
  #frame = document.createElement("iframe");
  /** Whether the person is at the page now, and not at the text. */
  isLeading = false;
  onScroll = () => {};
  onDraw = () => {};

  constructor(place) {
    this.#frame.className = "preview__frame";
    this.#frame.title = place.dataset.title ?? "";
    this.#frame.setAttribute("sandbox", "allow-same-origin");
    this.#frame.onload = () => {
      this.#document.addEventListener("click", this.#press);
      this.#document.addEventListener("scroll", () => this.isLeading && this.onScroll(this.line));
      for (const type of ["wheel", "touchstart", "keydown"]) this.#document.addEventListener(type, this.#lead, { passive: true });
      this.#frame.parentElement.ariaBusy = "false";
      this.onDraw();
    };
    this.#frame.onpointerenter = this.#lead;
    this.#frame.onpointerleave = () => { this.isLeading = false; };
    place.replaceChildren(this.#frame);
    place.ariaBusy = "true";
  }

  show(html) {
    const old = this.#document?.body;
    if (this.#frame.parentElement.ariaBusy === "true") {
      this.#frame.srcdoc = html;
      return;
    }
    const drawn = new DOMParser().parseFromString(html, "text/html");
    const open = [...old.querySelectorAll("details")].map((fold) => fold.open);
    drawn.querySelectorAll("details").forEach((fold, i) => { fold.open = open[i] ?? fold.open; });
    old.className = drawn.body.className;
    old.replaceChildren(...drawn.body.childNodes);
    this.onDraw();
  }

  /** Brings what stands in a line of the source (a fraction is a part of its block) to the top. */
  scrollTo(line) {
    const marks = this.#marks;
    const before = marks.findLast((mark) => mark.line <= line);
    if (!before) return this.#show(0);
    const after = marks.find((mark) => mark.line > before.line && mark.top > before.top);
    const share = after ? (line - before.line) / (after.line - before.line) : 0;
    return this.#show(before.top + share * ((after?.top ?? 0) - before.top));
  }

  get line() {
    const top = this.#view.scrollY;
    const marks = this.#marks;
    const before = marks.findLast((mark) => mark.top <= top);
    if (!before) return 1;
    const after = marks.find((mark) => mark.top > before.top && mark.line > before.line);
    return before.line + (after ? ((top - before.top) / (after.top - before.top)) * (after.line - before.line) : 0);
  }

  get #document() {
    return this.#frame.contentDocument;
  }

  get #view() {
    return this.#frame.contentWindow;
  }

  get #marks() {
    return [...(this.#document?.querySelectorAll("[data-line]") ?? [])]
      .filter((element) => element.checkVisibility())
      .map((element) => ({ line: Number(element.dataset.line), top: element.getBoundingClientRect().top + this.#view.scrollY }))
      .sort((a, b) => a.line - b.line);
  }

  #show(top) {
    this.#view.scrollTo({ top: Math.max(0, top - 8), behavior: "instant" });
  }

  #lead = () => { this.isLeading = true; };

  #press = (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const [page, anchor] = (link.getAttribute("href") ?? "").split("#");
    if (!page && anchor) this.#document.getElementById(decodeURIComponent(anchor))?.scrollIntoView();
    else if (page) open(link.href, "_blank", "noopener");
  };
}
