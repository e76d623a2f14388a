// Runs in the page: times a key press, counts the frames of a drag.
(() => {
  const PANELS = { panel: 0, compare: 1, cell: 2, map: 2 }; // which of the page's panels each way turns
  const panel = (way = "panel") => document.querySelectorAll(".ll-panel")[PANELS[way]];
  const words = (way = "panel") => panel(way).querySelector(".ll-code").textContent;

  // Call done in the animation frame that shows something new.
  function painted(way, done) {
    const before = words(way);
    const observer = new MutationObserver(() => {
      if (words(way) === before) return; // painted, but not the new frame
      observer.disconnect();
      done();
    });
    observer.observe(panel(way), { attributeFilter: ["data-painted"] });
  }

  const shows = {
    ...Object.fromEntries(Object.keys(PANELS).map((way) => [way, (done) => painted(way, done)])),
    interact(done) {
      const output = document.querySelector(".widget-interact");
      const before = output.querySelector("img").src;
      const observer = new MutationObserver(() => {
        const image = output.querySelector("img");
        if (!image || image.src === before) return;
        observer.disconnect();
        image.decode().then(() => requestAnimationFrame(done));
      });
      observer.observe(output, { childList: true, subtree: true, attributeFilter: ["src"] });
    },
    echo(done) {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        requestAnimationFrame(done);
      });
      observer.observe(document.querySelector(".echo-said"), { childList: true });
    },
  };

  function arm(way) {
    bench.result = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`${way}: no new picture within 10 seconds`)), 10_000);
      const pressed = () => {
        const began = performance.now();
        shows[way](() => resolve(performance.now() - began));
      };
      window.addEventListener("keydown", pressed, { capture: true, once: true });
    });
  }

  // Whose words tell one frame from another, and what changes when it is painted.
  const marks = {
    panel: [words, panel, { attributeFilter: ["data-painted"] }],
    echo: [() => document.querySelector(".echo-said").textContent, () => document.querySelector(".echo-said"), { childList: true }],
  };

  function watch(way) {
    const [told, element, changes] = marks[way];
    const seen = { painted: [], ticks: [], moves: 0, shown: told() };
    const note = (name) => (seen[name] = performance.now());
    window.addEventListener("pointerdown", () => note("down"), { capture: true, once: true });
    window.addEventListener("pointerup", () => note("up"), { capture: true, once: true });
    const moved = () => (seen.moves += 1);
    window.addEventListener("pointermove", moved, { capture: true });
    const observer = new MutationObserver(() => {
      if (told() === seen.shown) return;
      seen.shown = told();
      seen.painted.push(performance.now());
    });
    observer.observe(element(), changes);
    const tick = (now) => {
      seen.ticks.push(now);
      if (!seen.done) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    seen.end = () => {
      seen.done = true;
      observer.disconnect();
      window.removeEventListener("pointermove", moved, { capture: true });
    };
    bench.seen = seen;
  }

  // Wait until nothing has changed for half a second, then tell.
  async function counted() {
    const { seen } = bench;
    while (performance.now() - Math.max(seen.up, seen.painted.at(-1) ?? 0) < 500)
      await new Promise((resolve) => setTimeout(resolve, 50));
    seen.end();
    const seconds = (seen.up - seen.down) / 1000;
    const during = (times) => times.filter((time) => time >= seen.down && time <= seen.up).length / seconds;
    return {
      kernel: during(seen.painted),
      browser: during(seen.ticks),
      moves: seen.moves / seconds,
      delay: Math.max(0, (seen.painted.at(-1) ?? seen.up) - seen.up),
    };
  }

  window.bench = { arm, watch, counted };
})();
