"use strict";
// The queue looks after itself: an event says that something changed, then the list is asked for anew.
// What has the keyboard's focus keeps it; a search is left alone.
(() => {
  const list = document.getElementById("list");
  const news = document.getElementById("news");
  if (!list || list.dataset.search) return;
  let mark = list.dataset.mark;
  let asking = false;
  let again = false;

  const tell = (text) => {
    news.hidden = false;
    news.textContent = text;
  };

  async function refresh() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const answer = await fetch(list.dataset.list, { headers: { Accept: "text/html" } });
      if (answer.redirected) {
        location.reload();
        return;
      }
      if (!answer.ok) return;
      const inside = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      const before = list.querySelectorAll(".queue > li").length;
      list.innerHTML = await answer.text();
      const after = list.querySelectorAll(".queue > li").length;
      if (inside) list.querySelector(`a[href="${CSS.escape(inside)}"]`)?.focus();
      tell(after > before ? "来新的了。" : "有变化，已经换成最新的。");
    } catch {
      tell("网断了，连上以后自己更新。");
    } finally {
      asking = false;
      if (again) {
        again = false;
        refresh();
      }
    }
  }

  const source = new EventSource(`${list.dataset.live}?mark=${encodeURIComponent(mark)}`);
  source.addEventListener("queue", (event) => {
    if (event.data !== mark) {
      mark = event.data;
      refresh();
    }
  });
})();
