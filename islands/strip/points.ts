// How points of arousal are said: with their sign, as a therapist lists them.

/** Say points with their sign: +2, 0, −1; with one decimal, +0.4. */
export function pointsText(points: number, decimals = 0): string {
  const said = Math.abs(points).toFixed(decimals);
  return Number(said) === 0 ? said : `${points < 0 ? "−" : "+"}${said}`;
}
