// What lies one step further in each row that is walked one step at a time: the cues, the exchanges.
import type { Exchange } from "./gathering";
import type { Setup } from "./setup";

/** The cue `by` steps from the one at this place, the first one when none was given; undefined beyond both ends. */
export function cueBeside(setup: Setup, at: number | null, by: number): Setup["cues"][number] | undefined {
  return setup.cues[at === null ? 0 : at + by];
}

/** Goes back through the exchanges from the latest, or forward again; beyond the latest nothing is chosen: null. */
export function exchangeBeside(exchanges: readonly Exchange[], chosen: string | null, by: number): string | null {
  const ids = exchanges.map((exchange) => exchange.exchange_id);
  const at = chosen === null ? ids.length : ids.indexOf(chosen);
  return ids[Math.max(0, at + by)] ?? null;
}
