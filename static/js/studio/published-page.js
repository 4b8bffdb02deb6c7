/** The page at `address` as learners have it, its middle alone: shown until the text's own page has been made, which the
 * first time takes seconds. Null where there is none. */
export async function publishedPage(address) {
  try {
    const response = await fetch(address);
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of page.querySelectorAll("body > :not(main), script, link[rel=preload]")) part.remove();
    // What the page that comes after it looks like.
    for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) page.head.append(sheet.cloneNode());
    return page.documentElement.outerHTML;
  } catch {
    return null;
  }
}
