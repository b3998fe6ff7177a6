// A result floats for a while and goes; errors are never toasts. Resting the pointer on it or focusing it keeps it.
const SHOWN_MS = 6000;

export default function toast(element: HTMLElement): void {
  element.classList.add("is-floating");
  let timer = 0;
  const leave = (): void => {
    timer = window.setTimeout(() => element.remove(), SHOWN_MS);
  };
  const stay = (): void => window.clearTimeout(timer);
  element.addEventListener("mouseenter", stay);
  element.addEventListener("mouseleave", leave);
  leave();
}
