// The page on which a bank or a run is written for another system.

import { byId, data, element, send, word } from "./common.js";
import { complainAt, reasonOf } from "./complaints.js";
import { showReport } from "./loss_report.js";

const form = byId("export");
let isSending = false;

/** Show what the chosen format holds, and offer only what it can do with the article. */
function chosen() {
  const { row, shares, places } = data.formats[form.elements.form.value];
  byId("holds").replaceChildren(
    ...row.flatMap(([head, text]) => [element("dt", {}, head), element("dd", {}, text)]),
  );
  const passage = form.elements.passage;
  for (const option of passage.options)
    if (["repeat", "separate"].includes(option.value)) option.disabled = !places;
  passage.disabled = !shares && !places;
  if (passage.selectedOptions[0].disabled || passage.disabled) passage.value = "";
}

function which() {
  const drawn = byId("drawn");
  if (drawn) drawn.hidden = form.elements.which.value !== "drawn";
}

function show(made) {
  complainAt(form, made, form.elements.form);
  byId("files").replaceChildren();
  byId("report").hidden = byId("seed").hidden = true;
  if (!made.files) return;
  byId("files").replaceChildren(...made.files.map((file) => element(
    "li", {}, element("a", { href: file.address, download: file.name }, word("save", file)),
  )));
  byId("seed").hidden = !made.seed;
  byId("seed").textContent = word("seed", made);
  showReport(word("found"), made.report);
  byId("files").querySelector("a").focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  try {
    show(await send(location.pathname, new FormData(form)));
  } catch (error) {
    show({ error: reasonOf(error), ...error.answer });
  } finally {
    isSending = false;
  }
});
form.addEventListener("change", () => { chosen(); which(); });
chosen();
which();
