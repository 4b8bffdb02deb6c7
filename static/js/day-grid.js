// <day-grid> around a table of days, those studied links: one of them is a tab stop, arrows go to the others.
const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

customElements.define("day-grid", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.#move);
    this.addEventListener("focusin", ({ target }) => this.#rest(target.closest("a")));
    this.#rest(this.#days.at(-1));
  }

  /** The days that are shown, in the order of time: the table has them by weekday. */
  get #days() {
    const days = [...this.querySelectorAll("a[href]")].filter((day) => day.checkVisibility());
    return days.sort((a, b) => (a.search < b.search ? -1 : 1));
  }

  #rest(here) {
    if (!here) return;
    for (const day of this.querySelectorAll("a[href]")) day.tabIndex = day === here ? 0 : -1;
  }

  #move = (event) => {
    const days = this.#days;
    const here = days.indexOf(event.target);
    const there = { Home: 0, End: days.length - 1 }[event.key] ?? here + (STEPS[event.key] ?? NaN);
    if (here < 0 || !days[there] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    days[there].focus();
  };
});
