// Acting on a finding: what is written stays on this phone from the first letter until its receipt is here, with a network and
// without. Started with the page of a finding, or once a page without a network has put the form together.
// Before it: app.js, outbox.js, offline.js.
(() => {
  "use strict";
  const TEXTS = ["cause", "action", "category", "why1", "why2", "why3", "why4", "why5"];
  let stop = () => {};

  window.startActing = async () => {
    const form = document.querySelector("form[data-acting]");
    if (!window.outbox) return;
    leftBehind();
    if (!form || form.dataset.ready !== undefined) return;
    form.dataset.ready = "";
    stop();
    const words = form.dataset;
    const finding = words.acting;
    const box = form.querySelector("[data-shot]");
    const button = form.querySelector(".actions [type=submit]");
    const where = form.querySelector("[data-where]");
    const field = (name) => form.elements[name];
    const fresh = () => {
      const action = outbox.uuid7();
      return { due: finding, check: action, finding, path: `/findings/${finding}/actions/${action}`, page: `/findings/${finding}`, name: words.name, object: words.title,
        day: new Date().toLocaleDateString("sv-SE"), started: new Date().toISOString(), answers: {}, photos: {}, state: "saved" };
    };
    let record = await outbox.read(finding) ?? fresh();
    const locked = () => outbox.moving(record);

    // ——— Out of the form, onto the phone: every letter.
    function keep() {
      if (locked()) return;
      const said = TEXTS.map((name) => [name, field(name)?.value.trim()]).filter(([, text]) => text);
      record = { ...record, state: "saved", answers: Object.fromEntries([...said, ...Object.keys(record.photos).map((id) => ["photo", id])]) };
      store();
    }
    async function store() {
      const said = record.state === "saved" ? words.saved : words.waiting;
      try { await outbox.write(record); where.textContent = said; } catch { where.textContent = words.full; }
    }

    // ——— One photo; another takes its place.
    async function take(file) {
      const blob = await jingjin.shrink(file).catch(() => null);
      if (!blob) { tell(box, words.unreadable ?? box.dataset.unreadable); return; }
      const id = outbox.uuid7();
      const before = Object.keys(record.photos);
      const kept = await outbox.photos.put(id, blob);
      record = { ...record, photos: { [id]: "kept" } };
      await Promise.all(before.map((one) => outbox.photos.drop(one)));
      show(blob);
      tell(box, kept ? box.dataset.kept : words.full);
      keep();
    }
    function show(blob) {
      const line = document.createElement("li");
      const off = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: box.dataset.remove });
      off.addEventListener("click", async () => {
        const ids = Object.keys(record.photos);
        record = { ...record, photos: {} };
        line.remove();
        tell(box, "");
        keep();
        await Promise.all(ids.map((id) => outbox.photos.drop(id)));
      });
      const image = Object.assign(document.createElement("img"), { alt: box.dataset.alt });
      if (blob) image.src = URL.createObjectURL(blob);
      line.append(image, off);
      box.querySelector(".thumbs").replaceChildren(line);
    }
    const tell = (place, text) => { place.querySelector("[data-said]").textContent = text; };

    // ——— Sending, in plain words.
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (locked()) { outbox.hurry(); return; }
      const said = (name) => field(name)?.value.trim() ?? "";
      const whys = TEXTS.slice(3).map(said).filter(Boolean);
      if (!said("cause") && !whys.length && !said("category") && words.explained === undefined) { wrong(words.why, "cause"); return; }
      wrong("");
      const photos = Object.keys(record.photos);
      const body = { cause: said("cause"), action: said("action"), category: said("category") || null, whys, photos, told_at: new Date().toISOString(), answers: [{ point: "photo", photos }] };
      keep();
      record = { ...record, body, state: "waiting", fault: null };
      lock();
      store().then(() => outbox.hurry());
    });
    function wrong(text, name) {
      const line = form.querySelector("[data-wrong]");
      line.hidden = !text;
      line.querySelector("p").textContent = text;
      for (const one of ["cause", "action"]) field(one).removeAttribute("aria-invalid");
      if (!text) return;
      line.focus({ preventScroll: true });
      line.scrollIntoView({ block: "center" });
      const at = name && field(name);
      if (at?.setAttribute) { at.setAttribute("aria-invalid", "true"); at.focus(); }
    }
    function lock() {
      const on = locked();
      for (const one of form.elements) if (one !== button) one.disabled = on;
      button.toggleAttribute("aria-busy", record.state === "sending");
      if (on) where.textContent = record.signed === false ? words.signed : record.state === "sending" ? words.sending : words.waiting;
    }
    function told({ detail }) {
      if (detail.due !== finding) return;
      if (detail.state === "dropped") { location.reload(); return; }
      if (detail.state === "saved") return;
      if (detail.state === "received") { location.reload(); return; }
      record = { ...record, ...detail };
      lock();
      if (record.state === "stopped") refused();
    }
    function refused() {
      const { status, message, problems = [] } = record.fault;
      where.textContent = words.saved;
      const [first] = problems;
      wrong(status === 404 ? words.gone : first?.message ?? message ?? words.lost, first && TEXTS.includes(first.field) ? first.field : null);
    }
    document.addEventListener("outbox", told);
    stop = () => document.removeEventListener("outbox", told);

    // ——— Out of what was kept, into the form.
    for (const name of TEXTS) if (record.answers[name] !== undefined && field(name)) field(name).value = record.answers[name];
    const [photo] = Object.keys(record.photos);
    if (photo) show(await outbox.photos.get(photo));
    box.hidden = false;
    box.querySelector("input[type=file]").addEventListener("change", (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) take(file);
    });
    form.addEventListener("input", (event) => { if (event.target.type !== "file") keep(); });
    window.startWhys?.();
    lock();
    if (record.state === "stopped") refused();
    else if (!locked() && Object.keys(record.answers).length) where.textContent = words.saved;
  };

  // Settled by somebody else meanwhile: what was written here is not dropped, and is not passed over either.
  async function leftBehind() {
    const place = document.querySelector("[data-not-taken]");
    const record = place && await outbox.read(place.dataset.notTaken);
    if (!record || outbox.moving(record) || !Object.keys(record.answers).length) return;
    place.hidden = false;
    if (record.fault?.message && record.fault.status === 409) place.querySelector("[data-told]").textContent = record.fault.message;
  }
  document.addEventListener("DOMContentLoaded", () => window.startActing());
})();
