// The Markdown of a path as the editor colours it: YAML above, then CommonMark with math, gaps, citations, answers.
const MATH = /^(?:\$\$[^$]+\$\$|\$(?!\s)(?:\\.|[^$\\\n])+?(?<!\s)\$(?!\d))/;
const GAP = /^==(?![\s=])(?:[^=\n]|=(?!=))+?(?<!\s)==/;
const CITATION = /^\[@[^\]\s;]+(?:;\s*@[^\]\s;]+)*\]/;
const ALERT = /^\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]/;
const ANSWER = /^= \S/;

/** An inline rule: what matches `pattern` at a character becomes a node of this name. */
function inline(name, first, pattern, style) {
  return {
    defineNodes: [{ name, style }],
    parseInline: [{
      name,
      before: "Link",
      parse(cx, next, at) {
        const found = next === first.charCodeAt(0) && pattern.exec(cx.slice(at, cx.end));
        return found ? cx.addElement(cx.elt(name, at, at + found[0].length)) : -1;
      },
    }],
  };
}

/** Lines such as `= 0.98 ± 0.001`, which end a paragraph. */
function answers(style) {
  const begins = (line) => ANSWER.test(line.text.slice(line.pos));
  return {
    defineNodes: [{ name: "Answer", block: true, style }],
    parseBlock: [{
      name: "Answer",
      parse(cx, line) {
        if (!begins(line)) return false;
        cx.addElement(cx.elt("Answer", cx.lineStart + line.pos, cx.lineStart + line.text.length));
        cx.nextLine();
        return true;
      },
      endLeaf: (cx, line) => begins(line),
    }],
  };
}

/** What a file of this name is written in: Markdown, YAML, or nothing that is coloured. */
export function languageOf(cm, file) {
  const [language, style] = markdownSource(cm);
  if (file.endsWith(".md")) return [language, style];
  return file.endsWith(".yml") ? [cm.yaml(), style] : [];
}

function markdownSource(cm) {
  const [math, gap, citation, alert, answer] = Array.from({ length: 5 }, () => cm.Tag.define());
  const { tags } = cm;
  const markdown = cm.markdownWith(
    inline("Math", "$", MATH, math),
    inline("Gap", "=", GAP, gap),
    inline("Citation", "[", CITATION, citation),
    inline("AlertKind", "[", ALERT, alert),
    answers(answer),
  );
  const strong = { fontWeight: "700" };
  const style = cm.HighlightStyle.define([
    { tag: tags.heading, color: "var(--accent-strong)", ...strong },
    { tag: tags.strong, ...strong },
    { tag: tags.emphasis, fontStyle: "italic" },
    { tag: tags.strikethrough, textDecoration: "line-through" },
    { tag: [tags.comment, tags.meta], color: "var(--soft)", fontStyle: "italic" },
    { tag: [tags.processingInstruction, tags.contentSeparator, tags.labelName], color: "var(--soft)" },
    { tag: [tags.link, tags.url], color: "var(--accent)" },
    { tag: tags.monospace, color: "oklch(var(--slate))" },
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
    { tag: [tags.string, tags.content], color: "var(--text)" },
    { tag: math, color: "oklch(var(--heather))" },
    { tag: [gap, answer], color: "var(--text)", background: "var(--caution-wash)", ...strong },
    { tag: citation, color: "oklch(var(--slate))" },
    { tag: alert, color: "var(--caution)", ...strong },
  ]);
  return [cm.yamlFrontmatter({ content: new cm.LanguageSupport(markdown) }), cm.syntaxHighlighting(style)];
}
