// The page around the editor: its stubs, the tabs of a narrow screen, the list of problems.
export function toolsOf(insert) {
  const tools = document.getElementById("source-tools");
  const list = document.getElementById("problems");
  const checked = document.getElementById("checked");
  const menu = tools?.querySelector("details");
  const wanted = new URLSearchParams(location.search);

  tools?.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.text) {
      if (menu) menu.open = false;
      insert(button.dataset.text, button.dataset.where);
    } else if (button?.dataset.pane) show(button.dataset.pane);
  });
  menu?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", ({ target }) => { if (menu && !menu.contains(target)) menu.open = false; });
  list?.addEventListener("click", ({ target }) => {
    const link = target.closest("a[href^='#L']");
    // A click on the address that stands there already is no change of it.
    if (link?.hash !== location.hash) return;
    dispatchEvent(new HashChangeEvent("hashchange"));
  });

  function show(pane) {
    document.body.dataset.pane = pane;
    for (const tab of tools.querySelectorAll("[data-pane]")) tab.setAttribute("aria-pressed", tab.dataset.pane === pane);
  }

  return {
    /** The tools are of use now; a stub that the address asks for is put at the end. */
    begin() {
      if (!tools) return;
      tools.hidden = false;
      show("edit");
      const stub = [...tools.querySelectorAll("[data-stub]")].find(({ dataset }) => dataset.stub === wanted.get("stub"));
      const see = wanted.get("see");
      if (stub) insert(see ? stub.dataset.text.replace(/see: \$\{[^}]*\}/, `see: \${${see.replace(/[{}$\\]/g, "")}}`) : stub.dataset.text, "end");
    },
    list(html, said) {
      if (list) list.innerHTML = html;
      this.say(said);
    },
    /** How many problems there are; with no words, that nobody could look just now. */
    say(said) {
      if (!checked) return;
      checked.textContent = said || checked.dataset.failed;
      checked.hidden = false;
    },
  };
}
