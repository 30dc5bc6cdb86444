// What may come next: keys of the bank, of the article and of a question, and names to choose.

/** Return a source of completions from what the models say. */
export function completer({ bank, article, kinds, titles, skills }) {
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const value = /^(\s*(?:- +)?)(type|skill|paragraph):\s+([\w-]*)$/.exec(before);
    const key = /^(\s*(?:- +)?)([a-z_]*)$/.exec(before);
    if (value) return offered(context, value[3], names(value[2], context), context.explicit || value[3]);
    if (!key) return null;
    const place = placeOf(context.state.doc, line.number, key[1].length);
    if (!place) return null;
    const keys = place.part === "question" ? kinds[place.type] ?? kinds.multiple_choice
      : place.part === "article" ? article : bank;
    const left = Object.entries(keys).filter(([name]) => !place.there.has(name));
    const options = left.map(([label, info]) => ({ label, info, apply: `${label}: `, type: "property" }));
    return offered(context, key[2], options, context.explicit || key[2]);
  };

  function names(what, context) {
    if (what === "type") return Object.entries(titles).map(([label, detail]) => ({ label, detail }));
    if (what === "skill") {
      const own = /^skills:\n((?:[ \t]+.*\n|\n)*)/m.exec(context.state.doc.toString())?.[1] ?? "";
      const more = [...own.matchAll(/^\s+([\w-]+):\s*(.*)$/gm)].map((found) => [found[1], found[2]]);
      return Object.entries({ ...skills, ...Object.fromEntries(more) }).map(([label, detail]) => ({ label, detail }));
    }
    const count = Number(/^\s*(?:article:.*)?\bparagraphs:\s*(\d+)/m.exec(context.state.doc.toString())?.[1] ?? 0);
    return Array.from({ length: Math.min(count, 200) }, (_, index) => ({ label: `${index + 1}` }));
  }

  function offered(context, typed, options, wanted) {
    if (!wanted || !options.length) return null;
    return { from: context.pos - typed.length, options, validFor: /^[\w-]*$/ };
  }
}

/** Return in which part of the bank a line is, and which keys that part has already. */
function placeOf(doc, number, indent) {
  if (indent === 0) return { part: "bank", there: keysAt(doc, 1, doc.lines, 0) };
  let start = number;
  let dash = -1;
  for (; start > 0; start--) {
    const text = doc.line(start).text;
    const item = /^(\s*)- +/.exec(text);
    if (item && item[0].length === indent) { dash = item[1].length; break; }
    if (/^\S/.test(text) && !text.startsWith("#")) break;
  }
  if (start < 1) return null;
  if (dash < 0) {
    const part = /^article:\s*$/.test(doc.line(start).text) ? "article" : null;
    return part && { part, there: keysAt(doc, start + 1, end(doc, start, 0), indent) };
  }
  let owner = start;
  while (owner > 1 && !/^[a-z]/.test(doc.line(owner).text)) owner--;
  if (!/^questions:/.test(doc.line(owner).text)) return null;
  const last = end(doc, start, dash);
  const lines = [];
  for (let n = start; n <= last; n++) lines.push(doc.line(n).text);
  const type = /(?:^|\n)\s*(?:- +)?type:\s*(\w+)/.exec(lines.join("\n"))?.[1] ?? "multiple_choice";
  return { part: "question", type, there: keysAt(doc, start, last, indent, number) };
}

/** Return the last line of what begins on a line at an indentation. */
function end(doc, start, indent) {
  let last = start;
  for (let n = start + 1; n <= doc.lines; n++) {
    const text = doc.line(n).text;
    if (text.trim() && /^\s*/.exec(text)[0].length <= indent) break;
    last = n;
  }
  return last;
}

function keysAt(doc, first, last, indent, but = 0) {
  const there = new Set();
  for (let n = first; n <= last; n++) {
    const found = /^(\s*(?:- +)?)([a-z_]+):/.exec(doc.line(n).text);
    if (found && found[1].length === indent && n !== but) there.add(found[2]);
  }
  return there;
}
