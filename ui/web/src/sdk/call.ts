import type { Problem } from "../api";
import type { Answer } from "./ask";
import { KioskError, refusedBy } from "./errors";
import { askAgent } from "./line";
import { origin, served } from "./place";

/** call asks the local API, and returns its answer or throws a KioskError. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const told = await send(method, path, body);
  const answer = read(told);
  if (told.status >= 400) throw refusedBy(answer as Problem);
  return answer as T;
}

function read({ status, text }: Answer): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KioskError("unreachable", `something else than the agent answered with status ${status}`, "Look whether kioskd runs: kioskd status.", { cause });
  }
}

async function send(method: string, path: string, body: unknown): Promise<Answer> {
  try {
    return await askAgent(method, path, body === undefined ? undefined : JSON.stringify(body));
  } catch (cause) {
    throw served() ? unreachable(cause) : await keptAway(cause);
  }
}

const unreachable = (cause: unknown): KioskError =>
  new KioskError("unreachable", "the kiosk's agent does not answer", "Wait a moment and call again; if it stays, run: kioskd status.", { cause });

/** keptAway finds out why a page from elsewhere cannot reach the agent: the SDK's own files are for every page, where the browser lets any through. */
async function keptAway(cause: unknown): Promise<KioskError> {
  if (await reachable()) {
    return new KioskError(
      "not-served-by-kiosk",
      `the kiosk's agent at ${origin()} lets no page of ${location.origin} in`,
      "Have kioskd serve the app from the kiosk itself (kioskd app add FILE); or name the app's address in the settings (screen.app.url), and load the SDK from http://NAME.localhost with that app's name.",
      { cause },
    );
  }
  if (!(await localNetworkIsBlocked())) return unreachable(cause);
  return new KioskError(
    "local-network-blocked",
    `the browser keeps ${location.origin} from this machine's own services (local network access)`,
    "Put the app's host on the access list and write the browser's policy anew (kioskd screen install), which sets LocalNetworkAccessAllowedForUrls; or have kioskd serve the app (kioskd app add).",
    { cause },
  );
}

const reachable = (): Promise<boolean> =>
  fetch(`${origin()}/sdk/v1/kiosk.d.ts`, { cache: "no-store", credentials: "omit" }).then(
    ({ ok }) => ok,
    () => false,
  );

/**
 * The rules are for pages from the network alone. The permission has had several
 * names; a browser that knows none of them does not ask.
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
