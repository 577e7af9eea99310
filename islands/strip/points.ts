// How points of arousal are said: with their sign, as a therapist lists them.
import { decimal } from "./decimal";

/** Say points with their sign: +2, 0, −1; with one decimal, +0.4. */
export function pointsText(points: number, decimals = 0, language?: string): string {
  const said = decimal(Math.abs(points), decimals, language);
  return /[1-9]/.test(said) ? `${points < 0 ? "−" : "+"}${said}` : said;
}
