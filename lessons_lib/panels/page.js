// What every widget of a panel needs from the page. Joined in front of each of them, see page.py.

function element(parent, tag, properties = {}) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

// Keys belong to the panel that has the focus, not to the notebook's cells. Those with Ctrl or Cmd (save,
// run) go through, except where they edit a text.
function keepKeys(el) {
  const edits = ({ target, key }) => target.matches("input:not([type=range], [type=checkbox])") && /^([acvxyz]|Arrow.*|Home|End|Backspace|Delete)$/i.test(key);
  el.onkeydown = (event) => {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!command || edits(event)) event.stopPropagation();
  };
}

// Sends a message to Python. Where no kernel hears it there is nothing to be done: the panel says so itself.
function post(model, message) {
  try {
    model.send(message);
  } catch (error) {
    console.info(`not sent: ${error.message}`);
  }
}

// Says in words that no kernel answers any more: knobs would turn, and nothing would follow.
function tellLost(model, el) {
  const words = element(el, "output", { className: "ll-lost" });
  words.setAttribute("role", "status");
  const look = () =>
    requestAnimationFrame(() => { // by then the whole panel knows
      const lost = el.closest(".jupyter-widgets-disconnected");
      words.textContent = lost ? "This panel has lost its kernel: it shows what was, and follows no more. Run its cell again for a new one." : "";
    });
  model.on("comm_live_update", look);
  look();
  return () => model.off("comm_live_update", look);
}
