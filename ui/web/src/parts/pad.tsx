import type { ComponentChildren } from "preact";
import { Hand } from "./hand";

// The pad stands upright; a card goes into its foot. What moves carries a
// class, and the style sheet moves it.

function Sheet({ box = "40 10 220 420", children }: { box?: string; children: ComponentChildren }) {
  return (
    <svg class="pad" viewBox={box} aria-hidden="true">
      {children}
    </svg>
  );
}

function Body({ screen }: { screen?: ComponentChildren }) {
  return (
    <g class="pad-body">
      <rect class="paper" x="70" y="20" width="160" height="220" rx="22" />
      <rect class="glass" x="88" y="40" width="124" height="78" rx="10" />
      {screen}
      <Keys />
      <path d="M96 226h108" class="slot" />
    </g>
  );
}

function Keys() {
  const rows = [140, 166, 192];
  const columns = [112, 150, 188];
  return (
    <>
      {rows.flatMap((y) => columns.map((x) => <rect key={`${x}-${y}`} class="key" x={x - 13} y={y - 7} width="26" height="15" rx="5" />))}
    </>
  );
}

function Card({ chip = true }: { chip?: boolean }) {
  return (
    <g>
      <rect class="card" x="104" y="236" width="92" height="138" rx="10" />
      {chip && <rect class="chip" x="137" y="252" width="26" height="21" rx="4" />}
      <path class="card-line" d="M118 352h24" />
    </g>
  );
}

const arrowUp = <path class="hint" d="M150 62v34M137 75l13-13 13 13" />;
const arrowDown = <path class="hint" d="M150 62v34M137 83l13 13 13-13" />;
const waves = <path class="hint" d="M137 95a19 19 0 0 1 26 0M126 82a35 35 0 0 1 48 0M115 69a51 51 0 0 1 70 0" />;
const cross = <path class="hint" d="M136 65l28 28M164 65l-28 28" />;

export function InsertDrawing() {
  return (
    <Sheet>
      <g class="moves-in">
        <Hand>
          <Card />
        </Hand>
      </g>
      <Body screen={arrowUp} />
    </Sheet>
  );
}

export function TapDrawing() {
  return (
    <Sheet>
      <Body screen={waves} />
      <g class="moves-near">
        <g transform="translate(34 -112)">
          <Hand>
            <Card chip={false} />
          </Hand>
        </g>
      </g>
    </Sheet>
  );
}

export function StripeDrawing() {
  return (
    <Sheet box="40 10 300 320">
      <Body screen={arrowDown} />
      <g class="moves-down">
        <g transform="translate(116 -170)">
          <Hand>
            <Card chip={false} />
            <path class="stripe" d="M120 236v138" />
          </Hand>
        </g>
      </g>
    </Sheet>
  );
}

export function TakeDrawing() {
  return (
    <Sheet>
      <g class="moves-out">
        <Hand>
          <Card />
        </Hand>
      </g>
      <Body screen={arrowDown} />
    </Sheet>
  );
}

/** WaitDrawing is still but for three dots that breathe in turn. */
export function WaitDrawing({ card = false }: { card?: boolean }) {
  return (
    <Sheet box={card ? "40 10 220 330" : "40 10 220 240"}>
      {card && (
        <g transform="translate(0 -46)">
          <Card />
        </g>
      )}
      <Body
        screen={[124, 150, 176].map((x, i) => (
          <circle key={x} class={`dot dot-${i}`} cx={x} cy="79" r="7" />
        ))}
      />
    </Sheet>
  );
}

/** The plug lies beside its socket. */
export function UnpluggedDrawing() {
  return (
    <Sheet box="40 10 220 330">
      <Body screen={cross} />
      <path class="cable" d="M150 242v22c0 20-44 10-44 32v8" />
      <path class="plug" d="M92 304h28v16a14 14 0 0 1-28 0zM99 334v-2M113 334v-2" />
      <rect class="plug" x="168" y="292" width="48" height="40" rx="10" />
      <path class="cable" d="M184 308v8M200 308v8" />
    </Sheet>
  );
}
