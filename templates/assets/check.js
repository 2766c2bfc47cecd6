// The form of one check: every tap is kept on this phone; nothing is chosen before the person chooses.
// Started with its page, or once a page without a network has put the form together.
window.startCheck = async () => {
  "use strict";
  const form = document.getElementById("check");
  const words = document.getElementById("words").dataset;
  const { due, version, replaces, address, schedule, day, name, object } = form.dataset;
  const given = JSON.parse(form.dataset.given);
  const points = [...form.querySelectorAll("[data-point]")];
  const button = form.querySelector(".send-bar [type=submit]");
  const where = form.querySelector("[data-where]");
  const field = (point, kind) => point.querySelector(`[name="${kind}-${point.dataset.point}"]`);
  const picked = (point, kind) => point.querySelector(`[name="${kind}-${point.dataset.point}"]:checked`)?.value;
  const typed = (point, kind) => field(point, kind)?.value.trim() ?? "";

  const snaps = makeSnaps({ words, address, photos: outbox.photos, kept: (id) => { record.photos[id] = "kept"; }, changed: (point, taken) => {
    keep();
    if (!gap(point)) mark(point, "");
    if (taken) pace.on(point);
  } });
  // Whoever fails a point stays at it: what happened is told there.
  const pace = makePace({ form, points, words, clean: (point) => !gap(point) && kinds.standing(point) !== "fail", changed: (point) => { follow(); mark(point, ""); keep(); } });

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
    pacing();
    record.state = "saved";
    store();
    count();
  }
  // Seconds from the answer before to the first answer of a point: told with the list, for comparing only.
  let since = Date.now();
  const paced = new Set();
  function pacing() {
    const fresh = Object.keys(record.answers).filter((code) => !paced.has(code));
    fresh.forEach((code) => paced.add(code));
    if (fresh.length === 1) record.paces = { ...record.paces, [fresh[0]]: Math.max(1, Math.round((Date.now() - since) / 1000)) };
    since = Date.now();
  }
  const asked = () => points.filter((point) => !point.hidden);
  const follow = () => kinds.follow(points);
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
      (said.photos ?? []).forEach((id) => snaps.thumb(point, id));
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
      if (scan) window.scan.reader(scan);
    }
  }
  async function signed(point, sign, blob) {
    sign.querySelectorAll("[data-photo]").forEach((line) => { delete record.photos[line.dataset.photo]; line.remove(); });
    if (blob) {
      await snaps.keep(point, blob);
    }
    mark(point, "");
    keep();
  }
  // ——— What is missing or wrong, at its point and in one list with links.
  const missing = () => asked().map((point) => [point, gap(point)]).filter(([, message]) => message).map(([point, message]) => ({ field: point.dataset.point, message }));
  // What is left to do at a point, in words; empty where it is done.
  function gap(point) {
    const said = answer(point);
    const pictured = ["photo", "signature"].includes(point.dataset.kind);
    const value = said && (said.verdict ?? said.number ?? said.choice ?? said.text ?? said.code ?? (said.low && said.high) ?? (pictured ? said.photos : undefined));
    if (value === undefined || value === null) return point.dataset.kind === "photo" ? words.photo : words.unanswered;
    if (said.verdict === "na") return "";
    const stands = kinds.standing(point);
    if (stands === "fail" && field(point, "n") && point.dataset.kind === "pass_fail" && !said.number) return words.times;
    const proof = JSON.parse(point.dataset.proof ?? "{}");
    const { evidence } = point.dataset;
    const wanted = [proof.always, proof[stands], evidence === "photo_always" && "photo", stands === "fail" && evidence];
    if (wanted.some((one) => one === "photo" || one === "both") && !said.photos) return words.photo;
    return wanted.some((one) => one === "text" || one === "both") && !said.note ? words.note : "";
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
    // What has to be shown beside an answer is asked for; what is not answered yet asks for the answer alone.
    point.classList.toggle("asks", Boolean(message) && message !== words.unanswered);
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
    follow();
    keep();
    const gaps = missing();
    document.getElementById("faults").dataset.gaps = gaps.length || "";
    if (gaps.length) { tell(words.missing.replace("{n}", gaps.length), gaps); return; }
    tell("");
    const { check, photos, started, answers } = record;
    const body = { due, version, replaces: record.replaces, started, finished: new Date().toISOString(), answers: Object.values(answers) };
    if (record.paces) body.paces = record.paces;
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

  form.addEventListener("input", (event) => {
    queueMicrotask(keep);
    kinds.tellOutside(event.target.closest("[data-point]"), words.outside);
  });
  form.addEventListener("change", (event) => {
    const point = event.target.closest("[data-point]");
    if (event.target.type === "file") { [...event.target.files].forEach((file) => snaps.take(point, file)); event.target.value = ""; return; }
    // A value and "not applicable" are two answers: the later one counts.
    const away = point.querySelector('[type="checkbox"][name^="v-"]');
    if (away && event.target !== away) away.checked = false;
    follow();
    if (event.target === away && away.checked) point.querySelectorAll('[name^="o-"]').forEach((one) => { one.checked = false; });
    mark(point, "");
    setTimeout(() => { keep(); pace.answered(point, event.target); });
  });

  fill(kept?.answers ?? given);
  // What stood here before took no time now.
  Object.keys(kept?.answers ?? given).forEach((code) => paced.add(code));
  lastReadings();
  points.forEach((point) => kinds.tellOutside(point, words.outside));
  follow();
  special();
  pace.remember();
  count();
  if (kept && !fits && Object.keys(kept.answers).length) jingjin.toast(words.carried);
  if (fits && record.state !== "saved") show();
  else setTimeout(() => { if (Object.keys(given).length || kept) keep(); });
  form.dataset.ready = "";
};
if (document.getElementById("check")) startCheck();
