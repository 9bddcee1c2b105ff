import type { ComponentChildren } from "preact";

// The pad stands upright on a 300 × 340 sheet; a card goes into its foot. What
// moves carries a class, and the style sheet moves it.

function Sheet({ children }: { children: ComponentChildren }) {
  return (
    <svg class="pad" viewBox="0 0 300 380" aria-hidden="true">
      {children}
    </svg>
  );
}

function Body({ screen }: { screen?: ComponentChildren }) {
  return (
    <g class="pad-body">
      <rect class="paper" x="70" y="20" width="160" height="220" rx="22" />
      <rect class="glass" x="90" y="42" width="120" height="74" rx="8" />
      {screen}
      {[140, 168, 196].flatMap((y) => [112, 150, 188].map((x) => <rect key={`${x}-${y}`} class="key" x={x - 12} y={y - 8} width="24" height="14" rx="5" />))}
      <path d="M92 228h116" class="slot" />
    </g>
  );
}

function Card({ chip = true }: { chip?: boolean }) {
  return (
    <g>
      <rect class="card" x="104" y="236" width="92" height="124" rx="10" />
      {chip && <rect class="chip" x="138" y="250" width="24" height="20" rx="4" />}
      <path class="card-line" d="M120 330h40" />
    </g>
  );
}

/** A hand from below: the thumb lies on the card. */
function Hand() {
  return (
    <path
      class="hand"
      d="M150 392c-8-18-9-34-4-46l10-26c4-11 20-8 19 5l-2 19c10-3 19 1 20 9 10-1 16 4 16 12 8 1 12 7 10 15l-4 12z"
    />
  );
}

function Waves() {
  return <path class="waves" d="M136 92a20 20 0 0 1 28 0M126 80a34 34 0 0 1 48 0M116 68a48 48 0 0 1 68 0" />;
}

export function InsertDrawing() {
  return (
    <Sheet>
      <g class="moves-in">
        <Card />
        <Hand />
      </g>
      <Body screen={<path class="hint" d="M150 62v34M138 74l12-12 12 12" />} />
    </Sheet>
  );
}

export function TapDrawing() {
  return (
    <Sheet>
      <Body screen={<Waves />} />
      <g class="moves-near">
        <g transform="translate(20 -60)">
          <Card chip={false} />
          <Hand />
        </g>
      </g>
    </Sheet>
  );
}

export function StripeDrawing() {
  return (
    <Sheet>
      <Body screen={<path class="hint" d="M150 62v34M138 84l12 12 12-12" />} />
      <g class="moves-down">
        <g transform="translate(110 -190)">
          <Card chip={false} />
          <path class="stripe" d="M118 236v124" />
        </g>
      </g>
    </Sheet>
  );
}

export function TakeDrawing() {
  return (
    <Sheet>
      <g class="moves-out">
        <Card />
        <Hand />
      </g>
      <Body screen={<path class="hint" d="M150 62v34M138 84l12 12 12-12" />} />
    </Sheet>
  );
}

/** WaitDrawing is still but for three dots that breathe in turn. */
export function WaitDrawing({ card = false }: { card?: boolean }) {
  return (
    <Sheet>
      {card && (
        <g transform="translate(0 -48)">
          <Card />
        </g>
      )}
      <Body
        screen={[126, 150, 174].map((x, i) => (
          <circle key={x} class={`dot dot-${i}`} cx={x} cy="79" r="6" />
        ))}
      />
    </Sheet>
  );
}

export function UnpluggedDrawing() {
  return (
    <Sheet>
      <Body screen={<path class="hint" d="M136 64l28 30M164 64l-28 30" />} />
      <path class="cable" d="M150 240v34c0 14-16 14-16 28M128 302h12v16h-12z" />
      <path class="cable" d="M166 352v-14h-14v14zM159 352v20M154 338v-10M164 338v-10" />
    </Sheet>
  );
}
