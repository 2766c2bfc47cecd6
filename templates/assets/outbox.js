// What was filled in stays on this phone until its receipt is here. Serves today's list and the form.
// Records are kept under company and person: nothing is ever sent under another login.
(() => {
  "use strict";
  const root = document.querySelector("[data-scope]");
  if (!root) return;
  const { scope, address } = root.dataset;
  const prefix = `check:${scope}:`;
  const busy = new Set();
  let pause = 5000;
  let timer;

  const read = (due) => JSON.parse(localStorage.getItem(prefix + due) ?? "null");
  const drop = (due) => localStorage.removeItem(prefix + due);
  function write(record) {
    localStorage.setItem(prefix + record.due, JSON.stringify(record));
    document.dispatchEvent(new CustomEvent("outbox", { detail: record }));
  }
  function all() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return keys.map((key) => JSON.parse(localStorage.getItem(key)));
  }

  // UUIDv7: the phone names the check, so that sending twice is sending once.
  function uuid7() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let ms = Date.now();
    for (let at = 5; at >= 0; at -= 1) { bytes[at] = ms % 256; ms = Math.floor(ms / 256); }
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // ——— Photos lie in IndexedDB until the server has them.
  let opened;
  function shelf(mode) {
    opened ??= new Promise((done, fail) => {
      const asked = indexedDB.open("jingjin", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("photos");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    return opened.then((base) => base.transaction("photos", mode).objectStore("photos"));
  }
  const settled = (asked) => new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const photos = {
    put: async (id, blob) => settled((await shelf("readwrite")).put(blob, `${scope}:${id}`)),
    get: async (id) => settled((await shelf("readonly")).get(`${scope}:${id}`)),
    drop: async (id) => settled((await shelf("readwrite")).delete(`${scope}:${id}`)),
  };

  // ——— Sending: photos first, then the check. Whoever hears nothing sends the same again.
  async function put(url, body, type) {
    const headers = { "Content-Type": type, Accept: "application/json", "X-CSRF-Token": jingjin.csrf() };
    const answer = await fetch(url, { method: "PUT", body, headers, credentials: "same-origin" }).catch(() => null);
    const json = await answer?.json().catch(() => null);
    return { status: json ? answer.status : 0, json };
  }
  const passing = (status) => status === 0 || status === 408 || status === 429 || status >= 500;

  async function send(due) {
    if (busy.has(due)) return;
    busy.add(due);
    const work = () => deliver(read(due)).finally(() => busy.delete(due));
    if (navigator.locks) await navigator.locks.request(prefix + due, { ifAvailable: true }, (lock) => (lock ? work() : busy.delete(due)));
    else await work();
  }

  async function deliver(record) {
    if (!record || !["waiting", "sending"].includes(record.state)) return;
    write({ ...record, state: "sending" });
    const refused = await deliverPhotos(record);
    const said = refused ?? await put(`${address}/due/${record.due}/checks/${record.check}`, JSON.stringify(record.body), "application/json");
    if (said.status === 200) await received(record, said.json);
    else if (passing(said.status)) later({ ...record, state: "waiting", signed: true });
    else if (said.status === 401 || said.status === 403) write({ ...record, state: "waiting", signed: false });
    else write({ ...record, state: "stopped", fault: { status: said.status, ...said.json } });
  }

  async function deliverPhotos(record) {
    const ids = record.body.answers.flatMap((answer) => answer.photos ?? []);
    for (const id of ids.filter((one) => record.photos[one] === "kept")) {
      const blob = await photos.get(id);
      if (!blob) continue;
      const said = await put(`${address}/photos/${id}?due=${record.due}`, blob, blob.type || "image/jpeg");
      if (said.status !== 200) return said.status === 422 ? atPoint(record, id, said) : said;
      record.photos[id] = "sent";
      write({ ...record, state: "sending" });
    }
    return null;
  }
  // A refused photo is a fault of the point it belongs to.
  function atPoint(record, id, said) {
    const point = record.body.answers.find((answer) => answer.photos?.includes(id))?.point;
    return { status: said.status, json: { message: said.json.message, problems: [{ field: point, message: said.json.message }] } };
  }

  async function received(record, receipt) {
    pause = 5000;
    drop(record.due);
    document.dispatchEvent(new CustomEvent("outbox", { detail: { ...record, state: "received", receipt } }));
    await Promise.all(Object.keys(record.photos).map((id) => photos.drop(id).catch(() => null)));
  }
  function later(record) {
    write(record);
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
    pause = Math.min(pause * 2, 120000);
  }
  async function flush() {
    for (const record of all()) if (record.state === "waiting" || record.state === "sending") await send(record.due);
  }
  addEventListener("online", () => { pause = 5000; flush(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });

  // ——— Today's list says of each check where it is.
  function show(record) {
    const line = document.querySelector(`li[data-due="${record.due}"]`);
    const moving = record.state === "waiting" || record.state === "sending";
    const sent = line?.querySelector("a").pathname.includes("/checks/");
    const old = Date.now() - Date.parse(record.started) > 60 * 86400000;
    // What the server has by now, or nobody came back to, need not stay on the phone.
    if (!moving && (sent || old)) { drop(record.due); return; }
    const pill = document.querySelector(`#states`)?.content.querySelector(`[data-of="${record.state}"] > *`);
    if (line && pill) line.querySelector("[data-state]").replaceChildren(pill.cloneNode(true));
    if (line && record.state === "saved") {
      const left = Number(line.dataset.points) - Object.keys(record.answers).length;
      line.querySelector("[data-left]").textContent = root.dataset.leftWords.replace("{n}", left);
    }
    count();
  }
  function count() {
    const waiting = all().filter((record) => record.state === "waiting" || record.state === "sending").length;
    const place = document.querySelector("[data-unsent]");
    if (!place) return;
    place.hidden = !waiting;
    place.querySelector("b").textContent = root.dataset.unsentWords.replace("{n}", waiting);
  }
  document.addEventListener("outbox", (event) => show(event.detail));

  window.outbox = { read, write, drop, uuid7, photos, send };
  all().forEach(show);
  flush();
})();
