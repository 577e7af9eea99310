// Names for marks, made where the mark is made: they sort by time, and a mark sent twice is known again.

let lastMs = 0;
let step = 0;
const MOST_STEPS = 0xfff; // the twelve bits that RFC 9562 leaves for a counter within one millisecond

/** A UUID of version 7; later calls on one page sort after earlier ones. */
export function uuid7(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    step = 0;
  } else if (step < MOST_STEPS) {
    step += 1;
  } else {
    lastMs += 1;
    step = 0;
  }
  return written(lastMs, step, crypto.getRandomValues(new Uint8Array(8)));
}

function written(ms: number, counter: number, random: Uint8Array): string {
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80; // the variant
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const time = Math.floor(ms).toString(16).padStart(12, "0");
  const head = `7${counter.toString(16).padStart(3, "0")}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-${head}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
