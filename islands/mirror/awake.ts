// Keeps the screen from going dark by itself while the mirror is shown; quietly absent where the browser cannot.

/** Begins; the function given back lets the screen sleep again. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isWanted = true;
  const ask = async (): Promise<void> => {
    if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
    try {
      lock = await navigator.wakeLock.request("screen");
      if (!isWanted) await lock.release();
    } catch {
      lock = null; // the battery is low, or the system does not want to
    }
  };
  const askAgain = (): void => void ask(); // the browser takes the lock away from a hidden page
  document.addEventListener("visibilitychange", askAgain);
  askAgain();
  return () => {
    isWanted = false;
    document.removeEventListener("visibilitychange", askAgain);
    void lock?.release();
  };
}
