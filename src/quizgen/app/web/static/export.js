// The page on which a bank or a run is written for another system.

import { byId, data, element, word } from "./common.js";
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

function complain({ error, problems = {} }) {
  for (const old of form.querySelectorAll(".at-field")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const [name, text] of Object.entries(problems)) {
    const field = form.elements[name] ?? form.elements.form;
    const said = element("span", { className: "at-field error message", id: `said-${name}` }, text);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    field.closest("label").after(said);
  }
  const problem = byId("problem");
  problem.hidden = !error;
  problem.textContent = error ?? "";
}

function show(made) {
  complain(made);
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
    const response = await fetch(location.pathname, { method: "POST", body: new FormData(form) });
    show(await response.json());
  } catch {
    complain({ error: word("gone") });
  } finally {
    isSending = false;
  }
});
form.addEventListener("change", () => { chosen(); which(); });
chosen();
which();
