// The page on which questions of another system become a bank.

import { beginWithForm, byId, send, word } from "./common.js";
import { complain, reasonOf } from "./complaints.js";
import { showReport } from "./loss_report.js";

const form = byId("import");
let isSending = false;

/** Ask the server once at a time; show what it refuses. */
async function asked(address, show) {
  if (isSending) return;
  isSending = true;
  complain("");
  try {
    show(await send(address, new FormData(form)));
  } catch (error) {
    complain(reasonOf(error));
  } finally {
    isSending = false;
  }
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
