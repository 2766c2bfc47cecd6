// An open form: photos are made smaller here, so that they go through a thin network. Without it they go as they are.
(() => {
  "use strict";
  const form = document.querySelector("form[data-shrink]");
  const input = form?.querySelector("input[type=file]");
  if (!input || !window.DataTransfer) return;
  const MOST = 3;
  const kept = new DataTransfer();
  input.addEventListener("change", async () => {
    const asked = [...input.files];
    for (const file of asked.slice(0, MOST - kept.files.length)) {
      const small = await shrink(file).catch(() => file);
      kept.items.add(small);
      const line = document.createElement("li");
      line.append(Object.assign(document.createElement("img"), { src: URL.createObjectURL(small), alt: form.dataset.alt }));
      form.querySelector(".thumbs").append(line);
    }
    input.files = kept.files;
    input.setCustomValidity(asked.length > MOST ? form.dataset.shrink : "");
    input.reportValidity();
    input.setCustomValidity("");
  });
  async function shrink(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.8); });
    return new File([blob], "photo.jpg", { type: "image/jpeg" });
  }
})();
