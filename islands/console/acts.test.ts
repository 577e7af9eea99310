import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Acts } from "./acts";
import type { Guard } from "./guards";
import { SessionClock } from "../line/clock";
import { Keeping } from "../line/keeping";
import { SessionLog } from "./log";
import type { Nearby } from "../line/nearby";
import { SETTLE_MS } from "./settle";
import type { Setup } from "./setup";
import type { KeptMoment } from "../wire";

const SETUP: Setup = {
  session_id: "s", is_practice: true, opened_at_ms: null, window: { lower: 3, upper: 7 }, exchange_gap_ms: 120_000,
  still_gaze_ms: 60_000,
  total_gaze_ms: 900_000,
  course_gaze_ms: 0,
  gaze_before_ms: 0,
  last_gaze_ms: 0,
  light: { enough_lx: 150, dim_lx: 50, dark_lx: 15, near_cm: 100 },
  is_mirror_real: false,
  ladder: [],
  stable_sessions: 2,
  keys: {}, keys_on: true,
  has_pacing: false,
  cues: [
    { phase_id: "a", phase: "A", cue_id: "one", aspect: "body", stance: "notice", text: "1" },
    { phase_id: "a", phase: "A", cue_id: "two", aspect: "breath", stance: "care", text: "2" },
  ],
};

const lit = (seq = 1): KeptMoment => ({
  moment_id: `light ${seq}`, seq, author: "therapist", session_ms: 0, marked_at: "2026-11-23T09:00:00Z", is_late: false,
  reason: "", mark: { kind: "light", by_list: true },
});

function desk(kept: readonly KeptMoment[] = []) {
  const covers: boolean[] = [];
  const keeping = new Keeping(new SessionClock(null), () => undefined);
  const log = new SessionLog(SETUP, keeping);
  log.take(kept);
  const asked: string[] = [];
  const around = {
    tell: ({ covered }: Nearby) => {
      if (covered !== undefined) covers.push(covered);
    },
    isMirrorCovered: () => false,
    faces: () => null,
    ask: ({ sentence }: Guard) => void asked.push(sentence),
    changed: () => undefined,
  };
  const acts = new Acts(SETUP, log, keeping, around);
  let now = 0;
  const press = (...actions: string[]): void => {
    for (const action of actions) acts.do(action, (now += 100));
  };
  const marks = () => keeping.marks.map((own) => own.moment.mark);
  return { acts, log, keeping, covers, press, marks };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("how strong and which part go with the next felt, and then they are used up", () => {
  const { press, marks } = desk();
  press("intensity_strong", "part_critical", "felt_shame", "felt_anger");
  expect(marks()).toMatchObject([
    { emotion: "shame", intensity: "strong", part: "critical" },
    { emotion: "anger", intensity: null, part: null },
  ]);
});

test("an attitude is noticed at once, about the aspect of the cue that stands", () => {
  const { press, marks } = desk();
  press("attitude_neutral", "cue_next", "cue_next", "part_suffering", "attitude_compassionate");
  expect(marks().filter((mark) => mark.kind === "noticed")).toEqual([
    { kind: "noticed", attitude: "neutral", aspect: null, part: null },
    { kind: "noticed", attitude: "compassionate", aspect: "breath", part: "suffering" },
  ]);
});

test("a part speaks to another with two presses; the next attitude is its tone, a later one is not", () => {
  const { press, marks, keeping } = desk();
  press("part_critical", "spoke_suffering", "attitude_critical", "attitude_neutral");
  expect(marks()).toEqual([
    { kind: "spoke", part: "critical", spoken_to: "suffering" },
    { kind: "noticed", attitude: "critical", aspect: null, part: "critical", spoke_id: keeping.marks[0]?.moment.moment_id },
    { kind: "noticed", attitude: "neutral", aspect: null, part: null },
  ]);
  press("part_compassionate", "spoke_suffering", "we", "attitude_compassionate");
  expect(marks().at(-1)).toEqual({ kind: "noticed", attitude: "compassionate", aspect: null, part: null });
});

test("no part speaks before one was chosen, and what one said is taken back like any mark", () => {
  const { acts, press, marks, log } = desk();
  press("spoke_suffering");
  expect([acts.remark?.sentence, marks()]).toEqual(["spoke_who", []]);
  press("part_suffering", "spoke_suffering", "undo");
  expect(marks().map(({ kind }) => kind)).toEqual(["spoke", "retraction"]);
  expect(log.standing.undoable).toBeNull();
});

test("steps of arousal that follow each other are one mark, stamped at the last", () => {
  const { press, marks, keeping } = desk();
  press("arousal_up", "arousal_up", "arousal_up");
  expect(marks()).toEqual([]);
  vi.advanceTimersByTime(SETTLE_MS);
  expect(marks()).toEqual([{ kind: "arousal", level: 8 }]);
  expect(keeping.marks[0]?.since_ms).toBe(300);
});

test("another mark does not overtake an arousal that still settles", () => {
  const { press, marks } = desk();
  press("arousal_down", "we");
  expect(marks().map((mark) => mark.kind)).toEqual(["arousal", "we"]);
});

test("arousal stays inside 0 to 10", () => {
  const { press, marks } = desk();
  press(...Array.from({ length: 9 }, () => "arousal_up"));
  vi.advanceTimersByTime(SETTLE_MS);
  expect(marks()).toEqual([{ kind: "arousal", level: 10 }]);
});

test("ground now covers the mirror and begins grounding; a key of its own ends it and leaves the mirror covered", () => {
  const { press, marks, covers } = desk();
  press("ground", "ground_end", "ground_end");
  expect(covers).toEqual([true]);
  expect(marks()).toEqual([
    { kind: "cover", covered: true },
    { kind: "grounding", step: "began" },
    { kind: "grounding", step: "ended" },
  ]);
});

test("ground now covers even a mirror that is said to be covered, without a second mark", () => {
  const { press, marks, covers } = desk();
  press("cover", "ground");
  expect(covers).toEqual([true, true]);
  expect(marks().map((mark) => mark.kind)).toEqual(["cover", "grounding"]);
});

test("undo takes back the last note, passing over acts and what was taken back already", () => {
  const { press, marks, acts, keeping } = desk();
  press("felt_fear", "we", "cover", "cue_next", "undo", "undo");
  const [fear, we] = keeping.marks.map((own) => own.moment.moment_id);
  expect(marks().slice(-2)).toEqual([{ kind: "retraction", retracted: we }, { kind: "retraction", retracted: fear }]);
  expect(acts.remark).toMatchObject({ sentence: "taken_back", mark: { kind: "felt", emotion: "fear" } });
  press("undo");
  expect(acts.remark?.sentence).toBe("nothing_to_take_back");
});

test("undo lets go of an arousal that has not settled, and of nothing else", () => {
  const { press, marks } = desk();
  press("we", "arousal_up", "undo");
  vi.advanceTimersByTime(SETTLE_MS);
  expect(marks()).toEqual([{ kind: "we" }]);
});

test("undo never takes back what the patient marked", () => {
  const mark = { kind: "gaze", at_reflection: true } as const;
  const theirs = { moment_id: "p", seq: 1, author: "patient", session_ms: 0, marked_at: "", mark, is_late: false, reason: "" } as const;
  const { press, marks } = desk([theirs]);
  press("undo");
  expect(marks()).toEqual([]);
});

test("a chosen earlier exchange is completed by name, and let go of when it is complete", () => {
  const { press, marks, acts, keeping } = desk();
  press("felt_fear", "felt_anger", "exchange_earlier", "exchange_earlier", "offered_compassion", "perceived_fear");
  const [fear, anger] = keeping.marks.map((own) => own.moment.moment_id);
  expect(acts.chosen).toBe(fear);
  press("received_hard");
  expect(acts.chosen).toBeNull();
  press("offered_compassion");
  expect(marks().slice(2)).toMatchObject([
    { kind: "offered", exchange_id: fear },
    { kind: "perceived", exchange_id: fear },
    { kind: "received", exchange_id: fear },
    { kind: "offered", exchange_id: null },
  ]);
  expect(anger).not.toBe(fear);
});

test("the last mark moves to the chosen exchange, or stands on its own", () => {
  const { press, marks, keeping, log } = desk();
  press("felt_fear", "felt_anger", "offered_compassion", "exchange_earlier", "exchange_earlier", "move");
  const [fear, , offered] = keeping.marks.map((own) => own.moment.moment_id);
  expect(marks().at(-1)).toEqual({ kind: "linked", marked: offered, exchange_id: fear });
  expect(log.standing.exchanges[0]?.places.offered?.moment_id).toBe(offered);
  press("let_go", "move");
  expect(marks().at(-1)).toEqual({ kind: "linked", marked: offered, exchange_id: null });
  expect(log.standing.exchanges).toHaveLength(3);
});

test("look again opens on the current exchange and the same key closes it", () => {
  const { press, marks, keeping, log } = desk();
  press("look_again");
  expect(marks()).toEqual([]);
  press("felt_fear", "perceived_anger", "look_again", "perceived_compassion", "look_again");
  const id = keeping.marks[0]?.moment.moment_id;
  expect(marks().filter((mark) => mark.kind === "look_again")).toEqual([
    { kind: "look_again", step: "began", exchange_id: id },
    { kind: "look_again", step: "ended", exchange_id: id },
  ]);
  expect(log.standing.exchanges[0]?.places.perceived_again?.mark).toMatchObject({ emotion: "compassion" });
});

test("cues go forward and back and stop at either end", () => {
  const { press, marks, acts } = desk();
  press("cue_next", "cue_next", "cue_next");
  expect(acts.remark?.sentence).toBe("last_cue");
  press("cue_previous", "cue_previous");
  expect(acts.remark?.sentence).toBe("first_cue");
  expect(marks()).toMatchObject([{ cue_id: "one" }, { cue_id: "two" }, { cue_id: "one" }]);
});

test("gaze and pause go from where they stand", () => {
  const { press, marks } = desk();
  press("gaze", "gaze", "pause", "pause");
  expect(marks()).toEqual([
    { kind: "gaze", at_reflection: true },
    { kind: "gaze", at_reflection: false },
    { kind: "pause", step: "began" },
    { kind: "pause", step: "ended" },
  ]);
});

test("uncovering ends the patient's own pause, and only theirs", () => {
  const paused = (author: "patient" | "therapist") => {
    const moment = { session_ms: 1, marked_at: "2026-11-23T09:00:00Z", is_late: false, reason: "", author };
    return desk([
      { ...moment, moment_id: "1", seq: 1, mark: { kind: "pause", step: "began" } },
      { ...moment, moment_id: "2", seq: 2, mark: { kind: "cover", covered: true } },
      lit(3),
    ]);
  };
  const [byPatient, byTherapist] = [paused("patient"), paused("therapist")];
  byPatient.press("cover");
  byTherapist.press("cover");
  expect(byPatient.marks()).toEqual([
    { kind: "cover", covered: false },
    { kind: "pause", step: "ended" },
  ]);
  expect(byTherapist.marks()).toEqual([{ kind: "cover", covered: false }]);
});
