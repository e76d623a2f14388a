// Draws marks: lines, markers, areas, texts and images, as encode.py describes them.

const SHAPES = {
  // marker -> corners around the origin, for a marker of size 2
  s: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  D: [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
  "^": [[0, -1], [1, 1], [-1, 1]],
  v: [[0, 1], [1, -1], [-1, -1]],
  "<": [[-1, 0], [1, -1], [1, 1]],
  ">": [[1, 0], [-1, -1], [-1, 1]],
  d: [[0, -1.35], [0.81, 0], [0, 1.35], [-0.81, 0]],
  P: plus(0),
  X: plus(Math.PI / 4),
  p: polygon(5),
  "*": polygon(10).map(([x, y], k) => (k % 2 ? [0.4 * x, 0.4 * y] : [x, y])),
  h: polygon(6),
  H: polygon(6, 0.5),
  8: polygon(8, 0.5),
};

function polygon(n, turn = 0) {
  return Array.from({ length: n }, (_, k) => (2 * Math.PI * (k + turn)) / n).map((a) => [Math.sin(a), -Math.cos(a)]);
}

function plus(turn) {
  const [a, b] = [1 / 3, 1];
  const corners = [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]];
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  return corners.map(([x, y]) => [c * x - s * y, s * x + c * y]);
}

const numbers = (view, Kind) => new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

function drawMarker(ctx, mark, x, y) {
  const half = mark.size / 2;
  ctx.beginPath();
  if (SHAPES[mark.marker]) for (const [dx, dy] of SHAPES[mark.marker]) ctx.lineTo(x + half * dx, y + half * dy);
  else ctx.arc(x, y, half, 0, 2 * Math.PI);
  ctx.closePath();
  ctx.fill();
  if (mark.edgeWidth) ctx.stroke();
}

function drawLine(ctx, mark, xy) {
  const count = xy.length / 2;
  if (mark.width) {
    Object.assign(ctx, { strokeStyle: mark.color, lineWidth: mark.width, lineJoin: "round" });
    ctx.setLineDash(mark.dash);
    ctx.beginPath();
    for (let k = 0, pen = false; k < count; k++) {
      const [x, y] = [xy[2 * k], xy[2 * k + 1]];
      if (!Number.isNaN(x + y)) ctx[pen ? "lineTo" : "moveTo"](x, y);
      pen = !Number.isNaN(x + y);
    }
    ctx.stroke();
    ctx.setLineDash([]);
  }
  if (!mark.marker) return;
  Object.assign(ctx, { fillStyle: mark.fill, strokeStyle: mark.edge, lineWidth: mark.edgeWidth });
  for (let k = mark.lastOnly ? count - 1 : 0; k < count; k++) drawMarker(ctx, mark, xy[2 * k], xy[2 * k + 1]);
  if (mark.lastOnly && count) drawLeaving(ctx, mark, xy[2 * count - 2], xy[2 * count - 1]);
}

// The head of a walk that has left its axes: an arrow at their edge, that points to where it is.
function drawLeaving(ctx, mark, x, y) {
  const [left, top, width, height] = mark.clip;
  const inside = (value, low, size, room) => Math.min(Math.max(value, low + room), low + size - room);
  const [dx, dy] = [x - inside(x, left, width, 0), y - inside(y, top, height, 0)];
  if (!(Math.hypot(dx, dy) > 0)) return;
  const room = 0.8 * mark.size;
  ctx.save();
  ctx.translate(inside(x, left, width, room), inside(y, top, height, room));
  ctx.rotate(Math.atan2(dy, dx) + Math.PI / 2);
  drawMarker(ctx, { ...mark, marker: "^", size: 1.3 * mark.size }, 0, 0);
  ctx.restore();
}

function drawArea(ctx, { fill, edge, width }, xy) {
  ctx.beginPath();
  for (let k = 0; k < xy.length; k += 2) ctx.lineTo(xy[k], xy[k + 1]);
  ctx.closePath();
  Object.assign(ctx, { fillStyle: fill, strokeStyle: edge, lineWidth: width });
  ctx.fill();
  if (width) ctx.stroke();
}

function drawText(ctx, { text, color, size, align, baseline }, xy, at) {
  if (Array.isArray(text)) text = text[Math.min(at, text.length - 1)];
  Object.assign(ctx, { fillStyle: color, font: `${size}px "DejaVu Sans", Verdana, sans-serif`, textAlign: align, textBaseline: baseline });
  ctx.fillText(text, xy[0], xy[1]);
}

function drawImage(ctx, { picture, clip, smooth }) {
  Object.assign(ctx, { imageSmoothingEnabled: smooth, imageSmoothingQuality: "high" });
  ctx.drawImage(picture, ...clip);
}

// What of a mark there is to see at a row of the walk: a trail up to it, of pages the one that belongs to it.
function seen({ xy, trail, page }, at) {
  if (trail) return xy.subarray(0, 2 * (at + 1));
  if (!page) return xy;
  const k = Math.min(at, xy.length / (2 * page) - 1);
  return xy.subarray(2 * page * k, 2 * page * (k + 1));
}

const DRAW = { line: drawLine, area: drawArea, text: drawText, image: drawImage };

function drawMarks(ctx, marks, at) {
  for (const mark of marks) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(...mark.clip);
    if (mark.kind !== "text") ctx.clip();
    DRAW[mark.kind](ctx, mark, seen(mark, at), at);
    ctx.restore();
  }
}

function unpack(mark) {
  const open = { ...mark, xy: numbers(mark.xy, Float32Array) };
  if (mark.kind !== "image") return open;
  open.picture = document.createElement("canvas");
  [open.picture.width, open.picture.height] = mark.shape;
  const pixels = new ImageData(numbers(mark.rgba, Uint8ClampedArray), ...mark.shape);
  open.picture.getContext("2d").putImageData(pixels, 0, 0);
  return open;
}
