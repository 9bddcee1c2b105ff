import type { VNode } from "preact";
import type { Item } from "../api";

// Line drawings on a 96 × 96 sheet. "tint" is the part that carries the colour.
const drawings: Record<string, VNode> = {
  coffee: (
    <>
      <path class="tint" d="M22 42h44v22a14 14 0 0 1-14 14H36a14 14 0 0 1-14-14z" />
      <path d="M22 42h44v22a14 14 0 0 1-14 14H36a14 14 0 0 1-14-14zM66 48h6a9 9 0 0 1 0 18h-6M16 84h56M36 32c-4-5 4-8 0-14M50 32c-4-5 4-8 0-14" />
    </>
  ),
  "iced-coffee": (
    <>
      <path class="tint" d="M29 44h38l-4 40H33z" />
      <path d="M26 28h44l-6 56H32zM29 44h38M54 28l6-18h8M38 54l8-4 5 8-8 4zM52 68l7-3 4 7" />
    </>
  ),
  tea: (
    <>
      <path class="tint" d="M20 44h48v14a18 18 0 0 1-18 18H38a18 18 0 0 1-18-18z" />
      <path d="M20 44h48v14a18 18 0 0 1-18 18H38a18 18 0 0 1-18-18zM68 48h5a8 8 0 0 1 0 16h-6M14 84h60M44 44v12M38 56h12v12H38zM44 32c-4-5 4-8 0-14" />
    </>
  ),
  juice: (
    <>
      <path class="tint" d="M30 46h36l-4 38H34z" />
      <path d="M27 24h42l-6 60H33zM30 46h36M50 46l6-36h10M66 24a11 11 0 1 1 8 16" />
    </>
  ),
  water: (
    <>
      <path class="tint" d="M34 52h28v32H34z" />
      <path d="M40 12h16v12l6 12v46a4 4 0 0 1-4 4H38a4 4 0 0 1-4-4V36l6-12zM40 24h16M34 52h28M34 68h28" />
    </>
  ),
  cake: (
    <>
      <path class="tint" d="M14 54h68v10H14z" />
      <path d="M14 50L62 26c10 2 20 12 20 24zM14 50h68v30H14zM14 64h68M62 26v-8M62 14v1" />
    </>
  ),
  bread: (
    <>
      <path class="tint" d="M24 46h48v34H24z" />
      <path d="M24 46c-16-6-10-28 8-28h32c18 0 24 22 8 28v34H24zM38 18c-8 6-8 16 0 22M54 18c-8 6-8 16 0 22" />
    </>
  ),
  sandwich: (
    <>
      <path class="tint" d="M14 54h68v8H14z" />
      <path d="M14 46c0-14 16-24 34-24s34 10 34 24zM14 54c6-6 10 6 17 0s10 6 17 0 10 6 17 0 11 6 17 0M14 62h68v6a8 8 0 0 1-8 8H22a8 8 0 0 1-8-8zM38 32v1M54 30v1M62 38v1" />
    </>
  ),
  cookie: (
    <>
      <circle class="tint" cx="48" cy="48" r="34" />
      <path d="M82 46a34 34 0 1 1-32-32c-1 8 5 13 12 12 0 9 8 16 20 20zM36 36v1M32 56v1M50 64v1M48 46v1M64 58v1" />
    </>
  ),
  "ice-cream": (
    <>
      <path class="tint" d="M28 46a20 20 0 0 1 40 0z" />
      <path d="M28 46a20 20 0 0 1 40 0zM24 46h48M30 46l18 42 18-42M39 66l16-20M57 66L41 46" />
    </>
  ),
  salad: (
    <>
      <path class="tint" d="M12 50h72a36 32 0 0 1-72 0z" />
      <path d="M12 50h72a36 32 0 0 1-72 0zM22 50c-4-14 8-20 14-14 2-14 20-14 22-2 10-4 18 6 14 16M38 84h20" />
    </>
  ),
  noodles: (
    <>
      <path class="tint" d="M12 50h72a36 30 0 0 1-72 0z" />
      <path d="M12 50h72a36 30 0 0 1-72 0zM36 82h24M34 50V16M44 50V14M54 50V12M26 20l52-10M26 26l54-8" />
    </>
  ),
  rice: (
    <>
      <path class="tint" d="M14 52h68a34 28 0 0 1-68 0z" />
      <path d="M14 52h68a34 28 0 0 1-68 0zM18 52c2-18 16-28 30-28s28 10 30 28M36 82h24M40 36v1M52 34v1M60 42v1M46 44v1" />
    </>
  ),
  ticket: (
    <>
      <path class="tint" d="M12 30h46v36H12z" />
      <path d="M12 30h72v11a7 7 0 0 0 0 14v11H12V55a7 7 0 0 0 0-14zM58 30v6M58 45v6M58 60v6M24 42h22M24 54h14" />
    </>
  ),
  bag: (
    <>
      <path class="tint" d="M20 36h56l4 48H16z" />
      <path d="M20 36h56l4 48H16zM34 46V28a14 14 0 0 1 28 0v18" />
    </>
  ),
};

/** Drawing is the picture of an item; one without a picture shows its first letter, quietly. */
export function Drawing({ name, fallback = "" }: { name: string; fallback?: string }) {
  const drawing = drawings[name];
  return (
    <svg class="drawing" viewBox="0 0 96 96" aria-hidden="true">
      {drawing ?? (
        <>
          <circle class="tint" cx="48" cy="48" r="34" />
          <text x="48" y="61" text-anchor="middle">
            {[...fallback][0]}
          </text>
        </>
      )}
    </svg>
  );
}

/** Photo is an item's picture: the shop's own photo, or one of our drawings. */
export function Photo({ item, name }: { item: Item; name: string }) {
  const picture = item.picture ?? "";
  // One ratio for all, so that a photo that comes late moves nothing.
  if (picture.startsWith("/")) return <img class="photo" src={picture} alt="" loading="lazy" />;
  return <Drawing name={picture} fallback={name} />;
}
