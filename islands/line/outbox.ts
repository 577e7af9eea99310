// Keeps marks in this browser, on disk, until the room has them: they outlive a reload, a dead server, a killed browser.
import type { Screen, SentMoment } from "../wire";

const DATABASE = "interbeing";
const STORE = "outbox";
const BY_BOX = "by_box";
const BY_MOMENT = "by_moment";

interface Row {
  order?: number;
  box: string;
  moment_id: string;
  moment: SentMoment;
}

/** The marks of one screen of one session that still wait, first in first out; all tabs of this browser share it. */
export class Outbox {
  readonly #database: IDBDatabase;
  readonly #box: string;

  private constructor(database: IDBDatabase, box: string) {
    this.#database = database;
    this.#box = box;
  }

  /** Opens it; rejects when this browser keeps nothing (private window, full disk, storage switched off). */
  static async open(sessionId: string, screen: Screen): Promise<Outbox> {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { keyPath: "order", autoIncrement: true });
      store.createIndex(BY_BOX, "box");
      store.createIndex(BY_MOMENT, ["box", "moment_id"], { unique: true });
    };
    const database = await answered(request);
    database.onversionchange = () => {
      database.close();
    };
    return new Outbox(database, `${screen}:${sessionId}`);
  }

  /** Resolves once the mark is on this computer's disk; a mark that is already here stays as it was first put. */
  async put(moment: SentMoment): Promise<void> {
    const transaction = this.#database.transaction(STORE, "readwrite", { durability: "strict" });
    const row: Row = { box: this.#box, moment_id: moment.moment_id, moment };
    const request = transaction.objectStore(STORE).add(row);
    request.onerror = (event) => {
      if (request.error?.name !== "ConstraintError") return;
      event.preventDefault();
      event.stopPropagation();
    };
    await finished(transaction);
  }

  /** All that waits, in the order in which it was put. */
  async waiting(): Promise<SentMoment[]> {
    const index = this.#database.transaction(STORE).objectStore(STORE).index(BY_BOX);
    const rows = await answered(index.getAll(this.#box) as IDBRequest<Row[]>);
    return rows.map((row) => row.moment);
  }

  /** Lets go of a mark that the room has, or has refused for good. Lost to a crash, it is only sent once more. */
  async remove(momentId: string): Promise<void> {
    const transaction = this.#database.transaction(STORE, "readwrite", { durability: "relaxed" });
    const store = transaction.objectStore(STORE);
    const key = store.index(BY_MOMENT).getKey([this.#box, momentId]);
    key.onsuccess = () => {
      if (key.result !== undefined) store.delete(key.result);
    };
    await finished(transaction);
  }

  /** Lets go of the database; only tests need it. */
  close(): void {
    this.#database.close();
  }
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("the outbox did not answer"));
    };
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new Error("the outbox could not write"));
    };
  });
}
