import { useEffect, useRef } from "preact/hooks";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import type { Cue } from "../sound/cues";
import { useCountdown, useStill } from "../timers";
import { Button } from "./button";

const stillAfter = 60;
const secondsToAnswer = 20;

/** Where nobody may stand for ever, because somebody else may be waiting. */
const leavable: Screen[] = ["choose", "options", "cart", "method", "months", "no-pad", "declined", "not-charged", "failed"];

/** Left by themselves as soon as they are read, unless somebody asked for ease. */
const receipts: Screen[] = ["approved", "voided"];

/**
 * MoreTime asks a customer who has stopped, as often as it takes, and only where
 * no money moves: a payment never runs out of time here.
 */
export function MoreTime({ k, cue }: { k: Kiosk; cue: (cue: Cue) => void }) {
  const asks = leavable.includes(k.screen) || (k.session.ease.eased && receipts.includes(k.screen));
  const [still, wake] = useStill(Math.max(stillAfter, k.look.times?.still ?? 0) * 1_000, asks);
  useEffect(() => {
    if (still) cue("needs-you");
  }, [still]);
  return still ? <Question k={k} more={wake} /> : null;
}

function Question({ k, more }: { k: Kiosk; more: () => void }) {
  const seconds = Math.max(secondsToAnswer, k.look.times?.warning ?? 0);
  const key = k.view?.payment?.key;
  const leave = () => (key ? k.session.finish(key) : k.session.end());
  const left = useCountdown(seconds, leave);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" data-testid="more-time" aria-labelledby="more-time-title" onCancel={more}>
      <h2 id="more-time-title">{k.t.moreTime.title}</h2>
      <p data-say={k.t.moreTime.text(seconds)}>{k.t.moreTime.text(left)}</p>
      <div class="actions">
        <Button id="more-time-leave" kind="quiet" press={leave}>
          {k.t.moreTime.leave}
        </Button>
        <Button id="more-time-more" press={more}>
          {k.t.moreTime.more}
        </Button>
      </div>
    </dialog>
  );
}
