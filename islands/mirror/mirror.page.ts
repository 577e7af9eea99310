// The patient's page: a start screen, then the bare mirror, which one touch covers whatever else has failed.
import "../line/no_calls";
import { keepAwake } from "./awake";
import { chosenCamera, fillCameras, offerCameras } from "./camera_choice";
import { SessionClock } from "../line/clock";
import { Cover } from "./cover";
import { Glass } from "./glass";
import { Latest } from "./latest";
import { Keeping } from "../line/keeping";
import { isConsoleNearby, listen } from "../line/nearby";
import { Outbox } from "../line/outbox";
import { painter, Picture } from "./picture";
import { onHold } from "./press_and_hold";
import { startSensing } from "../sensing/sensing";
import { Readiness } from "./readiness";
import { LiveSocket, type Answer } from "../line/socket";
import type { KeptMoment, SessionState, TellMirror } from "../wire";

const TELL_EVERY_MS = 2_000;
const LOG_WITHIN_MS = 3_000;
const HOLD_MS = 2_000;

type Stage = "start" | "mirror" | "goodbye";

const root = element("mirror", HTMLElement);
const sessionId = root.dataset["session"] ?? "";
const isReal = root.dataset["mirror"] === "real";
const openedAt = root.dataset["openedAt"] ?? "";

let stage: Stage = root.dataset["stage"] === "goodbye" ? "goodbye" : "start";
let sessionState: SessionState = root.dataset["state"] as SessionState;
let isPaused = false;
let hasShown = false;
let hasHeardLog = false;
let logAwaited_ms = Infinity; // until then, at the longest, the first picture waits for the log: it says what may be shown
let isHeldBack = false; // from the press until the first picture, when nobody has looked at the light yet
let letSleep: (() => void) | null = null;
let told = "";

const cover = new Cover();
const grounding = new Latest(false);
const readiness = new Readiness(Number(root.dataset["dimLx"]), Number(root.dataset["nearCm"]));
const clock = new SessionClock(openedAt === "" ? null : Date.parse(openedAt));
const glass = isReal ? null : new Glass(element("video", HTMLVideoElement), pictureChanged);
const picture = isReal ? null : new Picture(painter(element("glass", HTMLElement), panes()));
const keeping = new Keeping(clock, () => undefined); // the patient's page shows no saving and no saved
const socket = new LiveSocket(sessionId, "mirror", crypto.randomUUID(), {
  moments: (kept) => {
    keeping.see(kept, performance.now());
    kept.forEach(hearLog);
    show();
  },
  heard: hear,
  line: (isUp) => {
    keeping.line(isUp);
    show();
  },
});
keeping.use(socket);
const sensing = startSensing({ root, video: isReal ? null : element("video", HTMLVideoElement), clock, socket, state: mirrorState });
void keeping.setSender(true); // there is no second mirror to settle this with, and a mark sent twice is known again
void Outbox.open(sessionId, "mirror")
  .then((outbox) => keeping.useOutbox(outbox))
  .catch(() => undefined); // this browser keeps nothing: marks wait in this page alone

listen(sessionId, (said) => {
  const now = clock.at(performance.now());
  if (said.covered !== undefined) cover.set(said.covered, now);
  if (said.covered === false) isPaused = false;
  if (said.grounding !== undefined) grounding.set(said.grounding, now);
  if (said.shown !== undefined) picture?.set(said.shown, now);
  show();
});
setInterval(check, TELL_EVERY_MS);
attend();
show();

// --- what the patient does ---------------------------------------------------------------------------------------

function attend(): void {
  element("show", HTMLButtonElement).addEventListener("click", begin);
  element("stage", HTMLElement).addEventListener("pointerdown", (press) => {
    if (!isOnButton(press)) rest(press.timeStamp);
  });
  document.addEventListener("keydown", (key) => {
    if (stage !== "mirror" || isOnButton(key) || (key.key !== " " && key.key !== "Enter")) return;
    key.preventDefault();
    if (!key.repeat) rest(key.timeStamp);
  });
  document.addEventListener("visibilitychange", show);
  globalThis.addEventListener("pagehide", () => glass?.release());
  globalThis.addEventListener("pagehide", keeping.putAside);
  if (!isReal) attendCamera();
}

function attendCamera(): void {
  const select = element("camera", HTMLSelectElement);
  const choice = element("choice", HTMLElement);
  offerCameras(choice, select);
  element("again", HTMLButtonElement).addEventListener("click", () => void glass?.again());
  element("back", HTMLButtonElement).addEventListener("click", () => {
    glass?.release();
    void fillCameras(choice, select);
    move("start");
  });
  onHold(element("hold", HTMLButtonElement), HOLD_MS, uncoverAlone);
}

/** The press on *Show the mirror*: full screen can only be asked for from here, and the mirror does without it. */
function begin(): void {
  document.documentElement.requestFullscreen({ navigationUI: "hide" }).catch(() => undefined);
  letSleep ??= keepAwake();
  hasShown = false;
  isHeldBack = !isReal && !readiness.isReady;
  logAwaited_ms = hasHeardLog ? 0 : performance.now() + LOG_WITHIN_MS;
  if (!isReal) void glass?.show(chosenCamera(element("camera", HTMLSelectElement)));
  move("mirror");
}

/** The patient's quiet pause: covered first, grounded with it, marked second. Under a cover without grounding it grounds. */
function rest(pressedMs: number): void {
  if (isReal ? isPaused : cover.isOn && grounding.value) return;
  const wasCovered = cover.isOn;
  const now = clock.stamp(pressedMs);
  if (!isReal) cover.set(true, now);
  grounding.set(true, now);
  isPaused = true;
  show();
  keeping.keep({ kind: "pause", step: "began" }, pressedMs);
  if (!isReal && !wasCovered) keeping.keep({ kind: "cover", covered: true }, pressedMs);
  keeping.keep({ kind: "grounding", step: "began" }, pressedMs);
}

/** With neither the room nor the console to be reached, the patient holds a button to uncover. */
function uncoverAlone(): void {
  const now = performance.now();
  cover.set(false, clock.stamp(now));
  if (grounding.value) keeping.keep({ kind: "grounding", step: "ended" }, now);
  grounding.set(false, clock.stamp(now));
  keeping.keep({ kind: "cover", covered: false }, now);
  if (isPaused) keeping.keep({ kind: "pause", step: "ended" }, now);
  isPaused = false;
  show();
}

function isOnButton(event: Event): boolean {
  return event.target instanceof Element && event.target.closest(event instanceof KeyboardEvent ? "button, select" : "button, select, .signals") !== null;
}

// --- what the page hears -----------------------------------------------------------------------------------------

function hear(answer: Answer, receivedMs: number): void {
  keeping.hear(answer, receivedMs);
  sensing.hear(answer);
  if (answer.type === "tock") clock.hear(answer, receivedMs);
  if (answer.type === "entered") {
    clock.enter(answer.session_ms, receivedMs);
    hasHeardLog = true;
    logAwaited_ms = 0;
  }
  if (answer.type !== "entered" && answer.type !== "happened" && answer.type !== "log") return;
  if (readiness.isReady) isHeldBack = false;
  sessionState = answer.state;
  if (sessionState === "closed") end();
  pictureChanged();
}

function hearLog(kept: KeptMoment): void {
  cover.hear(kept);
  picture?.hear(kept);
  readiness.hear(kept.mark);
  if (kept.mark.kind === "grounding") grounding.hear(kept.moment_id, kept.mark.step === "began", kept.session_ms);
  if (kept.mark.kind === "opened") grounding.startAnew();
  if (kept.mark.kind === "opened") clock.enter(kept.session_ms, performance.now());
  if (kept.mark.kind === "pause") isPaused = kept.mark.step === "began";
}

/** The picture came or went. That the mirror is shown, or still covered, is marked once, with its first picture and the log. */
function pictureChanged(): void {
  if (stage === "mirror" && glass?.trouble === null && !hasShown && performance.now() >= logAwaited_ms) {
    hasShown = true;
    if (!cover.isOn) keeping.keep({ kind: "cover", covered: isHeldBack }, performance.now());
    if (isHeldBack) cover.set(true, clock.at(performance.now()));
    isHeldBack = false;
  }
  show();
}

function end(): void {
  glass?.release();
  letSleep?.();
  letSleep = null;
  if (stage !== "goodbye") move("goodbye");
}

// --- what is seen ------------------------------------------------------------------------------------------------

function move(to: Stage): void {
  stage = to;
  show();
  element(to === "mirror" ? "stage" : to, HTMLElement).focus({ preventScroll: true });
}

function show(): void {
  const wasCovered = root.dataset["covered"] === "true";
  root.dataset["stage"] = stage;
  root.dataset["covered"] = String((cover.isOn || isHeldBack) && !isReal);
  root.dataset["grounding"] = String(grounding.value);
  root.dataset["ready"] = String(readiness.isReady);
  root.dataset["trouble"] = glass?.trouble ?? "";
  if (cover.isOn && !wasCovered && stage === "mirror" && !isReal) element("cover", HTMLElement).focus();
  const mustWait = sessionState === "planned" && socket.isUp;
  element("show", HTMLButtonElement).disabled = mustWait;
  element("not-open", HTMLElement).hidden = !mustWait;
  tellConsole(false);
}

function panes(): Record<"own" | "therapist", HTMLElement> {
  return { own: element("pane-own", HTMLElement), therapist: element("pane-therapist", HTMLElement) };
}

// --- what the console is told ------------------------------------------------------------------------------------

function check(): void {
  glass?.check(performance.now());
  if (!hasShown) pictureChanged();
  tellConsole(true);
  if (cover.isOn && stage === "mirror" && !isReal) void offerAlone();
}

async function offerAlone(): Promise<void> {
  const isAlone = !socket.isUp && !(await isConsoleNearby(sessionId));
  element("alone", HTMLElement).hidden = !isAlone;
}

function tellConsole(again: boolean): void {
  if (stage === "goodbye") return;
  const state = mirrorState();
  if (!again && state === told) return;
  const measured = state === "showing" ? glass?.measured : undefined;
  const { rate_hz = null, delay_ms = null } = measured ?? {};
  if (socket.say({ type: "mirror", state, rate_hz, delay_ms })) told = state;
}

function mirrorState(): TellMirror["state"] {
  if (stage !== "mirror") return "starting";
  if (isReal) return "real";
  if (cover.isOn || isHeldBack) return "covered";
  return glass?.trouble ?? (document.visibilityState === "visible" ? "showing" : "hidden");
}

function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${type.name} called ${id}`);
}
