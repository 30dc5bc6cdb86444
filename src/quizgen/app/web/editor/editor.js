// The editor of the page: CodeMirror with YAML, what is found underlined, and completion.

import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, redo, undo } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration, EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter,
  highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { completer } from "./complete.js";

export { completer };

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "tok-key" },
  { tag: tags.string, class: "tok-string" },
  { tag: tags.comment, class: "tok-comment" },
  { tag: [tags.separator, tags.squareBracket, tags.brace, tags.punctuation], class: "tok-sign" },
]);

const setMarked = StateEffect.define();
const marked = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    lines = lines.map(transaction.changes);
    for (const effect of transaction.effects)
      if (effect.is(setMarked)) lines = effect.value;
    return lines;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Return an editor; `text()` and the others are the face that the plain text area has too. */
export function codeEditor({ parent, text, label, nonce, completions, onChange, onCursor }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.perLineTextDirection.of(true),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
        EditorState.lineSeparator.of("\n"),
        lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), highlightSpecialChars(),
        history(), drawSelection(), indentOnInput(), bracketMatching(),
        indentUnit.of("  "), yaml(), syntaxHighlighting(colours), highlightSelectionMatches(),
        search({ top: true }), lintGutter(), marked,
        autocompletion({ override: [completer(completions)], activateOnTyping: true }),
        keymap.of([...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap,
          { key: "F8", run: nextDiagnostic }, { key: "Shift-F8", run: previousDiagnostic }]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange();
          if (update.selectionSet || update.docChanged) onCursor(lineAt(update.state));
        }),
      ],
    }),
  });

  const lineAt = (state) => state.doc.lineAt(state.selection.main.head).number;

  function offset({ line, column }) {
    const { doc } = view.state;
    const own = doc.line(Math.min(Math.max(line, 1), doc.lines));
    // The server counts characters, the browser units of UTF-16.
    const before = [...own.text].slice(0, column - 1).join("").length;
    return Math.min(own.from + before, own.to);
  }

  /** Return how far a finding goes: over a key, or to the end of what the line says. */
  function end(from) {
    const line = view.state.doc.lineAt(from);
    const rest = line.text.slice(from - line.from);
    const key = /^[\w-]+(?=\s*:)/.exec(rest);
    return from + (key ? key[0].length : rest.trimEnd().length);
  }

  function diagnostic(finding) {
    const from = offset(finding);
    const severity = finding.severity === "error" ? "error" : "warning";
    return { from, to: Math.max(end(from), from), severity, message: finding.message, source: finding.rule };
  }

  return {
    view,
    text: () => view.state.doc.toString(),
    line: () => lineAt(view.state),
    replace(next) {
      const now = view.state.doc.toString();
      let start = 0;
      while (start < now.length && start < next.length && now[start] === next[start]) start++;
      let back = 0;
      while (back < now.length - start && back < next.length - start && now.at(-1 - back) === next.at(-1 - back)) back++;
      view.dispatch({ changes: { from: start, to: now.length - back, insert: next.slice(start, next.length - back) } });
    },
    /** Make edits of the text, each [from, to, insert]; they are undone as what is typed. */
    edit(edits, isTyped) {
      const changes = edits.map(([from, to, insert]) => ({ from, to, insert }));
      view.dispatch({ changes, userEvent: isTyped ? "input.type.form" : "input.form" });
    },
    undo: () => undo(view),
    redo: () => redo(view),
    /** Put the cursor on a line, and leave the focus where it is. */
    select(number) {
      const anchor = view.state.doc.line(Math.min(number, view.state.doc.lines)).from;
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    },
    show(findings) {
      const found = findings.map(diagnostic).sort((one, other) => one.from - other.from);
      view.dispatch(setDiagnostics(view.state, found));
    },
    /** Mark lines, from a first to a last one. */
    mark(first, last) {
      const lines = [];
      for (let number = first; number && number <= Math.min(last, view.state.doc.lines); number++)
        lines.push(Decoration.line({ class: "cm-marked" }).range(view.state.doc.line(number).from));
      view.dispatch({ effects: setMarked.of(Decoration.set(lines)) });
    },
    goTo(place) {
      const anchor = offset(place);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
      view.focus();
    },
    focus: () => view.focus(),
    step: (by) => { (by > 0 ? nextDiagnostic : previousDiagnostic)(view); view.focus(); },
  };
}
