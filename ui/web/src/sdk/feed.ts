const retryAfter = 1_000;

/** What is heard of the kiosk's views: each as it was sent, and that none come any more. */
export interface Ears {
  view: (text: string) => void;
  broken: () => void;
}

/**
 * feed listens to the agent itself, and returns what stops it. The browser
 * reconnects by itself after a broken connection, but gives up for good after an
 * answer that is no stream.
 *
 * A page that is left lets go of its connection. The browser may keep the page
 * for a way back, with every request that is still open, and has six connections
 * for all pages of a host: an app of many pages would soon wait for one of them.
 */
export function feed(origin: string, { view, broken }: Ears): () => void {
  let source: EventSource;
  let retry: number | undefined;
  const open = (): void => {
    source = new EventSource(`${origin}/api/v1/events`);
    source.addEventListener("view", (e) => view((e as MessageEvent<string>).data));
    source.onerror = () => {
      broken();
      if (source.readyState === EventSource.CLOSED) retry = window.setTimeout(open, retryAfter);
    };
  };
  const close = (): void => {
    window.clearTimeout(retry);
    source.close();
  };
  const back = (e: PageTransitionEvent): void => {
    if (e.persisted) open();
  };
  open();
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", back);
  return () => {
    window.removeEventListener("pagehide", close);
    window.removeEventListener("pageshow", back);
    close();
  };
}
