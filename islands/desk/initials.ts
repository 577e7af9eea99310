// Suggests initials from a pseudonym, as the room itself would when they are left empty.
const MOST = 3;

export function initialsOf(pseudonym: string): string {
  const words = pseudonym
    .split(/\s+/u)
    .map((word) => Array.from(word.replace(/[^\p{L}\p{N}]/gu, "")))
    .filter((letters) => letters.length > 0);
  const only = words.length === 1 ? words[0] : undefined;
  const letters = only ? only.slice(0, 2) : words.slice(0, MOST).map((word) => word[0] ?? "");
  return letters.join("").toUpperCase();
}
