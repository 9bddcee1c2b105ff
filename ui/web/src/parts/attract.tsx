import { useEffect, useState } from "preact/hooks";
import type { Attract } from "../look";
import type { Kiosk } from "../kiosk";
import { byLanguage } from "../strings";
import { Drawing } from "./drawings";

const usualSeconds = 8;

/** Inviting shows the shop's pictures in turn, or a still life of what it sells. */
export function Inviting({ k }: { k: Kiosk }) {
  const pages = k.look.attract ?? [];
  const at = useTurn(pages);
  const page = pages[at];
  if (page) return <Poster key={at} k={k} page={page} />;
  const picture = k.look.theme?.picture;
  return picture ? <img class="poster" src={picture} alt="" /> : <StillLife k={k} />;
}

function Poster({ k, page }: { k: Kiosk; page: Attract }) {
  const [title, text] = [page.title, page.text].map((w) => byLanguage(w, k.session.language));
  return (
    <figure class="poster-page" data-testid="attract">
      {page.picture && <img class="poster" src={page.picture} alt="" />}
      {(title || text || page.price !== undefined) && (
        <figcaption>
          {title && <strong>{title}</strong>}
          {text && <span>{text}</span>}
          {page.price !== undefined && <span class="poster-price">{k.money(page.price)}</span>}
        </figcaption>
      )}
    </figure>
  );
}

/** useTurn turns the pages. Who prefers stillness keeps the first. */
function useTurn(pages: readonly Attract[]): number {
  const [at, setAt] = useState(0);
  const now = at < pages.length ? at : 0;
  const still = pages.length < 2 || matchMedia("(prefers-reduced-motion: reduce)").matches;
  useEffect(() => {
    if (still) return;
    const timer = window.setTimeout(() => setAt((now + 1) % pages.length), (pages[now]?.seconds ?? usualSeconds) * 1_000);
    return () => window.clearTimeout(timer);
  }, [now, pages, still]);
  return now;
}

function StillLife({ k }: { k: Kiosk }) {
  const pictures = [...new Set((k.catalogue?.items ?? []).map((i) => i.picture ?? ""))].slice(0, 3);
  return (
    <div class="still-life" aria-hidden="true">
      {pictures.map((p) => (
        <Drawing key={p} name={p} />
      ))}
    </div>
  );
}
