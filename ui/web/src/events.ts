import { useEffect, useState } from "preact/hooks";
import type { View } from "./api";

/** What the agent last said, and whether it can still be heard. */
export interface Heard {
  view?: View;
  online: boolean;
}

const retryAfter = 1_000;

// A short cut is not worth frightening anybody.
const graceAfterCut = 1_500;

/** useViews follows the agent's stream of views for as long as the page lives. */
export function useViews(): Heard {
  const [heard, setHeard] = useState<Heard>({ online: true });
  useEffect(() => {
    let grace: number | undefined;
    const lost = () => {
      grace ??= window.setTimeout(() => setHeard((h) => ({ ...h, online: false })), graceAfterCut);
    };
    let page: number | undefined;
    const found = (view: View) => {
      page ??= view.page;
      if (view.page > page) window.location.reload();
      window.clearTimeout(grace);
      grace = undefined;
      setHeard({ view, online: true });
    };
    const stop = follow(found, lost);
    return () => {
      window.clearTimeout(grace);
      stop();
    };
  }, []);
  return heard;
}

/**
 * follow listens and comes back after every cut. The browser reconnects by
 * itself after a broken connection, but gives up for good after an answer that
 * is no stream.
 */
function follow(found: (v: View) => void, lost: () => void): () => void {
  let source: EventSource;
  let timer: number | undefined;
  const open = () => {
    source = new EventSource("/api/v1/events");
    source.addEventListener("view", (e) => found(JSON.parse((e as MessageEvent<string>).data) as View));
    source.onerror = () => {
      lost();
      if (source.readyState === EventSource.CLOSED) timer = window.setTimeout(open, retryAfter);
    };
  };
  open();
  return () => {
    window.clearTimeout(timer);
    source.close();
  };
}
