// Asks the mind how far arousal may rise at first, once the review stands; until it answers the page says "not known yet".

interface Band {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

interface EarlyRise {
  readonly now: Band | null;
  readonly later: Band | null;
}

const points = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;

/** Say the band in the page's own words, such as "{mean} points ({low} to {high})". */
export function sayRise(words: string, rise: { now: Band; later: Band }): string {
  const said: Readonly<Record<string, string>> = {
    mean: points(rise.now.mean),
    low: points(rise.now.low),
    high: points(rise.now.high),
    later: points(rise.later.mean),
    later_low: points(rise.later.low),
    later_high: points(rise.later.high),
  };
  return words.replace(/\{(\w+)\}/g, (place, name: string) => said[name] ?? place);
}

/** Fill the paragraph that waits for the band. */
export async function showEarlyRise(place: HTMLElement): Promise<void> {
  const answer = await fetch(place.dataset["earlyRise"] ?? "", { headers: { accept: "application/json" } });
  const { now, later } = (await answer.json()) as EarlyRise;
  const first = place.firstChild;
  if (answer.ok && now && later && first) first.textContent = `${sayRise(place.dataset["known"] ?? "", { now, later })} `;
}
