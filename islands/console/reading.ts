// The quiet line under the exchanges: what the model holds possible now. A hypothesis, never advice.
import { byId, type Language } from "./setup";
import type { ReadingTold } from "../wire";

/** Says the reading in one sentence. */
export function readingText({ state, exchanges, foretold }: ReadingTold, language: Language): string {
  const likeliest = foretold?.readings[0];
  if (state === "preparing" || state === "none") return language.say(`reading_${state}`);
  if (!foretold || !likeliest || exchanges === 0) return language.say("reading_none_yet");
  const felt = language.word(`felt.${foretold.felt}`).toLowerCase();
  if (state === "known") {
    const { mean, low, high } = likeliest.chance;
    const figures = [mean, low, high].map((chance) => chance.toFixed(2));
    return language.say("reading_known", felt, language.word(`perceived.${likeliest.emotion}`).toLowerCase(), ...figures, exchanges);
  }
  if (exchanges === 1) return language.say("reading_one", felt);
  return language.say(exchanges < LEAST_EXCHANGES ? "reading_few" : "reading_wide", felt, exchanges);
}

const LEAST_EXCHANGES = 5; // as model/foretell.py: with fewer it is the number that is missing

export function showReading(told: ReadingTold | null, language: Language): void {
  const line = byId("reading", HTMLElement);
  line.hidden = told === null;
  if (!told) return;
  line.dataset["state"] = told.state;
  const text = readingText(told, language);
  if (line.textContent !== text) line.textContent = text;
}
