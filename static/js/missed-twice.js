// <missed-twice data-items="ID ID" data-say="…">: opens the prompts of these items by their own links when the reader
// gets to them, once, and says so: it is a status itself. What was open already is left alone.
customElements.define("missed-twice", class extends HTMLElement {
  #watch;

  connectedCallback() {
    this.#watch = new IntersectionObserver((entries) => this.#reach(entries), { threshold: 1 });
    // The places where they come back arrive together with this element, a little later.
    requestAnimationFrame(() => {
      for (const item of this.dataset.items.split(" ")) {
        document.querySelectorAll(`.recall[data-item="${item}"]:not([data-met])`).forEach((place) => this.#watch.observe(place));
      }
    });
  }

  disconnectedCallback() {
    this.#watch.disconnect();
  }

  #reach(entries) {
    const reached = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
    for (const place of reached.filter((one) => !("met" in one.dataset))) {
      if (reached.find((one) => one.dataset.item === place.dataset.item) !== place) continue;
      this.#watch.unobserve(place);
      this.textContent = this.dataset.say;
      place.querySelector("a").click();
    }
  }
});
