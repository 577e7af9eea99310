// Reads what a heart-rate belt sends (Bluetooth heart-rate service 0x180D, characteristic 0x2A37).

/** One message of a belt. Intervals between beats are in 1/1024 s; contact is null when the belt does not tell. */
export interface Beat {
  readonly rate_bpm: number;
  readonly rr: readonly number[];
  readonly contact: boolean | null;
}

const RATE_IS_WIDE = 0x01;
const IS_TOUCHING = 0x02;
const TELLS_CONTACT = 0x04;
const HAS_ENERGY = 0x08;
const HAS_RR = 0x10;

/** Gives what the bytes say; null when there are too few for what their flags promise. */
export function readBeat(bytes: DataView): Beat | null {
  if (bytes.byteLength < 2) return null;
  const flags = bytes.getUint8(0);
  const isWide = (flags & RATE_IS_WIDE) !== 0;
  let at = 1 + (isWide ? 2 : 1) + ((flags & HAS_ENERGY) !== 0 ? 2 : 0);
  if (at > bytes.byteLength) return null;
  const rr = [];
  for (; (flags & HAS_RR) !== 0 && at + 1 < bytes.byteLength; at += 2) rr.push(bytes.getUint16(at, true));
  return {
    rate_bpm: isWide ? bytes.getUint16(1, true) : bytes.getUint8(1),
    rr,
    contact: (flags & TELLS_CONTACT) === 0 ? null : (flags & IS_TOUCHING) !== 0,
  };
}
