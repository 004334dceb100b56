"use strict";
// Three ways to a code: a scanner that types, a scanner on a serial line, a camera. Where the browser can't
// decode by itself, pictures go to the desk's own server. Nothing that was scanned is ever opened as an address.
(() => {
  const page = document.getElementById("scanner");
  const news = document.getElementById("news");
  const code = document.getElementById("code");
  const serial = document.getElementById("serial");
  const kept = document.getElementById("kept");
  const STORE = "desk-kept-codes";

  const tell = (text, good) => {
    news.hidden = false;
    news.className = good ? "said" : "trouble";
    news.textContent = text;
  };

  const plain = (text) => text.normalize("NFKC").replace(/\s+/g, "");
  const waiting = () => JSON.parse(localStorage.getItem(STORE) || "[]");
  const keep = (list) => {
    if (list.length) localStorage.setItem(STORE, JSON.stringify(list.slice(-20)));
    else localStorage.removeItem(STORE);
    kept.hidden = !list.length;
    kept.textContent = list.length ? `手机里存着 ${list.length} 个没送出去的码（加了密的），有网自己送。` : "";
  };

  async function send(fields) {
    const form = new FormData();
    form.append("csrf", page.dataset.csrf);
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const answer = await fetch(page.dataset.scan, {
      method: "POST",
      body: form,
      headers: { Accept: "application/json" },
    });
    if (answer.redirected) location.reload();
    if (!(answer.headers.get("content-type") || "").includes("json")) throw new Error("not answered");
    return answer.json();
  }

  async function take(text) {
    if (plain(text).startsWith("KU1:")) return location.assign(`${page.dataset.unlock}#${plain(text)}`);
    const at = new Date().toISOString();
    tell("正在打开……", true);
    try {
      const answer = await send({ code: plain(text), at });
      if (answer.go) location.assign(answer.go);
      else tell(answer.trouble || "没看到码，再扫一次。", false);
    } catch {
      // Only a sealed draft may wait here: a one-time token is worth nothing without a network.
      if (/^\d{400,4000}$/.test(plain(text))) {
        keep([...waiting(), { code: plain(text), at }]);
        tell("没有网，先存在手机里了。", true);
      } else tell("没有网。请用有网的电脑扫，或者用身份证找。", false);
    }
  }

  async function forward() {
    const list = waiting();
    keep(list);
    while (list.length) {
      try {
        const answer = await send(list[0]);
        list.shift();
        keep(list);
        if (answer.go) {
          tell("存着的码送到了，在“等着办的”里。", true);
        } else tell(answer.trouble || "有一个存着的码打不开。", false);
      } catch {
        return;
      }
    }
  }

  document.getElementById("typed").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = code.value;
    code.value = "";
    code.focus();
    if (plain(text)) take(text);
  });

  // ---- camera
  async function read(picture) {
    const answer = await send({ picture, at: new Date().toISOString() });
    if (answer.go) location.assign(answer.go);
    else if (answer.trouble) tell(answer.trouble, false);
    return answer.found ? { stop: true } : {};
  }

  deskCamera.attach({ seen: take, read, trouble: (text) => tell(text, false) });

  // ---- a scanner on a serial line: no keyboard layout in between
  if ("serial" in navigator) {
    serial.hidden = false;
    serial.addEventListener("click", async () => {
      let port;
      try {
        port = await navigator.serial.requestPort();
        await port.open({ baudRate: 9600 });
      } catch {
        tell("串口没接上。可以把扫码枪设成键盘模式。", false);
        return;
      }
      tell("扫码枪接上了，扫吧。", true);
      const reader = port.readable.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { value, done: over } = await reader.read();
        if (over) return;
        text += value;
        if (/[\r\n]/.test(text)) {
          take(text);
          text = "";
        }
      }
    });
  }

  document.getElementById("photo").addEventListener("submit", async (event) => {
    const [file] = document.getElementById("picture").files;
    if (!file || !("createImageBitmap" in window)) return;
    event.preventDefault();
    tell("正在看照片……", true);
    try {
      const answer = await send({ picture: await deskCamera.smaller(file), at: new Date().toISOString() });
      if (answer.go) location.assign(answer.go);
      else tell(answer.trouble || "照片里没看到码。离近一点、放平，再拍一张。", false);
    } catch {
      tell("照片送不出去，看看有没有网。", false);
    }
  });

  window.addEventListener("online", forward);
  if (navigator.onLine) forward();
  else keep(waiting());
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/desk/sw.js").catch(() => {});
})();
