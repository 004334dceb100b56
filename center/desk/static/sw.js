"use strict";
// Without a network two pages open, as they were last seen by whoever is signed in here: the one that scans,
// and the one that answers a terminal's lock. Pages about people are never kept.
const NAME = "desk-scan";
const SHELLS = ["/desk/scan", "/desk/unlock"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const fixed = url.pathname.startsWith("/desk/static/");
  if (!SHELLS.includes(url.pathname) && !fixed) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(NAME);
      try {
        const answer = await fetch(event.request);
        if (answer.ok && !answer.redirected) await cache.put(event.request, answer.clone());
        else if (answer.redirected) await cache.delete(event.request);
        return answer;
      } catch (error) {
        const seen = await cache.match(event.request);
        if (seen) return seen;
        throw error;
      }
    })(),
  );
});
