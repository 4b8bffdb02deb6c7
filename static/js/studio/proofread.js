// Asks the server what the text says and what is wrong with it: the page beside it, where there is room for one, and the
// problems in its margin.
import { LatestAnswer } from "./latest-answer.js";
import { LivePreview } from "./live-preview.js";
import { publishedPage } from "./published-page.js";
import { stepWith } from "./scroll-step.js";

export function proofread(editor, view, { mark, fail }) {
  const form = () => {
    const sent = new FormData();
    sent.append("file", editor.dataset.file);
    sent.append("text", view.state.doc.toString());
    return sent;
  };
  const answers = [new LatestAnswer({ address: editor.dataset.problems, wait: 700, form, isStrict: true, take: (said) => mark(JSON.parse(said)), fail })];
  const place = document.getElementById("preview");
  if (place) {
    const frame = new LivePreview(place);
    const preparing = document.getElementById("preparing");
    let isDrawn = false;
    const take = (html) => { isDrawn = true; preparing.textContent = ""; frame.show(html); };
    stepWith(view, frame);
    preparing.textContent = preparing.dataset.words;
    if (place.dataset.published) publishedPage(place.dataset.published).then((html) => html && !isDrawn && frame.show(html));
    answers.push(new LatestAnswer({ address: editor.dataset.preview, wait: 400, form, take, fail: () => { preparing.textContent = ""; fail(); } }));
  }
  return {
    ask: (wait) => answers.forEach((answer) => answer.ask(wait)),
    stop: () => answers.forEach((answer) => answer.stop()),
  };
}
