// The reviewer's desk. Without it every link is a page and every form a post.
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
  // `still`: whether what was asked for is still wanted once all of it is here.
  async function show(answer, still = () => true) {
    const text = await answer.text();
    if (!still()) return;
    detail.innerHTML = text;
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
    if (answer) await show(answer, () => mine === asked);
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
})();
