// Ticks every dossier of a list, or none.
for (const list of document.querySelectorAll("[data-bulk]")) {
  const button = list.querySelector("[data-bulk-all]");
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}
