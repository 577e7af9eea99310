// Writes the two lists of the console: the latest marks with how far they have come, and the latest exchanges.
import { describe } from "./describe";
import { canMove, isOpen, type Exchange, type Place } from "./gathering";
import type { OwnMark } from "../line/keeping";
import { byId } from "./setup";
import { write, type Scene } from "./show";
import { clockText } from "../strip/time";
import type { KeptMoment } from "../wire";

/** What a touch in the lists does. */
export interface Touch {
  choose(exchangeId: string | null, pressedMs: number): void;
  pick(moment: KeptMoment): void;
  dismiss(momentId: string): void;
}

const MARKS_SHOWN = 5;
const EXCHANGES_SHOWN = 6;
const PLACES: readonly Place[] = ["felt", "offered", "perceived", "received"];
const AGAIN: readonly Place[] = ["perceived_again", "received_again"];

/** How many marks are still on their way, in a sentence. */
export function showWaiting({ language, marks }: Scene, isOnDisk: boolean): void {
  const waiting = marks.filter((own) => own.progress === "unsaved").length;
  const sentence = waiting === 0 ? "none_waiting" : waiting === 1 ? "waiting_one" : "waiting_many";
  const isSaving = marks.some((own) => own.progress === "saving");
  const text = waiting === 0 && isSaving ? language.word("saving") : language.say(sentence, waiting);
  byId("waiting", HTMLElement).classList.toggle("unsaved", waiting > 0);
  write("waiting", isOnDisk ? text : `${text} ${language.say("waiting_memory")}`);
}

/** The latest marks; those that were refused stay in sight however many came after them. */
export function showLatest(scene: Scene, touch: Touch): void {
  const { marks } = scene;
  const shown = marks.filter((own, i) => own.progress === "refused" || i >= marks.length - MARKS_SHOWN);
  renew(byId("latest", HTMLElement), shown.map((own) => markItem(own, scene, touch)));
}

function markItem(own: OwnMark, { language }: Scene, touch: Touch): HTMLElement {
  const item = made("li", `mark ${own.progress}`);
  const state = made("span", "mark-state", language.word(own.progress));
  item.append(made("span", "mark-word", describe(own.moment.mark, language)), " ", state);
  if (own.detail) item.append(" ", made("span", "mark-detail", own.detail));
  if (own.progress === "refused") {
    const dismiss = () => {
      touch.dismiss(own.moment.moment_id);
    };
    item.append(button(language.say("dismiss"), `dismiss-${own.moment.moment_id}`, dismiss));
  }
  return item;
}

/** The latest exchanges, newest first, and the chosen one even when it is older. */
export function showExchanges(scene: Scene, touch: Touch): void {
  const { exchanges } = scene.standing;
  const from = exchanges.length - EXCHANGES_SHOWN;
  const shown = exchanges.filter((one, i) => i >= from || one.exchange_id === scene.acts.chosen).reverse();
  byId("no-exchanges", HTMLElement).hidden = shown.length > 0;
  renew(byId("exchanges", HTMLElement), shown.map((one) => exchangeItem(one, scene, touch)));
}

function exchangeItem(exchange: Exchange, scene: Scene, touch: Touch): HTMLElement {
  const { language, acts } = scene;
  const isChosen = acts.chosen === exchange.exchange_id;
  const item = made("li", `exchange${isChosen ? " chosen" : ""}${isOpen(exchange) ? " open" : ""}`);
  item.append(made("span", "exchange-at figure", clockText(exchange.begun_ms)));
  for (const place of PLACES) item.append(placeOf(exchange, place, scene, touch));
  item.append(besides(exchange, scene, touch));
  const name = acts.picked ? language.say("move_here") : isChosen ? language.say("let_go") : language.say("complete_this");
  const choose = button(name, `choose-${exchange.exchange_id}`, (pressedMs) => {
    touch.choose(exchange.exchange_id, pressedMs);
  });
  choose.setAttribute("aria-label", `${name}: ${language.say("exchange_at", clockText(exchange.begun_ms))}`);
  item.append(choose);
  return item;
}

/** A place with its mark, which can be picked up, or the word *open*. */
function placeOf(exchange: Exchange, place: Place, scene: Scene, touch: Touch): HTMLElement {
  const { language, acts } = scene;
  const name = place.replace("_again", "");
  const moment = exchange.places[place];
  const cell = made("span", `place ${name}`);
  cell.append(made("span", "place-name", language.word(name)), " ");
  if (!moment) {
    cell.append(made("span", "place-open", language.say("open_place")));
    return cell;
  }
  const value = "emotion" in moment.mark ? moment.mark.emotion : "reception" in moment.mark ? moment.mark.reception : "";
  const word = language.word(`${name}.${value}`);
  if (canMove(moment)) {
    const pick = button(word, `pick-${moment.moment_id}`, () => {
      touch.pick(moment);
    });
    pick.setAttribute("aria-pressed", String(acts.picked?.moment_id === moment.moment_id));
    cell.append(pick);
  } else cell.append(word);
  return cell;
}

function besides(exchange: Exchange, scene: Scene, touch: Touch): HTMLElement {
  const { language } = scene;
  const cell = made("span", "besides");
  const again = AGAIN.filter((place) => exchange.places[place] !== null);
  if (again.length > 0) cell.append(language.say("again"), ...again.map((place) => placeOf(exchange, place, scene, touch)));
  if (exchange.repair === "began") cell.append(made("span", "note", language.say("looking_again")));
  if (exchange.reassured > 0) cell.append(made("span", "note", language.say("reassured_times", exchange.reassured)));
  return cell;
}

/** Puts new items in place of the old ones, leaving the finger and the focus where they were. */
function renew(list: HTMLElement, items: readonly HTMLElement[]): void {
  const now = document.createElement("div");
  now.append(...items);
  if (now.textContent === list.textContent && sameShape(list, now)) return;
  const focused = list.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset["name"] : null;
  list.replaceChildren(...items);
  if (focused) list.querySelector<HTMLElement>(`[data-name="${focused}"]`)?.focus();
}

function sameShape(a: Element, b: Element): boolean {
  const shape = (root: Element): string =>
    [...root.querySelectorAll("*")]
      .map((one) => `${one.className} ${one.getAttribute("data-name") ?? ""} ${one.getAttribute("aria-pressed") ?? ""}`)
      .join("\n");
  return shape(a) === shape(b);
}

function made(tag: string, css: string, text = ""): HTMLElement {
  const element = document.createElement(tag);
  element.className = css;
  if (text) element.textContent = text;
  return element;
}

function button(text: string, name: string, press: (pressedMs: number) => void): HTMLElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "place-key";
  element.textContent = text;
  element.dataset["name"] = name;
  element.addEventListener("click", (event) => {
    press(event.timeStamp);
  });
  return element;
}
