// On every page of a company: the service worker, who is here, and the queue of this person. Before it: idb, store, outbox.
(() => {
  "use strict";
  const { scope, address, person } = document.body.dataset;
  if (!scope) return;
  const tell = (record) => document.dispatchEvent(new CustomEvent("outbox", { detail: record }));
  const outbox = makeOutbox({ scope, address, tell, again: () => worker().then((one) => one?.sync?.register("outbox")).catch(() => null) });
  window.outbox = outbox;

  // ——— The worker is told who is here; it takes along what they need.
  const workers = navigator.serviceWorker;
  const worker = async () => (workers ? workers.ready : null);
  const report = async (message) => (await worker())?.active?.postMessage(message);
  if (workers) {
    workers.register("/sw.js").catch(() => null);
    const posts = "posts" in document.body.dataset;
    report({ here: { scope, address, person, locale: document.documentElement.lang, posts } });
    if (posts) navigator.storage?.persist?.().catch(() => null);
  }
  const news = new BroadcastChannel("phone");
  news.onmessage = ({ data }) => {
    if (data.synced === address) document.dispatchEvent(new Event("taken-along"));
    if (data.failed === address) document.dispatchEvent(new Event("not-taken-along"));
  };
  window.phone = { takeAlong: () => report({ sync: address }), worker };

  // ——— Drafts of before this phone had its database.
  async function moveIn() {
    const old = Object.keys(localStorage).filter((key) => key.startsWith(`check:${scope}:`));
    if (!old.length) return;
    const known = (await indexedDB.databases?.() ?? []).some((one) => one.name === "jingjin");
    const base = known ? await idb.openDB("jingjin") : null;
    for (const key of old) {
      const record = JSON.parse(localStorage.getItem(key));
      for (const id of Object.keys(record.photos)) {
        const blob = await base?.get("photos", `${scope}:${id}`).catch(() => null);
        if (blob) await outbox.photos.put(id, blob);
      }
      await outbox.write(record);
      localStorage.removeItem(key);
    }
    base?.close();
  }

  // ——— Today's list says of each check where it is.
  const place = document.getElementById("sending");
  async function show(record) {
    const line = place && document.querySelector(`li[data-due="${record.due}"]`);
    if (!line) return;
    const sent = line.querySelector("a").pathname.includes("/checks/");
    if (sent && record.state === "saved") return;
    const pill = document.querySelector("#states")?.content.querySelector(`[data-of="${record.state}"] > *`);
    if (pill) line.querySelector("[data-state]").replaceChildren(pill.cloneNode(true));
    if (record.state !== "saved") line.querySelector(".end > .plain")?.replaceChildren();
    else {
      const left = Number(line.dataset.points) - Object.keys(record.answers).length;
      line.querySelector("[data-left]").textContent = place.dataset.leftWords.replace("{n}", left);
    }
  }
  async function count() {
    const waiting = (await outbox.all()).filter(outbox.moving);
    for (const mark of document.querySelectorAll("[data-unsent]")) {
      mark.hidden = !waiting.length;
      mark.querySelector("b").textContent = place?.dataset.unsentWords.replace("{n}", waiting.length) ?? waiting.length;
    }
    await late();
    const signed = document.querySelector("[data-signed-out]");
    if (signed) signed.hidden = !waiting.some((record) => record.signed === false);
  }
  // What was not taken, and what somebody else was quicker with: it stays here, and today says so.
  async function late() {
    const place = document.querySelector("[data-not-received]");
    if (!place) return;
    const feed = await shelf.get("taken", `${scope}|feed`).catch(() => null);
    const left = (await outbox.all()).filter((record) => record.state === "stopped" || (record.state === "saved" && feed?.others?.[record.due] && Object.keys(record.answers).length));
    place.hidden = !left.length;
    place.querySelector("span").textContent = place.dataset.words.replace("{n}", left.length);
  }
  // What the server shows as sent, or nobody came back to for two months, need not stay a draft here.
  async function tidy() {
    for (const record of await outbox.all()) {
      const old = Date.now() - Date.parse(record.changed ?? record.started) > 60 * 86400000;
      if (record.state === "saved" && (old || !Object.keys(record.answers).length)) await outbox.drop(record.due);
    }
  }
  // The browser says how much is left; little is told before it is nothing.
  async function room() {
    const box = document.querySelector("[data-room]");
    const known = box && await navigator.storage?.estimate?.().catch(() => null);
    if (known) box.hidden = known.quota - known.usage > 30e6;
  }

  document.addEventListener("outbox", (event) => { show(event.detail); count(); });
  addEventListener("online", () => { outbox.hurry(); report({ sync: address }); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) outbox.hurry(); });
  window.phone.show = async () => { (await outbox.all()).forEach(show); await count(); };
  (async () => {
    await moveIn().catch(() => null);
    if (place) await tidy().catch(() => null);
    await window.phone.show();
    await room();
    outbox.flush();
  })();
})();
