// <work-progress hidden><progress></progress> <span></span></work-progress> in a form whose work takes a while: shows how
// much of it is done. The server knows it by a name that is made here; where it knows nothing, the bar only moves.
const OFTEN = 300;

customElements.define("work-progress", class extends HTMLElement {
  #timer;
  #stop = new AbortController();

  connectedCallback() {
    const { signal } = this.#stop;
    const form = this.closest("form");
    form.addEventListener("submit", () => this.#begin(form), { signal });
    // The page stays where the server cannot be reached or refuses, or comes back by the back button.
    for (const failed of ["htmx:error", "htmx:response:error"]) form.addEventListener(failed, () => this.#end(), { signal });
    addEventListener("pageshow", () => this.#end(), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearInterval(this.#timer);
  }

  #begin(form) {
    const name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    form.elements.work.value = name;
    this.#show(null);
    this.hidden = false;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#ask(name), OFTEN);
  }

  #end() {
    clearInterval(this.#timer);
    this.hidden = true;
  }

  async #ask(name) {
    const response = await fetch(`/studio/underway/${name}`).catch(() => null);
    if (response?.status === 200) this.#show(await response.json());
  }

  #show(parts) {
    const bar = this.querySelector("progress");
    const words = this.querySelector("span");
    if (parts) {
      bar.max = parts.total;
      bar.value = parts.done;
      const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
      words.textContent = percent.format(parts.done / parts.total);
    } else {
      bar.removeAttribute("value");
      words.textContent = "";
    }
  }
});
