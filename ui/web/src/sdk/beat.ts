import { askAgent } from "./line";
import { origin, served } from "./place";

const every = 500;

let resting = false;

/**
 * startBeating shows from now on that the page lives, from the thread that draws
 * it: whoever watches the kiosk's browser starts it anew when the page falls
 * silent. A page that is not the kiosk's screen (401) is watched by nobody.
 */
export function startBeating(): void {
  void beat();
  if (!served()) return; // the bridge says goodbye
  window.addEventListener("pagehide", () => {
    navigator.sendBeacon("/api/v1/screen/alive", new Blob(['{"away":true}'], { type: "application/json" }));
  });
}

async function beat(): Promise<void> {
  const status = resting ? 0 : await alive(false);
  if (status !== 401) window.setTimeout(() => void beat(), every);
}

/** rest has the kiosk's own screens beat instead, which lie over the page; they may take a while to load. */
export function rest(): void {
  resting = true;
  void alive(true);
}

/** wake has the page beat again. */
export function wake(): void {
  resting = false;
}

/** alive returns the answer's status, 0 where there is none: the agent is being restarted. */
async function alive(away: boolean): Promise<number> {
  try {
    const { status, text } = await askAgent("POST", "screen/alive", JSON.stringify(away ? { away } : {}));
    if (status === 200) follow((JSON.parse(text) as { page: number }).page);
    return status;
  } catch {
    return 0;
  }
}

let known: number | undefined;

/** follow leaves for the kiosk's own first page once pages ought to load themselves anew: it knows what customers meet by then, which may be another app. */
function follow(page: number): void {
  if (known !== undefined && page > known) location.replace(`http://127.0.0.1:${new URL(origin()).port}/`);
  known = page;
}
