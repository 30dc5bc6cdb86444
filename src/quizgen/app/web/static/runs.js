// The page of runs: sheets again, and runs that are forgotten.

import { byId, word } from "./common.js";
import { fileItems, follow } from "./job.js";

async function send(address, body) {
  const response = await fetch(address, { method: "POST", body });
  const answer = await response.json();
  return response.ok ? answer : { state: "failed", error: answer.error };
}

for (const form of document.querySelectorAll("form.again")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector(".said");
    const files = form.querySelector(".files");
    files.replaceChildren();
    try {
      const begun = await send(`/runs/${encodeURIComponent(form.dataset.code)}/again`, new FormData(form));
      const job = await follow(begun, (now) => { said.textContent = word("doing", now); });
      said.textContent = job.error ?? "";
      files.replaceChildren(...fileItems(job.files ?? []));
    } catch {
      said.textContent = word("gone");
    }
  });
}

const dialog = byId("forget");
for (const button of document.querySelectorAll("button.forget"))
  button.addEventListener("click", () => {
    dialog.dataset.code = button.dataset.code;
    dialog.showModal();
  });

byId("forget-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new FormData();
  body.set("code", dialog.dataset.code);
  await fetch("/runs/forget", { method: "POST", body });
  location.assign("/runs");
});
