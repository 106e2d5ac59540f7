// Makes filing better where there is a script: a file's way is seen, and who is off-line keeps the page with what they typed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const notice = document.querySelector("[data-offline]");
  if (notice) notice.hidden = navigator.onLine;
  if (!navigator.onLine) {
    event.preventDefault();
    notice?.scrollIntoView({ block: "center" });
  } else if (form.matches("[data-upload]")) {
    event.preventDefault();
    send(form);
  }
});

function send(form) {
  const sending = form.querySelector("[data-sending]");
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();
  sending.hidden = false;
  button.disabled = true;
  request.upload.onprogress = ({ loaded, total }) => {
    sending.querySelector("progress").value = (100 * loaded) / total;
  };
  request.onload = () => show(request);
  request.onerror = () => {
    // Whatever stood in the way, the browser says it better than we could.
    form.submit();
  };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
}

function show(request) {
  if (request.status === 200 && request.responseURL.split("#")[0] !== location.href.split("#")[0]) {
    location.assign(request.responseURL);
  } else if (request.status === 200) {
    location.reload();
  } else {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.title = page.title;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.querySelector("main").focus();
  }
}
