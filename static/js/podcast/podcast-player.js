// <podcast-player data-item data-length …> around an <audio controls>: shows its own controls ([data-live]) instead of
// the browser's, draws where the voice is, and tells the page with each `podcast-second`. What is around uses its verbs.
import { goAlong } from "./go-along.js";
import { listenToKeys } from "./keys.js";
import { announce } from "./media-keys.js";
import { remember } from "./remember.js";
import { clock } from "./place.js";
import { offerSpeeds } from "./speed.js";

customElements.define("podcast-player", class extends HTMLElement {
  connectedCallback() {
    if (this.audio) return;
    this.audio = this.querySelector("audio");
    this.range = this.querySelector(".player__seek");
    this.chapters = [...this.querySelectorAll("[data-chapter]")];
    this.audio.controls = false;
    for (const part of this.querySelectorAll("[data-live]")) part.hidden = false;
    for (const part of this.querySelectorAll("[data-plain]")) part.hidden = true;
    this.addEventListener("click", this.#press);
    this.range.addEventListener("input", () => this.seek(Number(this.range.value)));
    for (const name of ["play", "pause", "timeupdate", "seeked", "durationchange", "ended", "error"]) this.audio.addEventListener(name, this.draw);
    this.audio.addEventListener("play", this.#hush);
    offerSpeeds(this);
    listenToKeys(this);
    announce(this);
    remember(this);
    this.draw();
    goAlong(this);
  }

  get second() { return this.audio.currentTime; }
  get length() { return this.audio.duration || Number(this.dataset.length); }
  get chapter() { return this.chapters.findLast((one) => Number(one.dataset.seek) <= this.second + 0.05); }

  seek(second) {
    this.audio.currentTime = Math.min(Math.max(second, 0), this.length);
    this.draw();
  }

  play() {
    const { audio, second } = this;
    if (audio.ended) this.seek(0);
    if (audio.error) {
      audio.load();
      this.seek(second);
    }
    // What keeps it from playing is said by its events.
    audio.play().catch(() => {});
  }

  playFrom(second) { this.seek(second); this.play(); }
  toggle() { this.audio.paused ? this.play() : this.audio.pause(); }
  step(seconds) { this.seek(this.second + seconds); }

  /** To the chapter before or after; back from within a chapter to its beginning. */
  turn(by) {
    const starts = this.chapters.map((one) => Number(one.dataset.seek));
    const to = by > 0 ? starts.find((start) => start > this.second + 0.05) : starts.findLast((start) => start < this.second - 3) ?? 0;
    if (to !== undefined) this.seek(to);
  }

  #press = ({ target }) => {
    const button = target.closest("[data-do], [data-seek]");
    const acts = { play: () => this.toggle(), back: () => this.step(-15), on: () => this.step(15), close: () => this.dispatchEvent(new Event("close")) };
    if (button?.dataset.seek) this.playFrom(Number(button.dataset.seek));
    else acts[button?.dataset.do]?.();
  };

  // One voice at a time.
  #hush = () => document.querySelectorAll("podcast-player").forEach((one) => one !== this && one.audio.pause());

  /** Says in place of the chapter what the template has for it, as "refused". */
  say(what) {
    const place = this.querySelector('[data-say="chapter"]');
    place.textContent = place.dataset[what].replace("{clock}", clock(this.second));
  }

  draw = () => {
    const { second, length, chapter } = this;
    this.querySelectorAll("[data-when]").forEach((sign) => (sign.hidden = (sign.dataset.when === "playing") === this.audio.paused));
    this.querySelector('[data-say="clock"]').textContent = clock(second);
    const shown = chapter ?? this.chapters[0];
    if (this.audio.error) this.say("lost");
    else if (shown) this.querySelector('[data-say="chapter"]').textContent = shown.textContent;
    for (const one of this.chapters) one.ariaCurrent = one === chapter ? "true" : null;
    this.range.max = length;
    this.range.value = second;
    this.range.ariaValueText = this.range.dataset.spoken.replace("{clock}", clock(second));
    this.range.style.setProperty("--played", second / length);
    this.dispatchEvent(new CustomEvent("podcast-second", { bubbles: true }));
  };
});
