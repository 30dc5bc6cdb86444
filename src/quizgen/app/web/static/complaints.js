// What is wrong, told on the page: each thing at its field, the rest below.

import { byId, element, word } from "./common.js";

/** Return why the server did not do what it was asked for. */
export const reasonOf = (error) => (error instanceof TypeError ? word("gone") : error.message);

function tell(text) {
  const problem = byId("problem");
  problem.hidden = !text;
  problem.textContent = text ?? "";
  return problem;
}

/** Tell what is wrong where it is seen; "" if nothing is. */
export function complain(text) {
  const problem = tell(text);
  if (text) problem.scrollIntoView({ block: "nearest" });
}

/** Tell what is wrong with a form; what has no field is at another one. */
export function complainAt(form, { error, problems = {} }, other) {
  for (const old of form.querySelectorAll(".at-field")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const [name, text] of Object.entries(problems)) {
    const field = form.elements[name] ?? form.querySelector(`[name^="${name}:"]`) ?? other;
    const said = element("span", { className: "at-field error message", id: `said-${name}` }, text);
    field.closest("details")?.setAttribute("open", "");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    (field.closest("label") ?? field.closest("table")).after(said);
  }
  tell(error);
}
