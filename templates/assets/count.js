// Counting: a label that the camera has read is sent at once.
(() => {
  const place = document.querySelector("[data-scan]");
  if (!place) return;
  window.kinds?.scanner(place);
  const field = place.querySelector("#code");
  let typed = false;
  field.addEventListener("keydown", () => { typed = true; });
  field.addEventListener("change", () => { if (!typed && field.value) place.closest("form").requestSubmit(); });
})();
