// The quiet lines of the reading: what the model holds possible now. A hypothesis, never advice.
import { byId, type Language } from "./setup";
import { decimal } from "../strip/decimal";
import { pointsText } from "../strip/points";
import type { End } from "../strip/paper";
import type { ReadingTold } from "../wire";

const LEAST_EXCHANGES = 5; // as model/foretell.py: with fewer it is the number that is missing

/** Says in one sentence how compassion may be read. */
export function readingText({ state, exchanges, foretold }: ReadingTold, language: Language): string {
  const likeliest = foretold?.readings[0];
  if (state === "preparing" || state === "none") return language.say(`reading_${state}`);
  if (!foretold || !likeliest || exchanges === 0) return language.say("reading_none_yet");
  const felt = language.word(`felt.${foretold.felt}`).toLowerCase();
  if (state === "known") {
    const { mean, low, high } = likeliest.chance;
    const figures = [mean, low, high].map((chance) => decimal(chance, 2));
    const read = language.word(`perceived.${likeliest.emotion}`).toLowerCase();
    const sentence = foretold.faces > 0 ? "reading_known_faces" : "reading_known";
    return language.say(sentence, felt, read, ...figures, exchanges, foretold.faces);
  }
  if (exchanges === 1) return language.say("reading_one", felt);
  return language.say(exchanges < LEAST_EXCHANGES ? "reading_few" : "reading_wide", felt, exchanges);
}

/** Says how the mark of arousal may move if care is read as care, now and later; empty before any exchange. */
export function riseText({ exchanges, foretold }: ReadingTold, language: Language): string {
  if (!foretold || exchanges === 0) return "";
  const felt = language.word(`felt.${foretold.felt}`).toLowerCase();
  const { now, later } = foretold.move;
  if (!now || !later) return language.say("rise_not_known", felt);
  const said = [now, later].flatMap(({ mean, low, high }) => [pointsText(mean, 1), pointsText(low), pointsText(high)]);
  return language.say(now.mean > 0 ? "rise_known" : "settle_known", felt, ...said);
}

/** Says where this patient's window may end above; empty while there is no reading. */
export function endText({ foretold }: ReadingTold, language: Language): string {
  if (!foretold) return "";
  const end = endOf(foretold);
  return end ? language.say("end_known", ...[end.mean, end.low, end.high].map((level) => decimal(level, 1))) : language.say("end_not_known");
}

/** Where the strip draws the window's end, null while it is not known. */
export function endOf(foretold: ReadingTold["foretold"]): End | null {
  return foretold?.is_upper_edge_known === true ? foretold.upper_edge : null;
}

export function showReading(told: ReadingTold, language: Language): void {
  byId("reading", HTMLElement).dataset["state"] = told.state;
  line("reading", readingText(told, language));
  line("rise", riseText(told, language));
  line("window-end", endText(told, language));
}

function line(id: string, text: string): void {
  const element = byId(id, HTMLElement);
  element.hidden = text === "";
  if (element.textContent !== text) element.textContent = text;
}
