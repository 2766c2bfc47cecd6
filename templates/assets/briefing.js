// What is measured is told before somebody's first list: read once, and kept on this phone until the company has it.
// Before it: outbox.js. Started with its page, or once a page without a network has put it there.
window.startBriefing = async () => {
  "use strict";
  const told = document.getElementById("briefing");
  if (!told || !window.outbox) return;
  const list = document.querySelector("[data-after-briefing]");
  const { edition, name } = told.dataset;
  const due = `measured-${edition}`;
  const open = () => { told.remove(); list.hidden = false; };
  const before = await window.outbox.read(due) ?? (await window.outbox.receipts()).find((slip) => slip.due === due);
  if (before) { open(); return; }
  told.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const at = new Date();
    // Where the phone refuses to store, it is sent as long as this page is open.
    await window.outbox.write({
      due, check: window.outbox.uuid7(), path: "/measured/confirmation", page: "/measured", name, photos: {}, answers: { told: true },
      body: { edition: Number(edition), told_at: at.toISOString(), answers: [] }, state: "waiting", day: at.toLocaleDateString("sv-SE"),
    }).catch(() => null);
    open();
    scrollTo({ top: 0, behavior: "instant" });
    document.getElementById("main").focus({ preventScroll: true });
    window.outbox.hurry();
  });
  told.dataset.ready = "";
};
window.startBriefing();
