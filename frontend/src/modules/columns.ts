// Choosing columns: each line gets two buttons that move it. Without a script the order stays as it is.
export default function columns(form: HTMLElement): void {
  const list = form.querySelector<HTMLUListElement>(".column-choice");
  if (!list) return;
  const label = (line: Element): string => line.querySelector("label")?.textContent?.trim() ?? "";
  const button = (line: Element, text: string, say: string, act: () => void): HTMLButtonElement => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "column-move";
    made.textContent = text;
    made.setAttribute("aria-label", `${say}：${label(line)}`);
    made.addEventListener("click", () => {
      act();
      made.focus();
    });
    return made;
  };
  for (const line of [...list.children]) {
    line.append(
      button(line, "↑", "上移", () => line.previousElementSibling?.before(line)),
      button(line, "↓", "下移", () => line.nextElementSibling?.after(line)),
    );
  }
}
