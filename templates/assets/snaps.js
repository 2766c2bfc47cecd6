// Photos of a check: shrunk before they are kept, so that a weak network and a full phone can bear them; marked by finger.
// `kept` notes a new photo, `changed` that a point has more or fewer.
window.makeSnaps = (options) => {
  "use strict";
  const { words, address, photos, kept, changed } = options;
  const places = (point) => point.querySelector(".thumbs");

  async function take(point, file) {
    try {
      await keep(point, await jingjin.shrink(file));
      changed(point, true);
    } catch { jingjin.toast(words.picture); }
  }
  async function keep(point, blob) {
    const id = outbox.uuid7();
    if (!await photos.put(id, blob)) jingjin.toast(words.full);
    kept(id);
    return thumb(point, id, blob);
  }
  async function thumb(point, id, fresh) {
    const line = document.createElement("li");
    line.dataset.photo = id;
    const number = places(point).children.length + 1;
    const image = Object.assign(document.createElement("img"), { alt: `${words.photoWord} ${number}` });
    line.append(image, button(words.mark, () => markOn(point, line)), button(words.remove, () => remove(point, line)));
    places(point).append(line);
    const blob = fresh ?? await photos.get(id);
    // A signature is its own mark, and a photo the server has is marked no more.
    if (!blob || point.dataset.kind === "signature") line.querySelector("button").remove();
    image.src = blob ? URL.createObjectURL(blob) : `${address}/photos/${id}`;
    return line;
  }
  function button(text, act) {
    const one = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: text });
    one.addEventListener("click", act);
    return one;
  }
  function remove(point, line) {
    const [list, next] = [line.parentElement, line.nextSibling];
    line.remove();
    changed(point);
    jingjin.toast(words.removed, { undo: () => { list.insertBefore(line, next); changed(point); } });
  }

  // ——— Marks: a circle or an arrow, drawn by finger over the photo. The marked photo takes the place of the one before.
  async function markOn(point, line) {
    const blob = await photos.get(line.dataset.photo);
    const picture = blob && await createImageBitmap(blob).catch(() => null);
    if (!picture) { jingjin.toast(words.picture); return; }
    const marked = await drawOver(picture);
    if (!marked) return;
    const fresh = await keep(point, await jingjin.jpeg(marked));
    if (line.isConnected) line.replaceWith(fresh);
    changed(point);
    fresh.querySelector("button").focus();
  }
  function drawOver(picture) {
    const dialog = document.getElementById("marking");
    const canvas = dialog.querySelector("canvas");
    const pen = canvas.getContext("2d");
    const use = dialog.querySelector("[data-use]");
    const undo = dialog.querySelector("[data-take-back]");
    const marks = [];
    dialog.querySelector('[name="shape"]').checked = true;
    Object.assign(canvas, { width: picture.width, height: picture.height });
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    };
    function paint() {
      pen.drawImage(picture, 0, 0);
      const width = Math.max(canvas.width, canvas.height) / 130;
      // White under red is seen on any ground.
      for (const [colour, wide] of [["#fff", 2.2], ["#d0021b", 1]]) {
        Object.assign(pen, { strokeStyle: colour, lineWidth: width * wide, lineCap: "round", lineJoin: "round" });
        marks.forEach(stroke);
      }
      undo.disabled = use.disabled = !marks.length;
    }
    function stroke({ shape, from: [x, y], to: [u, v] }) {
      pen.beginPath();
      if (shape === "circle") pen.ellipse((x + u) / 2, (y + v) / 2, Math.max(8, Math.abs(u - x) / 2), Math.max(8, Math.abs(v - y) / 2), 0, 0, 7);
      else {
        const [turn, long] = [Math.atan2(v - y, u - x), Math.max(canvas.width, canvas.height) / 22];
        pen.moveTo(x, y); pen.lineTo(u, v);
        for (const side of [2.6, -2.6]) { pen.moveTo(u, v); pen.lineTo(u + long * Math.cos(turn + side), v + long * Math.sin(turn + side)); }
      }
      pen.stroke();
    }
    let drawing = null;
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId);
      drawing = { shape: dialog.querySelector('[name="shape"]:checked').value, from: at(event), to: at(event) };
      marks.push(drawing);
      paint();
    };
    canvas.onpointermove = (event) => { if (drawing) { drawing.to = at(event); paint(); } };
    canvas.onpointerup = canvas.onpointercancel = () => { drawing = null; };
    undo.onclick = () => { marks.pop(); paint(); };
    paint();
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((done) => { dialog.onclose = () => done(dialog.returnValue === "use" ? canvas : null); });
  }
  return { take, keep, thumb };
};
