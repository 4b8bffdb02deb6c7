// Fetches a content page when a pointer rests on a link to it. Only public paths: they are the same bytes for
// everybody and revalidate by ETag, and a GET writes nothing. Not an element: it serves every link of the page.
const CONTENT = /^\/paths\/[^/]+(\/(lessons\/[^/]+|article|flashcards|glossary|resources|podcast))?$/;
const done = new Set([location.pathname]);
let timer;

function isWorthIt(link) {
  const thrifty = navigator.connection?.saveData;
  return link && !thrifty && link.origin === location.origin && CONTENT.test(link.pathname) && !done.has(link.pathname);
}

function prefetch({ pathname }) {
  done.add(pathname);
  const hint = document.createElement("link");
  hint.rel = "prefetch";
  hint.href = pathname;
  document.head.append(hint);
}

document.addEventListener("pointerover", (event) => {
  const link = event.target.closest("a[href]");
  clearTimeout(timer);
  if (isWorthIt(link)) timer = setTimeout(() => prefetch(link), 80);
});
