// What is found in the text.

import { asker } from "./asking.js";
import { byId, data, element, word } from "./common.js";

/** Return what has an editor's text checked; `seen` is told the findings of the newest text. */
export function checker(editor, seen) {
  function show({ findings, notes }) {
    editor.show(findings);
    seen?.(findings);
    const errors = findings.filter((each) => each.severity === "error").length;
    byId("counts").textContent = findings.length
      ? word("errors", { errors, advice: findings.length - errors })
      : word("nothing");
    byId("findings").replaceChildren(...findings.map(item), ...notes.map((note) => element("li", { className: "note" }, note)));
    byId("next").disabled = byId("previous").disabled = !findings.length;
  }

  /** Return where a finding is; a line is nothing to who sees the form of its question. */
  function places({ line, question }) {
    const at = word("line", { line });
    return question ? [element("span", { className: "line" }, `${at} · `), question] : [at];
  }

  function item(finding) {
    const button = element(
      "button",
      { type: "button", className: `finding ${finding.severity}` },
      element("span", { className: "kind" }, word(finding.severity)),
      " ",
      element("span", { className: "place" }, ...places(finding)),
      element("span", { className: "said" }, finding.message),
    );
    button.addEventListener("click", () => editor.goTo(finding));
    return element("li", {}, button);
  }

  byId("next").addEventListener("click", () => editor.step(1));
  byId("previous").addEventListener("click", () => editor.step(-1));
  const asking = asker(`/bank/${encodeURIComponent(data.name)}/check`, editor, show);
  return {
    changed: () => asking.changed(),
    now: asking.now,
  };
}
