// Everything here is a comfort: each page works without it, except what is said beside the function.
(() => {
  "use strict";
  const $$ = (pick, root = document) => [...root.querySelectorAll(pick)];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const region = () => document.getElementById("toasts");
  const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";

  // ——— Toasts: {"toast": {"text": …, "undo": address}} in HX-Trigger, or jingjin.toast(text, {undo}).
  function toast(text, { undo, keep = undo ? 5000 : 3500 } = {}) {
    const line = document.createElement("div");
    line.className = "toast";
    line.append(Object.assign(document.createElement("span"), { textContent: text }));
    if (undo) line.append(undoButton(undo, line));
    region().append(line);
    linger(line, keep);
    return line;
  }

  // Paper: the page itself, by its print style.
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

  // The time runs only while nobody points at it or stands on it.
  function linger(line, keep) {
    let timer = setTimeout(() => line.remove(), keep);
    const hold = () => clearTimeout(timer);
    const go = () => { hold(); timer = setTimeout(() => line.remove(), keep); };
    line.addEventListener("pointerenter", hold);
    line.addEventListener("focusin", hold);
    line.addEventListener("pointerleave", go);
    line.addEventListener("focusout", go);
  }

  // `undo` is an address to POST to, or a function.
  function undoButton(undo, line) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: region().dataset.undo });
    button.dataset.keys = "z";
    button.addEventListener("click", async () => {
      button.disabled = true;
      if (typeof undo === "function") { undo(); line.remove(); return; }
      const answer = await fetch(undo, { method: "POST", headers: { "X-CSRF-Token": csrf() } }).catch(() => null);
      line.remove();
      if (answer?.ok) location.reload();
      else toast(answer ? region().dataset.broken : region().dataset.offline);
    });
    return button;
  }

  document.addEventListener("toast", (event) => {
    const said = event.detail?.value ?? event.detail;
    toast(said.text ?? said, { undo: said.undo });
  });

  // ——— htmx 4: a refused form comes back as a fragment; the eye and the focus go to what is wrong.
  function toFirstFault(root) {
    const first = root.querySelector('.errors, .refusal, [aria-invalid="true"], .wrong');
    if (!first) return;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx?.response?.status >= 400) toFirstFault(document.getElementById("main"));
    arrange(document);
  });
  document.addEventListener("htmx:error", () => toast(region().dataset.offline));

  // ——— A form is sent once; the button says so until the answer is there.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.target.method !== "post") return;
    if (button.getAttribute("aria-busy") === "true") { event.preventDefault(); event.stopImmediatePropagation(); }
    else button.setAttribute("aria-busy", "true");
  }, true);
  // Whoever handles the form alone (the offline queue) says so itself; htmx tells when it is done.
  addEventListener("submit", (event) => {
    const byHtmx = event.target.closest("[hx-post], [hx-put], [hx-patch], [hx-delete], [hx-boost]") ?? event.submitter?.closest("[hx-post], [hx-put], [hx-patch], [hx-delete]");
    if (event.defaultPrevented && !byHtmx) awake();
  });
  const awake = () => $$('[aria-busy="true"]').forEach((button) => button.removeAttribute("aria-busy"));
  document.addEventListener("htmx:finally:request", awake);
  addEventListener("pageshow", awake);

  // ——— Keys: an element with data-keys="a" is pressed by A; j and k step through [data-steps] links.
  const typing = (at) => at.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") $$("details.menu[open]").forEach((menu) => { menu.open = false; });
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    const target = $$("[data-keys]").find((one) => one.dataset.keys.split(" ").includes(key) && there(one));
    if (target) { event.preventDefault(); press(target); }
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1, event);
  });
  const there = (one) => one.matches("dialog") || one.getClientRects().length > 0;
  function press(target) {
    const dialog = target.matches("dialog") && target;
    if (dialog) dialog.open ? dialog.close() : dialog.showModal();
    else target.matches("input, textarea, select") ? target.focus() : target.click();
  }
  function step(by, event) {
    const links = $$("[data-steps] a[href]");
    if (!links.length) return;
    event.preventDefault();
    const now = links.findIndex((link) => link.hasAttribute("aria-current"));
    const next = links[Math.min(Math.max(now + by, 0), links.length - 1)];
    next.focus();
    next.click();
  }
  // data-dialog="help" opens <dialog id="help">; a button in a form of method=dialog closes it.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    $$("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // ——— A check: progress, the next open point comes under the thumb, and the note where a reading falls short.
  const answered = (point) => $$("input, textarea", point).some((one) =>
    one.type === "radio" || one.type === "checkbox" ? one.checked : /^[nthc]-/.test(one.name) && one.value.trim() !== "");
  function progress(form) {
    const points = $$("[data-point]:not([hidden])", form);
    const done = points.filter(answered).length;
    $$("[data-done]").forEach((one) => { one.textContent = done; });
    $$(".check-head progress").forEach((one) => { one.value = done; });
    return points;
  }
  document.addEventListener("change", (event) => {
    const point = event.target.closest("[data-point]");
    if (!point) return;
    point.classList.remove("wrong");
    shortfall(point);
    const points = progress(point.closest("form") ?? document);
    const tapped = event.target.type === "radio" && !event.target.closest(".tap.fail, [data-paced]");
    const next = tapped ? points.slice(points.indexOf(point) + 1).find((one) => !answered(one)) : null;
    next?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  });
  // Only to open the note in time; the server judges.
  function shortfall(point) {
    const note = point.querySelector("[data-when-short]");
    if (!note) return;
    const failed = point.querySelector(".tap.fail input:checked");
    const outside = $$("[data-low], [data-high]", point).some((field) => {
      const x = field.value.trim() !== "" ? Number(field.value.replace("−", "-")) : NaN;
      return x < Number(field.dataset.low || -Infinity) || x > Number(field.dataset.high || Infinity);
    });
    note.classList.toggle("falls-short", Boolean(failed || outside));
  }

  // ——— Columns of a table that can be put away, remembered on this device.
  function columns(menu) {
    const table = menu.closest(".frame").querySelector("table");
    const name = `columns:${location.pathname}:${menu.closest(".frame").getAttribute("aria-label")}`;
    const off = new Set(JSON.parse(localStorage.getItem(name) ?? "[]"));
    const show = () => $$("tr", table).forEach((row) => [...row.cells].forEach((cell, at) => cell.classList.toggle("col-off", off.has(at + 1))));
    $$("[data-column]", menu).forEach((box) => {
      const at = Number(box.dataset.column);
      box.checked = !off.has(at);
      box.addEventListener("change", () => {
        box.checked ? off.delete(at) : off.add(at);
        localStorage.setItem(name, JSON.stringify([...off]));
        show();
      });
    });
    show();
  }

  function arrange(root) {
    $$("details.columns:not([data-ready])", root).forEach((menu) => { menu.dataset.ready = ""; columns(menu); });
    if ($$("[data-point]", root).length) { $$("[data-point]", root).forEach(shortfall); progress(root); }
  }
  document.addEventListener("DOMContentLoaded", () => { arrange(document); toFirstFault(document); });
  // ——— A photo is shrunk before it is kept or sent, so that a weak network and a full phone can bear it.
  function fitted(picture) {
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
  const jpeg = (canvas) => new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.8); });
  const shrink = async (file) => jpeg(fitted(await createImageBitmap(file, { imageOrientation: "from-image" })));

  window.jingjin = { toast, csrf, shrink, jpeg };
})();
