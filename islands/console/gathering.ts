// Gathers marks into exchanges by the same rule as domain/gathering.py, so that a mark shows its place at the key press.
import type { KeptMoment } from "../wire";

export type Place = "felt" | "offered" | "perceived" | "received" | "perceived_again" | "received_again";

/** One exchange as the console shows it; a place that nobody marked is null. */
export interface Exchange {
  exchange_id: string;
  begun_ms: number;
  last_ms: number;
  places: Record<Place, KeptMoment | null>;
  reassured: number;
  repair: "none" | "began" | "ended";
}

type OfExchange = Extract<
  KeptMoment["mark"],
  { kind: "felt" | "offered" | "perceived" | "received" | "reassured" | "look_again" }
>;

const FOUR: readonly Place[] = ["felt", "offered", "perceived", "received"];
const KINDS = new Set<string>([...FOUR, "reassured", "look_again"]);

/** Leaves out what was taken back, and the taking back itself. */
export function standing(log: readonly KeptMoment[]): KeptMoment[] {
  const gone = new Set(log.flatMap(({ mark }) => (mark.kind === "retraction" ? [mark.retracted] : [])));
  return log.filter(({ moment_id, mark }) => mark.kind !== "retraction" && !gone.has(moment_id));
}

/** All exchanges in the order in which they began; after `gapMs` of silence a mark begins a new one. */
export function gather(log: readonly KeptMoment[], gapMs: number): Exchange[] {
  const kept = standing(log);
  const linked = new Map(
    kept.flatMap(({ mark }) => (mark.kind === "linked" ? [[mark.marked, mark.exchange_id ?? mark.marked]] : [])),
  );
  const awaited = new Set(kept.flatMap(({ moment_id, mark }) => (isOfExchange(mark) ? [moment_id] : [])));
  const exchanges = new Map<string, Exchange>();
  let latest: Exchange | undefined;
  for (const moment of [...kept].sort((a, b) => a.session_ms - b.session_ms)) {
    const { mark } = moment;
    if (!isOfExchange(mark)) continue;
    awaited.delete(moment.moment_id);
    const byRule = latest && moment.session_ms - latest.last_ms <= gapMs && hasRoom(latest, mark) ? latest : undefined;
    const id = linked.get(moment.moment_id) ?? mark.exchange_id ?? byRule?.exchange_id ?? moment.moment_id;
    const exchange = exchanges.get(id) ?? begun(id, moment.session_ms);
    if (id === moment.moment_id || (!exchanges.has(id) && !awaited.has(id))) latest = exchange;
    exchanges.set(id, exchange);
    put(exchange, moment, mark);
  }
  return [...exchanges.values()];
}

/** Whether one of the four places is empty, or a look again has not ended. */
export function isOpen(exchange: Exchange): boolean {
  return FOUR.some((place) => exchange.places[place] === null) || exchange.repair === "began";
}

export function isOfExchange(mark: KeptMoment["mark"]): mark is OfExchange {
  return KINDS.has(mark.kind);
}

/** Whether this mark can be picked up and moved to another exchange. */
export function canMove(moment: KeptMoment): boolean {
  return moment.author === "therapist" && isOfExchange(moment.mark);
}

function begun(exchange_id: string, begun_ms: number): Exchange {
  const places = {
    felt: null, offered: null, perceived: null, received: null, perceived_again: null, received_again: null,
  };
  return { exchange_id, begun_ms, last_ms: begun_ms, places, reassured: 0, repair: "none" };
}

function hasRoom(exchange: Exchange, mark: OfExchange): boolean {
  const isRepairing = exchange.repair === "began";
  switch (mark.kind) {
    case "felt":
    case "offered":
      return exchange.places[mark.kind] === null;
    case "perceived":
    case "received":
      return exchange.places[mark.kind] === null || isRepairing;
    case "look_again":
      return mark.step === "began" ? exchange.repair === "none" : isRepairing;
    case "reassured":
      return true;
  }
}

function put(exchange: Exchange, moment: KeptMoment, mark: OfExchange): void {
  exchange.last_ms = Math.max(exchange.last_ms, moment.session_ms);
  switch (mark.kind) {
    case "felt":
    case "offered":
      exchange.places[mark.kind] = moment;
      break;
    case "perceived":
    case "received": {
      const isSecond = exchange.repair === "began" && exchange.places[mark.kind] !== null;
      exchange.places[isSecond ? (`${mark.kind}_again` as const) : mark.kind] = moment;
      break;
    }
    case "look_again":
      if (mark.step === "began" || exchange.repair !== "none") exchange.repair = mark.step; // an end alone ends nothing
      break;
    case "reassured":
      exchange.reassured += 1;
      break;
  }
}
