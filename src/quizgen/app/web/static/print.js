// The page on which worksheets are printed.

import { byId, data, element, send, word } from "./common.js";
import { complainAt, reasonOf } from "./complaints.js";
import { fileItems, follow } from "./job.js";

const PAUSE = 400;
const form = byId("print");
const address = `/bank/${encodeURIComponent(data.name)}`;
let asked = 0;
let timer = 0;
let running = null;

async function sent(path) {
  try {
    return await send(`${address}/${path}`, new FormData(form));
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

const complain = (answer) => complainAt(form, answer);

function span(numbers) {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? `${least}` : word("to", { least, most });
}

function warn(texts) {
  byId("warnings").replaceChildren(...texts.map((text) => element("li", {}, text)));
}

async function look() {
  const number = ++asked;
  const answer = await sent("plan");
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
    const begun = await sent("make");
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
