// The bar of bulk actions says how many rows are ticked and is in the way only while there are some.
export default function bulk(form: HTMLElement): void {
  const count = form.querySelector<HTMLElement>("[data-count]");
  const whole = form.querySelector<HTMLInputElement>("input[name=whole]");
  const boxes = [...document.querySelectorAll<HTMLInputElement>(`input[data-pick][form="${form.id}"]`)];
  const all = document.querySelector<HTMLInputElement>("[data-pick-all]");
  if (!count) return;
  const show = (): void => {
    const number = boxes.filter((box) => box.checked).length;
    count.textContent = whole?.checked ? "已选当前条件下全部" : number ? `已选 ${number} 行` : "勾选后可批量办理";
    form.classList.toggle("is-active", number > 0 || Boolean(whole?.checked));
    if (all) {
      all.checked = number > 0 && number === boxes.length;
      all.indeterminate = number > 0 && number < boxes.length;
    }
  };
  all?.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  whole?.addEventListener("change", show);
  let last = -1;
  for (const [index, box] of boxes.entries()) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last >= 0) {
        for (const other of boxes.slice(Math.min(last, index), Math.max(last, index) + 1)) other.checked = box.checked;
      }
      last = index;
      show();
    });
  }
  show();
}
