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
