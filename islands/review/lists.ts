// Turns and filters the review's lists in place, so that the strip and what was typed stay as they are.

/** Read a page of our own as a document; its markup is the room's, its scripts do not run. */
function readPage(address: string): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.setRequestHeader("accept", "text/html");
    request.responseType = "document";
    request.onload = () => {
      if (request.status === 200 && request.responseXML) resolve(request.responseXML);
      else reject(new Error(`the page answered ${request.status}`));
    };
    request.onerror = () => {
      reject(new Error("the room does not answer"));
    };
    request.send();
  });
}

/** Take over filters and page links inside `lists`; gives what goes to a mark, wherever in the lists it is. */
export function keepLists(lists: HTMLElement): (moment_id: string) => Promise<void> {
  const show = async (address: string): Promise<void> => {
    const found = (await readPage(address)).querySelector("#lists");
    if (!found) throw new Error("the page holds no lists");
    lists.replaceChildren(...[...found.childNodes].map((node) => document.adoptNode(node)));
    history.replaceState(null, "", address);
  };
  const showOrGo = (address: string, then: () => void): void => {
    show(address).then(then, () => {
      location.assign(address);
    });
  };
  lists.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    if (!form) return;
    event.preventDefault();
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && value) asked.set(name, value);
    const [section, button] = [form.closest("section")?.id, "button"];
    showOrGo(`${location.pathname}?${asked}`, () => {
      document.querySelector<HTMLElement>(`#${section ?? "lists"} form ${button}`)?.focus();
    });
  });
  lists.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".pages a") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const section = link.closest("section")?.id ?? "lists";
    showOrGo(link.href, () => {
      const frame = document.querySelector<HTMLElement>(`#${section} .table-frame`);
      frame?.focus({ preventScroll: true });
      document.querySelector(`#${section}`)?.scrollIntoView({ block: "start" });
    });
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-list]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showOrGo(link.href, () => {
      const section = document.querySelector(new URL(link.href).hash || "#lists");
      section?.querySelector<HTMLElement>(".table-frame, .empty a")?.focus({ preventScroll: true });
      section?.scrollIntoView({ block: "start" });
    });
  });
  return async (moment_id) => {
    if (!document.getElementById(`m-${moment_id}`)) await show(`${location.pathname}?at=${moment_id}`);
    const mark = document.getElementById(`m-${moment_id}`);
    mark?.scrollIntoView({ block: "center" });
    mark?.focus({ preventScroll: true });
  };
}
