// Whether an answer is about harm: any but the lowest to an item that asks about it. It is never weighed.
export function speaksOfHarm(given: FormData, items: string, lowest: number): boolean {
  return items
    .split(" ")
    .filter((item) => item !== "")
    .some((item) => {
      const answer = given.get(`a${item}`);
      return typeof answer === "string" && answer !== "" && Number(answer) > lowest;
    });
}
