// A plain text area with the face of the editor, where that was not built.

/** Return an editor made of a text area. */
export function textArea({ parent, text, label, onChange, onCursor }) {
  const area = document.createElement("textarea");
  area.value = text;
  area.spellcheck = false;
  area.setAttribute("aria-label", label);
  area.wrap = "soft";
  parent.append(area);
  area.addEventListener("input", () => onChange());
  for (const event of ["keyup", "click"]) area.addEventListener(event, () => onCursor(line()));
  let findings = [];

  const line = () => area.value.slice(0, area.selectionStart).split("\n").length;

  function offset(at) {
    const lines = area.value.split("\n");
    const before = lines.slice(0, at.line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    const own = [...(lines[at.line - 1] ?? "")].slice(0, at.column - 1).join("");
    return before + own.length;
  }

  function goTo(at) {
    area.focus();
    const place = offset(at);
    area.setSelectionRange(place, place);
    const height = parseFloat(getComputedStyle(area).lineHeight);
    area.scrollTop = Math.max(0, (at.line - 4) * height);
    onCursor(at.line);
  }

  return {
    text: () => area.value,
    line,
    replace(next) {
      const place = area.selectionStart;
      area.value = next;
      area.setSelectionRange(place, place);
      onChange();
    },
    show(next) { findings = next; },
    goTo,
    focus: () => area.focus(),
    step(by) {
      const here = line();
      const places = by > 0
        ? findings.filter((each) => each.line > here)
        : findings.filter((each) => each.line < here).reverse();
      const target = places[0] ?? (by > 0 ? findings[0] : findings.at(-1));
      if (target) goTo(target);
    },
  };
}
