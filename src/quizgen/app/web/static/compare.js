// Two texts side by side, with the lines marked that only one of them has.

/** Show two texts in two elements. */
export function compare(one, other, oneText, otherText) {
  const left = oneText.split("\n");
  const right = otherText.split("\n");
  const common = shared(left, right);
  fill(one, left, common.left);
  fill(other, right, common.right);
  for (const pane of [one, other]) pane.querySelector("mark")?.scrollIntoView({ block: "center" });
}

function fill(pane, lines, kept) {
  pane.replaceChildren(
    ...lines.flatMap((line, number) => {
      if (kept.has(number)) return [line, "\n"];
      const mark = document.createElement("mark");
      mark.textContent = line || " ";
      return [mark, "\n"];
    }),
  );
}

const MOST_STEPS = 4_000_000;

/** Return the numbers of the lines that both texts have, in the same order. */
function shared(left, right) {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  while (
    end < left.length - start && end < right.length - start &&
    left[left.length - 1 - end] === right[right.length - 1 - end]
  ) end++;
  const found = { left: new Set(), right: new Set() };
  for (let n = 0; n < start; n++) { found.left.add(n); found.right.add(n); }
  for (let n = 1; n <= end; n++) { found.left.add(left.length - n); found.right.add(right.length - n); }
  const a = left.slice(start, left.length - end);
  const b = right.slice(start, right.length - end);
  if (a.length * b.length > MOST_STEPS) return found;
  // The longest common subsequence, from the back.
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i * width + j] = a[i] === b[j]
        ? best[(i + 1) * width + j + 1] + 1
        : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) { found.left.add(start + i++); found.right.add(start + j++); }
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
    else j++;
  }
  return found;
}
