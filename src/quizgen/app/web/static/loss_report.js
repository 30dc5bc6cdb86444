// The report of an import or an export: what is not the same any more, as a list.

import { byId, element, word } from "./common.js";

/** Return list items with files to save. */
export function savedItems(files) {
  return files.map((file) => element(
    "li", {}, element("a", { href: file.address, download: file.name }, `${word("download")} ${file.name}`),
  ));
}

function lossItem({ field, message, places }) {
  return element(
    "li", {},
    element("p", {}, element("strong", {}, field), `: ${message}`),
    places ? element("p", { className: "quiet" }, places) : null,
  );
}

/** Show a report below a title. */
export function showReport(title, report) {
  byId("report-title").textContent = title;
  byId("report-heading").textContent = report.heading;
  byId("report-list").replaceChildren(
    ...report.sections.flatMap((section) => [
      element("h3", {}, section.title),
      element("ul", { className: "what" }, ...section.losses.map(lossItem)),
    ]),
    report.nothing ? element("p", { className: "nothing" }, report.nothing) : "",
  );
  byId("report-files").querySelector("ul").replaceChildren(...savedItems(report.files));
  byId("report").hidden = false;
  byId("report-title").focus();
}
