"""When a page is whole: its scripts run, and what they fetch by themselves has come and stands in its place.

An assertion that holds only before or only after that must not depend on which of the two was faster."""

from playwright.sync_api import Page

IS_WHOLE = """() => {
  const got = performance.getEntriesByType("resource").map(({ name }) => name);
  const hasCome = (place) => got.some((name) => name.startsWith(new URL(place.getAttribute("hx-get"), location).href));
  return [...document.querySelectorAll("[hx-trigger^=load]")].every(hasCome)
    && !document.querySelector(".htmx-request, :not(:defined)")
    && !document.querySelector(":is([hx-get], [hx-post], [hx-put], [hx-delete]):not([data-htmx-powered])")
    && document.fonts.status === "loaded";
}"""


def settle(page: Page) -> None:
    page.wait_for_load_state()
    if page.evaluate("typeof htmx !== 'undefined'"):
        page.wait_for_function(IS_WHOLE)
