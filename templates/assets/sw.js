// The service worker: assets from this phone first, pages from the network first and then from what is kept.
// Before it: BUILD and ASSETS (saas/phone/script.py), idb, offline-store.js, outbox.js.
// How long the network may take before what is kept is shown, in ms: today at once, a whole list rather from the server.
const WAIT = { today: 400, due: 1500, submissions: 1500, findings: 4000, standards: 4000, voices: 1500, suggestions: 1500 };
const AGE = 20 * 60000;
const MONTH = 60 * 86400000;
const SHELF = `assets-${BUILD}`;
const PHONE = /^\/([^/]+)\/(today|due|submissions|findings|standards|voices|suggestions|phone)(?:\/([^/]+))?$/;
const PICTURE = /\/(?:photos|standards\/files)\/[^/]+$/;
const news = new BroadcastChannel("phone");

addEventListener("install", (event) => event.waitUntil((async () => {
  await (await caches.open(SHELF)).addAll(ASSETS);
  await skipWaiting();
})()));
// A page that is open goes on with what it has loaded: nothing is reloaded under a half-filled form.
addEventListener("activate", (event) => event.waitUntil((async () => {
  await clients.claim();
  await renew().catch(() => null);
})()));
addEventListener("sync", (event) => event.waitUntil(sendAll(true)));
addEventListener("message", (event) => {
  const { data } = event;
  if (data.here) event.waitUntil(inTurn(() => here(data.here)));
  if (data.sync) event.waitUntil(inTurn(async () => {
    const found = await place(data.sync);
    if (found) await sync(found);
  }).catch(() => news.postMessage({ failed: data.sync })));
});
// One after the other: of two pages that report at once the second must not forget what the first has taken along.
let last = Promise.resolve();
function inTurn(work) {
  const done = last.then(work);
  last = done.catch(() => null);
  return done;
}

// ——— Who is here. One person at a time; what another took along goes, what they have not sent stays and is not shown.
const place = (address) => shelf.get("places", `at ${address}`);
async function here(now) {
  const who = await shelf.get("places", "who");
  if (who !== now.person) { await forget(); await shelf.put("places", "who", now.person); }
  const before = await place(now.address);
  const found = { ...(before?.scope === now.scope ? before : {}), ...now };
  await shelf.put("places", `at ${now.address}`, found);
  const stale = !found.synced || Date.now() - found.synced > AGE || found.build !== BUILD || before?.locale !== now.locale;
  if (stale && now.posts) await sync(found).catch(() => null);
  await sendAll(false);
}
async function forget() {
  await Promise.all([caches.delete("pages"), caches.delete("files")]);
  const [kept, known] = await Promise.all([shelf.keys("taken", ""), shelf.keys("places", "")]);
  await shelf.change(["taken", "places"], (of) => [
    ...kept.map((key) => of("taken").delete(key)), ...known.filter((key) => key !== "leaving").map((key) => of("places").delete(key)),
  ]);
}
async function mine() {
  const who = await shelf.get("places", "who");
  return who ? (await shelf.all("places", "at ")).filter((one) => one.person === who) : [];
}
async function sendAll(strict) {
  for (const { scope, address } of await mine()) {
    const outbox = makeOutbox({ scope, address, again: () => registration.sync?.register("outbox").catch(() => null) });
    await outbox.flush();
    // The browser tries again later where this is not settled.
    if (strict && (await outbox.all()).some((one) => outbox.moving(one) && one.signed !== false)) throw new Error("still waiting");
  }
}

// ——— Taking along: the new is stored before the old goes.
async function answer(path) {
  const said = await fetch(path, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
  if (!said.ok || said.redirected) throw new Error(`${said.status} ${path}`);
  return said;
}
async function sync(at) {
  const { scope, address } = at;
  const feed = await (await answer(`${address}/phone/feed`)).json();
  if (feed.scope !== scope) return;
  const form = (version) => `${scope}|form ${version} ${feed.locale} ${BUILD}`;
  const have = new Set(await shelf.keys("taken", `${scope}|form `));
  const fetched = [];
  for (const version of Object.keys(feed.forms).filter((one) => !have.has(form(one)))) {
    fetched.push([form(version), (await (await answer(`${address}/phone/forms/${version}`)).json()).html]);
  }
  const shell = await answer(`${address}/phone`);
  await (await caches.open("pages")).put(`${address}/phone`, shell);
  const drafts = (await shelf.all("records", `${scope}|`)).map((one) => one.version);
  const needed = new Set([...Object.keys(feed.forms), ...drafts]);
  const old = [...have].filter((key) => !needed.has(key.split(" ")[1]) || (!key.endsWith(BUILD) && feed.forms[key.split(" ")[1]]));
  await shelf.change(["taken"], (of) => [
    ...fetched.map(([key, html]) => of("taken").put(html, key)), of("taken").put({ ...feed, build: BUILD }, `${scope}|feed`), ...old.map((key) => of("taken").delete(key)),
  ]);
  await shelf.put("places", `at ${address}`, { ...at, synced: Date.now(), build: BUILD });
  news.postMessage({ synced: address });
  await Promise.all([keepPictures(address, feed.photos), prune(scope)]);
}
async function keepPictures(address, wanted) {
  const files = await caches.open("files");
  const kept = new Set((await files.keys()).map((request) => new URL(request.url).pathname));
  for (const path of wanted.filter((one) => !kept.has(one))) await files.add(path).catch(() => null);
  const gone = [...kept].filter((path) => path.startsWith(`${address}/`) && !wanted.includes(path));
  await Promise.all(gone.map((path) => files.delete(path)));
}
async function prune(scope) {
  for (const key of await shelf.keys("receipts", `${scope}|`)) {
    const slip = await shelf.get("receipts", key);
    if (Date.now() - Date.parse(slip.received_at) > MONTH) await shelf.remove("receipts", key);
  }
}
// After an update: what is kept is fetched anew first, then the assets of before may go.
async function renew() {
  for (const one of await mine()) if (one.posts) await sync(one);
  const old = (await caches.keys()).filter((name) => name.startsWith("assets-") && name !== SHELF);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// ——— Answers.
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && (url.pathname === "/logout" || url.pathname === "/login")) event.respondWith(comeOrGo(request, url));
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (PICTURE.test(url.pathname)) event.respondWith(picture(request));
});
async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const said = await fetch(request).catch(() => null);
  if (!said) return await caches.match(request, { ignoreSearch: true }) ?? Response.error();
  if (said.ok) await (await caches.open(SHELF)).put(request, said.clone());
  return said;
}
async function picture(request) {
  // Its address is all there is to a picture: whatever else the asking differs in, it is this one.
  const files = await caches.has("files") ? await (await caches.open("files")).match(request, { ignoreVary: true }) : null;
  return files ?? fetch(request);
}
async function page(request, url) {
  await settle();
  const [, slug, word, id] = PHONE.exec(url.pathname) ?? [];
  const [first] = url.pathname === "/" ? await mine() : [];
  const kept = await shell(slug ? `/${slug}` : first?.address ?? `/${url.pathname.split("/")[1]}`);
  const asked = fetch(request);
  if (!kept) return asked.catch(nothing);
  if (!word || !await takenAlong(kept.at, word, id)) return asked.catch(() => (first ? Response.redirect(`${first.address}/today`) : kept.page));
  const patience = new Promise((done) => { setTimeout(done, WAIT[word]); });
  const said = await Promise.race([asked.catch(() => null), patience]);
  asked.catch(() => null);
  return said && said.status < 502 ? said : kept.page;
}
async function shell(address) {
  const [at, who] = await Promise.all([place(address), shelf.get("places", "who")]);
  if (!at || at.person !== who || !at.synced) return null;
  const kept = await caches.has("pages") ? await (await caches.open("pages")).match(`${address}/phone`) : null;
  return kept ? { at, page: kept } : null;
}
async function takenAlong(at, word, id) {
  if (word === "phone") return false;
  // Telling and proposing are forms that are on the phone; what became of it is read on the server.
  if (word === "voices" || word === "suggestions") return id === "addition";
  if (!id) return true;
  const feed = await shelf.get("taken", `${at.scope}|feed`);
  if (word === "findings") return Boolean(feed?.found?.[id]);
  return word === "due" && Boolean(feed?.dues.some((due) => due.id === id));
}
const nothing = () => new Response("<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>没有网络</title><main><h1>没有网络</h1><p>连上网络后再打开。没有交的内容仍在本机，登录后会看到。</p><h1 lang=en>No network</h1><p lang=en>Open this again once you are connected. What was not sent is still on this phone; you see it when you have signed in.</p></main>", { headers: { "Content-Type": "text/html; charset=utf-8" }, status: 503 });

// Signing in and out: from the first moment on nothing of before is shown. Without a network the server is told later.
async function comeOrGo(request, url) {
  const form = await request.clone().formData().catch(() => null);
  await forget();
  const said = await fetch(request).catch(() => null);
  if (said) return said;
  if (url.pathname === "/logout") await shelf.put("places", "leaving", form?.get("_csrf") ?? "");
  return nothing();
}
async function settle() {
  const token = await shelf.get("places", "leaving").catch(() => undefined);
  if (token === undefined) return;
  const said = await fetch("/logout", { method: "POST", body: new URLSearchParams({ _csrf: token }), redirect: "manual" }).catch(() => null);
  if (said) await shelf.remove("places", "leaving");
}
