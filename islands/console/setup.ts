// What the server wrote into the console's page: the session, its cues and keys, and the words of the clinic's language.
import type { View } from "../line/view";
import type { Aspect, Stance } from "../wire";

export interface Cue {
  phase_id: string;
  phase: string;
  cue_id: string;
  aspect: Aspect;
  stance: Stance;
  text: string;
}

/** A rung of the ladder; `view` is null where the mirror is covered, `stable` the sessions in a row that were stable on it. */
export interface Rung {
  rung_id: string;
  word: string;
  own_reflection: boolean;
  view: View | null;
  stable: number;
}

/** The clinic's limits of light, in lux at the face, and of distance. */
export interface LightLimits {
  enough_lx: number;
  dim_lx: number;
  dark_lx: number;
  near_cm: number;
}

export interface Setup {
  session_id: string;
  is_practice: boolean;
  opened_at_ms: number | null;
  window: { lower: number; upper: number };
  exchange_gap_ms: number;
  still_gaze_ms: number;
  total_gaze_ms: number;
  /** The clinic's limit for a whole course, 0 for none; the gaze of all sessions before, and of the last of them. */
  course_gaze_ms: number;
  gaze_before_ms: number;
  last_gaze_ms: number;
  light: LightLimits;
  is_mirror_real: boolean;
  ladder: readonly Rung[];
  stable_sessions: number;
  keys: Record<string, string>;
  keys_on: boolean;
  has_pacing: boolean;
  cues: readonly Cue[];
}

export type Words = Record<string, string>;

/** The page's words, and its sentences with their places filled. */
export class Language {
  readonly words: Words;
  readonly #sentences: Words;

  constructor(words: Words, sentences: Words) {
    this.words = words;
    this.#sentences = sentences;
  }

  word(key: string): string {
    return this.words[key] ?? key;
  }

  say(key: string, ...values: readonly (string | number)[]): string {
    return values.reduce<string>((text, value, i) => text.replace(`{${i}}`, String(value)), this.#sentences[key] ?? key);
  }
}

export function readSetup(main: HTMLElement): { setup: Setup; language: Language } {
  const part = (name: string): unknown => JSON.parse(main.dataset[name] ?? "{}");
  const setup = part("setup") as Setup;
  const rungs = Object.fromEntries(setup.ladder.map((rung) => [`rung.${rung.rung_id}`, rung.word]));
  const words = { ...flat(part("axes") as Record<string, Words>), ...rungs, ...(part("words") as Words) };
  return { setup, language: new Language(words, part("sentences") as Words) };
}

/** The words of each axis under one name: "felt.neutral". */
function flat(axes: Record<string, Words>): Words {
  const pairs = Object.entries(axes).flatMap(([axis, words]) =>
    Object.entries(words).map(([value, word]) => [`${axis}.${value}`, word] as const),
  );
  return Object.fromEntries(pairs);
}

/** The element with this id; the page is ours, so it is there. */
export function byId<T extends Element>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}
