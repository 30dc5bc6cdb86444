// Saving: half a second after the last key, whole, and never over what nobody saw.

import { Refused, byId, data, get, post, word } from "./common.js";
import { compare } from "./compare.js";

const PAUSE = 500;
const LOOK = 3000;

/** Return what saves an editor's text; `changed` is called when the file brings another one. */
export function saver(editor) {
  const address = `/bank/${encodeURIComponent(data.name)}`;
  const kept = `quizgen-draft:${data.name}`;
  const status = byId("saved");
  let known = { text: data.text, hash: data.hash };
  let timer = 0;
  let isSaving = false;
  let isAsking = false;

  const isDirty = () => editor.text() !== known.text;

  function tell(name, places) {
    const text = word(name, places);
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("error", name === "lost" || name === "refused");
  }

  function keepHere() {
    try {
      if (isDirty()) localStorage.setItem(kept, editor.text());
      else localStorage.removeItem(kept);
    } catch { /* a browser that keeps nothing */ }
  }

  async function save() {
    clearTimeout(timer);
    if (isSaving || isAsking || !isDirty()) return;
    isSaving = true;
    tell("saving");
    const text = editor.text();
    try {
      const answer = await post(`${address}/save`, { text, hash: known.hash, keep: known.isForeign === true });
      known = { text, hash: answer.hash };
      keepHere();
      tell(isDirty() ? "unsaved" : "saved");
    } catch (error) {
      if (error instanceof Refused && error.status === 409) conflict(error.answer);
      else if (error instanceof Refused && error.status !== 403) tell("refused", { reason: error.message });
      else { tell("lost"); timer = setTimeout(save, LOOK); }
    } finally {
      isSaving = false;
      if (isDirty() && !isAsking && !status.classList.contains("error")) later();
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  function conflict(disk) {
    if (isAsking) return;
    if (editor.text() === disk.text) { known = disk; keepHere(); tell("saved"); return; }
    isAsking = true;
    const dialog = byId("conflict");
    byId("keep-mine").onclick = () => { known = { ...disk, isForeign: true }; dialog.close("mine"); };
    byId("take-theirs").onclick = async () => {
      await post(`${address}/keep`, { text: editor.text() });
      known = disk;
      editor.replace(disk.text);
      dialog.close();
    };
    dialog.onclose = () => { isAsking = false; keepHere(); if (known.hash === disk.hash) save(); };
    dialog.showModal();
    compare(byId("mine"), byId("theirs"), editor.text(), disk.text);
  }

  async function look() {
    if (isSaving || isAsking || document.hidden) return;
    try {
      const disk = await get(`${address}/disk?hash=${known.hash}`);
      // One's own save may have been answered first: then the disk has what is known by now.
      if (disk.same || disk.hash === known.hash || isSaving || isAsking) {
        if (status.classList.contains("error")) save();
        return;
      }
      if (isDirty()) conflict(disk);
      else {
        known = disk;
        editor.replace(disk.text);
        tell("renewed");
      }
    } catch { /* saving says so */ }
  }

  function offerDraft() {
    let own = null;
    try { own = localStorage.getItem(kept); } catch { /* keeps nothing */ }
    const draft = own !== null && own !== data.text ? own : data.draft;
    if (draft === null || draft === undefined || draft === data.text) return;
    isAsking = true;
    const dialog = byId("rescue");
    byId("use-draft").onclick = () => dialog.close("use");
    byId("drop-draft").onclick = () => dialog.close("leave");
    dialog.onclose = async () => {
      isAsking = false;
      if (dialog.returnValue === "use") { editor.replace(draft); return; }
      await post(`${address}/keep`, { text: draft });
      keepHere();
    };
    dialog.showModal();
    compare(byId("draft"), byId("file"), draft, data.text);
  }

  setInterval(look, LOOK);
  addEventListener("focus", look);
  addEventListener("beforeunload", (event) => {
    keepHere();
    if (isDirty()) { save(); event.preventDefault(); }
  });
  tell("saved");
  return {
    changed() { keepHere(); if (!status.classList.contains("error")) tell(isDirty() ? "unsaved" : "saved"); later(); },
    save,
    offerDraft,
    isDirty,
  };
}
