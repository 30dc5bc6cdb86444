// A plain text area with the face of the editor, where that was not built.

/** Return an editor made of a text area. */
export function textArea({ parent, text, label, onChange, onCursor }) {
  const area = document.createElement("textarea");
  area.value = text;
  area.setSelectionRange(0, 0);
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

  function back(element, selected) {
    if (!element || element === area) return;
    element.focus({ preventScroll: true });
    if (selected?.[0] !== null && selected) element.setSelectionRange(...selected);
  }

  function command(name) {
    const before = document.activeElement;
    area.focus({ preventScroll: true });
    document.execCommand(name);
    back(before);
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
    /** Make edits of the text, which the browser's own undo takes back where it can. */
    edit(edits) {
      const before = document.activeElement;
      const selected = before !== area && "selectionStart" in before ? [before.selectionStart, before.selectionEnd] : null;
      area.focus({ preventScroll: true });
      for (const [from, to, insert] of [...edits].reverse()) {
        area.setSelectionRange(from, to);
        if (!document.execCommand(insert ? "insertText" : "delete", false, insert)) {
          area.setRangeText(insert, from, to, "end");
          onChange();
        }
      }
      back(before, selected);
    },
    undo: () => command("undo"),
    redo: () => command("redo"),
    /** Put the cursor on a line, and leave the focus where it is. */
    select(number) {
      const place = offset({ line: number, column: 1 });
      area.setSelectionRange(place, place);
      area.scrollTop = Math.max(0, (number - 4) * parseFloat(getComputedStyle(area).lineHeight));
      onCursor(number);
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
