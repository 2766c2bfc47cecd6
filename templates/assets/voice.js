// Telling what was seen, or a better way: kept on this phone until its receipt is here, with its photos. The form says where it
// goes (data-path), which of its fields go (data-fields), and where the receipt leads. Before it: outbox.js, offline.js.
(() => {
  "use strict";
  window.startVoice = () => {
    const form = document.querySelector("form[data-voice]");
    if (!form || form.dataset.ready !== undefined || !window.outbox) return;
    form.dataset.ready = "";
    const words = form.dataset;
    const box = form.querySelector("[data-shots]");
    const voice = window.outbox.uuid7();
    const photos = {};
    box.hidden = false;

    box.querySelector("input[type=file]").addEventListener("change", async (event) => {
      for (const file of [...event.target.files].slice(0, 3 - Object.keys(photos).length)) await take(file);
      event.target.value = "";
    });
    async function take(file) {
      const blob = await jingjin.shrink(file).catch(() => null);
      box.querySelector("[data-said]").textContent = blob ? "" : words.unreadable;
      if (!blob) return;
      const id = window.outbox.uuid7();
      await window.outbox.photos.put(id, blob);
      photos[id] = "kept";
      const line = document.createElement("li");
      line.append(Object.assign(document.createElement("img"), { src: URL.createObjectURL(blob), alt: words.alt }));
      box.querySelector(".thumbs").append(line);
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const given = Object.fromEntries(words.fields.split(" ").map((name) => [name, String(new FormData(form).get(name) ?? "").trim()]));
      const ids = Object.keys(photos);
      if (!given.reason && !given.text && !ids.length) { fail(words.empty); return; }
      const body = { ...given, photos: ids, told_at: new Date().toISOString(), answers: [{ point: "photos", photos: ids }] };
      const record = { due: voice, check: voice, path: `${words.path}/${voice}`, name: words.name, object: given.text.slice(0, 40), photos, answers: { told: true }, body, state: "waiting", day: new Date().toLocaleDateString("sv-SE") };
      form.querySelector(".send-bar button").disabled = true;
      // Where the phone refuses to store, it is sent as long as this page is open.
      await window.outbox.write(record).catch(() => null);
      window.outbox.hurry();
    });
    function fail(text) {
      const line = form.querySelector("[data-wrong]");
      Object.assign(line, { hidden: false, textContent: text });
      line.scrollIntoView({ block: "center" });
    }

    document.addEventListener("outbox", ({ detail }) => { if (detail.due === voice) show(detail); });
    function show(record) {
      const told = document.querySelector("[data-told]");
      if (record.state === "stopped") {
        told.hidden = true;
        form.hidden = false;
        form.querySelector(".send-bar button").disabled = false;
        fail(record.fault.message ?? words.lost);
        return;
      }
      form.hidden = true;
      told.hidden = false;
      const pill = document.querySelector("#states")?.content.querySelector(`[data-of="${record.state}"] > *`);
      if (pill) told.querySelector("[data-state]").replaceChildren(pill.cloneNode(true));
      const away = told.querySelector("[data-away]");
      Object.assign(away, { hidden: record.state === "received", textContent: words.away });
      if (record.state !== "received") return;
      const slip = told.querySelector("[data-slip]");
      slip.hidden = false;
      const link = Object.assign(document.createElement("a"), { href: `${words.voice}/${record.receipt.finding ?? record.receipt.id}`, textContent: record.receipt.receipt });
      slip.querySelector(".no").replaceChildren(link);
    }
  };
  window.startVoice();
})();
