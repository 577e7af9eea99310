// Windows of this browser tell each other that the mirror is covered, so that covering needs no server.

/** What one window says to the others of the same session. */
export interface Nearby {
  covered: boolean;
}

const open = new Map<string, BroadcastChannel>();

/** Say it to every other window of this session in this browser; this window does not hear itself. */
export function announce(sessionId: string, said: Nearby): void {
  channelOf(sessionId).postMessage({ covered: said.covered });
}

/** Hear what the other windows of this session say; the function given back stops listening. */
export function listen(sessionId: string, handler: (said: Nearby) => void): () => void {
  const channel = channelOf(sessionId);
  const hear = (message: MessageEvent<unknown>): void => {
    if (isNearby(message.data)) handler({ covered: message.data.covered });
  };
  channel.addEventListener("message", hear);
  return () => {
    channel.removeEventListener("message", hear);
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
  return typeof value === "object" && value !== null && "covered" in value && typeof value.covered === "boolean";
}
