// Asks the mind how far arousal may move where care is read as care, once the review stands; until then "not known yet".
import { pointsText } from "../strip/points";

interface Band {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

interface EarlyRise {
  readonly now: Band | null;
  readonly later: Band | null;
}

/** Say the band in the page's own words, such as "{low} to {high} points", and how many of those seen lie within. */
export function sayRise(words: string, rise: { now: Band; later: Band }, seen: readonly number[]): string {
  const { now, later } = rise;
  const said: Readonly<Record<string, string>> = {
    mean: pointsText(now.mean, 1),
    low: pointsText(now.low),
    high: pointsText(now.high),
    later: pointsText(later.mean, 1),
    later_low: pointsText(later.low),
    later_high: pointsText(later.high),
    within: String(seen.filter((one) => now.low <= one && one <= now.high).length),
    seen: String(seen.length),
  };
  return words.replace(/\{(\w+)\}/g, (place, name: string) => said[name] ?? place);
}

/** Fill the paragraph that waits for the band. */
export async function showEarlyRise(place: HTMLElement): Promise<void> {
  const { earlyRise = "", known = "", seen = "" } = place.dataset;
  const answer = await fetch(earlyRise, { headers: { accept: "application/json" } });
  const { now, later } = (await answer.json()) as EarlyRise;
  const first = place.firstChild;
  const moves = seen.split(" ").filter((one) => one !== "").map(Number);
  if (answer.ok && now && later && first) first.textContent = `${sayRise(known, { now, later }, moves)} `;
}
