// One tap for an ordinary point: the next one comes to the same place, and for five seconds the tap can be taken back.
// Only after a tap: whoever uses keys is not moved. `clean(point)` tells whether nothing is left to do at a point.
window.makePace = (options) => {
  "use strict";
  const { form, points, words, clean, changed } = options;
  const [STEP, TWICE, UNDO] = [120, 300, 5000];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const bar = form.querySelector("[data-undo]");
  const picks = (point) => [...point.querySelectorAll('[type="radio"], [type="checkbox"]')];
  const chosen = (point) => picks(point).filter((one) => one.checked);
  const given = (point) => chosen(point).length || [...point.querySelectorAll(".reading, textarea, [data-photo], .typed input")].some((one) => one.dataset.photo || one.value?.trim());
  const before = new Map();
  const remember = () => points.forEach((point) => before.set(point, chosen(point)));
  let tap = -Infinity;
  let moved = null;
  let timer;

  form.addEventListener("pointerdown", () => { tap = performance.now(); }, true);
  form.addEventListener("keydown", () => { tap = -Infinity; }, true);
  // A glove taps twice: the second half is no answer to the point that has just come under the thumb.
  form.addEventListener("click", (event) => {
    if (!moved || event.pointerType !== "touch" || performance.now() - moved.at > TWICE) return;
    const point = event.target.closest("[data-point]");
    if (point && point !== moved.from) { event.preventDefault(); event.stopPropagation(); }
  }, true);

  // ——— Going on.
  function next(point) {
    const asked = points.filter((one) => !one.hidden);
    const open = (one) => !given(one);
    return asked.slice(asked.indexOf(point) + 1).find(open) ?? asked.find(open);
  }
  function show(point) {
    const above = point.previousElementSibling;
    const head = document.querySelector(".check-head").getBoundingClientRect().bottom;
    glide((above?.matches(".section-head") ? above : point).getBoundingClientRect().top - head);
  }
  function glide(by) {
    const [from, at] = [scrollY, performance.now()];
    if (calm.matches) { scrollTo({ top: from + by, behavior: "instant" }); return; }
    const step = (now) => {
      const share = Math.min(1, Math.max(0, now - at) / STEP);
      scrollTo({ top: from + by * share * (2 - share), behavior: "instant" });
      if (share < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
  function on(point) {
    const to = clean(point) && next(point);
    if (!to) { if (!clean(point)) reveal(point); return; }
    moved = { from: point, at: performance.now() };
    show(to);
    // A figure is typed: the keys come with the point.
    if (!to.querySelector(".taps")) to.querySelector("input.reading:not([data-scan] input)")?.focus({ preventScroll: true });
  }
  // What an answer asks for beside it stands in sight.
  function reveal(point) {
    const room = form.querySelector(".send-bar").getBoundingClientRect().top;
    if (point.getBoundingClientRect().bottom > room) show(point);
  }

  // ——— Taking back.
  function offer(point, was) {
    const label = chosen(point)[0]?.closest(".tap, .option")?.innerText.trim();
    clearTimeout(timer);
    if (!label) { bar.hidden = true; return; }
    bar.querySelector("span").textContent = words.given.replace("{n}", point.querySelector("legend .n").textContent).replace("{answer}", label);
    bar.querySelector("button").onclick = () => back(point, was);
    bar.hidden = false;
    timer = setTimeout(() => { bar.hidden = true; }, UNDO);
  }
  function back(point, was) {
    picks(point).forEach((one) => { one.checked = was.includes(one); });
    before.set(point, was);
    bar.hidden = true;
    moved = null;
    changed(point);
    show(point);
    (was[0] ?? picks(point)[0])?.focus({ preventScroll: true });
  }
  // After each change that was stored.
  function answered(point, field) {
    const was = before.get(point) ?? [];
    before.set(point, chosen(point));
    if (performance.now() - tap > 1000 || !picks(point).includes(field)) return;
    offer(point, was);
    if (field.checked) on(point);
  }

  // Enter goes on to what is typed next; it does not send a list that is half filled in.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=file])")) return;
    event.preventDefault();
    const fields = [...form.querySelectorAll("[data-point]:not([hidden]) :is(input:not([type=file], [type=hidden]), textarea)")].filter((one) => one.checkVisibility?.() ?? true);
    const following = fields.slice(fields.indexOf(event.target) + 1).find((one) => one.name !== event.target.name);
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
    if (!following) { event.target.blur(); return; }
    following.focus({ preventScroll: true });
    const point = following.closest("[data-point]");
    if (point !== event.target.closest("[data-point]")) show(point);
  });
  return { remember, answered, on };
};
