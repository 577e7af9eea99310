// Windows of this browser tell each other what the mirror shows, so that covering, grounding and veiling need no server.
import type { Frame, View } from "./view";

/** What one window says to the others of the same session; what is left out stays as it is. */
export interface Nearby {
  covered?: boolean;
  grounding?: boolean;
  shown?: View | Frame;
}

const ANSWER_WITHIN_MS = 400; // a window in the background still answers in well under this

const open = new Map<string, BroadcastChannel>();

/** Say it to every other window of this session in this browser; this window does not hear itself. */
export function announce(sessionId: string, said: Nearby): void {
  channelOf(sessionId).postMessage(said);
}

/** Hear what the other windows of this session say; the function given back stops listening. */
export function listen(sessionId: string, handler: (said: Nearby) => void): () => void {
  return hearing(sessionId, (said) => {
    if (isNearby(said)) handler(said);
  });
}

/** For the console: say, when the mirror asks, that somebody is here who can uncover it. */
export function standBy(sessionId: string): () => void {
  return hearing(sessionId, (said) => {
    if (said === "is a console here?") channelOf(sessionId).postMessage("a console is here");
  });
}

/** For the mirror: whether a console of this session is open in this browser. */
export function isConsoleNearby(sessionId: string): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = hearing(sessionId, (said) => {
      if (said === "a console is here") answer(true);
    });
    const patience = setTimeout(() => {
      answer(false);
    }, ANSWER_WITHIN_MS);
    const answer = (isHere: boolean): void => {
      clearTimeout(patience);
      stop();
      resolve(isHere);
    };
    channelOf(sessionId).postMessage("is a console here?");
  });
}

function hearing(sessionId: string, hear: (said: unknown) => void): () => void {
  const channel = channelOf(sessionId);
  const pass = (message: MessageEvent<unknown>): void => {
    hear(message.data);
  };
  channel.addEventListener("message", pass);
  return () => {
    channel.removeEventListener("message", pass);
  };
}

/** One channel for a session and a window, kept open: a second one in the same window would hear the first. */
function channelOf(sessionId: string): BroadcastChannel {
  const known = open.get(sessionId);
  if (known) return known;
  const made = new BroadcastChannel(`interbeing-mirror-${sessionId}`);
  open.set(sessionId, made);
  return made;
}

function isNearby(value: unknown): value is Nearby {
  if (typeof value !== "object" || value === null) return false;
  const said = value as Record<string, unknown>;
  const isFine = (key: string, kind: string): boolean => said[key] === undefined || typeof said[key] === kind;
  const isAny = ["covered", "grounding", "shown"].some((key) => said[key] !== undefined);
  return isAny && isFine("covered", "boolean") && isFine("grounding", "boolean") && isFine("shown", "object");
}
