// Replaces the live parts of the page when HQ says that something changed.
// Without it the page is as it was when it was opened.
const events = new EventSource("/events");
let lost = false;

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (next && next.innerHTML !== part.innerHTML && !part.querySelector("details[open]")) part.replaceWith(next);
  }
}

events.onmessage = refresh;
events.onerror = () => { lost = true; };
events.onopen = () => { if (lost) refresh(); lost = false; };
