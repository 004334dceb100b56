"use strict";
// The camera and photographs, for every page that reads codes. Where the browser can't decode by itself,
// `read` is asked with a picture: {found: text}, {stop: true}, or nothing to look again.
const deskCamera = (() => {
  const detector = "BarcodeDetector" in window ? new BarcodeDetector({ formats: ["qr_code"] }) : null;

  function jpeg(source, width, height, longest, quality) {
    const scale = Math.min(1, longest / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  }

  // A large photograph is made smaller before it travels over a slow network.
  async function smaller(file) {
    const bitmap = await createImageBitmap(file);
    return jpeg(bitmap, bitmap.width, bitmap.height, 2000, 0.9);
  }

  async function inPhoto(file, read) {
    if (!detector) return read(await smaller(file));
    const [found] = await detector.detect(await createImageBitmap(file));
    return found ? { found: found.rawValue } : {};
  }

  function attach({ seen, read, trouble }) {
    const view = document.getElementById("view");
    const frame = document.getElementById("camera");
    const start = document.getElementById("start");
    let stream = null;

    function stop() {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      frame.hidden = true;
      start.hidden = false;
    }

    async function look() {
      if (!stream) return;
      try {
        if (view.videoWidth) {
          let answer;
          if (detector) {
            const [found] = await detector.detect(view);
            answer = found ? { found: found.rawValue } : {};
          } else answer = await read(await jpeg(view, view.videoWidth, view.videoHeight, 1280, 0.85));
          if (answer.found || answer.stop) stop();
          if (answer.found) return seen(answer.found);
        }
      } catch {
        trouble("摄像头看不清，或者没有网。可以拍一张照片。");
      }
      setTimeout(look, detector ? 150 : 700);
    }

    if (navigator.mediaDevices?.getUserMedia) start.hidden = false;
    start.addEventListener("click", async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: "environment", width: { ideal: 1920 } },
        });
      } catch {
        trouble("摄像头没打开。可以在下面拍一张照片。");
        return;
      }
      view.srcObject = stream;
      frame.hidden = false;
      start.hidden = true;
      await view.play();
      look();
    });
    document.getElementById("stop").addEventListener("click", stop);
  }

  return { attach, inPhoto, smaller };
})();
