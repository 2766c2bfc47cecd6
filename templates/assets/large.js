// Large type: one's own wish, set before anything is drawn. Kept on this phone; the server tells it to the next one.
(() => {
  "use strict";
  const { person, address } = document.body.dataset;
  const key = `large:${person}`;
  const untold = "!";
  // "1" or "0"; with a mark while the server has not heard of it.
  const kept = () => { try { return localStorage.getItem(key); } catch { return null; } };
  function show(wish) {
    const large = Boolean(wish?.startsWith("1"));
    document.documentElement.classList.toggle("large", large);
    document.querySelectorAll("[data-large]").forEach((one) => one.setAttribute("aria-pressed", large));
  }
  function keep(wish) {
    try { localStorage.setItem(key, wish); } catch { /* then it lasts as long as the page */ }
    show(wish);
  }
  async function tell() {
    const wish = kept();
    if (!wish?.endsWith(untold) || !navigator.onLine) return;
    const token = document.querySelector('meta[name="csrf"]')?.content ?? "";
    const body = new URLSearchParams({ large: wish[0] });
    const told = await fetch(`${address}/phone/type`, { method: "POST", body, headers: { "X-CSRF-Token": token } }).catch(() => null);
    if (told?.ok && !told.redirected && kept() === wish) keep(wish[0]);
  }
  async function ask() {
    if (kept()?.endsWith(untold)) { await tell(); return; }
    const said = await fetch(`${address}/phone/type`, { headers: { Accept: "application/json" } }).catch(() => null);
    const told = said?.ok && !said.redirected ? await said.json().catch(() => null) : null;
    if (told && !kept()?.endsWith(untold)) keep(told.large ? "1" : "0");
  }

  show(kept());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-large]");
    if (!button) return;
    keep(button.getAttribute("aria-pressed") === "true" ? `0${untold}` : `1${untold}`);
    button.scrollIntoView({ block: "nearest" });
    tell();
  });
  document.addEventListener("DOMContentLoaded", () => { show(kept()); if (kept() === null || kept().endsWith(untold)) ask(); });
  document.addEventListener("phone-shown", () => show(kept()));
  // Whenever this phone takes along anew, it hears what was wished for on another one.
  document.addEventListener("taken-along", ask);
  addEventListener("online", tell);
})();
