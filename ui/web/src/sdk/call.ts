import type { Problem } from "../api";
import { KioskError, refusedBy } from "./errors";
import { origin, served } from "./place";

// The agent writes to disk before it answers; longer than this means trouble.
const patience = 15_000;

/** call asks the local API, and returns its answer or throws a KioskError. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body);
  const text = await response.text();
  const answer = read(text, response);
  if (!response.ok) throw refusedBy(answer as Problem);
  return answer as T;
}

function read(text: string, response: Response): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KioskError("unreachable", `something else than the agent answered with status ${response.status}`, "Look whether kioskd runs: kioskd status.", { cause });
  }
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  const init: RequestInit = { method, signal: AbortSignal.timeout(patience), cache: "no-store" };
  if (body !== undefined) {
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  try {
    return await fetch(`${origin()}/api/v1/${path}`, init);
  } catch (cause) {
    throw served() ? unreachable(cause) : await keptAway(cause);
  }
}

const unreachable = (cause: unknown): KioskError =>
  new KioskError("unreachable", "the kiosk's agent does not answer", "Wait a moment and call again; if it stays, run: kioskd status.", { cause });

/** keptAway finds out why a page from elsewhere cannot reach the agent. */
async function keptAway(cause: unknown): Promise<KioskError> {
  if (await localNetworkIsBlocked()) {
    return new KioskError(
      "local-network-blocked",
      `the browser keeps ${location.origin} from this machine's own services (local network access)`,
      "Have kioskd serve the app from the kiosk itself (kioskd app add); or allow the origin by the browser's policy LocalNetworkAccessAllowedForUrls.",
      { cause },
    );
  }
  return new KioskError(
    "not-served-by-kiosk",
    `this page is from ${location.origin}, and the kiosk's agent at ${origin()} serves only pages of its own`,
    "Have kioskd serve the app from the kiosk itself: kioskd app add FILE.",
    { cause },
  );
}

/**
 * The rules are for pages from the network alone. The permission has had two
 * names; a browser that knows neither does not ask.
 */
async function localNetworkIsBlocked(): Promise<boolean> {
  if (/^(localhost|127(\.\d+){3}|\[::1\])$|\.localhost$/.test(location.hostname)) return false;
  for (const name of ["loopback-network", "local-network-access"]) {
    try {
      const { state } = await navigator.permissions.query({ name: name as PermissionName });
      if (state !== "granted") return true;
    } catch {
      continue; // this browser does not know the name
    }
  }
  return false;
}
