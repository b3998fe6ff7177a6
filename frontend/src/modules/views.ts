// Figure and table of the same rows, one click apart. Without a script both are shown.
export default function views(element: HTMLElement): void {
  const chooser = element.querySelector<HTMLElement>(".view-switch");
  if (!chooser) return;
  const buttons = [...chooser.querySelectorAll<HTMLButtonElement>("[data-view]")];
  const show = (view: string | undefined): void => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset["view"] === view));
    for (const panel of element.querySelectorAll<HTMLElement>("[data-panel]")) {
      panel.classList.toggle("is-hidden", panel.dataset["panel"] !== view);
    }
    element.dispatchEvent(new CustomEvent("viewchange", { detail: view }));
  };
  chooser.hidden = false;
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset["view"]));
  show(buttons[0]?.dataset["view"]);
}
