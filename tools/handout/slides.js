// Turn the slides: PageDown, the space bar and the arrows. N shows the notes.
const slides = [...document.querySelectorAll("section")];
let [at, shown] = [0, 1];

function show() {
  slides.forEach((slide, k) => {
    slide.classList.toggle("now", k === at);
    slide.querySelectorAll(".step").forEach((step, j) => step.classList.toggle("shown", k === at && j < shown));
  });
  history.replaceState(null, "", `#slide-${at + 1}`);
}

const steps = (k) => slides[k].querySelectorAll(".step").length;

function go(by) {
  if (by > 0 && shown < steps(at)) shown += 1;
  else if (by < 0 && shown > 1) shown -= 1;
  else if (slides[at + by]) [at, shown] = [at + by, by > 0 ? 1 : steps(at + by)];
  show();
}

const acts = {
  PageDown: 1, ArrowRight: 1, ArrowDown: 1, " ": 1, PageUp: -1, ArrowLeft: -1, ArrowUp: -1,
};
addEventListener("keydown", ({ key }) => {
  if (acts[key]) go(acts[key]);
  if (key === "n") for (const notes of document.querySelectorAll("aside")) notes.hidden = !notes.hidden;
});
addEventListener("click", ({ target }) => target.closest("a") || go(1));

const asked = Number(location.hash.replace("#slide-", "")) - 1;
if (slides[asked]) at = asked;
show();
