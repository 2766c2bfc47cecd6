// A spot check at the form: how far it is, follow-ups by the answers given so far. Without it every point stands in sight.
(() => {
  "use strict";
  const form = document.getElementById("spot");
  if (!form) return;
  const points = [...form.querySelectorAll("[data-point]")];
  const files = (point) => [...point.querySelectorAll("input[type=file]")].some((one) => one.files.length);
  const kept = (point) => point.querySelector('input[type="hidden"][name^="k-"]');
  const typed = (point) => [...point.querySelectorAll("input:not([type]), input[inputmode], textarea")]
    .some((one) => !one.name.startsWith("m-") && one.value.trim());
  const answered = (point) => Boolean(point.querySelector("input:checked")) || typed(point) || files(point) || Boolean(kept(point));
  function tell() {
    window.kinds?.follow(points);
    const asked = points.filter((point) => !point.hidden);
    const done = asked.filter(answered).length;
    document.querySelector("[data-done]").textContent = done;
    document.querySelector("[data-total]").textContent = asked.length;
    const bar = document.querySelector(".check-head progress");
    bar.max = asked.length;
    bar.value = done;
    for (const point of points) {
      const short = point.querySelector(".tap.fail input:checked, .tap.attention input:checked") || window.kinds?.outside(point);
      point.querySelector(".after-fail[data-when-short]")?.classList.toggle("falls-short", Boolean(short));
    }
  }
  // The names of chosen photos stand beside the button: they are sent with the form.
  form.addEventListener("change", (event) => {
    const list = event.target.closest(".photos")?.querySelector(".thumbs");
    if (list && event.target.type === "file") {
      list.replaceChildren(...[...event.target.files].map((file) => {
        const line = document.createElement("li");
        line.append(Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: file.name }));
        return line;
      }));
    }
    tell();
  });
  form.addEventListener("input", tell);
  tell();
  form.querySelector(".errors")?.focus();
})();
