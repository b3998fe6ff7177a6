// One box that ticks all of a form, and says how many are ticked.
export default function checkAll(form: HTMLElement): void {
  const all = form.querySelector<HTMLInputElement>("[data-all]");
  const boxes = [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox][name]")];
  if (!all || !boxes.length) return;
  const tell = (): void => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  tell();
}
