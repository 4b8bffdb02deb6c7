// <podcast-player data-item data-length …> around an <audio controls>: shows its own controls ([data-live]) instead of
// the browser's, draws where the sound is, and tells it the page by `podcast-second`. What is around it uses its verbs.
import { goAlong } from "./go-along.js";
import { listenToKeys } from "./keys.js";
import { announce } from "./media-keys.js";
import { remember } from "./remember.js";
import { clock, keepRate, keptRate } from "./place.js";

customElements.define("podcast-player", class extends HTMLElement {
  connectedCallback() {
    if (this.audio) return;
    this.audio = this.querySelector("audio");
    this.range = this.querySelector(".player__seek");
    this.chapters = [...this.querySelectorAll("[data-chapter]")];
    this.audio.controls = false;
    for (const part of this.querySelectorAll("[data-live]")) part.hidden = false;
    for (const part of this.querySelectorAll("[data-plain]")) part.hidden = true;
    this.#setRate(keptRate());
    this.addEventListener("click", this.#press);
    this.addEventListener("input", this.#choose);
    for (const name of ["play", "pause", "timeupdate", "seeked", "durationchange", "ended"]) this.audio.addEventListener(name, this.draw);
    this.audio.addEventListener("play", this.#hush);
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
    if (this.audio.ended) this.seek(0);
    return this.audio.play();
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

  #choose = ({ target }) => {
    if (target === this.range) this.seek(Number(target.value));
    else if ("rate" in target.dataset) { this.#setRate(Number(target.value)); keepRate(target.value); }
  };

  #setRate(rate) {
    this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
    const select = this.querySelector("[data-rate]");
    if (select) select.value = String(rate);
  }

  // One voice at a time.
  #hush = () => document.querySelectorAll("podcast-player").forEach((one) => one !== this && one.audio.pause());

  draw = () => {
    const { second, length, chapter } = this;
    this.querySelectorAll("[data-when]").forEach((sign) => (sign.hidden = (sign.dataset.when === "playing") === this.audio.paused));
    this.querySelector('[data-say="clock"]').textContent = clock(second);
    const shown = chapter ?? this.chapters[0];
    if (shown) this.querySelector('[data-say="chapter"]').textContent = shown.textContent;
    for (const one of this.chapters) one.ariaCurrent = one === chapter ? "true" : null;
    this.range.max = length;
    this.range.value = second;
    this.range.ariaValueText = this.range.dataset.spoken.replace("{clock}", clock(second));
    this.range.style.setProperty("--played", second / length);
    this.dispatchEvent(new CustomEvent("podcast-second", { bubbles: true }));
  };
});
