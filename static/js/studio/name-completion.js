// Completes what the page knows by name: sections after `see:`, works after `[@`, each from its <datalist>.
const WANTED = [
  [/(?:<!--|;)[^>]*\bsee:[^>;]*$/, /[^\s,;:]*$/, "sections"],
  [/\[@[^\]]*$/, /[^\s;@]*$/, "works"],
  [/<!--[^>]*\bref:[^>;]*$/, /[^\s;:]*$/, "works"],
];

export function nameCompletion(context) {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const wanted = WANTED.find(([place]) => place.test(before));
  const options = wanted && document.getElementById(wanted[2])?.options;
  if (!options?.length) return null;
  const [word] = wanted[1].exec(before);
  return {
    from: context.pos - word.length,
    options: [...options].map(({ value, label }) => ({ label: value, detail: label === value ? "" : label })),
    validFor: /^[^\s,;:\]]*$/,
  };
}
