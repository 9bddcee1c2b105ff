import { useEffect, useRef } from "preact/hooks";
import type { Kiosk } from "../kiosk";
import { useCountdown, useStill } from "../timers";
import { Button } from "./button";

const stillAfter = 60_000;
const secondsToAnswer = 20;

/**
 * MoreTime asks a customer who has stopped choosing, and only then: a payment
 * never runs out of time here.
 */
export function MoreTime({ k }: { k: Kiosk }) {
  const choosing = k.screen === "choose" || k.screen === "cart" || k.screen === "no-pad";
  const [still, wake] = useStill(stillAfter, choosing);
  return still ? <Question k={k} more={wake} /> : null;
}

function Question({ k, more }: { k: Kiosk; more: () => void }) {
  const left = useCountdown(secondsToAnswer, k.session.end);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" data-testid="more-time" aria-labelledby="more-time-title" onCancel={more}>
      <h2 id="more-time-title">{k.t.moreTime.title}</h2>
      <p>{k.t.moreTime.text(left)}</p>
      <div class="actions">
        <Button id="more-time-leave" kind="quiet" press={k.session.end}>
          {k.t.moreTime.leave}
        </Button>
        <Button id="more-time-more" press={more}>
          {k.t.moreTime.more}
        </Button>
      </div>
    </dialog>
  );
}
