// The form of one check: every tap is kept on this phone; nothing is chosen before the person chooses.
// Started with its page, or once a page without a network has put the form together.
window.startCheck = async () => {
  "use strict";
  const form = document.getElementById("check");
  const words = document.getElementById("words").dataset;
  const { due, version, replaces, address, schedule, day, name, object } = form.dataset;
  const given = JSON.parse(form.dataset.given);
  const points = [...form.querySelectorAll("[data-point]")];
  const button = form.querySelector(".send-bar button");
  const where = form.querySelector("[data-where]");
  const field = (point, kind) => point.querySelector(`[name="${kind}-${point.dataset.point}"]`);
  const picked = (point, kind) => point.querySelector(`[name="${kind}-${point.dataset.point}"]:checked`)?.value;
  const typed = (point, kind) => field(point, kind)?.value.trim() ?? "";

  const kept = await outbox.read(due);
  // What is on its way stays as it is. A draft of another version or revision is carried over into this form, not sent as it.
  const fits = kept && (outbox.moving(kept) || (kept.version === version && kept.replaces === (replaces || null)));
  let stored = true;
  let record = fits ? kept : {
    due, version, replaces: replaces || null, schedule: schedule || null, day, name, object: object || null,
    check: outbox.uuid7(), state: "saved", started: kept?.started ?? new Date().toISOString(), answers: {}, photos: kept?.photos ?? {},
  };

  // ——— Out of the form, into the record.
  function answer(point) {
    const said = { point: point.dataset.point };
    if (picked(point, "v") === "na") return { ...said, verdict: "na" };
    for (const [key, value] of values(point)) if (value) said[key] = value;
    if (asksWhy(point) && typed(point, "m")) said.note = typed(point, "m");
    const photos = shown(point);
    if (photos.length) said.photos = photos;
    return Object.keys(said).length > 1 ? said : null;
  }
  function values(point) {
    const number = [["number", typed(point, "n")]];
    const option = [["choice", picked(point, "o")]];
    const verdict = picked(point, "v");
    return { pass_fail: [["verdict", verdict], ...(verdict === "fail" && field(point, "n") ? number : [])], number, reading: number, count: number,
      ledger: number, range: [["low", typed(point, "l")], ["high", typed(point, "h")]], choice: option, level: option,
      text: [["text", typed(point, "t")]], signature: shown(point).length ? [] : [["text", typed(point, "t")]], scan: [["code", typed(point, "c")]], photo: [] }[point.dataset.kind];
  }
  function asksWhy(point) {
    const place = point.querySelector(".after-fail, .after-any");
    return place && getComputedStyle(place).display !== "none";
  }
  function shown(point) {
    const place = point.querySelector("[data-photos]");
    if (!place || (place.closest(".after-fail, .after-any") && !asksWhy(point))) return [];
    return [...place.querySelectorAll("[data-photo]")].map((one) => one.dataset.photo);
  }
  function keep() {
    if (locked()) return;
    record.answers = Object.fromEntries(asked().map((point) => [point.dataset.point, answer(point)]).filter(([, said]) => said));
    record.state = "saved";
    store();
    count();
  }
  const asked = () => points.filter((point) => !point.hidden);
  function count() {
    const head = document.querySelector(".check-head");
    const done = Object.keys(record.answers).length;
    head.querySelector("[data-done]").textContent = done;
    head.querySelector("[data-total]").textContent = asked().length;
    Object.assign(head.querySelector("progress"), { max: asked().length, value: done });
  }
  // "Saved" is said when it is on the disk, and not before.
  async function store() {
    const mine = record;
    try {
      await outbox.write(mine);
      stored = true;
      if (mine === record || !locked()) where.textContent = words.saved;
    } catch (fault) {
      stored = false;
      where.textContent = fault?.name === "QuotaExceededError" ? words.full : words.refused;
    }
  }
  const locked = () => outbox.moving(record);

  // ——— Out of the record (or the returned answers), into the form.
  function fill(given) {
    for (const point of points) {
      const said = given[point.dataset.point];
      if (!said) continue;
      const value = said.verdict === "na" ? "na" : point.dataset.kind === "pass_fail" ? said.verdict : null;
      if (value) point.querySelector(`[name^="v-"][value="${value}"]`).checked = true;
      if (said.choice) { const box = point.querySelector(`[name^="o-"][value="${CSS.escape(said.choice)}"]`); if (box) box.checked = true; }
      for (const [letter, key] of [["n", "number"], ["l", "low"], ["h", "high"], ["c", "code"]]) {
        if (said[key] !== undefined && field(point, letter)) field(point, letter).value = said[key];
      }
      const text = field(point, "t") ? said.text : said.note ?? said.text;
      const place = field(point, "t") ?? field(point, "m");
      if (text && place) place.value = text;
      (said.photos ?? []).forEach((id) => thumb(point, id));
    }
  }
  function lastReadings() {
    for (const [code, value] of Object.entries(JSON.parse(form.dataset.last))) {
      const hint = document.getElementById(`${code}-limits`);
      if (hint) hint.append(` · ${words.last.replace("{n}", value)}`);
    }
  }

  function special() {
    const trends = JSON.parse(form.dataset.trend);
    for (const point of points) {
      const past = trends[point.dataset.point] ?? [];
      if (past.length > 1) kinds.trend(point.querySelector("[data-trend]"), past, words.trend.replace("{n}", past.length));
      const sign = point.querySelector("[data-sign]");
      if (sign) kinds.signature(sign, (blob) => signed(point, sign, blob));
      if (sign?.querySelector("[data-photo]")) sign.classList.add("signed");
      const scan = point.querySelector("[data-scan]");
      if (scan) kinds.scanner(scan);
    }
  }
  async function signed(point, sign, blob) {
    sign.querySelectorAll("[data-photo]").forEach((line) => { delete record.photos[line.dataset.photo]; line.remove(); });
    if (blob) {
      await keepPhoto(point, blob);
    }
    mark(point, "");
    keep();
  }
  async function keepPhoto(point, blob) {
    const id = outbox.uuid7();
    if (!await outbox.photos.put(id, blob)) jingjin.toast(words.full);
    record.photos[id] = "kept";
    await thumb(point, id, blob);
  }

  // ——— Photos: shrunk before they are kept, so that a weak network and a full phone can bear them.
  async function shrink(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  }
  async function take(point, file) {
    try {
      await keepPhoto(point, await shrink(file));
      keep();
    } catch { jingjin.toast(words.picture); }
  }
  async function thumb(point, id, fresh) {
    const line = document.createElement("li");
    line.dataset.photo = id;
    const image = Object.assign(document.createElement("img"), { alt: words.photoWord });
    const away = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: words.remove });
    away.addEventListener("click", () => remove(line));
    line.append(image, away);
    point.querySelector(".thumbs").append(line);
    const blob = fresh ?? await outbox.photos.get(id);
    image.src = blob ? URL.createObjectURL(blob) : `${address}/photos/${id}`;
  }
  function remove(line) {
    const list = line.parentElement;
    const next = line.nextSibling;
    line.remove();
    keep();
    jingjin.toast(words.removed, { undo: () => { list.insertBefore(line, next); keep(); } });
  }

  // ——— What is missing or wrong, at its point and in one list with links.
  function missing() {
    return asked().flatMap((point) => {
      const said = record.answers[point.dataset.point];
      const pictured = ["photo", "signature"].includes(point.dataset.kind);
      const value = said && (said.verdict ?? said.number ?? said.choice ?? said.text ?? said.code ?? (said.low && said.high) ?? (pictured ? said.photos : undefined));
      const fault = (message) => [{ field: point.dataset.point, message }];
      if (value === undefined) return fault(point.dataset.kind === "photo" ? words.photo : words.unanswered);
      if (said.verdict === "na") return [];
      const failed = said.verdict === "fail" || point.querySelector(".tap.fail input:checked");
      if (failed && field(point, "n") && point.dataset.kind === "pass_fail" && !said.number) return fault(words.times);
      const proof = JSON.parse(point.dataset.proof ?? "{}");
      const wanted = [proof.always, failed && proof.fail, failed && point.dataset.evidence, said.verdict === "pass" && proof.pass];
      if (point.dataset.evidence === "photo_always") wanted.push("photo");
      if (wanted.some((one) => one === "photo" || one === "both") && !said.photos) return fault(words.photo);
      return wanted.some((one) => one === "text" || one === "both") && !said.note ? fault(words.note) : [];
    });
  }
  function tell(title, problems) {
    const box = document.getElementById("faults");
    points.forEach((point) => mark(point, ""));
    box.hidden = !title;
    if (!title) return;
    box.querySelector("h2").textContent = title;
    box.querySelector("ul").replaceChildren(...problems.map((problem) => {
      const point = points.find((one) => one.dataset.point === problem.field);
      if (point) { point.hidden = false; if (point.dataset.when) point.dataset.asked = ""; mark(point, problem.message); }
      const line = document.createElement("li");
      const text = point ? `${point.querySelector("legend").innerText.trim()}: ${problem.message}` : problem.message;
      line.append(point ? Object.assign(document.createElement("a"), { href: `#${problem.field}`, textContent: text }) : text);
      return line;
    }));
    box.scrollIntoView({ block: "center" });
    box.focus({ preventScroll: true });
  }
  function mark(point, message) {
    const place = document.getElementById(`${point.dataset.point}-error`);
    point.classList.toggle("wrong", Boolean(message));
    place.textContent = message;
    place.hidden = !message;
    if (message) { point.setAttribute("aria-describedby", place.id); return; }
    point.removeAttribute("aria-describedby");
    document.querySelector(`#faults a[href="#${CSS.escape(point.dataset.point)}"]`)?.parentElement.remove();
    const box = document.getElementById("faults");
    const left = box.querySelectorAll("li").length;
    if (!left) box.hidden = true;
    if (left && box.dataset.gaps) box.querySelector("h2").textContent = words.missing.replace("{n}", left);
  }

  // ——— Sending, in plain words.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (locked()) { outbox.hurry(); return; }
    kinds.follow(points);
    keep();
    const gaps = missing();
    document.getElementById("faults").dataset.gaps = gaps.length || "";
    if (gaps.length) { tell(words.missing.replace("{n}", gaps.length), gaps); return; }
    tell("");
    const { check, photos, started, answers } = record;
    const body = { due, version, replaces: record.replaces, started, finished: new Date().toISOString(), answers: Object.values(answers) };
    if (record.schedule) Object.assign(body, { schedule: record.schedule, day: record.day });
    record = { ...record, check, photos, body, state: "waiting", fault: null };
    points.forEach((point) => { point.disabled = true; });
    store().then(() => { show(); outbox.send(due); });
  });
  document.addEventListener("outbox", (event) => {
    const { detail } = event;
    if (detail.due !== due || detail.state === "saved") return;
    // Thrown away on another page: what stands here is a draft again.
    if (detail.state === "dropped") { if (locked()) { record = { ...record, state: "saved" }; show(); } return; }
    record = { ...record, ...detail };
    show();
  });
  function show() {
    if (record.state === "received") { receipt(record.receipt); return; }
    points.forEach((point) => { point.disabled = locked(); });
    button.toggleAttribute("aria-busy", record.state === "sending");
    const left = Object.values(record.photos).filter((state) => state === "kept").length;
    if (record.state === "sending") where.textContent = left ? words.photos.replace("{n}", left) : words.sending;
    if (record.state === "waiting") waiting();
    if (record.state === "stopped") stoppedBy(record.fault);
  }
  function stoppedBy({ message, problems = [] }) {
    where.textContent = stored ? words.saved : words.full;
    // A photo without words was lost on this phone.
    tell(message ?? words.faults, problems.map((one) => ({ ...one, message: one.message ?? words.lost })));
  }
  function waiting() {
    where.textContent = `${stored ? "" : words.full} ${record.signed === false ? words.signed : words.waiting} `.trimStart();
    if (record.signed === false) where.append(Object.assign(document.createElement("a"), { href: `/login?next=${encodeURIComponent(location.pathname)}`, textContent: words.login }));
  }
  function receipt(given) {
    const page = document.getElementById("receipt").content.cloneNode(true);
    const fill = (pick, text) => { page.querySelector(pick).textContent = text; };
    fill("[data-no]", given.receipt);
    fill("[data-at]", new Date(given.received_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
    const scored = page.querySelector("[data-scored]");
    scored.hidden = given.score === null;
    scored.textContent = scored.textContent.replace("{n}", given.score);
    const found = page.querySelector("[data-found]");
    found.hidden = !given.findings;
    found.textContent = found.textContent.replace("{n}", given.findings);
    page.querySelector("[data-see]").href = `${address}/checks/${record.check}`;
    form.replaceChildren(page);
    document.querySelector(".check-head")?.classList.add("unseen");
    form.querySelector(".receipt").focus();
    scrollTo(0, 0);
  }

  form.addEventListener("input", () => queueMicrotask(keep));
  form.addEventListener("change", (event) => {
    const point = event.target.closest("[data-point]");
    if (event.target.type === "file") { [...event.target.files].forEach((file) => take(point, file)); event.target.value = ""; }
    // A value and "not applicable" are two answers: the later one counts.
    const away = point.querySelector('[type="checkbox"][name^="v-"]');
    if (away && event.target !== away && event.target.type !== "file") away.checked = false;
    kinds.follow(points);
    if (event.target === away && away.checked) point.querySelectorAll('[name^="o-"]').forEach((one) => { one.checked = false; });
    mark(point, "");
    setTimeout(keep);
  });

  fill(kept?.answers ?? given);
  lastReadings();
  kinds.follow(points);
  special();
  count();
  if (kept && !fits && Object.keys(kept.answers).length) jingjin.toast(words.carried);
  if (fits && record.state !== "saved") show();
  else setTimeout(() => { if (Object.keys(given).length || kept) keep(); });
  form.dataset.ready = "";
};
if (document.getElementById("check")) startCheck();
