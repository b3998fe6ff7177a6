// On a phone the bar folds to its first field; what is in force stands below as chips, so nothing is hidden.
export default function filterBar(element: HTMLElement): void {
  const actions = element.querySelector<HTMLElement>(".filter-actions");
  const fields = element.querySelectorAll(".filter-field");
  if (!actions || fields.length < 2) return;
  const more = document.createElement("button");
  more.type = "button";
  more.className = "btn filter-more";
  const fold = (folded: boolean): void => {
    element.classList.toggle("is-folded", folded);
    more.setAttribute("aria-expanded", String(!folded));
    more.textContent = folded ? `更多条件（${fields.length - 1}）` : "收起条件";
  };
  more.addEventListener("click", () => fold(!element.classList.contains("is-folded")));
  actions.prepend(more);
  fold(true);
}
