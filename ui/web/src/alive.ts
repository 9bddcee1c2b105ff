// The page shows that it lives, from the thread that draws it: whoever watches
// the kiosk's browser starts it anew when the page falls silent.

const every = 500;
const path = "/api/v1/screen/alive";

let waiting = false;

async function beat(): Promise<void> {
  if (waiting) return;
  waiting = true;
  try {
    await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  } catch {
    // The agent is being restarted; the next beat tries again.
  } finally {
    waiting = false;
  }
}

/** startBeating beats until the page goes, and says goodbye then. */
export function startBeating(): void {
  void beat();
  window.setInterval(() => void beat(), every);
  window.addEventListener("pagehide", () => {
    navigator.sendBeacon(path, new Blob(['{"away":true}'], { type: "application/json" }));
  });
}
