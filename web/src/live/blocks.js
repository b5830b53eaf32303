// How the blocks of a submitted session stand, asked for again while they are looked at. What makes them known costs the
// batch system something, too: the program asks it no more often than it thinks right, whatever is asked here.
import { loadBlocks } from "../data.js";

const PERIOD_MS = 10000;

export const followed = { blocks: null, failed: null };

// Until `isShown` says no more; `changed` is called after an answer that is another than the one before.
export function followBlocks(isShown, changed) {
  const ask = async () => {
    if (!isShown()) return;
    if (!document.hidden) {
      const before = JSON.stringify(followed);
      try {
        Object.assign(followed, { blocks: await loadBlocks(), failed: null });
      } catch (problem) {
        followed.failed = problem.message;
      }
      if (!isShown()) return;
      if (JSON.stringify(followed) !== before) changed();
    }
    setTimeout(ask, PERIOD_MS);
  };
  ask();
}
