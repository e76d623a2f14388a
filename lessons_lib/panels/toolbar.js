// What every panel can do: set a scene, take a step back, change its size, be kept and come back.

function render({ model, el }) {
  el.classList.add("ll-tools");
  keepKeys(el);
  const heardOut = tellLost(model, el);
  const scenes = element(el, "div", { className: "ll-scenes", role: "group" });
  scenes.setAttribute("aria-label", "scenes");
  const acts = element(el, "div", { className: "ll-acts" });
  const button = (text, title, message) =>
    element(acts, "button", { type: "button", textContent: text, title, onclick: () => post(model, message()) });
  const undo = button("Undo", "Take the last change back", () => ({ do: "undo" }));
  const size = button("", "", () => ({ do: "view" }));
  const keep = button("Keep", "A line and a short text that make this panel again", () => ({ do: "keep" }));

  const box = element(el, "div", { className: "ll-keep" });
  const line = row("as code", true);
  const state = row("as text", false);
  function row(label, fixed) {
    const id = `ll-keep-${Math.random()}`;
    element(box, "label", { htmlFor: id, textContent: label });
    const input = element(box, "input", { id, type: "text", readOnly: fixed, spellcheck: false });
    const copy = element(box, "button", { type: "button", textContent: "Copy" });
    copy.setAttribute("aria-label", `Copy ${label}`);
    copy.onclick = async () => {
      input.select();
      try {
        await navigator.clipboard.writeText(input.value);
      } catch {
        document.execCommand("copy"); // where the page may not write the clipboard itself
      }
      copy.textContent = "Copied";
      setTimeout(() => (copy.textContent = "Copy"), 1200);
    };
    return input;
  }

  const restore = element(box, "button", { type: "button", textContent: "Restore" });
  restore.title = "Set the panel as the text says";
  restore.onclick = () => post(model, { do: "restore", text: state.value });
  const words = element(el, "output", { className: "ll-complaint" }); // a scene may be refused too
  state.onkeydown = (event) => {
    if (event.key === "Enter") restore.onclick(); // no value: false would take every other key from the box
  };
  keep.onclick = () => {
    model.set("keeping", !model.get("keeping"));
    model.save_changes();
    post(model, { do: "keep" });
  };

  function open() { // what is open in one view of the panel is open in all
    box.hidden = !model.get("keeping");
    keep.setAttribute("aria-expanded", String(!box.hidden));
  }

  function list() {
    scenes.replaceChildren();
    for (const [name, hint] of model.get("scenes")) {
      const shown = element(scenes, "button", { type: "button", textContent: name, title: hint });
      shown.onclick = () => post(model, { do: "scene", name });
    }
    mark();
  }

  function mark() {
    for (const shown of scenes.children) shown.setAttribute("aria-pressed", String(shown.textContent === model.get("scene")));
  }

  function show() {
    undo.setAttribute("aria-disabled", String(!model.get("undoable"))); // disabled would lose the focus
    const large = model.get("view") === "lecture";
    size.textContent = large ? "Smaller" : "Larger";
    size.title = large ? "For one reader" : "For a lecture hall";
    line.value = model.get("line");
    const mending = document.activeElement === state || model.get("complaint");
    if (!mending) state.value = model.get("state");
    words.textContent = model.get("complaint");
  }

  // On slides a panel is as large as a lecture hall needs it, and afterwards as it was.
  let [onSlides, usual] = [false, "study"];
  function follow() {
    const now = document.body.dataset.jpDeckMode === "presenting";
    if (now === onSlides) return;
    onSlides = now;
    if (now) usual = model.get("view");
    post(model, { do: "size", view: now ? "lecture" : usual });
  }
  const slides = new MutationObserver(follow);
  slides.observe(document.body, { attributeFilter: ["data-jp-deck-mode"] });

  const heard = { "change:scenes": list, "change:scene": mark, "change:keeping": open };
  for (const name of ["undoable", "view", "line", "state", "complaint"]) heard[`change:${name}`] = show;
  for (const [name, act] of Object.entries(heard)) model.on(name, act);
  list();
  open();
  show();
  follow();
  return () => {
    heardOut();
    slides.disconnect();
    for (const [name, act] of Object.entries(heard)) model.off(name, act);
  };
}

export default { render };
