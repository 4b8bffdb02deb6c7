// <net-status hidden> with a line for each [data-when]: says that the server could not be reached, or refused.
// What comes with these says itself what is wrong: a form, or what somebody else saved meanwhile.
const SAID = [409, 422];

customElements.define("net-status", class extends HTMLElement {
  connectedCallback() {
    document.addEventListener("htmx:error", this.#unreachable);
    document.addEventListener("htmx:response:error", this.#refused);
    document.addEventListener("htmx:after:swap", this.#clear);
    this.querySelector("button").onclick = this.#clear;
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:error", this.#unreachable);
    document.removeEventListener("htmx:response:error", this.#refused);
    document.removeEventListener("htmx:after:swap", this.#clear);
  }

  #unreachable = ({ detail }) => {
    if (detail.ctx && !this.#isQuiet(detail.ctx)) this.#show("unreachable");
  };

  #refused = ({ detail }) => {
    const { status } = detail.ctx.response;
    if (!SAID.includes(status) && !this.#isQuiet(detail.ctx)) this.#show(status === 507 ? "full" : status >= 500 ? "unreachable" : "refused");
  };

  // The personal fragment comes by itself: when it fails, nothing of the learner's is at stake.
  #isQuiet = (ctx) => ctx.sourceElement.id === "mine";

  #clear = ({ detail }) => {
    const status = detail?.ctx?.response?.status ?? 200;
    if (status < 400 || SAID.includes(status)) this.hidden = true;
  };

  #show(when) {
    this.querySelectorAll("[data-when]").forEach((line) => (line.hidden = line.dataset.when !== when));
    this.hidden = false;
  }
});
