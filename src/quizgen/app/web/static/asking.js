// Asking about the newest text: after a pause, one question at a time, the newest answer wins.

import { Refused, post } from "./common.js";

const PAUSE = 250;
const SLOW = 700;

/**
 * Return what asks an address about an editor's text and has the answer shown.
 *
 * `more()` is sent, too; nothing is asked while `isHidden()`; `refused` is told why there is no
 * answer, `slow` that it takes long. That the connection is lost is said by saving.
 */
export function asker(address, editor, show, { more, isHidden, refused, slow } = {}) {
  let revision = 0;
  let asked = -1;
  let isAsking = false;
  let timer = 0;

  async function ask() {
    if (isAsking || asked === revision || isHidden?.()) return;
    isAsking = true;
    asked = revision;
    const patience = setTimeout(() => slow?.(), SLOW);
    try {
      const answer = await post(address, { revision, text: editor.text(), ...more?.() });
      if (answer.revision === revision) show(answer);
    } catch (error) {
      if (error instanceof Refused) refused?.(error.message);
    } finally {
      clearTimeout(patience);
      isAsking = false;
      if (asked !== revision) later(0);
    }
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  }

  return {
    /** The text, or what else is sent, is another now. */
    changed(pause = PAUSE) { revision++; later(pause); },
    now: () => later(0),
  };
}
