// Figures with the decimal mark of the page's language.

/** Say a figure with so many decimals: 0.61, in Italian 0,61. */
export function decimal(value: number, digits: number, language = languageOfPage()): string {
  const as = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return new Intl.NumberFormat(language, as).format(value);
}

function languageOfPage(): string {
  return typeof document === "undefined" ? "en" : document.documentElement.lang || "en";
}
