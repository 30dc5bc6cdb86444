// Earlier states of the bank: looked at, and returned to.

import { byId, data, element, get, word } from "./common.js";
import { compare } from "./compare.js";

/** Let the button open the list of earlier states. */
export function earlierStates(editor) {
  const address = `/bank/${encodeURIComponent(data.name)}/states`;
  const dialog = byId("states");
  const use = byId("use-state");
  let chosen = "";

  byId("earlier").addEventListener("click", async () => {
    const { states } = await get(address).catch(() => ({ states: [] }));
    byId("no-states").hidden = states.length > 0;
    byId("state-text").textContent = "";
    use.disabled = true;
    byId("state-list").replaceChildren(...states.map((state) => {
      const name = state.printable ? `${word("printable")} (${state.when})` : state.when;
      const button = element("button", { type: "button" }, name);
      button.addEventListener("click", () => look(state.name));
      return element("li", {}, button);
    }));
    dialog.showModal();
  });

  async function look(name) {
    const { text } = await get(`${address}/${encodeURIComponent(name)}`);
    chosen = text;
    use.disabled = false;
    compare(byId("state-text"), document.createElement("pre"), text, editor.text());
  }

  use.addEventListener("click", () => {
    editor.replace(chosen);
    dialog.close();
    editor.focus();
  });
}
