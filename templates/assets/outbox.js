// What was filled in stays on this phone until its receipt is here. Serves the pages and the service worker.
// The seam for forms: read, write, drop, photos, send are asynchronous; each change is told as the event "outbox".
self.makeOutbox = (options) => {
  "use strict";
  const { scope, address, tell = () => {}, again = () => {} } = options;
  const CHUNK = 131072;
  const key = (due) => `${scope}|${due}`;
  const channel = new BroadcastChannel("outbox");
  // What could not be stored is still sent while this page is open.
  const unstored = new Map();
  const pictures = new Map();
  let pause = 5000;
  let timer;
  channel.onmessage = ({ data }) => { if (data.scope === scope) tell(data.record); };

  const read = async (due) => unstored.get(due) ?? await shelf.get("records", key(due)).catch(() => undefined) ?? null;
  async function all() {
    const stored = await shelf.all("records", `${scope}|`).catch(() => []);
    return [...stored.filter((record) => !unstored.has(record.due)), ...unstored.values()];
  }
  function said(record) {
    tell(record);
    channel.postMessage({ scope, record });
  }
  // Refused only where the phone refuses to store: then the record lives as long as the page.
  async function write(record) {
    const stamped = { ...record, scope, changed: new Date().toISOString() };
    unstored.set(record.due, stamped);
    try {
      await shelf.put("records", key(record.due), stamped);
      if (unstored.get(record.due) === stamped) unstored.delete(record.due);
    } finally { said(stamped); }
  }
  async function drop(due) {
    const record = await read(due);
    unstored.delete(due);
    await shelf.change(["records", "photos"], (of) => [of("records").delete(key(due)), ...Object.keys(record?.photos ?? {}).map((id) => of("photos").delete(key(id)))]);
    said({ due, state: "dropped" });
  }
  const photos = {
    // Whether it is stored; what is not, is there while the page is open.
    put: async (id, blob) => {
      pictures.set(id, blob);
      try { await shelf.put("photos", key(id), blob); pictures.delete(id); return true; } catch { return false; }
    },
    get: async (id) => pictures.get(id) ?? await shelf.get("photos", key(id)).catch(() => undefined),
    drop: async (id) => { pictures.delete(id); await shelf.remove("photos", key(id)).catch(() => null); },
  };

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

  // ——— Who is signed in now? A record leaves under the name it was made under, or not at all.
  async function ask(path, options = {}) {
    const answer = await fetch(address + path, { credentials: "same-origin", cache: "no-store", ...options, headers: { Accept: "application/json", ...options.headers } }).catch(() => null);
    if (answer?.redirected) return { status: 401, json: null };
    const json = await answer?.json().catch(() => null);
    return { status: json ? answer.status : 0, json };
  }
  const passing = (status) => status === 0 || status === 408 || status === 429 || status >= 500;
  const unsigned = (status) => status === 401 || status === 403;
  const moving = (record) => record.state === "waiting" || record.state === "sending";

  // ——— Sending: one at a time over all pages and the worker. Whoever hears nothing sends the same again.
  let running = null;
  let wanted = false;
  function flush() {
    wanted = true;
    running ??= (async () => {
      try {
        while (wanted) { wanted = false; await alone(round); }
      } finally { running = null; }
    })();
    return running;
  }
  const send = () => flush();
  const alone = (work) => (navigator.locks ? navigator.locks.request(`outbox:${scope}`, work) : work());

  async function round() {
    const queue = (await all()).filter(moving).sort((a, b) => (a.changed < b.changed ? -1 : 1));
    if (!queue.length) return;
    const pass = await ask("/phone/pass");
    const signed = pass.json?.scope === scope;
    if (!signed) {
      const away = passing(pass.status);
      for (const record of queue) await keep({ ...record, state: "waiting", signed: away ? record.signed : false });
      if (away) later();
      return;
    }
    for (const record of queue) {
      const status = await deliver(await read(record.due), pass.json.csrf);
      if (passing(status)) { later(); return; }
      if (unsigned(status)) return;
    }
  }
  // A state that cannot be stored is told all the same: the record itself is stored already.
  const keep = (record) => write(record).catch(() => null);

  async function deliver(record, csrf) {
    if (!record || !moving(record)) return 200;
    const tries = (record.tries ?? 0) + 1;
    await keep({ ...record, state: "sending", tries, signed: true });
    const wrong = [];
    for (const answer of record.body.answers) {
      for (const id of (answer.photos ?? []).filter((one) => record.photos[one] && record.photos[one] !== "sent")) {
        const told = await deliverPhoto(id, record, csrf, tries > 1);
        if (passing(told.status) || unsigned(told.status)) return wait(record, told.status, tries);
        record.photos[id] = told.status === 200 ? "sent" : "bad";
        if (told.status !== 200) wrong.push({ field: answer.point, message: told.json?.message ?? null });
        await keep({ ...record, state: "sending", tries, signed: true });
      }
    }
    if (wrong.length) return stop({ ...record, tries }, 422, { message: wrong[0].message, problems: wrong });
    const told = await ask(record.path ?? `/due/${record.due}/checks/${record.check}`, { method: "PUT", body: JSON.stringify(record.body), headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf } });
    if (told.status === 200) return received(record, told.json);
    if (passing(told.status) || unsigned(told.status)) return wait(record, told.status, tries);
    return stop({ ...record, tries }, told.status, told.json);
  }
  async function wait(record, status, tries) {
    await keep({ ...record, state: "waiting", tries, signed: !unsigned(status) });
    return status;
  }
  async function stop(record, status, json) {
    await keep({ ...record, state: "stopped", fault: { status, ...json } });
    return status;
  }

  // In parts: where the line broke before, it goes on from what the server has.
  async function deliverPhoto(id, record, csrf, resumed) {
    const blob = await photos.get(id);
    if (!blob) return { status: 410, json: null };
    const path = `/photos/${id}/parts`;
    let offset = resumed ? (await ask(path)).json?.offset ?? 0 : 0;
    for (let turn = 0; turn < 400; turn += 1) {
      const headers = { "Content-Type": "application/octet-stream", "X-CSRF-Token": csrf, "Upload-Offset": offset, "Upload-Length": blob.size };
      const told = await ask(`${path}?due=${record.due}`, { method: "PUT", body: blob.slice(offset, offset + CHUNK), headers });
      if (told.json?.kept) return { status: 200, json: told.json };
      if (!Number.isInteger(told.json?.offset)) return told;
      offset = told.json.offset;
    }
    return { status: 0, json: null };
  }

  async function received(record, receipt) {
    pause = 5000;
    const { due, check, day, name, object, page, photos: ours } = record;
    const slip = { due, check, day, name, object, page, ...receipt };
    unstored.delete(due);
    await shelf.change(["records", "photos", "receipts"], (of) => [
      of("receipts").put(slip, key(check)), of("records").delete(key(due)), ...Object.keys(ours).map((id) => of("photos").delete(key(id))),
    ]).catch(() => drop(due)).catch(() => null);
    said({ ...record, state: "received", receipt });
    return 200;
  }
  function later() {
    again();
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
    pause = Math.min(pause * 2, 120000);
  }
  const hurry = () => { pause = 5000; return flush(); };
  const receipts = () => shelf.all("receipts", `${scope}|`).catch(() => []);
  return { scope, address, read, all, write, drop, uuid7, photos, send, flush, hurry, receipts, moving };
};
