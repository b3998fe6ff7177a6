// The month's page of a unit: each row saves itself a moment after the last key, keeps trying while the line is down,
// and nothing is handed in before every row is saved. What the server has not acknowledged is never called saved.
import htmx from "htmx.org";

const PAUSE = 900;
const RETRY = 4000;
const PATIENCE = 15000;

export default function monthGrid(grid: HTMLElement): void {
  const edits = new WeakMap<HTMLFormElement, number>(); // how often the row was changed
  const sent = new WeakMap<HTMLFormElement, number>(); // how often when it was last sent
  const timers = new WeakMap<HTMLFormElement, number>();
  const unsaved = (): HTMLFormElement[] => [...grid.querySelectorAll<HTMLFormElement>(".month-form.is-dirty")];

  const formOf = (target: EventTarget | null): HTMLFormElement | null =>
    target instanceof Element ? target.closest<HTMLFormElement>(".month-form") : null;

  const say = (form: HTMLFormElement, words: string): void => {
    let line = form.querySelector<HTMLElement>(".month-typing");
    if (!line) {
      line = document.createElement("p");
      line.className = "month-typing";
      form.querySelector(".month-state")?.append(line);
    }
    line.textContent = words;
  };

  const later = (form: HTMLFormElement, after: number): void => {
    window.clearTimeout(timers.get(form));
    timers.set(form, window.setTimeout(() => htmx.trigger(form, "save", {}), after));
  };

  const touched = (form: HTMLFormElement): void => {
    edits.set(form, (edits.get(form) ?? 0) + 1);
    form.classList.add("is-dirty");
    const claim = form.querySelector<HTMLSelectElement>("[name=claim]");
    form.classList.toggle("is-behind", claim?.value === "behind");
    if (form.querySelector(".month-overtaken")) return; // first decide whose words stay
    say(form, "正在填写，稍后自动存下……");
    later(form, PAUSE);
  };

  grid.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (form) touched(form);
  });

  grid.addEventListener("keydown", (event) => {
    const form = formOf(event.target);
    if (!form || event.key !== "Enter" || !event.ctrlKey) return;
    event.preventDefault();
    htmx.trigger(form, "save", {});
    const forms = [...grid.querySelectorAll<HTMLFormElement>(".month-form")];
    const next = forms[forms.indexOf(form) + 1];
    (next?.querySelector<HTMLElement>("textarea") ?? submit?.querySelector<HTMLElement>("button"))?.focus();
  });

  grid.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    window.clearTimeout(timers.get(form));
    sent.set(form, edits.get(form) ?? 0);
  });

  grid.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target instanceof HTMLFormElement && event.target.matches(".month-form") ? event.target : null;
    if (!form) return;
    const status = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status;
    if (status === 200 && sent.get(form) === (edits.get(form) ?? 0)) form.classList.remove("is-dirty");
    else if (status === 200) later(form, PAUSE);
    else if (status === 0 || status >= 500) {
      form.classList.add("is-dirty");
      say(form, "还没有存下：连不上服务器，恢复后自动再存。请不要关闭本页。");
      later(form, RETRY);
    }
    count();
  });

  const submit = grid.querySelector<HTMLFormElement>(".month-submit");
  const filled = submit?.querySelector<HTMLElement>("[data-filled]");
  const forms = (): HTMLFormElement[] => [...grid.querySelectorAll<HTMLFormElement>(".month-form")];
  const count = (): void => {
    if (filled) filled.textContent = String(forms().filter((form) => form.querySelector("[data-saved]")).length);
  };
  const seen = (): string =>
    forms()
      .map((form) => {
        const version = form.querySelector<HTMLInputElement>("[name=version]:not([disabled])");
        return `${form.id.replace("fill-", "")}:${version?.value ?? 0}`;
      })
      .filter((pair) => !pair.endsWith(":0"))
      .join(",");

  submit?.addEventListener("submit", (event) => {
    const field = submit.querySelector<HTMLInputElement>("[name=seen]");
    if (!unsaved().length) {
      if (field) field.value = seen();
      return;
    }
    event.preventDefault();
    for (const form of unsaved()) htmx.trigger(form, "save", {});
    const since = Date.now();
    const wait = window.setInterval(() => {
      if (!unsaved().length) {
        window.clearInterval(wait);
        submit.requestSubmit();
      } else if (Date.now() - since > PATIENCE || grid.querySelector(".month-overtaken, .month-refused")) {
        window.clearInterval(wait);
        const said = submit.querySelector<HTMLElement>(".month-submit-said");
        if (said) said.textContent = `还有 ${unsaved().length} 行没有存下，没有提交。请先处理这些行。`;
        unsaved()[0]?.querySelector<HTMLElement>("textarea")?.focus();
      }
    }, 100);
  });

  window.addEventListener("online", () => {
    for (const form of unsaved()) htmx.trigger(form, "save", {});
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved().length) event.preventDefault();
  });
}
