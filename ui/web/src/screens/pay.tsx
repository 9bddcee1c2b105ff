import type { ComponentChildren } from "preact";
import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { Heading, Page } from "../parts/page";
import { InsertDrawing, StripeDrawing, TapDrawing, WaitDrawing } from "../parts/pad";
import { PaperNote } from "../parts/paper";
import { Steps } from "../parts/steps";
import { PaymentSum } from "../parts/sum";

/** Lead is the sentence below the heading. Past the page's limit it says that the payment goes on. */
export function Lead({ k, children }: { k: Kiosk; children: ComponentChildren }) {
  return (
    <p class="lead" data-testid={k.overdue ? "goes-on" : "lead"} aria-live="polite">
      {k.overdue ? k.t.goesOn : children}
    </p>
  );
}

/** Preparing lasts while the pad is asked what it remembers, or HQ for a code. */
export function Preparing({ k }: { k: Kiosk }) {
  const byPhone = k.view?.payment?.via !== undefined;
  const { title, text } = byPhone ? k.t.phone.preparing : k.t.preparing;
  return (
    <Page
      told={
        <>
          <WaitDrawing />
          <Heading>{title}</Heading>
          <Lead k={k}>{text}</Lead>
          {!byPhone && <Steps k={k} at={0} />}
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.toPay} />}
    />
  );
}

/** InsertCard shows the hand's next move. */
export function InsertCard({ k }: { k: Kiosk }) {
  return (
    <Page
      told={
        <>
          <div class="moves">
            <InsertDrawing />
            <span class="or">{k.t.insert.or}</span>
            <TapDrawing />
          </div>
          <Heading>{k.t.insert.title}</Heading>
          <Lead k={k}>{k.t.insert.text}</Lead>
          <Steps k={k} at={0} />
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.toPay} />}
      note={<PaperNote k={k} />}
      actions={<Cancel k={k} />}
    />
  );
}

/** SwipeCard comes when the pad could not read the chip. */
export function SwipeCard({ k }: { k: Kiosk }) {
  return (
    <Page
      told={
        <>
          <StripeDrawing />
          <Heading>{k.t.insert.stripe}</Heading>
          <Lead k={k}>{k.t.insert.stripeText}</Lead>
          <Steps k={k} at={0} />
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.toPay} />}
      note={<PaperNote k={k} />}
      actions={<Cancel k={k} />}
    />
  );
}

export function Cancel({ k }: { k: Kiosk }) {
  const key = k.view?.payment?.key;
  if (!key) return null;
  return (
    <Button id="abort" kind="quiet" disabled={k.session.pending} press={() => k.session.abort(key)}>
      {k.t.insert.cancel}
    </Button>
  );
}

/** Processing offers no cancel: the card company may be at work. */
export function Processing({ k }: { k: Kiosk }) {
  const inside = k.view?.card_inside ?? false;
  return (
    <Page
      told={
        <>
          <WaitDrawing card={inside} />
          <Heading>{k.t.processing.title}</Heading>
          {inside && <p class="warn">{k.t.processing.text}</p>}
          <Lead k={k}>{k.t.processing.wait}</Lead>
          <Steps k={k} at={1} />
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.toPay} />}
    />
  );
}

/** Cancelling ends on the pad's word alone, or on HQ's. */
export function Cancelling({ k }: { k: Kiosk }) {
  const text = k.view?.payment?.via ? k.t.phone.cancelling : k.t.cancelling.text;
  return (
    <Page
      told={
        <>
          <WaitDrawing />
          <Heading>{k.t.cancelling.title}</Heading>
          <Lead k={k}>{text}</Lead>
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.amount} />}
    />
  );
}
