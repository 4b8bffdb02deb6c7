// <page-outline><details><nav>… <a href="#section"> …</nav></details></page-outline>: marks the section that is being read.
customElements.define("page-outline", class extends HTMLElement {
  #links = [];
  #wide = matchMedia("(width >= 64rem)");
  #due = false;

  connectedCallback() {
    this.#links = [...this.querySelectorAll('a[href^="#"]')];
    this.#wide.addEventListener("change", this.#unfold);
    addEventListener("scroll", this.#later, { passive: true });
    this.addEventListener("click", this.#fold);
    this.#unfold();
    this.#mark();
  }

  disconnectedCallback() {
    removeEventListener("scroll", this.#later);
    this.#wide.removeEventListener("change", this.#unfold);
  }

  #unfold = () => (this.querySelector("details").open = this.#wide.matches);

  #fold = ({ target }) => {
    if (target.closest("a") && !this.#wide.matches) this.querySelector("details").open = false;
  };

  #later = () => {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#mark();
    });
  };

  #mark() {
    const line = innerHeight / 3;
    const passed = this.#links.filter((link) => this.#top(link) <= line);
    const current = passed.at(-1);
    for (const link of this.#links) {
      if (link !== current) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) link.setAttribute("aria-current", "true");
    }
  }

  #top(link) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return heading ? heading.getBoundingClientRect().top : Infinity;
  }
});
