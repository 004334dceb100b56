"use strict";
// Answers a terminal's lock, without any network: the keys are made here, can't be taken out of this browser,
// and wait in IndexedDB under the sign-in name. kiosk/staff/challenge.py is the other side.
(() => {
  const byId = (id) => document.getElementById(id);
  const page = byId("unlocker");
  const code = page.dataset.code;
  const PREFIX = "kiosk-unlock-1\n";
  const CHALLENGE = /^KU1:([A-Z0-9]{2,8}):([a-z][a-z-]{2,30}):([0-9a-f]{16})$/;
  const ACTS = {
    assist: "帮老人办事",
    maintain: "看机器、修机器",
    export: "第二个人：导出",
    erase: "第二个人：清空这台机器",
    keys: "第二个人：换密钥",
  };
  const SHOWN_MS = 60_000;
  const subtle = globalThis.crypto?.subtle;
  const bytes = (text) => new TextEncoder().encode(text);
  const base64 = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw)));
  const unbase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  let keys = null;
  let clearing = 0;

  const tell = (text, good) => {
    byId("news").hidden = !text;
    byId("news").className = good ? "said" : "trouble";
    byId("news").textContent = text;
  };

  // ---- where the keys are
  function store(work, mode) {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open("desk-unlock", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("phones");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const base = opening.result;
        const change = base.transaction("phones", mode);
        const asked = work(change.objectStore("phones"));
        change.oncomplete = () => {
          base.close();
          resolve(asked.result);
        };
        change.onabort = () => reject(change.error);
      };
    });
  }

  async function make() {
    const agree = await subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    // A browser may know the one and not the other; then digits are typed, and nothing is scanned.
    const sign = await subtle.generateKey({ name: "Ed25519" }, false, ["sign"]).catch(() => null);
    return { agree, sign };
  }

  const shared = async (pair) => (pair ? base64(await subtle.exportKey("raw", pair.publicKey)) : "");

  async function post(path, fields) {
    const form = new FormData();
    form.append("csrf", page.dataset.csrf);
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const answer = await fetch(page.dataset.unlock + path, { method: "POST", body: form });
    if (!(answer.headers.get("content-type") || "").includes("json")) throw new Error("not answered");
    return answer.json();
  }

  // ---- answering
  async function digits(text, terminalKey) {
    const other = await subtle.importKey("raw", unbase64(terminalKey), { name: "X25519" }, false, []);
    const agreed = await subtle.deriveBits({ name: "X25519", public: other }, keys.agree.privateKey, 256);
    const secret = new Uint8Array(PREFIX.length + 32);
    secret.set(bytes(PREFIX));
    secret.set(new Uint8Array(agreed), PREFIX.length);
    const hashed = await subtle.digest("SHA-256", secret);
    const mac = await subtle.importKey("raw", hashed, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const made = new DataView(await subtle.sign("HMAC", mac, bytes(text)));
    return String(made.getBigUint64(0) % 100_000_000n).padStart(8, "0");
  }

  async function signed(text) {
    const raw = await subtle.sign({ name: "Ed25519" }, keys.sign.privateKey, bytes(PREFIX + text));
    const short = base64(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    return `KA1:${code}:${short}`;
  }

  function clear() {
    clearTimeout(clearing);
    byId("answer").hidden = true;
    byId("digits").textContent = "";
    byId("qr").querySelector("path").removeAttribute("d");
    byId("ask").hidden = !keys;
  }

  async function show(text, terminal) {
    const option = [...byId("terminal").options].find((one) => one.value === terminal);
    if (option) {
      const eight = await digits(text, option.dataset.key);
      byId("digits").textContent = `${eight.slice(0, 4)} ${eight.slice(4)}`;
    } else tell("这台机器不在这一页的名单上，只能扫。有网的时候刷新这一页，就能输数。", false);
    byId("digits-part").hidden = !option;
    byId("signed-part").hidden = !keys.sign;
    if (keys.sign) deskQr.draw(byId("qr"), await signed(text));
    byId("mine").hidden = true;
    clearing = setTimeout(clear, SHOWN_MS);
  }

  function take(given) {
    const text = given.normalize("NFKC").trim();
    const found = CHALLENGE.exec(text);
    tell("", true);
    clear();
    if (!found) return tell("这不是机器上开锁的码。请在机器上按“工作人员”，扫那一页的码。", false);
    const [, terminal, act] = found;
    byId("what").textContent = `${terminal} 号机：${ACTS[act] || `要两个人一起做的事（${act}）`}`;
    for (const id of ["digits-part", "signed-part"]) byId(id).hidden = true;
    byId("ask").hidden = true;
    byId("answer").hidden = false;
    // What helps a villager is answered at once; what goes deeper is first looked at.
    byId("mine").hidden = act === "assist";
    byId("mine").onclick = () => show(text, terminal);
    if (act === "assist") show(text, terminal);
  }

  byId("again").addEventListener("click", () => {
    tell("", true);
    clear();
  });

  byId("typed").addEventListener("submit", (event) => {
    event.preventDefault();
    const nonce = byId("short").value.normalize("NFKC").toLowerCase().replace(/[\s-]/g, "")
      .replaceAll("o", "0").replace(/[il]/g, "1");
    byId("short").value = "";
    if (!/^[0-9a-f]{16}$/.test(nonce)) tell("号没输全：是 16 位，只有数字和 A 到 F。", false);
    else take(`KU1:${byId("terminal").value}:${byId("act").value}:${nonce}`);
  });

  async function read(picture) {
    const answer = await post("/read", { picture });
    return answer.text ? { found: answer.text } : {};
  }

  byId("picture").addEventListener("change", async () => {
    const [file] = byId("picture").files;
    byId("picture").value = "";
    if (!file) return;
    try {
      const answer = await deskCamera.inPhoto(file, read);
      if (answer.found) take(answer.found);
      else tell("照片里没看到码。离近一点、放平，再拍一张。", false);
    } catch {
      tell("没有网，这部手机自己看不了照片。请输机器上的号。", false);
    }
  });

  // ---- this phone
  byId("register").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const made = await make();
      const public_ = { sign_key: await shared(made.sign), agree_key: await shared(made.agree) };
      const given = { password: byId("password").value, totp: byId("totp").value };
      const answer = await post("/phone", { ...public_, ...given });
      byId("password").value = "";
      if (answer.trouble) {
        if (answer.needs_code) byId("totp-part").hidden = false;
        return tell(answer.trouble, false);
      }
      await store((phones) => phones.put({ ...made, check: answer.check }, code), "readwrite");
      keys = { ...made, check: answer.check };
      page.dataset.check = answer.check;
      ready();
      byId("this-phone").open = true;
      tell(`登记好了。核对码 ${answer.check}，请念给维护员听。`, true);
      keepPage();
    } catch {
      tell("没有登记上。看看有没有网，再试一次。", false);
    }
  });

  byId("forget").addEventListener("click", async () => {
    await store((phones) => phones.delete(code), "readwrite");
    keys = null;
    clear();
    ready();
    try {
      await post("/forget", {});
      tell("注销了。", true);
    } catch {
      tell("这部手机里的钥匙删了。没有网，请再告诉维护员。", false);
    }
  });

  // Kept for days without a network, from the first look on.
  async function keepPage() {
    if (!("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register(page.dataset.worker);
      await navigator.serviceWorker.ready;
      const files = [...document.querySelectorAll("script[src], link[rel=stylesheet], header img")];
      const cache = await caches.open("desk-scan");
      for (const address of [location.pathname, ...files.map((one) => one.src || one.href)]) {
        const answer = await fetch(address);
        if (answer.ok && !answer.redirected) await cache.put(address, answer);
      }
      page.dataset.kept = "yes";
    } catch {
      // No network: what was kept before stays.
    }
  }

  function ready() {
    byId("register").hidden = Boolean(keys);
    byId("ask").hidden = !keys;
    byId("this-phone").hidden = !keys;
    byId("check").textContent = keys ? keys.check : "";
    if (keys && page.dataset.check && keys.check !== page.dataset.check)
      tell("后来登记了另一部手机，这一部开不了机器。要用这一部，请先注销，再登记。", false);
  }

  async function begin() {
    if (!subtle || !("indexedDB" in window))
      return tell("这个网址不安全（不是 https），或者浏览器太旧，手机开不了机器。请在机器上用身份证和密码开。", false);
    try {
      keys = (await store((phones) => phones.get(code), "readonly")) || null;
      if (!keys) await subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    } catch {
      return tell("这部手机的浏览器太旧，开不了机器。请更新浏览器，或者在机器上用身份证和密码开。", false);
    }
    ready();
    keepPage();
    const given = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
    if (given && keys) take(given);
  }

  deskCamera.attach({ seen: take, read, trouble: (text) => tell(text, false) });
  begin();
})();
