// What single kinds of points need on a phone: follow-ups, a drawn signature, a trend. Judged by the server.
(() => {
  "use strict";
  const figure = (text) => (text?.trim() ? Number(text.replace(/[−－]/g, "-")) : NaN);
  const code = (point) => point.dataset.point;
  const value = (point, letter) => point.querySelector(`[name="${letter}-${code(point)}"]`)?.value ?? "";
  const picked = (point, letter) => point.querySelector(`[name="${letter}-${code(point)}"]:checked`)?.value;

  // ——— Follow-ups appear by the answer of an earlier point; one that nobody asks for is not in the way.
  function outside(point) {
    return [...point.querySelectorAll("[data-low], [data-high]")].some((field) => {
      const x = figure(field.value);
      return x < Number(field.dataset.low ?? -Infinity) || x > Number(field.dataset.high ?? Infinity);
    });
  }
  // How an answer stands, as the server will judge it: what has to be shown beside it is asked for at once, without a network too.
  function standing(point) {
    const tap = point.querySelector(".tap input:checked")?.closest(".tap").classList;
    if (tap) return tap.contains("fail") ? "fail" : tap.contains("attention") ? "partial" : tap.contains("none") ? "na" : "pass";
    const ends = [...point.querySelectorAll("[data-limits]")].map((field) => held(figure(field.value), JSON.parse(field.dataset.limits)));
    return ["fail", "partial", "pass"].find((one) => ends.includes(one)) ?? "";
  }
  function held(x, limits) {
    const { low, high, above, below, yellow_low: dim, yellow_high: bright, minus } = Object.fromEntries(Object.entries(limits).map(([key, value]) => [key, Number(value)]));
    if (Number.isNaN(x)) return "";
    if (minus !== undefined) return x > 0 ? "fail" : "pass";
    const within = (from = -Infinity, to = Infinity) => x >= from && x <= to;
    if (!(x <= above) && !(x >= below) && within(low, high)) return "pass";
    if (dim === undefined && bright === undefined) return "fail";
    const near = (dim !== undefined || !(x <= above)) && (bright !== undefined || !(x >= below));
    return near && within(dim ?? low, bright ?? high) ? "partial" : "fail";
  }
  // Colour is not enough: the word stands before the limits.
  function tellOutside(point, word) {
    const hint = point?.querySelector(".limits");
    if (!hint) return;
    const out = ["fail", "partial"].includes(standing(point));
    hint.classList.toggle("out", out);
    hint.querySelector("b").textContent = out ? `${word} · ` : "";
  }
  function holds(when, lead) {
    if (picked(lead, "v") === "na") return when.is === "na";
    if (when.fails) return Boolean(lead.querySelector(".tap.fail input:checked")) || outside(lead);
    if (when.is) return [picked(lead, "v"), picked(lead, "o")].includes(when.is);
    const x = figure(value(lead, "n"));
    return x < Number(when.below ?? Infinity) && x > Number(when.above ?? -Infinity);
  }
  function follow(points) {
    for (const point of points) {
      if (!point.dataset.when) continue;
      const when = JSON.parse(point.dataset.when);
      const lead = points.find((one) => code(one) === when.point);
      // What the server asked for stays in sight, whatever this phone can tell.
      point.hidden = point.dataset.asked === undefined && !(lead && !lead.hidden && holds(when, lead));
    }
  }

  // ——— A signature: drawn with the finger, kept as a small picture.
  function signature(place, given) {
    const canvas = place.querySelector("canvas");
    const pen = canvas.getContext("2d");
    let last = null;
    let timer;
    place.hidden = false;
    function at(event) {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    }
    function line(to) {
      pen.lineWidth = 6; pen.lineCap = "round"; pen.strokeStyle = "#18201e";
      pen.beginPath(); pen.moveTo(...last); pen.lineTo(...to); pen.stroke();
      last = to;
    }
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); clearTimeout(timer); last = at(event); line(last); });
    canvas.addEventListener("pointermove", (event) => { if (last) line(at(event)); });
    canvas.addEventListener("pointerup", () => { last = null; timer = setTimeout(() => canvas.toBlob(given, "image/png"), 500); });
    place.querySelector("[data-wipe]").addEventListener("click", () => {
      clearTimeout(timer);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      place.classList.remove("signed");
      given(null);
    });
  }

  // ——— A trend: the last readings as a line, the newest at its end.
  function trend(place, figures, words) {
    const y = figures.map(Number);
    const [low, high] = [Math.min(...y), Math.max(...y)];
    const make = (name, set) => { const one = document.createElementNS("http://www.w3.org/2000/svg", name); Object.entries(set).forEach(([key, to]) => one.setAttribute(key, to)); return one; };
    const spot = (each, n) => [4 + 192 * n / Math.max(1, y.length - 1), 34 - 28 * (each - low) / (high - low || 1)];
    const picture = make("svg", { viewBox: "0 0 200 40", role: "img", "aria-label": `${words} ${figures.join(", ")}` });
    const [x, top] = spot(y.at(-1), y.length - 1);
    picture.append(make("polyline", { points: y.map((each, n) => spot(each, n).join(",")).join(" ") }), make("circle", { cx: x, cy: top, r: 3.5 }));
    place.append(picture, Object.assign(document.createElement("figcaption"), { className: "hint", textContent: words }));
    place.hidden = false;
  }

  window.kinds = { follow, outside, standing, tellOutside, signature, trend };
})();
