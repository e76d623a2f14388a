// What a lecture adds to JupyterLab, loaded by `make present` alone: the slides start by themselves, the lesson
// runs, and keys do what a lecturer expects. It has the form of a prebuilt extension, written by hand: no build.

(() => {
  const files = new URL(".", document.currentScript.src);
  const told = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const presenting = () => document.body.dataset.jpDeckMode === "presenting";
  const typeOf = (cell) => (cell.model.getMetadata("slideshow") ?? {}).slide_type;

  function addStyle() {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: new URL("slides.css", files) });
    document.head.append(link);
  }

  const lessonOf = (app) =>
    told.treePath
      ? [...app.shell.widgets("main")].find((each) => each.context?.path === told.treePath)
      : app.shell.currentWidget;

  // The slides start once for each start of the server. Afterwards a page that is loaded anew comes back as it
  // was left, in slides or in the study view: jupyterlab-slideshow remembers that.
  async function begin(app) {
    await app.restored;
    let page; // the lesson of this address, whatever was open before
    while (!(page = lessonOf(app))?.sessionContext) await new Promise((done) => setTimeout(done, 50));
    app.shell.activateById(page.id);
    await Promise.all([page.context.ready, page.sessionContext.ready]);
    if (sessionStorage.begun !== told.token) await app.commands.execute("deck:start");
    sessionStorage.begun = told.token;
    if (!presenting()) return;
    follow(page);
    const run = app.commands.execute("notebook:run-all-cells");
    page.content.activeCellIndex = 0; // running all goes to the last cell
    await run;
    keepAddress(page);
    document.body.dataset.lesson = "run";
  }

  // JupyterLab writes another address for slides; a page loaded anew from that would find no lesson.
  const keepAddress = (page) => history.replaceState(history.state, "", `${told.baseUrl}lab/tree/${page.context.path}`);

  // The number of the slide goes into the corner, and the page of notes, where it is open, to what belongs to it.
  let [notes, at] = [null, ""];
  const notesPage = (page) => `${told.baseUrl}files/build/present/${page.context.path.replace(/^.*\/|\.ipynb$/g, "")}.html`;

  function follow(page) {
    const point = () => notes && !notes.closed && (notes.location = `${notesPage(page)}#${at}`);
    const turned = () => {
      const starts = page.content.widgets.filter((cell) => typeOf(cell) === "slide");
      const cells = page.content.widgets.slice(0, page.content.activeCellIndex + 1);
      const start = cells.filter((cell) => starts.includes(cell)).at(-1);
      document.body.dataset.slide = `${starts.indexOf(start) + 1} / ${starts.length}`;
      at = start?.model.id ?? "";
      keepAddress(page);
      point();
      setTimeout(point, 700); // a window of notes that is only opening does not hear the first
    };
    page.content.activeCellChanged.connect(turned);
    turned();
  }

  // Scenes by number, slides by the keys of a remote. Other single keys would edit cells: they rest.
  function listen(app) {
    const turn = (direction, alternate) => app.commands.execute("deck:go", { direction, alternate });
    const press = (number) => document.querySelectorAll(".jp-deck-mod-visible .ll-scenes button")[number - 1]?.click();
    const acts = {
      PageDown: () => turn("down", "forward"),
      PageUp: () => turn("up", "back"),
      Escape: () => app.commands.execute("deck:stop"), // also while a panel has the focus
      n: () => (notes = open(`${notesPage(app.shell.currentWidget)}#${at}`, "notes", "width=700,height=900")),
      ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => [number, () => press(number)])),
    };
    const inPanel = (target) => target.closest(".ll-panel, .ll-knob, .ll-tools, .ll-press, .ll-box");
    const writes = (target) => target.closest("input:not([type=range], [type=checkbox], [readonly]), textarea, select, .cm-content");
    const heard = (event) => {
      const { key, target } = event;
      if (!presenting() || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector(".jp-Dialog")) return;
      if (writes(target) && !key.startsWith("Page") && key !== "Escape") return;
      const act = acts[key];
      const edits = key.length === 1 && key !== " " && !inPanel(target);
      if (!act && !edits) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act?.();
    };
    document.addEventListener("keydown", heard, true);
  }

  const plugin = {
    id: "lessons-present:plugin",
    autoStart: true,
    activate(app) {
      addStyle();
      listen(app);
      begin(app);
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["lessons-present"] = { init: () => {}, get: async () => () => plugin };
})();
