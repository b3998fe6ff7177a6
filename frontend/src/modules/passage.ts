// Brings the first marked span into the middle of the source, inside its own box, without moving the page.
export default function passage(element: HTMLElement): void {
  const target = element.querySelector<HTMLElement>("mark");
  if (!target) return;
  const box = element.getBoundingClientRect();
  const mark = target.getBoundingClientRect();
  element.scrollTop += mark.top - box.top - box.height / 2 + mark.height / 2;
}
