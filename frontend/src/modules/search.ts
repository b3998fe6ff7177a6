// The search box of the frame: "/" goes to it, what is found so far stands below it, ↑ and ↓ walk there.
export default function search(form: HTMLElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=search]");
  const list = form.querySelector<HTMLElement>(".search-suggest");
  if (!input || !list) return;
  let current = -1;

  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const close = (): void => {
    list.replaceChildren();
    choose(-1);
  };
  const choose = (at: number): void => {
    const all = options();
    current = all.length === 0 ? -1 : Math.max(-1, Math.min(at, all.length - 1));
    for (const [index, option] of all.entries()) option.setAttribute("aria-selected", String(index === current));
    input.setAttribute("aria-expanded", String(all.length > 0));
    const chosen = all[current];
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement;
    const writes = at.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(at.tagName);
    if (event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the keys belong to the input method
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (options().length === 0) return;
      event.preventDefault();
      choose(current + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape" && options().length > 0) {
      event.preventDefault(); // the browser would empty the box as well
      close();
    }
    if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      options()[current]?.querySelector<HTMLAnchorElement>("a")?.click();
    }
  });
  list.addEventListener("htmx:afterSwap", () => choose(-1));
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget as Node | null)) close();
  });
}
