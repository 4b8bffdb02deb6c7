// A busy server is asked again by itself; after any other failure, when something is typed.
const AGAIN = 5000;

/** Asks the server about a text a while after its last change: one question at a time, and an answer to a text that has
 * changed meanwhile is dropped where `isStrict` says so. `take` gets the response; `fail` is told that there was none. */
export class LatestAnswer {
  #timer;
  #isBusy = false;
  #isOld = false;

  constructor({ address, wait, form, take, fail, isStrict = false }) {
    Object.assign(this, { address, wait, form, take, fail, isStrict });
  }

  ask(wait = this.wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), wait);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  async #send() {
    if (this.#isBusy) {
      this.#isOld = true;
      return;
    }
    this.#isBusy = true;
    const body = this.form();
    try {
      const response = await fetch(this.address, { method: "POST", body });
      if (response.status === 503) this.ask(AGAIN);
      if (!response.ok) throw new Error(response.status);
      const said = await response.text();
      if (!this.isStrict || body.get("text") === this.form().get("text")) this.take(said);
    } catch {
      this.fail();
    } finally {
      this.#isBusy = false;
      if (this.#isOld) this.ask();
      this.#isOld = false;
    }
  }
}
