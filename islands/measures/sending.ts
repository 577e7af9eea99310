// Sends a form until the room has answered; the same form may arrive twice, and is kept once by its id.
const AGAIN_AFTER_MS = 3_000;

export async function keepTrying(address: string, given: FormData, tellUnsaved: () => void): Promise<Response> {
  const body = new URLSearchParams();
  for (const [name, value] of given) if (typeof value === "string") body.append(name, value);
  for (;;) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { accept: "text/html" } });
      if (answer.status !== 503) return answer;
    } catch {
      // the room does not answer: said below, and tried again
    }
    tellUnsaved();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}
