// A file field that also takes files dropped on it and says what was chosen.
export default function drop(input: HTMLElement): void {
  if (!(input instanceof HTMLInputElement)) return;
  const zone = document.createElement("div");
  zone.className = "drop-zone";
  const said = document.createElement("p");
  said.className = "drop-said";
  said.setAttribute("aria-live", "polite");
  input.replaceWith(zone);
  zone.append(input, said);

  const tell = (): void => {
    const files = [...(input.files ?? [])];
    said.textContent = files.length
      ? files.map((file) => `${file.name}（${size(file.size)}）`).join("、")
      : `${invitation(input)}${input.multiple ? "，可多选" : ""}`;
  };
  input.addEventListener("change", tell);
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("is-over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
  tell();
}

// A finger drags nothing: on a phone the same field opens the camera or the album.
function invitation(input: HTMLInputElement): string {
  if (!matchMedia("(pointer: coarse)").matches) return "把文件拖到这里，或点击选择";
  return input.accept.startsWith("image/") ? "拍照或从相册选择" : "点击选择文件";
}

function size(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}
