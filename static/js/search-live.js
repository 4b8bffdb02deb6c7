// <search-live><form>…</form><div data-title>…</div></search-live>: the address and the title follow what is typed, so
// that back, reload and a bookmark find it again. htmx fetches the results.
customElements.define("search-live", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:after:swap", this.#follow);
  }

  #follow = () => {
    const form = this.querySelector("form");
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(history.state, "", [form.getAttribute("action"), ...(asked.size ? [asked] : [])].join("?"));
    document.title = this.querySelector("[data-title]").dataset.title;
  };
});
