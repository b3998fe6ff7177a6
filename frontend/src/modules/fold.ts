// What is secondary starts folded on a phone, unless the address points into it. Without a script it stands open.
const PHONE = "(max-width: 640px)";

export default function fold(element: HTMLElement): void {
  if (!(element instanceof HTMLDetailsElement)) return;
  const target = location.hash.slice(1);
  const asked = target !== "" && (element.id === target || element.querySelector(`#${CSS.escape(target)}`) !== null);
  if (matchMedia(PHONE).matches && !asked) element.open = false;
  window.addEventListener("beforeprint", () => (element.open = true));
  window.addEventListener("hashchange", () => {
    if (location.hash.slice(1) === element.id) element.open = true;
  });
}
