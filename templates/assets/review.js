// The reviewer's desk and the finding's photo. Without it every link is a page and every form a post.
(() => {
  "use strict";
  const queue = document.getElementById("queue");
  const detail = document.getElementById("detail");
  const desk = matchMedia("(min-width: 56rem)");
  const beside = () => queue && detail && desk.matches;
  const links = () => [...queue.querySelectorAll("[data-steps] a[href]")];

  // ——— Queue: a chosen check opens beside the list; a decided one leaves it and the next one opens.
  async function ask(address, options = {}) {
    const headers = { "HX-Request": "true", "X-CSRF-Token": jingjin.csrf() };
    const answer = await fetch(address, { credentials: "same-origin", headers, ...options }).catch(() => null);
    if (!answer) { jingjin.toast(document.getElementById("toasts").dataset.offline); return null; }
    const goes = answer.headers.get("HX-Redirect");
    if (goes) { location.assign(goes); return null; }
    return answer;
  }
  async function show(answer) {
    detail.innerHTML = await answer.text();
    detail.scrollTop = 0;
    const said = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}").toast;
    if (said) jingjin.toast(said.text ?? said, { undo: said.undo });
    const wrong = detail.querySelector(".errors, .refusal");
    if (wrong) wrong.focus();
  }
  let asked = 0;
  async function open(link) {
    links().forEach((one) => one.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    link.scrollIntoView({ block: "nearest" });
    const mine = (asked += 1);
    // Back on the check that still stands there: what is being written in it stays.
    const shown = detail.querySelector("[data-check]")?.dataset.check;
    if (shown && link.pathname.endsWith(shown)) return;
    const answer = await ask(link.href);
    if (answer && mine === asked) await show(answer);
  }
  async function decide(form, button) {
    const action = button?.getAttribute("formaction") ?? form.getAttribute("action");
    const answer = await ask(action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    button?.removeAttribute("aria-busy");
    if (!answer) return;
    await show(answer);
    const gone = detail.querySelector("[data-decided]");
    if (gone) leave(gone.dataset.decided);
  }
  function leave(check) {
    const all = links();
    const at = all.findIndex((link) => link.pathname.endsWith(check));
    if (at < 0) return;
    const next = all[at + 1] ?? all[at - 1];
    all[at].closest("li").remove();
    document.querySelector(`input[name="check"][value="${check}"]`)?.remove();
    count();
    if (next) { next.focus({ preventScroll: true }); open(next); } else detail.textContent = queue.dataset.gone;
  }
  function count() {
    const total = document.querySelector("[data-total]");
    total.dataset.total = Number(total.dataset.total) - 1;
    total.textContent = total.dataset.text.replace("{n}", total.dataset.total);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-steps] a[href]");
    if (!link || !beside() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("[data-decide]") || !beside()) return;
    event.preventDefault();
    decide(event.target, event.submitter);
  });
  if (beside() && links().length) {
    document.querySelector('[data-dialog="help"]').hidden = false;
    open(links()[0]);
  }
  document.getElementById("unit")?.addEventListener("change", (event) => event.target.form.requestSubmit());

  // ——— Finding: the photo is shrunk here and sent at once; the form carries its id only.
  const box = document.querySelector("[data-photo]");
  if (!box) return;
  box.hidden = false;
  const say = (text) => { box.querySelector("[data-said]").textContent = text; };
  async function shrink(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  }
  async function send(file) {
    const blob = await shrink(file).catch(() => null);
    if (!blob) { say(box.dataset.unreadable); return; }
    say(box.dataset.sending);
    const headers = { "Content-Type": "image/jpeg", Accept: "application/json", "X-CSRF-Token": jingjin.csrf() };
    const id = uuid();
    const answer = await fetch(`${box.dataset.photo}/${id}`, { method: "PUT", body: blob, headers, credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) { say((await answer?.json().catch(() => null))?.message ?? box.dataset.failed); return; }
    box.querySelector("input[name=photo]").value = id;
    box.querySelector(".thumbs").replaceChildren(thumb(blob));
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
  function thumb(blob) {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("img"), { src: URL.createObjectURL(blob), alt: box.dataset.alt }));
    return line;
  }
  box.querySelector("input[type=file]").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) send(file);
  });
})();
