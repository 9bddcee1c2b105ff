// Replaces the live parts of the page when HQ says that something changed.
// Without it the page is as it was when it was opened.
const events = new EventSource("/events");
let busy = false, again = false;

// One look at a time, so that an older page never comes over a newer one.
async function refresh() {
  again = true;
  if (busy) return;
  busy = true;
  try {
    while (again) {
      again = false;
      await look();
    }
  } catch {
    // HQ is away: the line of events opens anew when it is back, and then we look.
  } finally {
    busy = false;
  }
}

async function look() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (next && next.innerHTML !== part.innerHTML && !part.querySelector("details[open]")) part.replaceWith(next);
  }
}

events.onmessage = refresh;
events.onopen = refresh; // what changed since the page was made has not been told here
