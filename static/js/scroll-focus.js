// An inline formula cannot break, a figure has a least width. One that is wider than its column scrolls, so the
// keyboard must reach it. Not an element: it serves every formula and figure of the page.
const seen = new ResizeObserver(([{ target }]) => {
  for (const part of target.querySelectorAll("math:not([display]), .figure")) {
    if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
});

seen.observe(document.querySelector("main"));
