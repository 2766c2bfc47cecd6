// The editor of a checklist: the right fields for the kind, rows to drag, and the phone beside it. Without it every step is a post.
(() => {
  "use strict";
  const desk = document.querySelector("[data-editor]");
  if (!desk) return;

  // ——— Only what the chosen kind needs stands in the form.
  const kind = document.getElementById("kind");
  kind?.addEventListener("change", () => document.querySelectorAll("[data-kinds]").forEach((block) => {
    block.hidden = !block.dataset.kinds.split(" ").includes(kind.value);
  }));

  // ——— The phone: the edited point in sight, follow-ups by the answer as on the real one.
  const live = document.getElementById("live");
  function show() {
    const phone = live.querySelector("[data-phone]");
    const points = [...phone.querySelectorAll("[data-point]")];
    const here = points.find((point) => point.dataset.point === phone.dataset.here);
    // The edited one is always in sight, asked for or not.
    if (here) here.dataset.asked = "";
    kinds.follow(points);
    here?.classList.add("here");
    if (here) phone.scrollTop = here.offsetTop - 88;
    phone.querySelectorAll("[data-sign]").forEach((sign) => kinds.signature(sign, () => {}));
  }
  live.addEventListener("change", () => kinds.follow([...live.querySelectorAll("[data-point]")]));
  document.addEventListener("htmx:after:swap", (event) => { if (event.target === live || event.detail?.ctx?.target === live) show(); });
  show();

  // ——— Drag a row before another one.
  let dragged = null;
  async function place(row, before) {
    const body = new URLSearchParams({ before: before.dataset.id });
    const answer = await fetch(row.dataset.place, { method: "POST", body, headers: { "X-CSRF-Token": jingjin.csrf() } }).catch(() => null);
    if (answer?.ok) location.assign(answer.url);
    else jingjin.toast(document.getElementById("toasts").dataset[answer ? "broken" : "offline"]);
  }
  const row = (event) => event.target.closest("[data-place]");
  desk.addEventListener("dragstart", (event) => { dragged = row(event); dragged?.classList.add("dragged"); });
  desk.addEventListener("dragover", (event) => {
    const over = row(event);
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    desk.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
    over.classList.add("over");
  });
  desk.addEventListener("drop", (event) => {
    const over = row(event);
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    place(dragged, over);
  });
  desk.addEventListener("dragend", () => { dragged = null; desk.querySelectorAll(".over, .dragged").forEach((one) => one.classList.remove("over", "dragged")); });
})();
