// The page on which a run is graded: papers are uploaded one by one, then read.

import { byId, data, send, word } from "./common.js";
import { complain, reasonOf } from "./complaints.js";
import { follow } from "./job.js";

let running = null;
let isStopping = false;

const saying = (error) => complain(reasonOf(error));

/** Show the page as it is now, at its results if there is something new. */
function again(hash = "") {
  history.replaceState(null, "", location.pathname + hash);
  location.reload();
}

function show(job) {
  byId("running").hidden = byId("cancel").hidden = false;
  byId("start").disabled = true;
  const progress = byId("progress");
  if (job.total && job.done) { progress.max = job.total; progress.value = job.done; } else progress.removeAttribute("value");
  const places = { doing: job.doing, done: job.done, total: job.total, seconds: Math.ceil(job.left ?? 0) };
  byId("doing").textContent = word(isStopping ? "stopping" : job.left ? "left" : "doing", places);
}

/** Wait for a job's end; then show its results, or why there are none. */
async function wait(begun) {
  running = begun;
  let job;
  try { job = await follow(begun, show); } catch { job = { error: word("gone") }; }
  running = null;
  isStopping = false;
  byId("running").hidden = byId("cancel").hidden = true;
  byId("start").disabled = false;
  byId("doing").textContent = "";
  if (job.state === "done") again("#outcome");
  else if (job.state === "cancelled") byId("doing").textContent = word("stopped");
  else complain(job.error);
}

async function begin(address, form) {
  if (running) return;
  running = {};
  complain("");
  try {
    wait(await send(address, new FormData(form)));
  } catch (error) {
    running = null;
    saying(error);
  }
}

/** Upload files one by one: a pile of photos is more than one request may hold. */
async function upload(input) {
  const files = [...input.files];
  complain("");
  try {
    for (const [place, file] of files.entries()) {
      byId("doing").textContent = word("uploading", { name: file.name, done: place + 1, total: files.length });
      await send(`papers?name=${encodeURIComponent(file.name)}`, file);
    }
    again();
  } catch (error) {
    byId("doing").textContent = "";
    saying(error);
  }
}

for (const name of ["scans", "table"])
  byId(name)?.addEventListener("change", (event) => upload(event.target));

for (const button of document.querySelectorAll(".remove"))
  button.addEventListener("click", async () => {
    const body = new FormData();
    body.set("name", button.dataset.name);
    try { await send("remove", body); again(); } catch (error) { saying(error); }
  });

byId("grade").addEventListener("submit", (event) => {
  event.preventDefault();
  begin("start", event.target);
});
byId("report")?.addEventListener("submit", (event) => {
  event.preventDefault();
  begin("report", event.target);
});
byId("cancel").addEventListener("click", () => {
  isStopping = true;
  byId("doing").textContent = word("stopping");
  fetch(`/job/${running.job}/cancel`, { method: "POST" });
});

byId("forget-open")?.addEventListener("click", () => byId("forget").showModal());
byId("forget-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try { await send("forget", new FormData()); again(); } catch (error) { saying(error); }
  byId("forget").close();
});

if (data.job) wait(data.job);
if (location.hash === "#outcome") byId("outcome")?.focus();
