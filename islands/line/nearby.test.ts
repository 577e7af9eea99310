import { afterEach, expect, test, vi } from "vitest";

import { announce, isConsoleNearby, listen, standBy } from "./nearby";

const SESSION = "0192f0c1-0000-7000-8000-000000000001";
const stops: (() => void)[] = [];
const others: BroadcastChannel[] = [];

/** Another window of this browser, as the room names its channel. */
function anotherWindow(sessionId = SESSION): BroadcastChannel {
  const channel = new BroadcastChannel(`interbeing-mirror-${sessionId}`);
  others.push(channel);
  return channel;
}

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  for (const other of others.splice(0)) other.close();
});

test("what one window announces the other hears", async () => {
  const heard: unknown[] = [];
  anotherWindow().onmessage = (message: MessageEvent<unknown>): void => void heard.push(message.data);
  announce(SESSION, { covered: true });
  await vi.waitFor(() => {
    expect(heard).toEqual([{ covered: true }]);
  });
});

test("a window hears its own session only, not itself, and nothing malformed", async () => {
  const heard: unknown[] = [];
  stops.push(listen(SESSION, (said) => void heard.push(said.covered)));
  announce(SESSION, { covered: true });
  anotherWindow("0192f0c1-0000-7000-8000-000000000002").postMessage({ covered: true });
  const other = anotherWindow();
  for (const nonsense of [null, "covered", { covered: "yes" }, {}]) other.postMessage(nonsense);
  other.postMessage({ covered: false });
  await vi.waitFor(() => {
    expect(heard).toEqual([false]);
  });
});

test("a window that stopped listening hears no more", async () => {
  const heard: unknown[] = [];
  const stop = listen(SESSION, (said) => void heard.push(said.covered));
  stop();
  stops.push(listen(SESSION, () => void heard.push(true)));
  anotherWindow().postMessage({ covered: false });
  await vi.waitFor(() => {
    expect(heard).toEqual([true]);
  });
});

test("the mirror learns whether a console is open in this browser", async () => {
  expect(await isConsoleNearby(SESSION)).toBe(false);
  anotherWindow().onmessage = (message: MessageEvent<unknown>): void => {
    if (message.data === "is a console here?") anotherWindow().postMessage("a console is here");
  };
  expect(await isConsoleNearby(SESSION)).toBe(true);
});

test("a console that stands by answers, one that left does not", async () => {
  const heard: unknown[] = [];
  const mirror = anotherWindow();
  mirror.onmessage = (message: MessageEvent<unknown>): void => void heard.push(message.data);
  const leave = standBy(SESSION);
  mirror.postMessage("is a console here?");
  await vi.waitFor(() => {
    expect(heard).toEqual(["a console is here"]);
  });
  leave();
  mirror.postMessage("is a console here?");
  announce(SESSION, { covered: true });
  await vi.waitFor(() => {
    expect(heard.slice(1)).toEqual([{ covered: true }]);
  });
});
