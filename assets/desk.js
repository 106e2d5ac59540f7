// The desk by keyboard: F2 for the next person, F4 to the box; a signature drawn on the screen; and nobody's page comes back.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (event.key === "F2") {
    event.preventDefault();
    const next = document.getElementById("next-person");
    next ? next.form.requestSubmit() : location.assign("/desk");
  }
  if (event.key === "F4") {
    event.preventDefault();
    const box = document.getElementById("q");
    box ? box.focus() : location.assign("/desk");
  }
});

// A page that the browser kept whole would show the last person again.
addEventListener("pageshow", (event) => event.persisted && location.reload());

document.querySelector("[data-prints]")?.addEventListener("click", () => print());

const box = document.querySelector("canvas[data-signature]");
if (box) {
  const pen = box.getContext("2d");
  const drawn = document.getElementById(box.dataset.signature);
  const onScreen = document.querySelector("input[name=way][value=screen]");
  let stroked = false;
  pen.lineWidth = 3;
  pen.lineCap = pen.lineJoin = "round";
  const at = (event) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    return [((event.clientX - left) * box.width) / width, ((event.clientY - top) * box.height) / height];
  };
  box.addEventListener("pointerdown", (event) => {
    box.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  box.addEventListener("pointermove", (event) => {
    if (!box.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
    stroked = onScreen.checked = true;
  });
  box.addEventListener("pointerup", () => {
    if (stroked) drawn.value = box.toDataURL("image/png");
  });
  document.querySelector("[data-clears]").addEventListener("click", () => {
    pen.clearRect(0, 0, box.width, box.height);
    drawn.value = "";
    stroked = false;
  });
}
