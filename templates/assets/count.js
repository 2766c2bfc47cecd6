// Counting: a label that the camera has read is sent at once.
(() => {
  const place = document.querySelector("[data-scan]");
  if (!place) return;
  window.scan.reader(place);
  const field = place.querySelector("input");
  field.addEventListener("change", () => { if (field.value.trim() && document.activeElement !== field) field.form.requestSubmit(); });
})();
