// The question at the cursor stands in the address: a link leads to it, and so does going back.

const PAUSE = 300;

/** Keep the address in step with an editor's cursor, and go where it says at first. */
export function placeInAddress(editor) {
  let timer = 0;

  function wanted() {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
  }

  function goThere() {
    const name = wanted();
    if (!name || name === idIn(questionAt(editor.line()))) return;
    const lines = editor.text().split("\n");
    const line = lines.findIndex((each) => idIn(each) === name);
    if (line >= 0) editor.goTo({ line: line + 1, column: 1 });
  }

  const idIn = (line) => /^\s*-\s+(?:\{\s*)?id:\s*["']?([\w-]+)/.exec(line)?.[1];

  function questionAt(line) {
    const lines = editor.text().split("\n").slice(0, line);
    return lines.findLast((each) => idIn(each) || /^[a-z]/.test(each)) ?? "";
  }

  function write() {
    const name = idIn(questionAt(editor.line())) ?? "";
    if (name !== wanted()) history.replaceState(null, "", name ? `#${encodeURIComponent(name)}` : location.pathname);
  }

  addEventListener("hashchange", goThere);
  goThere();
  return {
    mark() {
      clearTimeout(timer);
      timer = setTimeout(write, PAUSE);
    },
  };
}
