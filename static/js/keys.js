/** The key of an event that is meant for the page, or "" where somebody is typing or a shortcut is under way. */
export function pageKey(event) {
  const busy = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  const typing = event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog");
  return busy || typing ? "" : event.key;
}
