// Without a script the browser opens the dialog as a popover; with one it is modal, and Escape returns to the button.
export default function dialog(opener: HTMLElement): void {
  const box = document.getElementById(opener.dataset["dialog"] ?? "");
  if (!(box instanceof HTMLDialogElement)) return;
  box.removeAttribute("popover");
  opener.removeAttribute("popovertarget");
  opener.addEventListener("click", () => box.showModal());
  for (const closer of box.querySelectorAll<HTMLElement>("[data-close]")) {
    closer.removeAttribute("popovertarget");
    closer.addEventListener("click", () => box.close());
  }
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
}
