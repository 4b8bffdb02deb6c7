// <reading-beacon> around <section data-item="ID">s: tells the server, once, that a section's end was read.
// It needs the nonce of the personal fragment ([data-nonce]); until that has come, what was read waits.
const LEAST_SECONDS = 4;

customElements.define("reading-beacon", class extends HTMLElement {
  #started = new Map();
  #read = new Set();
  #waiting = [];
  #watch;

  connectedCallback() {
    this.#watch = new IntersectionObserver((entries) => entries.forEach((entry) => this.#see(entry)));
    for (const section of this.querySelectorAll("section[data-item]")) {
      const own = [...section.children].filter((child) => !child.matches("section[data-item], .section__end, .marked"));
      if (!own.length) continue;
      for (const edge of [own[0], own.at(-1)]) {
        edge.cairnItem = section.dataset.item;
        edge.cairnEnd ||= edge === own.at(-1);
        this.#watch.observe(edge);
      }
    }
    document.addEventListener("htmx:after:swap", this.#flush);
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    document.removeEventListener("htmx:after:swap", this.#flush);
  }

  #see({ target, isIntersecting }) {
    const { cairnItem: id, cairnEnd: isEnd } = target;
    if (!isIntersecting || this.#read.has(id)) return;
    if (!this.#started.has(id)) this.#started.set(id, performance.now());
    if (!isEnd) return;
    const left = LEAST_SECONDS * 1000 - (performance.now() - this.#started.get(id));
    setTimeout(() => this.#finish(id, target), Math.max(left, 0));
  }

  #finish(id, end) {
    const { top, bottom } = end.getBoundingClientRect();
    const onScreen = bottom > 0 && top < innerHeight;
    if (document.hidden || !onScreen || this.#read.has(id)) return;
    this.#read.add(id);
    this.#waiting.push(id);
    this.#flush();
  }

  #flush = () => {
    const nonce = document.querySelector("[data-nonce]")?.dataset.nonce;
    if (!nonce) return;
    for (const id of this.#waiting.splice(0)) {
      const body = new URLSearchParams({ nonce });
      fetch(`/items/${id}/readings`, { method: "POST", body, keepalive: true }).catch(() => this.#read.delete(id));
    }
  };
});
