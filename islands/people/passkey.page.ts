// Makes or shows a passkey: the room asks, the device answers once its person says so, and the page goes on.

/** What a button asks for, and where the answer goes. */
interface Way {
  ask: string;
  answer: string;
  makes: boolean;
}

async function post(address: string, body?: string): Promise<Response> {
  const answer = await fetch(address, body === undefined ? { method: "POST" } : { method: "POST", body });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

async function shown({ ask, makes }: Way): Promise<string> {
  const asked: unknown = await (await post(ask)).json();
  const credential = makes
    ? await navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked as PublicKeyCredentialCreationOptionsJSON),
      })
    : await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked as PublicKeyCredentialRequestOptionsJSON),
      });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
  return JSON.stringify(credential.toJSON());
}

async function go(way: Way, name: string): Promise<void> {
  const credential = await shown(way);
  const answer = await post(name ? `${way.answer}?${new URLSearchParams({ name }).toString()}` : way.answer, credential);
  const { go: next } = (await answer.json()) as { go: string };
  location.assign(next);
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-ask]")) {
  const { ask = "", answer = "", makes } = button.dataset;
  const knows = "PublicKeyCredential" in globalThis && "parseRequestOptionsFromJSON" in PublicKeyCredential;
  const place = button.closest<HTMLElement>("[data-passkey]");
  if (place) place.hidden = !knows;
  button.addEventListener("click", () => {
    const name = place?.querySelector<HTMLInputElement>("input")?.value ?? "";
    const wrong = place?.querySelector<HTMLElement>("[role=alert]");
    if (wrong) wrong.hidden = true;
    button.disabled = true;
    go({ ask, answer, makes: makes === "yes" }, name).catch(() => {
      button.disabled = false;
      if (wrong) wrong.hidden = false;
    });
  });
}
