// The console: hears each press, keeps it, and shows where the session stands and how far every mark has come.
import { Acts } from "./acts";
import { Asking } from "./asking";
import { FacesSeen } from "./faces";
import { SessionClock } from "../line/clock";
import { Hold } from "../line/holder";
import { Keeping } from "../line/keeping";
import { listenToKeys, nameCaps } from "./keys";
import { SessionLog } from "./log";
import { announce, standBy } from "../line/nearby";
import { Outbox } from "../line/outbox";
import { Pacing } from "./pacing";
import { watchPinned } from "./pinned";
import { endOf, showReading } from "./reading";
import { byId, readSetup } from "./setup";
import { show, showFrame, write, type Scene } from "./show";
import { showGaze, showLine, showMirror, showRepair, type LineState, type MirrorHeard } from "./show_line";
import { showExchanges, showLatest, showWaiting } from "./show_lists";
import { LiveSocket, type Answer } from "../line/socket";
import { SignalsView } from "../sensing/signals_view";
import { drawStrip } from "../strip/strip";
import { clockText } from "../strip/time";
import type { ReadingTold, SessionState } from "../wire";

const STRIP_MS = 5 * 60 * 1_000;
const LOOK_EVERY_MS = 1_000;
const LISTS_AFTER_MS = 40; // longer than the room takes to answer: the answer finds the page free
const KEYS_ON = "interbeing-keys-on"; // this browser's own choice, over the clinic's
const TAB = "interbeing-tab";

const main = byId("console", HTMLElement);
const { setup, language } = readSetup(main);
const clock = new SessionClock(setup.opened_at_ms);
const keeping = new Keeping(clock, changed);
const signals = new SignalsView(byId("signals", HTMLElement), {
  stop: (message) => void socket.say(message),
  erase: (message) => void socket.say(message),
  sum: (line) => {
    byId("measured", HTMLElement).textContent = line;
  },
});
const faces = new FacesSeen();
const log = new SessionLog(setup, keeping);
const acts = new Acts(setup, log, keeping, {
  tell: (said) => {
    announce(setup.session_id, said);
  },
  isMirrorCovered: () => mirror?.told.state === "covered",
  faces: () => faces.at(performance.now()),
  ask: (guard, then) => {
    asking.open(guard, then);
  },
  changed,
});
const asking = new Asking(setup, language, log, acts, mayMark);
watchPinned(setup.session_id);
const line: LineState = { isUp: false, forGood: false, wasUp: false, age_ms: null };
let state = main.dataset["state"] as SessionState;
let mirror: MirrorHeard | null = null;
let reading: ReadingTold | null = null;
let keysOn = readKeysOn();
let isDrawing = false;
let listsToCome: ReturnType<typeof setTimeout> | null = null;
let strip_at = 0;

const hold = new Hold(`interbeing-console-${setup.session_id}`, (isMine) => {
  void keeping.setSender(isMine);
  changed();
});
const socket = new LiveSocket(setup.session_id, "console", tabOfThisWindow(), {
  moments: (kept) => {
    keeping.see(kept, performance.now());
    log.take(kept);
    for (const { mark } of kept) if (mark.kind === "connection" && mark.screen === "mirror" && !mark.connected) mirror = null;
    changed();
  },
  heard,
  line: (isUp, forGood) => {
    Object.assign(line, { isUp, forGood, wasUp: line.wasUp || isUp });
    keeping.line(isUp);
    changed();
    look();
  },
});
keeping.use(socket);
const pacing = new Pacing(language, () => socket.say({ type: "ask_pacing" }));

function heard(answer: Answer, receivedMs: number): void {
  switch (answer.type) {
    case "entered":
      clock.enter(answer.session_ms, receivedMs);
      state = answer.state;
      if (answer.mirror) mirror = { told: answer.mirror, heard_ms: receivedMs };
      if (hold.enter(answer.is_holding)) socket.say({ type: "take_over" });
      break;
    case "tock":
      clock.hear(answer, receivedMs);
      return;
    case "holding":
      hold.hear(answer.is_holding);
      break;
    case "happened":
    case "log":
      state = answer.state;
      break;
    case "signals":
      signals.show(answer);
      faces.take(answer, receivedMs);
      showFaces();
      return;
    case "reading":
      reading = answer;
      showReading(answer, language);
      drawMinutes();
      return;
    case "pacing":
      pacing.hear(answer, clock.at(receivedMs));
      return;
    case "mirror":
      mirror = { told: answer, heard_ms: receivedMs };
      break;
    default:
      keeping.hear(answer, receivedMs);
      return;
  }
  changed();
}

/** Whether a press in this window marks now. */
function mayMark(): boolean {
  return hold.isMine && (state === "open" || state === "paused");
}

function act(action: string, pressedMs: number): void {
  if (!mayMark()) return;
  if (action === "light") asking.showLight();
  else if (action === "pacing" && setup.has_pacing) pacing.press(pressedMs);
  else acts.do(action, pressedMs);
  if (action === "let_go") asking.close();
}

/** Draws once for however many changes: the keys at the next frame, the lists and the strip a moment later. */
function changed(): void {
  log.changed();
  listsToCome ??= setTimeout(drawLists, LISTS_AFTER_MS);
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(draw);
}

function draw(): void {
  isDrawing = false;
  const now = scene();
  show(now);
  showFaces();
  showWaiting(now, keeping.isOnDisk);
  showHold();
}

function drawLists(): void {
  listsToCome = null;
  const now = scene();
  showLatest(now, touch);
  showExchanges(now, touch);
  drawMinutes();
}

function scene(): Scene {
  return { setup, language, standing: log.standing, acts, marks: keeping.marks, isCovered: isCovered() };
}

/** The frame can be laid on a face while one is looked for; said when that face has left it. */
function showFaces(): void {
  const now = performance.now();
  showFrame(log.standing, faces.at(now), faces.gone(log.standing, now), language);
}

function isCovered(): boolean {
  return log.standing.isCovered ?? mirror?.told.state === "covered";
}

function showHold(): void {
  const isLive = state !== "closed";
  const waiting = keeping.waiting.length;
  const kept = waiting === 1 ? "held_waiting_one" : "held_waiting_many";
  byId("held-elsewhere", HTMLElement).hidden = hold.isMine || !isLive;
  write("held-waiting", waiting > 0 ? language.say(kept, waiting) : "");
  byId("closed", HTMLElement).hidden = isLive;
  for (const key of main.querySelectorAll<HTMLButtonElement>("[data-action]")) key.disabled = !mayMark();
  if (log.standing.grounding_ms === null) byId("ground-end", HTMLButtonElement).disabled = true;
  byId("arousal", HTMLInputElement).disabled = !mayMark();
  document.body.dataset["hold"] = hold.isMine ? "mine" : "elsewhere";
  const keysWork = keysOn && mayMark();
  document.body.dataset["keys"] = keysWork ? "on" : "off";
  write("keys-state", language.say(keysWork ? "keys_on" : "keys_off"));
}

function drawMinutes(): void {
  const now = clock.at(performance.now());
  const last = log.all.at(-1)?.session_ms ?? 0;
  const to_ms = Math.max(state === "closed" ? last : Math.max(now, last), STRIP_MS);
  strip_at = performance.now();
  drawStrip(byId("strip", SVGSVGElement), log.all, { from_ms: to_ms - STRIP_MS, to_ms }, setup.window, words(), endOf(reading?.foretold ?? null));
}

function words(): Record<string, string> {
  const phases = setup.cues.map((cue) => [`phase.${cue.phase_id}`, cue.phase]);
  return { ...language.words, ...(Object.fromEntries(phases) as Record<string, string>) };
}

/** Once a second: what grew old, what is on its way for too long, the clock, the strip. */
function look(): void {
  const now = performance.now();
  line.age_ms = socket.ageMs(now);
  keeping.watch(now);
  if (setup.has_pacing) pacing.look(now);
  showLine(line, language);
  showMirror(mirror, now, language);
  showFaces();
  if (state !== "closed") {
    write("session-clock", clockText(clock.at(now)));
    showGaze(log.standing.gaze, clock.at(now), setup, language);
    showRepair(log.standing.grounding_ms, clock.at(now), language);
    if (mayMark()) asking.watch(clock.at(now));
  }
  if (now - strip_at >= LOOK_EVERY_MS) drawMinutes();
}

const touch = {
  choose: (exchangeId: string | null, pressedMs: number): void => {
    if (mayMark()) acts.choose(exchangeId, pressedMs);
  },
  pick: (moment: Parameters<Acts["pick"]>[0]): void => {
    if (mayMark()) acts.pick(moment);
  },
  dismiss: (momentId: string): void => {
    keeping.dismiss(momentId);
  },
};

function listenToTouch(): void {
  main.addEventListener("click", (event) => {
    const key = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-action]") : null;
    if (key) act(key.dataset["action"] ?? "", event.timeStamp);
  });
  const range = byId("arousal", HTMLInputElement);
  range.addEventListener("input", (event) => {
    if (mayMark()) acts.drag(range.valueAsNumber, event.timeStamp);
  });
  range.addEventListener("change", () => {
    acts.settling.finish();
  });
  byId("take-over", HTMLElement).addEventListener("click", () => {
    socket.say({ type: "take_over" });
    hold.takeOver();
  });
}

function listenToSheet(): void {
  const sheet = byId("keys", HTMLDialogElement);
  const choice = byId("keys-on", HTMLInputElement);
  choice.checked = keysOn;
  choice.addEventListener("change", () => {
    keysOn = choice.checked;
    localStorage.setItem(KEYS_ON, String(keysOn));
    changed();
  });
  const showSheet = (): void => {
    if (sheet.open) sheet.close();
    else sheet.showModal();
  };
  byId("show-keys", HTMLElement).addEventListener("click", showSheet);
  listenToKeys({ keys: setup.keys, isOn: () => keysOn, act, showSheet });
}

function readKeysOn(): boolean {
  const own = localStorage.getItem(KEYS_ON);
  return own === null ? setup.keys_on : own === "true";
}

/** The same over a reload, so that the room knows this window again. */
function tabOfThisWindow(): string {
  const known = sessionStorage.getItem(TAB) ?? crypto.randomUUID();
  sessionStorage.setItem(TAB, known);
  return known;
}

async function begin(): Promise<void> {
  listenToTouch();
  listenToSheet();
  standBy(setup.session_id);
  addEventListener("pagehide", () => {
    acts.settling.finish();
    acts.hand.finish();
    keeping.putAside();
  });
  addEventListener("resize", changed);
  setInterval(look, LOOK_EVERY_MS);
  changed();
  await nameCaps(document);
  await keeping.useOutbox(await Outbox.open(setup.session_id, "console"));
}

begin().catch(changed);
