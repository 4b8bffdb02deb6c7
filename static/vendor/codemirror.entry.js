// What static/js/ takes from CodeMirror 6, bundled into vendor/codemirror.js as VERSIONS says. No HTML, CSS or
// JavaScript inside Markdown: lang-markdown's `markdown()` would bring them in, so the language is put together here.
import { commonmarkLanguage } from "@codemirror/lang-markdown";
import { Language } from "@codemirror/language";
import { GFM } from "@lezer/markdown";

export {
  autocompletion, completionKeymap, snippet, startCompletion, acceptCompletion, closeCompletion,
} from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap, indentLess, indentMore, isolateHistory } from "@codemirror/commands";
export { deleteMarkupBackward, insertNewlineContinueMarkup } from "@codemirror/lang-markdown";
export { yaml, yamlFrontmatter } from "@codemirror/lang-yaml";
export { HighlightStyle, LanguageSupport, syntaxHighlighting, syntaxTree } from "@codemirror/language";
export { forEachDiagnostic, lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
export { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
export { Compartment, EditorSelection, EditorState, Prec, Transaction } from "@codemirror/state";
export {
  crosshairCursor, Decoration, drawSelection, dropCursor, EditorView, highlightActiveLine, highlightActiveLineGutter,
  highlightSpecialChars, keymap, lineNumbers, MatchDecorator, placeholder, ViewPlugin,
} from "@codemirror/view";
export { Tag, tags } from "@lezer/highlight";

/** CommonMark and GitHub's tables, task lists and the like, with `extensions` of our own. */
export function markdownWith(...extensions) {
  const parser = commonmarkLanguage.parser.configure([GFM, ...extensions]);
  return new Language(commonmarkLanguage.data, parser, [], "markdown");
}
