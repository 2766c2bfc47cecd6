// What was sent from this phone and what still waits: again, taken out as a file, or thrown away, each by itself.
(() => {
  "use strict";
  const { locale } = { locale: document.documentElement.lang };
  const fill = (text, values) => Object.entries(values).reduce((all, [key, value]) => all.replace(`{${key}}`, value), text);
  const when = (at) => new Intl.DateTimeFormat(locale, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
  let place;
  let words;

  async function start() {
    place = document.querySelector("[data-mine]");
    if (!place || place.dataset.ready !== undefined) return;
    place.dataset.ready = "";
    words = place.dataset;
    document.querySelector("[data-export-all]")?.addEventListener("click", async () => take(await outbox.all()));
    document.querySelector("[data-send-all]")?.addEventListener("click", () => again());
    document.addEventListener("outbox", show);
    await show();
  }
  let asked = 0;
  async function show() {
    const turn = (asked += 1);
    const [records, slips, feed] = await Promise.all([outbox.all(), outbox.receipts(), shelf.get("taken", `${outbox.scope}|feed`).catch(() => null)]);
    if (turn !== asked) return;
    const waiting = records.filter((record) => Object.keys(record.answers).length).sort((a, b) => (a.changed < b.changed ? 1 : -1));
    place.querySelector("[data-waiting] ul").replaceChildren(...waiting.map((record) => row(record, feed?.others?.[record.due])));
    place.querySelector("[data-waiting]").hidden = !waiting.length;
    place.querySelector("[data-send-all]").hidden = waiting.every((record) => record.state === "saved");
    const known = new Set([...document.querySelectorAll("[data-server] li")].map((line) => line.dataset.check));
    const here = slips.filter((slip) => !known.has(slip.check)).sort((a, b) => (a.received_at < b.received_at ? 1 : -1));
    place.querySelector("[data-received] ul").replaceChildren(...here.map(slip));
    place.querySelector("[data-received]").hidden = !here.length;
    const none = document.querySelector("[data-nothing]");
    if (none) none.hidden = Boolean(waiting.length || here.length || known.size);
  }
  function base(name, object, day, state) {
    const line = document.getElementById("submission").content.cloneNode(true).firstElementChild;
    line.querySelector(".name").textContent = [name, object].filter(Boolean).join(" · ");
    const pill = document.getElementById("states").content.querySelector(`[data-of="${state}"] > *`);
    line.querySelector("[data-state]").append(pill.cloneNode(true));
    return line;
  }
  // `other`: who has sent it meanwhile.
  function row(record, other) {
    const line = base(record.name || words.unnamed, record.object, record.day, record.state);
    const left = Object.values(record.photos).filter((state) => state !== "sent").length;
    const told = [record.day, fill(words.changed, { at: when(record.changed) }), left && fill(words.pictures, { n: left })].filter(Boolean);
    line.querySelector("[data-told]").textContent = told.join(" · ");
    const why = line.querySelector("[data-why]");
    why.textContent = reason(record, other);
    why.hidden = !why.textContent;
    line.querySelector("a").href = `${outbox.address}${record.page ?? (record.path ? "/voices" : `/due/${record.due}`)}`;
    const act = (pick, work) => line.querySelector(pick).addEventListener("click", work);
    line.querySelector("[data-again]").hidden = record.state === "saved" || record.state === "sending";
    act("[data-again]", () => again(record));
    act("[data-take]", () => take([record]));
    act("[data-drop]", () => ask(record));
    return line;
  }
  function reason(record, other) {
    if (record.state === "stopped") return (record.fault.status === 404 ? words[record.finding ? "gone" : "left"] : record.fault.message) ?? words.lost;
    if (record.state === "saved" && other) return fill(words.other, { who: other.who, at: when(other.at), no: other.receipt });
    return record.signed === false ? words.signed : "";
  }
  function slip(one) {
    const line = base(one.name || words.unnamed, one.object, one.day, "received");
    line.querySelector("[data-told]").textContent = [one.day, fill(words.slip, { no: one.receipt }), when(one.received_at)].filter(Boolean).join(" · ");
    line.querySelector("a").href = `${outbox.address}${one.page ?? (one.finding ? `/findings/${one.finding}` : `/checks/${one.check}`)}`;
    line.querySelector("[data-why]").hidden = true;
    line.querySelector(".acts").remove();
    return line;
  }

  async function again(record) {
    const all = record ? [record] : (await outbox.all()).filter((one) => one.state === "stopped" && one.body);
    for (const one of all) {
      const photos = Object.fromEntries(Object.entries(one.photos).map(([id, state]) => [id, state === "sent" ? "sent" : "kept"]));
      await outbox.write({ ...one, photos, state: "waiting", fault: null }).catch(() => null);
    }
    outbox.hurry();
  }
  // One file with everything, to be handed on where the way over the network is closed.
  async function take(records) {
    const whole = [];
    for (const record of records) {
      const photos = {};
      for (const id of Object.keys(record.photos)) photos[id] = await asText(await outbox.photos.get(id));
      whole.push({ ...record, photos });
    }
    const file = new Blob([JSON.stringify({ made: new Date().toISOString(), records: whole }, null, 1)], { type: "application/json" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `${words.file}-${new Date().toISOString().slice(0, 10)}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
  const asText = (blob) => (blob ? new Promise((done) => {
    const reader = Object.assign(new FileReader(), { onload: () => done(reader.result) });
    reader.readAsDataURL(blob);
  }) : null);
  function ask(record) {
    const box = document.getElementById("drop");
    box.querySelector("[data-what]").textContent = [record.name || words.unnamed, record.object].filter(Boolean).join(" · ");
    box.returnValue = "";
    box.addEventListener("close", async () => {
      if (box.returnValue === "yes") { await outbox.drop(record.due); await show(); }
    }, { once: true });
    box.showModal();
  }

  document.addEventListener("phone-shown", start);
  document.addEventListener("DOMContentLoaded", start);
})();
