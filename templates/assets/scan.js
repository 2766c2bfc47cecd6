// A label: the camera reads it where the browser can, else its number is typed; a camera that is refused is said in words.
window.scan = (() => {
  "use strict";
  const able = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices);

  function reader(place) {
    const [button, video, told, field] = ["[data-camera]", "video", "[data-camera-told]", "input"].map((pick) => place.querySelector(pick));
    if (!able()) return;
    const detector = new BarcodeDetector();
    let stream = null;
    button.hidden = false;
    function stop() {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      video.hidden = true;
      say("");
    }
    function say(text) {
      told.textContent = text;
      told.hidden = !text;
    }
    async function look() {
      if (!stream) return;
      const found = await detector.detect(video).catch(() => []);
      if (!found.length) { setTimeout(look, 200); return; }
      stop();
      field.value = found[0].rawValue;
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(60);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    async function start() {
      if (stream) { stop(); return; }
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        video.srcObject = stream;
        video.hidden = false;
        say(told.dataset.looking);
        await video.play();
        look();
      } catch (fault) {
        stop();
        say(fault?.name === "NotAllowedError" ? told.dataset.denied : told.dataset.broken);
        field.focus();
      }
    }
    button.addEventListener("click", start);
    addEventListener("pagehide", stop);
    return start;
  }

  // ——— From a label to the list of its object: what is read is asked for at once.
  function open(form) {
    const start = reader(form.querySelector("[data-scan]"));
    const field = form.querySelector("input");
    field.addEventListener("change", () => { if (field.value.trim() && document.activeElement !== field) form.requestSubmit(); });
    // Where a label was read already, what it opened is looked at first.
    if (!new URLSearchParams(location.search).has("code")) start?.();
  }
  // The code in what was read: a label may hold the bare code or an address that ends with it. None: another company's.
  function codeOf(label, address) {
    const [, slug, code] = /^https?:\/\/[^/]+\/([^/]+)\/o\/([^/?#]+)\/*$/i.exec(label.trim()) ?? [];
    return code === undefined ? label.trim() : `/${slug}`.toLowerCase() === address.toLowerCase() ? code : null;
  }

  const form = document.querySelector("[data-open-by-label]");
  if (form) open(form);
  return { reader, open, codeOf };
})();
