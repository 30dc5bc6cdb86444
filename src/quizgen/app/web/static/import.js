// The page on which questions of another system become a bank.

import { beginWithForm, byId, word } from "./common.js";
import { showReport } from "./loss_report.js";

const form = byId("import");
let isSending = false;

async function send(address) {
  const response = await fetch(address, { method: "POST", body: new FormData(form) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

function complain(error) {
  const problem = byId("problem");
  problem.hidden = false;
  problem.textContent = error instanceof TypeError ? word("gone") : error.message;
  problem.scrollIntoView({ block: "nearest" });
}

/** Ask the server once at a time; show what it refuses. */
async function asked(address, show) {
  if (isSending) return;
  isSending = true;
  byId("problem").hidden = true;
  try { show(await send(address)); } catch (error) { complain(error); } finally { isSending = false; }
}

function looked(found) {
  const title = found.questions ? word("found") : word("none");
  showReport(title, found.report);
  const formats = found.formats.join(", ");
  byId("report-heading").textContent += `\n${word("formats", { formats, passages: found.passages })}`;
  byId("write").hidden = !found.questions;
  form.elements.name.value = found.name;
  byId("taken").hidden = !found.is_there;
}

function written(made) {
  for (const part of form.querySelectorAll("fieldset")) part.hidden = true;
  showReport(word("written", { bank: made.bank }), made.report);
  beginWithForm();
  byId("open").href = `/bank/${encodeURIComponent(made.bank)}`;
  byId("written").hidden = false;
  byId("open").focus();
}

byId("read").addEventListener("click", () => asked("/import/read", looked));
form.elements.files.addEventListener("change", () => {
  byId("report").hidden = byId("write").hidden = true;
  form.elements.name.value = "";
});
form.elements.name.addEventListener("input", () => { byId("taken").hidden = true; });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (byId("write").hidden) asked("/import/read", looked);
  else asked("/import/write", written);
});
