import type { Kiosk } from "../kiosk";
import { canPay } from "../methods";
import { Inviting } from "../parts/attract";
import { Button } from "../parts/button";
import { Languages } from "../parts/languages";
import { Heading, Page } from "../parts/page";

/** Idle invites: the shop's pictures, one large start, the language at once. */
export function Idle({ k }: { k: Kiosk }) {
  const noPad = !canPay(k);
  const start = () => k.session.go(noPad ? "no-pad" : "choose");
  return (
    <Page
      told={
        <div class="welcome" onClick={start}>
          <Inviting k={k} />
          <p class="welcome-store">{k.store?.name}</p>
          <Heading>{noPad ? k.t.idle.padTitle : k.t.idle.title}</Heading>
        </div>
      }
      work={<Languages k={k} />}
      actions={
        <Button id="start" press={start}>
          {noPad ? k.t.idle.padStart : k.t.idle.start}
        </Button>
      }
    />
  );
}
