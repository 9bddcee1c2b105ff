import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { Drawing } from "../parts/drawings";
import { Frame, Heading } from "../parts/frame";

/** Idle invites: the shop's name, a still life of what it sells, one large start. */
export function Idle({ k }: { k: Kiosk }) {
  const noPad = k.view?.pad.up === false;
  const start = () => k.session.go(noPad ? "no-pad" : "choose");
  return (
    <Frame
      actions={
        <Button id="start" press={start}>
          {noPad ? k.t.idle.padStart : k.t.idle.start}
        </Button>
      }
    >
      <div class="welcome" onClick={start}>
        <StillLife k={k} />
        <p class="welcome-store">{k.store?.name}</p>
        <Heading>{noPad ? k.t.idle.padTitle : k.t.idle.title}</Heading>
      </div>
    </Frame>
  );
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
