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
  open();
  return () => {
    window.clearTimeout(retry);
    source.close();
  };
}
