// The page without a network: today, a check, standards, findings, from what this phone took along. Templates: phone/shell.html
(() => {
  "use strict";
  const { scope, address } = document.body.dataset;
  const view = document.getElementById("view");
  const words = document.getElementById("phone-words").dataset;
  const { locale } = { locale: document.documentElement.lang };
  const [, , word = "phone", id] = location.pathname.split("/");
  const copy = (name) => document.getElementById(name).content.cloneNode(true);
  const fill = (text, values) => Object.entries(values).reduce((all, [key, value]) => all.replace(`{${key}}`, value), text);
  let zone;
  const dated = (at, how) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...how }).format(new Date(at));
  const clock = (at) => dated(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const short = (at) => dated(at, { month: "numeric", day: "numeric" });
  const dayOf = (at) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);

  async function show() {
    const feed = await shelf.get("taken", `${scope}|feed`);
    if (!feed) { view.replaceChildren(copy("not-here")); return; }
    zone = feed.zone;
    const since = document.querySelector("[data-since]");
    since.textContent = fill(since.dataset.words, { at: dated(feed.made, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) });
    const old = dayOf(Date.now()) > feed.until;
    document.getElementById("too-old").hidden = !old;
    const shown = { today, due, standards: html("standards"), findings, submissions, scan, phone: facts, ...(id === "addition" ? { voices: html("voices"), suggestions: html("suggestions") } : {}) }[word] ?? nothing;
    await shown(feed);
    document.dispatchEvent(new Event("phone-shown"));
  }
  function title(text) {
    document.title = document.title.replace(/^[^·]*/, `${text} `);
    for (const link of document.querySelectorAll(".places a, .thumb a")) {
      const here = link.pathname.split("/")[2] === (word === "due" ? "today" : word);
      if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
  }

  // ——— Today.
  async function today(feed) {
    title(words.today);
    const page = copy("today");
    const done = new Map((await window.outbox.receipts()).map((slip) => [slip.due, slip]));
    const lines = { returned: [], now: [], later: [], sent: [], missed: [] };
    for (const due of feed.dues) {
      const [section, line] = placed(due, done.get(due.id), feed);
      if (section) lines[section].push(line);
    }
    page.querySelector("[data-day]").textContent = dated(Date.now(), { month: "long", day: "numeric", weekday: "long" });
    for (const [section, all] of Object.entries(lines)) {
      const part = page.querySelector(`[data-section="${section}"]`);
      part.hidden = !all.length;
      part.querySelector("ul").append(...all);
    }
    page.querySelector("[data-none]").hidden = Object.values(lines).some((all) => all.length);
    page.querySelector("[data-found]").hidden = !feed.open;
    view.replaceChildren(page);
    await window.phone.show();
  }
  // In which section a check stands now, by the clock of this phone.
  function placed(due, slip, feed) {
    const [now, on] = [Date.now(), dayOf(Date.now())];
    const before = dayOf(Date.now() - 86400000);
    const returned = due.returned && slip?.check !== due.check && !(slip && slip.received_at > feed.made);
    if (returned) return ["returned", line(due, feed, words.again, due.returned.reason, "returned")];
    const taken = slip ?? (due.check ? due : null);
    if (taken) return due.day === on ? ["sent", line(due, feed, "", fill(words.slip, { no: taken.receipt }), "received")] : [];
    if (due.day !== on && due.day !== before) return [];
    if (now > Date.parse(due.until)) return ["missed", line(due, feed, words.after, short(due.opens), "missed")];
    if (due.day !== on) return [];
    if (now < Date.parse(due.opens)) return ["later", line(due, feed, "", fill(words.opens, { at: clock(due.opens) }), "todo")];
    const late = now > Date.parse(due.closes);
    return ["now", line(due, feed, late ? "" : words.begin, fill(late ? words.over : words.before, { at: clock(due.closes) }), late ? "late" : null)];
  }
  function line(due, feed, action, note, pill) {
    const one = copy("line").firstElementChild;
    Object.assign(one.dataset, { due: due.id, points: feed.forms[due.version] ?? 0 });
    one.querySelector("a").href = `${address}/due/${due.id}`;
    one.querySelector(".name").textContent = due.name;
    const where = due.object ?? due.post;
    one.querySelector("[data-where]").textContent = where ? `${where} · ` : "";
    one.querySelector("[data-left]").textContent = fill(words.points, { n: feed.forms[due.version] ?? "" });
    one.querySelector("[data-note]").textContent = due.because ? `${note} · ${due.because}` : note;
    one.querySelector("[data-action]").textContent = action;
    const mark = pill && document.getElementById("pills").content.querySelector(`[data-of="${pill}"] > *`);
    if (mark) one.querySelector("[data-state]").append(mark.cloneNode(true));
    return one;
  }

  // ——— From a label to the list of its object: one that waits opens at once.
  async function scan(feed) {
    title(words.today);
    const page = copy("scan");
    const label = new URLSearchParams(location.search).get("code") ?? "";
    const code = window.scan.codeOf(label, address);
    const done = new Map((await window.outbox.receipts()).map((slip) => [slip.due, slip]));
    const on = dayOf(Date.now());
    const lines = feed.dues.filter((due) => code && due.day === on && due.code?.toLowerCase() === code.toLowerCase()).map((due) => [due, ...placed(due, done.get(due.id), feed)]);
    const waiting = lines.filter(([, section]) => section !== "sent");
    if (waiting.length === 1) { location.replace(`${address}/due/${waiting[0][0].id}`); return; }
    page.querySelector("[data-found]").append(...lines.map(([, , one]) => one).filter(Boolean));
    const none = page.querySelector("[data-none]");
    none.hidden = !label || lines.length > 0;
    none.textContent = none.textContent.replace("{code}", code ?? label);
    page.querySelector("input").value = lines.length ? "" : label;
    view.replaceChildren(page);
    window.scan.open(view.querySelector("[data-open-by-label]"));
  }

  // ——— One check.
  async function due(feed) {
    const record = await window.outbox.read(id);
    const slip = (await window.outbox.receipts()).filter((one) => one.due === id).sort((a, b) => (a.received_at < b.received_at ? 1 : -1))[0];
    const asked = feed.dues.find((one) => one.id === id);
    const again = asked?.returned && slip?.check !== asked.check && !(slip && slip.received_at > feed.made);
    if (slip && !record && !again) { received(slip); return; }
    const other = feed.others?.[id];
    if (other && !(record && window.outbox.moving(record))) { taken(other, record); return; }
    if (!asked || (asked.check && !again && !record)) { title(words.today); view.replaceChildren(copy(asked ? "sent-before" : "not-here")); return; }
    const fixed = (await shelf.all("taken", `${scope}|form ${asked.version} ${locale} `))[0];
    if (!fixed) { view.replaceChildren(copy("not-here")); return; }
    title(asked.name);
    view.replaceChildren(sheet(asked, fixed, feed));
    notices(asked);
    await window.startBriefing();
    await startCheck();
  }
  function sheet(asked, fixed, feed) {
    const page = copy("sheet");
    const form = page.getElementById("check");
    form.removeAttribute("action");
    Object.assign(form.dataset, {
      due: asked.id, version: asked.version, replaces: asked.returned ? asked.check : "", schedule: asked.schedule ?? "", day: asked.day, name: asked.name,
      object: asked.object ?? "", given: JSON.stringify(asked.answers ?? {}), last: JSON.stringify(asked.last ?? {}), trend: JSON.stringify(asked.trend ?? {}),
    });
    form.querySelector(".points").innerHTML = fixed;
    page.querySelector("[data-briefing]").innerHTML = feed.briefing ?? "";
    page.querySelector("[data-after-briefing]").hidden = Boolean(feed.briefing);
    page.querySelector(".check-head h1").textContent = asked.name;
    page.querySelector("[data-total]").textContent = feed.forms[asked.version];
    page.querySelector("[data-where-when]").textContent = [asked.object, short(asked.opens), fill(words.span, { from: clock(asked.opens), to: clock(asked.closes) })].filter(Boolean).join(" · ");
    return page;
  }
  function notices(asked) {
    const [now, box] = [Date.now(), view.querySelector("[data-notice]")];
    const text = asked.returned ? fill(words.returned, { who: asked.returned.by, reason: asked.returned.reason })
      : dayOf(now) < asked.day ? words.early
      : now < Date.parse(asked.opens) ? fill(words.soon, { at: clock(asked.opens) })
      : now > Date.parse(asked.closes) ? fill(words.over, { at: clock(asked.closes) }) : "";
    box.hidden = !text;
    box.querySelector("span").textContent = text;
  }
  // Somebody else was quicker: what was filled in here stays, and is told of.
  function taken(other, record) {
    title(words.today);
    const page = copy("taken");
    const draft = record && Object.keys(record.answers).length;
    page.querySelector("[data-who]").textContent = fill(draft ? words.other : words.others, { who: other.who, at: dated(other.at, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }), no: other.receipt });
    page.querySelector("[data-draft]").hidden = !draft;
    view.replaceChildren(page);
  }
  function received(slip) {
    title(words.today);
    const page = copy("slip");
    page.querySelector("[data-name]").textContent = slip.name;
    page.querySelector("[data-no]").textContent = slip.receipt;
    page.querySelector("[data-at]").textContent = dated(slip.received_at, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    view.replaceChildren(page);
  }

  // ——— What was shown on the server, as it was.
  function html(part) {
    return async (feed) => {
      const page = copy(part);
      title(page.querySelector("h1").textContent);
      page.querySelector("[data-html]").innerHTML = feed[part];
      view.replaceChildren(page);
      window.startVoice?.();
      const asked = id && document.getElementById(`one-${id}`);
      if (asked) { asked.open = true; asked.scrollIntoView(); }
    };
  }
  // ——— Findings: the list says of each where it is; one that is opened can be acted on.
  async function findings(feed) {
    const one = id && feed.found?.[id];
    if (one) { await finding(feed, one); return; }
    await html("findings")(feed);
    for (const record of await window.outbox.all()) {
      const end = record.finding && view.querySelector(`#one-${record.finding} .end`);
      const mark = end && Object.keys(record.answers).length && document.querySelector("#states").content.querySelector(`[data-of="${record.state}"] > *`);
      if (mark) end.replaceChildren(mark.cloneNode(true));
    }
    for (const slip of await sentActions(feed)) {
      view.querySelector(`#one-${slip.finding} .end`)?.replaceChildren(document.querySelector('#states').content.querySelector('[data-of="received"] > *').cloneNode(true));
    }
  }
  // What was received after this phone took the findings along.
  const sentActions = async (feed) => (await window.outbox.receipts()).filter((slip) => feed.found?.[slip.due] && slip.received_at > feed.made);
  async function finding(feed, one) {
    title(one.title);
    const page = copy("finding");
    page.querySelector("[data-html]").innerHTML = one.html;
    const place = page.querySelector("[data-form]");
    const slip = (await sentActions(feed)).find((each) => each.due === id);
    if (slip && place) {
      const told = copy("acted");
      told.querySelector("[data-no]").textContent = slip.receipt;
      place.replaceChildren(told);
    } else if (place) {
      place.innerHTML = feed.acting;
      const form = place.querySelector("form");
      form.removeAttribute("action");
      Object.assign(form.dataset, { acting: id, title: one.title });
      if (one.whys.length || one.category) form.dataset.explained = "";
      form.elements.action.value = one.action;
      one.whys.forEach((why, n) => { form.elements[`why${n + 1}`].value = why; });
      if (one.category && form.elements.category) form.elements.category.value = one.category;
    }
    view.replaceChildren(page);
    await window.startActing();
  }
  async function submissions() {
    const page = copy("submissions");
    title(page.querySelector("h1").textContent);
    view.replaceChildren(page);
  }
  async function facts(feed) {
    const page = copy("facts");
    title(words.phone);
    const days = new Set(feed.dues.map((one) => one.day));
    page.querySelector("[data-facts]").textContent = fill(words.facts, { checks: feed.dues.filter((one) => !one.check).length, days: days.size, until: short(feed.until), pictures: feed.photos.length });
    view.replaceChildren(page);
  }
  async function nothing() { view.replaceChildren(copy("not-here")); }

  document.querySelector("[data-try]").addEventListener("click", () => location.reload());
  // A form that is being filled in is left alone; lists are told anew.
  document.addEventListener("taken-along", () => { if (!view.querySelector("#check, form[data-voice], form[data-acting]")) show(); });
  document.addEventListener("outbox", (event) => { if (word === "today" && event.detail.state === "received") show(); });
  show().catch(() => view.replaceChildren(copy("not-here")));
  window.phone.takeAlong();
})();
