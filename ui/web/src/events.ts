import { useEffect, useState } from "preact/hooks";
import type { View } from "./api";
import { feed } from "./sdk/feed";

/** What the agent last said, and whether it can still be heard. */
export interface Heard {
  view?: View;
  online: boolean;
}

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
    const stop = feed(location.origin, { view: (text) => found(JSON.parse(text) as View), broken: lost });
    return () => {
      window.clearTimeout(grace);
      stop();
    };
  }, []);
  return heard;
}
