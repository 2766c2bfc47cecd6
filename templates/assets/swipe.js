// The queue under the thumb: a line to the right is accepted, to the left it opens where the reason for its return is written.
// The buttons for both stand on the check itself; whoever does not swipe misses nothing.
(() => {
  "use strict";
  const [FAR, STEEP] = [80, 2];
  const queue = document.querySelector("#queue [data-steps]");
  const check = document.querySelector("article[data-check]");

  function track(place, ends) {
    let from = null;
    place.classList.add("swiped");
    place.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" && event.isPrimary) from = [event.clientX, event.clientY];
    });
    place.addEventListener("pointermove", (event) => {
      if (!from) return;
      const [x, y] = [event.clientX - from[0], event.clientY - from[1]];
      place.style.translate = Math.abs(x) > STEEP * Math.abs(y) ? `${x}px` : "";
    });
    function back() { from = null; place.style.translate = ""; }
    place.addEventListener("pointercancel", back);
    place.addEventListener("pointerup", (event) => {
      if (!from) return;
      const [x, y] = [event.clientX - from[0], event.clientY - from[1]];
      back();
      if (Math.abs(x) < FAR || Math.abs(x) < STEEP * Math.abs(y)) return;
      ends(x > 0);
    });
  }

  async function accept(line, link) {
    const headers = { "HX-Request": "true", "X-CSRF-Token": jingjin.csrf() };
    const answer = await fetch(`${link.pathname}/acceptance`, { method: "POST", credentials: "same-origin", headers }).catch(() => null);
    if (!answer) { jingjin.toast(document.getElementById("toasts").dataset.offline); return; }
    if (!answer.ok) { location.assign(link.href); return; }
    const said = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}").toast;
    jingjin.toast(said.text, { undo: said.undo });
    line.remove();
    const total = document.querySelector("[data-total]");
    total.dataset.total = Number(total.dataset.total) - 1;
    total.textContent = total.dataset.text.replace("{n}", total.dataset.total);
  }

  if (queue?.dataset.swipes !== undefined) {
    for (const line of queue.children) {
      const link = line.querySelector("a[href]");
      track(line, (right) => (right ? accept(line, link) : location.assign(`${link.href}#reason`)));
    }
  }
  if (check && check.querySelector("form[data-decide] [data-keys=a]") && !document.getElementById("queue")) {
    track(check, (right) => {
      if (right) { check.querySelector("form[data-decide] [data-keys=a]").click(); return; }
      check.querySelector("#reason")?.focus();
    });
  }
  if (location.hash === "#reason") document.getElementById("reason")?.focus();
})();
