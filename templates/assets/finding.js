// Photos that go with a form, the five whys of a finding, and the keys of the board. Without it every form is a post without a photo.
(() => {
  "use strict";
  // ——— Photos: shrunk here and sent at once; the form carries the id only.
  document.querySelectorAll("[data-photo]").forEach((box) => {
    box.hidden = false;
    box.querySelector("input[type=file]").addEventListener("change", (event) => {
      const [file] = event.target.files;
      if (file) send(box, file);
    });
  });
  async function send(box, file) {
    const say = (text) => { box.querySelector("[data-said]").textContent = text; };
    const blob = await jingjin.shrink(file).catch(() => null);
    if (!blob) { say(box.dataset.unreadable); return; }
    say(box.dataset.sending);
    const headers = { "Content-Type": "image/jpeg", Accept: "application/json", "X-CSRF-Token": jingjin.csrf() };
    const id = uuid();
    const answer = await fetch(`${box.dataset.photo}/${id}`, { method: "PUT", body: blob, headers, credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) { say((await answer?.json().catch(() => null))?.message ?? box.dataset.failed); return; }
    box.querySelector("input[type=hidden]").value = id;
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("img"), { src: URL.createObjectURL(blob), alt: box.dataset.alt }));
    box.querySelector(".thumbs").replaceChildren(line);
    say(box.dataset.sent);
  }
  // crypto.randomUUID exists on https only; a phone on the office network may come by http.
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // ——— Five whys: the next one shows once the one before is written.
  window.startWhys = () => document.querySelectorAll("[data-whys]:not([data-ready])").forEach((list) => {
    list.dataset.ready = "";
    const lines = [...list.children];
    const written = (line) => line.querySelector("input").value.trim() !== "";
    const show = () => lines.forEach((line, n) => { line.hidden = n > 0 && !written(line) && !written(lines[n - 1]); });
    list.addEventListener("input", show);
    show();
  });
  window.startWhys();

  // ——— Board: arrows walk over the cards, column by column.
  const board = document.querySelector("[data-board]");
  board?.addEventListener("keydown", (event) => {
    const card = event.target.closest("li > a");
    const steps = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[event.key];
    if (!card || !steps) return;
    const columns = [...board.children].map((column) => [...column.querySelectorAll("li > a")]).filter((cards) => cards.length);
    const at = columns.findIndex((cards) => cards.includes(card));
    const cards = columns[Math.min(Math.max(at + steps[0], 0), columns.length - 1)];
    const row = columns[at].indexOf(card) + steps[1];
    cards[Math.min(Math.max(row, 0), cards.length - 1)].focus();
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (board && event.key.startsWith("Arrow") && event.target === document.body) board.querySelector("li > a")?.focus();
  });
})();
