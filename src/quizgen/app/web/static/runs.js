// The page of runs: sheets again, and runs that are forgotten.

import { byId, send, word } from "./common.js";
import { reasonOf } from "./complaints.js";
import { fileItems, follow } from "./job.js";

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
    } catch (error) {
      said.textContent = reasonOf(error);
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
