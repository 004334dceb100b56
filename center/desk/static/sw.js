"use strict";
// Without a network only the scan page opens, as it was last seen by whoever is signed in here.
// Pages about people are never kept.
const NAME = "desk-scan";
const SHELL = "/desk/scan";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const fixed = url.pathname.startsWith("/desk/static/");
  if (url.pathname !== SHELL && !fixed) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(NAME);
      try {
        const answer = await fetch(event.request);
        if (answer.ok && !answer.redirected) await cache.put(event.request, answer.clone());
        else if (answer.redirected) await cache.delete(SHELL);
        return answer;
      } catch (error) {
        const seen = await cache.match(event.request);
        if (seen) return seen;
        throw error;
      }
    })(),
  );
});
