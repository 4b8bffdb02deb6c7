// What the editor is made of. Tab is left to the browser, which moves on with it (Control and ] indents); in the places
// of a stub it goes to the next one until Escape, as CodeMirror documents.
import { languageOf } from "./markdown-source.js";
import { nameCompletion } from "./name-completion.js";
import { sourceLook } from "./source-look.js";

export function setUp(cm, { file, label, onChange, save }) {
  const { EditorView, keymap } = cm;
  return [
    cm.lintGutter(),
    cm.lineNumbers(),
    cm.highlightActiveLineGutter(),
    cm.highlightSpecialChars(),
    cm.history(),
    cm.drawSelection(),
    cm.dropCursor(),
    cm.EditorState.allowMultipleSelections.of(true),
    cm.highlightActiveLine(),
    cm.highlightSelectionMatches(),
    cm.search({ top: false }),
    cm.autocompletion({ override: [nameCompletion], icons: false }),
    languageOf(cm, file),
    sourceLook(cm),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "true", autocapitalize: "sentences", lang: document.documentElement.lang }),
    EditorView.updateListener.of((update) => update.docChanged && onChange()),
    keymap.of([
      { key: "Mod-s", run: save, preventDefault: true },
      { key: "Enter", run: cm.insertNewlineContinueMarkup },
      { key: "Backspace", run: cm.deleteMarkupBackward },
      { key: "F8", run: cm.nextDiagnostic },
      { key: "Shift-F8", run: cm.previousDiagnostic },
      ...cm.completionKeymap,
      ...cm.searchKeymap,
      ...cm.historyKeymap,
      ...cm.defaultKeymap,
    ]),
  ];
}
