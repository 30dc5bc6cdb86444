// The page on which worksheets are printed.

import { byId, data, element, word } from "./common.js";
import { fileItems, follow } from "./job.js";

const PAUSE = 400;
const form = byId("print");
const address = `/bank/${encodeURIComponent(data.name)}`;
let asked = 0;
let timer = 0;
let running = null;

async function send(path) {
  const response = await fetch(`${address}/${path}`, { method: "POST", body: new FormData(form) });
  const answer = await response.json();
  return response.ok ? answer : { error: answer.error };
}

function span(numbers) {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? `${least}` : word("to", { least, most });
}

/** Show what is wrong: each thing at its field, the rest below. */
function complain({ error, problems = {} }) {
  for (const old of form.querySelectorAll(".at-field")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const [name, text] of Object.entries(problems)) {
    const field = form.elements[name] ?? form.querySelector(`[name^="${name}:"]`);
    const said = element("span", { className: "at-field error message", id: `said-${name}` }, text);
    field.closest("details")?.setAttribute("open", "");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    (field.closest("label") ?? field.closest("table")).after(said);
  }
  const problem = byId("problem");
  problem.hidden = !error;
  problem.textContent = error ?? "";
}

function warn(texts) {
  byId("warnings").replaceChildren(...texts.map((text) => element("li", {}, text)));
}

async function look() {
  const number = ++asked;
  let answer;
  try { answer = await send("plan"); } catch { answer = { error: word("gone") }; }
  if (number !== asked || running) return;
  complain(answer);
  const isWrong = answer.error || answer.problems;
  byId("plan").textContent = isWrong ? word("look") : word("plan", {
    questions: span(answer.questions), points: span(answer.points), pages: span(answer.pages), papers: answer.papers,
  });
  warn(isWrong ? [] : answer.warnings);
  byId("make").disabled = Boolean(isWrong);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
}

function show(job) {
  byId("running").hidden = false;
  const progress = byId("progress");
  if (job.total) { progress.max = job.total; progress.value = job.done; } else progress.removeAttribute("value");
  const places = { doing: job.doing, done: job.done, total: job.total, seconds: Math.ceil(job.left ?? 0) };
  byId("doing").textContent = word(job.left ? "left" : "doing", places);
}

async function make(event) {
  event.preventDefault();
  if (running) return;
  running = {};
  asked++;
  byId("make").disabled = true;
  byId("result").hidden = true;
  try {
    const begun = await send("make");
    if (begun.job === undefined) { complain(begun); return; }
    running = begun;
    byId("cancel").hidden = false;
    finish(await follow(begun, show));
  } catch {
    complain({ error: word("gone") });
  } finally {
    running = null;
    byId("running").hidden = byId("cancel").hidden = true;
    byId("make").disabled = false;
  }
}

function finish(job) {
  if (job.state === "cancelled") { byId("plan").textContent = word("stopped"); return; }
  complain(job);
  if (job.state !== "done") return;
  warn(job.warnings);
  byId("result-code").textContent = word("code", { code: job.code, leaves: job.leaves });
  byId("files").replaceChildren(...fileItems(job.files));
  byId("result").hidden = false;
  byId("result-title").focus();
}

form.addEventListener("input", later);
form.addEventListener("submit", make);
byId("cancel").addEventListener("click", () => fetch(`/job/${running.job}/cancel`, { method: "POST" }));
look();
