// A run that is being printed: asked about until it is done.

import { element, get, word } from "./common.js";

const PAUSE = 300;

/** Tell `seen` what becomes of a job until it ends; return how it ended. */
export async function follow(job, seen = () => {}) {
  while (job.state === "running") {
    seen(job);
    await new Promise((done) => setTimeout(done, PAUSE));
    job = await get(`/job/${job.job}`);
  }
  return job;
}

/** Return list items with the files of a run. */
export function fileItems(files) {
  return files.map((file) => {
    const name = file.pages ? word("file", { label: file.label, pages: file.pages }) : file.label;
    return element(
      "li", {},
      element("a", { href: file.address, target: file.pages ? "_blank" : "_self", rel: "noopener" }, name),
      " ",
      element("a", { href: file.address, download: file.name, className: "quiet" }, `${word("download")} ${file.name}`),
    );
  });
}
