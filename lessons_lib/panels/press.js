// A button that says when it does nothing more, and keeps the focus all the same.

function render({ model, el }) {
  el.classList.add("ll-press");
  keepKeys(el);
  const button = el.appendChild(document.createElement("button"));
  button.type = "button";
  button.onclick = () => model.get("done") || post(model, { do: "press" });

  function show() {
    const [note, done] = [model.get("note"), model.get("done")];
    button.textContent = model.get("description") + (note ? `  —  ${note}` : "");
    button.className = [model.get("wide") && "ll-choice", model.get("chosen") && "ll-chosen"].filter(Boolean).join(" ");
    button.setAttribute("aria-disabled", String(done));
    if (done && model.get("wide")) button.setAttribute("aria-pressed", String(model.get("chosen")));
    else button.removeAttribute("aria-pressed"); // asked again
  }

  const heard = ["description", "wide", "done", "chosen", "note"].map((name) => `change:${name}`);
  for (const name of heard) model.on(name, show);
  show();
  return () => heard.forEach((name) => model.off(name, show));
}

export default { render };
