import type { Answer } from "../ask";
import type { Ears } from "../feed";
import { origin } from "../place";
import { hello, type FromBridge, type FromPage, type Told } from "./words";

// How long a frame that has loaded may take to answer: one that the browser has
// kept out loads too, and never answers.
const patience = 2_000;

// A page that is not let in does not try all the time.
const pause = 2_000;

/** Bridge is the way of a page from elsewhere to the agent. */
interface Bridge {
  ask: (method: string, path: string, body?: string) => Promise<Answer>;
  feed: (ears: Ears) => () => void;
}

// The agent itself has given up by then.
const longest = 20_000;

let built: Promise<Bridge> | undefined;
let frame: HTMLIFrameElement | undefined;

/** bridge returns the page's bridge, once it stands; it fails where the agent lets no page of this origin in. */
export function bridge(): Promise<Bridge> {
  if (!frame?.isConnected) built = undefined; // the page may have cleared itself
  built ??= build().catch((cause: unknown) => {
    window.setTimeout(() => frame?.remove(), pause);
    throw cause;
  });
  return built;
}

async function build(): Promise<Bridge> {
  const { port1, port2 } = new MessageChannel();
  const inside = (frame = mount());
  await new Promise<void>((resolve, reject) => {
    port1.onmessage = ({ data }: MessageEvent<FromBridge>) => "ready" in data && resolve();
    inside.addEventListener("load", () => {
      inside.contentWindow?.postMessage(hello, origin(), [port2]);
      window.setTimeout(() => reject(new Error("the bridge does not answer")), patience);
    });
  });
  return { ask: asker(port1), feed: feeder(port1) };
}

/** mount puts the frame where no page clears it away with its own contents. */
function mount(): HTMLIFrameElement {
  const inside = document.createElement("iframe");
  inside.src = `${origin()}/sdk/bridge.html${takeLaunch()}`;
  inside.title = "kioskd";
  inside.hidden = true;
  inside.tabIndex = -1;
  document.documentElement.append(inside);
  return inside;
}

/** takeLaunch takes the launch out of the page's address, and returns it as a query: what was begun with it outlives a reload. */
function takeLaunch(): string {
  const [, word] = /^#kioskd=([\w-]+)$/.exec(location.hash) ?? [];
  if (!word) return "";
  history.replaceState(history.state, "", location.pathname + location.search);
  return `?launch=${word}`;
}

/** asker matches answers with questions. */
function asker(port: MessagePort): Bridge["ask"] {
  const waiting = new Map<number, (t: Told) => void>();
  let last = 0;
  hears(port, (m) => {
    if (!("id" in m)) return;
    waiting.get(m.id)?.(m);
    waiting.delete(m.id);
  });
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ status, text = "" }) => (status === undefined ? reject(lost) : resolve({ status, text })));
      window.setTimeout(() => waiting.delete(id) && reject(lost), longest);
      says(port, { id, method, path, ...(body === undefined ? {} : { body }) });
    });
}

const lost = new Error("nobody answers the bridge");

/** feeder has views for whoever listened last. */
function feeder(port: MessagePort): Bridge["feed"] {
  let ears: Ears | undefined;
  hears(port, (m) => {
    if ("view" in m) ears?.view(m.view);
    if ("broken" in m) ears?.broken();
  });
  return (to) => {
    ears = to;
    says(port, { views: true });
    return () => {
      ears = undefined;
      says(port, { views: false });
    };
  };
}

const says = (port: MessagePort, m: FromPage): void => port.postMessage(m);

const hears = (port: MessagePort, heard: (m: FromBridge) => void): void =>
  port.addEventListener("message", ({ data }: MessageEvent<FromBridge>) => heard(data));
