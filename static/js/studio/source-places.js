// Places in the source: lines named by the address, marks of what is wrong, where a stub goes.

/** `#L112:5` as line and column, null for another address. */
export function placeIn(hash) {
  const found = /^#L(\d+)(?::(\d+))?$/.exec(hash);
  return found && { line: Number(found[1]), column: Number(found[2] ?? 1) };
}

export function goTo(cm, view, { line, column }) {
  const at = offset(view.state.doc, line, column);
  view.dispatch({ selection: { anchor: at }, effects: cm.EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}

/** Puts `text` in the place of what stands there, as one step of the history; what is the same in both stays, and with it
 * the cursor. */
export function replaceAll(cm, view, text) {
  const old = view.state.doc.toString();
  const most = Math.min(old.length, text.length);
  let from = 0;
  while (from < most && old[from] === text[from]) from += 1;
  let same = 0;
  while (same < most - from && old.at(-1 - same) === text.at(-1 - same)) same += 1;
  const changes = { from, to: old.length - same, insert: text.slice(from, text.length - same) };
  view.dispatch({ changes, annotations: cm.isolateHistory.of("full") });
}

/** The problems that the server found, as marks: from where they stand to the end of that line. */
export function marks(doc, problems) {
  return problems.map(({ line, column, severity, rule, message }) => {
    const from = offset(doc, line, column);
    return { from, to: Math.max(from, doc.lineAt(from).to), severity, source: rule, message };
  });
}

function offset(doc, line, column) {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(found.from + Math.max(column, 1) - 1, found.to);
}

/** Puts a stub where it belongs, as one step of the history, with its first place selected. */
export function insertStub(cm, view, text, where) {
  if (where === "heading") return insertBelowHeading(cm, view, text);
  if (where === "end") view.dispatch({ selection: { anchor: view.state.doc.length } });
  const { state } = view;
  const { from, to } = state.selection.main;
  if (where === "inline") return put(cm, view, text, from, to);
  const line = state.doc.lineAt(to);
  const at = line.text.trim() ? line.to : line.from;
  const before = state.sliceDoc(0, at).replace(/[ \t]+$/, "");
  const after = state.sliceDoc(line.to);
  const opening = !before.trim() || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const closing = !after.trim() ? "\n" : after.startsWith("\n\n") ? "" : "\n";
  return put(cm, view, opening + text + closing, at, line.to);
}

/** `see: …` into the metadata line below the heading that the cursor stands under: beside what is seen already, else at
 * the line's end; the line is made if there is none. */
function insertBelowHeading(cm, view, text) {
  const { doc, selection } = view.state;
  let number = doc.lineAt(selection.main.head).number;
  while (number > 1 && !/^#{2,6} /.test(doc.line(number).text)) number -= 1;
  const heading = doc.line(number);
  const below = number < doc.lines ? doc.line(number + 1) : null;
  const end = below && /^<!--.*:/.test(below.text) ? below.text.lastIndexOf("-->") : -1;
  const seen = end < 0 ? null : /\bsee:[^;>]*?(?=\s*(?:;|-->))/.exec(below.text);
  if (seen) {
    const at = below.from + seen.index + seen[0].length;
    put(cm, view, text.replace("see: ", ", "), at, at);
  } else if (end < 0) put(cm, view, `\n<!-- ${text} -->`, heading.to, heading.to);
  else put(cm, view, `; ${text} `, below.from + below.text.slice(0, end).trimEnd().length, below.from + end);
  cm.startCompletion(view);
}

function put(cm, view, text, from, to) {
  cm.snippet(text)(view, null, from, to);
  view.dispatch({ annotations: cm.isolateHistory.of("full"), scrollIntoView: true });
  view.focus();
}
