// A menu is a <details>: it works without a script; with one it closes on Escape and when another place is clicked.
export default function menu(element: HTMLElement): void {
  if (!(element instanceof HTMLDetailsElement)) return;
  document.addEventListener("click", (event) => {
    if (!element.contains(event.target as Node)) element.open = false;
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    element.querySelector<HTMLElement>("summary")?.focus();
  });
}
