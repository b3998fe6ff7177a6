// After a refused form, the summary takes the focus so that it is read first.
export default function errorSummary(element: HTMLElement): void {
  element.focus({ preventScroll: false });
}
