import { ask, type Answer } from "./ask";
import { bridge } from "./bridge/client";
import { feed, type Ears } from "./feed";
import { origin, served } from "./place";

// The SDK's way to the agent: straight from a page of the kiosk's own, over the
// bridge from any other.

/** askAgent returns the agent's answer, and throws where there is none. */
export async function askAgent(method: string, path: string, body?: string): Promise<Answer> {
  if (served()) return ask(origin(), method, path, body);
  return (await bridge()).ask(method, path, body);
}

const again = 1_000;

/** hearAgent listens to the kiosk's views until it is stopped. */
export function hearAgent(ears: Ears): () => void {
  if (served()) return feed(origin(), ears);
  let stopped = false;
  let stop: (() => void) | undefined;
  const open = (): void => {
    bridge().then(
      (b) => {
        if (!stopped) stop = b.feed(ears);
      },
      () => {
        ears.broken();
        if (!stopped) window.setTimeout(open, again);
      },
    );
  };
  open();
  return () => {
    stopped = true;
    stop?.();
  };
}
