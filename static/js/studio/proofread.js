// Asks the server what the text says and what is wrong with it: the page beside it, where there is room for one, and the
// problems in its margin.
import { LatestAnswer } from "./latest-answer.js";
import { LivePreview } from "./live-preview.js";
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
    stepWith(view, frame);
    answers.push(new LatestAnswer({ address: editor.dataset.preview, wait: 400, form, take: (html) => frame.show(html), fail }));
  }
  return {
    ask: (wait) => answers.forEach((answer) => answer.ask(wait)),
    stop: () => answers.forEach((answer) => answer.stop()),
  };
}
