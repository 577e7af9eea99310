// The heart-rate belt: asked for by a press, heard message by message, sought again when it is out of reach.
import { readBeat } from "./heart_rate";
import type { TellBelt } from "../wire";

const HEART_RATE = 0x180d;
const MEASUREMENT = 0x2a37;
const BATTERY = 0x180f;
const LEVEL = 0x2a19;
const GAP_MS = 2_000; // a longer silence is a gap; the beats after it follow nothing
const AGAIN_MS = [1_000, 2_000, 5_000] as const;

/** What is used of Web Bluetooth, which only Chromium has; its types come with no library of ours. */
interface Characteristic extends EventTarget {
  readonly value?: DataView;
  startNotifications(): Promise<unknown>;
  readValue(): Promise<DataView>;
}
interface Service {
  getCharacteristic(id: number): Promise<Characteristic>;
}
interface Device extends EventTarget {
  readonly gatt: { connect(): Promise<{ getPrimaryService(id: number): Promise<Service> }>; disconnect(): void };
}
interface Bluetooth {
  requestDevice(wanted: object): Promise<Device>;
}

export interface BeltTold {
  beat(told: TellBelt): void;
  lost(): void;
}

/** Whether this browser can reach a belt at all. */
export function hasBluetooth(): boolean {
  return "bluetooth" in navigator;
}

export class Belt {
  readonly #told: BeltTold;
  #device: Device | null = null;
  #battery: number | null = null;
  #heard_ms: number | null = null;
  #isWanted = false;
  #isSought = false;
  #tries = 0;

  constructor(told: BeltTold) {
    this.#told = told;
  }

  /** From a press: lets the person choose a belt, and begins to hear it. False when none was chosen. */
  async choose(): Promise<boolean> {
    const { bluetooth } = navigator as { bluetooth?: Bluetooth };
    if (!bluetooth) return false;
    try {
      this.#device = await bluetooth.requestDevice({ filters: [{ services: [HEART_RATE] }], optionalServices: [BATTERY] });
    } catch {
      return false; // nobody chose one
    }
    this.#isWanted = true;
    this.#device.addEventListener("gattserverdisconnected", () => {
      this.#lose();
    });
    await this.#connect();
    return true;
  }

  /** Lets go of the belt and does not seek it again. */
  release(): void {
    this.#isWanted = false;
    this.#device?.gatt.disconnect();
    this.#device = null;
  }

  async #connect(): Promise<void> {
    if (!this.#device || !this.#isWanted) return;
    try {
      const server = await this.#device.gatt.connect();
      const rate = await (await server.getPrimaryService(HEART_RATE)).getCharacteristic(MEASUREMENT);
      rate.addEventListener("characteristicvaluechanged", () => {
        if (rate.value) this.#hear(rate.value);
      });
      await rate.startNotifications();
      this.#tries = 0;
      this.#battery = await levelOf(server);
    } catch {
      this.#lose();
      this.#device.gatt.disconnect(); // half a connection would be taken for a whole one the next time
    }
  }

  #hear(value: DataView): void {
    const beat = readBeat(value);
    if (!beat || !this.#isWanted) return;
    const now = performance.now();
    const after_gap = this.#heard_ms === null || now - this.#heard_ms > GAP_MS;
    this.#heard_ms = now;
    this.#told.beat({ type: "belt", rr: [...beat.rr], contact: beat.contact, battery: this.#battery, after_gap });
  }

  #lose(): void {
    if (!this.#isWanted || this.#isSought) return;
    this.#isSought = true;
    this.#heard_ms = null; // however short it is: beats were missed
    this.#told.lost();
    const wait_ms = AGAIN_MS[Math.min(this.#tries, AGAIN_MS.length - 1)] ?? 0;
    this.#tries += 1;
    setTimeout(() => {
      this.#isSought = false;
      void this.#connect();
    }, wait_ms);
  }
}

async function levelOf(server: { getPrimaryService(id: number): Promise<Service> }): Promise<number | null> {
  try {
    const level = await (await server.getPrimaryService(BATTERY)).getCharacteristic(LEVEL);
    return (await level.readValue()).getUint8(0);
  } catch {
    return null; // not every belt tells
  }
}
