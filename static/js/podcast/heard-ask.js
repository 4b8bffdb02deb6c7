// <heard-ask><a hx-get …>Ask me</a><input name="until"></heard-ask>: asks about what was heard until now. The voice falls
// silent meanwhile, and what is asked gets the focus.
customElements.define("heard-ask", class extends HTMLElement {
  connectedCallback() {
    document.addEventListener("podcast-second", this.#follow);
    document.addEventListener("htmx:after:swap", this.#show);
    this.addEventListener("click", () => document.querySelector(".player--page").audio.pause());
  }

  disconnectedCallback() {
    document.removeEventListener("podcast-second", this.#follow);
    document.removeEventListener("htmx:after:swap", this.#show);
  }

  #follow = ({ target }) => {
    if (target.matches(".player--page")) this.querySelector("input").value = target.second > 0 ? target.second.toFixed(1) : "";
  };

  #show = ({ detail: { ctx } }) => {
    if (this.contains(ctx.sourceElement)) document.getElementById("heard").focus();
  };
});
