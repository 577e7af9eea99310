// Keeps the write-up while it is written: first in this browser, then in the room, version by version.

const AFTER_TYPING_MS = 1_200;
const AGAIN_MS = 3_000;
const CONFLICT = 409;

interface Waiting {
  readonly text: string;
  readonly after_version: number;
}

/** Keep what is typed in this form; nothing typed is lost by a reload, a lost room or another window. */
export function keepWriting(form: HTMLFormElement): void {
  const text = form.querySelector("textarea");
  const version = form.querySelector<HTMLInputElement>("[name=after_version]");
  const state = form.querySelector<HTMLElement>("[data-state]");
  const mine = form.querySelector<HTMLButtonElement>("[data-keep-mine]");
  const printed = document.querySelector<HTMLElement>("#write-up [data-printed]");
  if (!text || !version || !state || !mine) return;
  const address = form.dataset["writeUp"] ?? "";
  const place = `interbeing:write-up:${form.dataset["session"] ?? ""}`;
  let timer = 0;
  let isWaiting = false;
  let sending: Promise<boolean> = Promise.resolve(true);

  const say = (word: string, isUnsaved = false): void => {
    state.textContent = (form.dataset[word] ?? "").replace("{}", version.value);
    state.classList.toggle("is-unsaved", isUnsaved);
  };
  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(false), ms);
  };
  const remember = (): void => {
    const waiting: Waiting = { text: text.value, after_version: Number(version.value) };
    localStorage.setItem(place, JSON.stringify(waiting));
  };
  const body = (signs: boolean): string =>
    JSON.stringify({ text: text.value, after_version: Number(version.value), signs });

  async function send(signs: boolean): Promise<boolean> {
    if (!text || !version || !mine) return false;
    const sent = text.value;
    say("saving");
    try {
      const answer = await fetch(address, { method: "PUT", body: body(signs), headers: { "content-type": "application/json" } });
      if (answer.status === CONFLICT) {
        mine.hidden = false;
        say("elsewhere", true);
        return false;
      }
      if (!answer.ok) {
        say("unsaved", true);
        return false;
      }
      const kept = (await answer.json()) as { version: number };
      version.value = String(kept.version);
      mine.hidden = true;
      if (text.value === sent) {
        isWaiting = false;
        localStorage.removeItem(place);
      } else remember();
      say(signs ? "signed" : "saved");
      return true;
    } catch {
      say("unsaved", true);
      later(AGAIN_MS);
      return false;
    }
  }

  function save(signs: boolean): Promise<boolean> {
    clearTimeout(timer);
    sending = sending.then(() => send(signs));
    return sending;
  }

  text.addEventListener("input", () => {
    isWaiting = true;
    remember();
    if (printed) printed.textContent = text.value;
    if (mine.hidden) later(AFTER_TYPING_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const signs = event.submitter?.getAttribute("name") === "signs";
    void save(signs).then((isKept) => {
      if (isKept && signs) location.reload();
    });
  });
  mine.addEventListener("click", () => {
    void fetch(address)
      .then((answer) => answer.json() as Promise<{ version: number }>)
      .then((newest) => {
        version.value = String(newest.version);
        return save(false);
      });
  });
  addEventListener("pagehide", () => {
    if (!isWaiting || !mine.hidden) return;
    void fetch(address, { method: "PUT", body: body(false), keepalive: true, headers: { "content-type": "application/json" } });
  });

  const left = localStorage.getItem(place);
  if (left) {
    const waiting = JSON.parse(left) as Waiting;
    text.value = waiting.text;
    version.value = String(waiting.after_version);
    if (printed) printed.textContent = waiting.text;
    isWaiting = true;
    void save(false);
  }
}
