import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { Heading, Page } from "../parts/page";
import { PaymentSum } from "../parts/sum";
import { Mark } from "../parts/mark";
import { Reference } from "../parts/reference";

interface CareProps {
  k: Kiosk;
  title: string;
  warn?: string;
  text: string;
  /** Set where the customer may leave. */
  done?: string;
}

/** Care is for money that is not certain: amber, still, and never timed out. */
function Care({ k, title, warn, text, done }: CareProps) {
  const key = k.view?.payment?.key;
  return (
    <Page
      told={
        <>
          <Mark kind="care" />
          <Heading>{title}</Heading>
          {warn && <p class="warn">{warn}</p>}
          <Reference k={k} />
          <p class="lead">{text}</p>
          {k.view?.card_inside && <p class="lead card-inside">{k.t.remove.title}</p>}
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.amount} />}
      actions={
        done &&
        key && (
          <Button id="noted" kind="quiet" disabled={k.session.pending} press={() => k.session.finish(key)}>
            {done}
          </Button>
        )
      }
    />
  );
}

export function Uncertain({ k }: { k: Kiosk }) {
  return <Care k={k} title={k.t.uncertain.title} warn={k.t.uncertain.warn} text={k.t.uncertain.text} />;
}

export function Unresolved({ k }: { k: Kiosk }) {
  const { title, warn, text, done } = k.t.unresolved;
  return <Care k={k} title={title} warn={warn} text={text} done={done} />;
}

export function Mismatch({ k }: { k: Kiosk }) {
  const { title, warn, text, done } = k.t.mismatch;
  return <Care k={k} title={title} warn={warn} text={text} done={done} />;
}

export function NotRefunded({ k }: { k: Kiosk }) {
  const { title, warn, text, done } = k.t.notRefunded;
  return <Care k={k} title={title} warn={warn} text={text} done={done} />;
}

/** Held asks once more: the money was taken after all. Silence gives it back. */
export function Held({ k }: { k: Kiosk }) {
  const { text, keep, back } = k.t.held;
  const title = k.view?.payment?.via ? k.t.phone.held : k.t.held.title;
  const key = k.view?.payment?.key;
  return (
    <Page
      told={
        <>
          <Mark kind="care" />
          <Heading>{title}</Heading>
          <p class="lead">{text}</p>
          {k.view?.card_inside && <p class="lead card-inside">{k.t.remove.title}</p>}
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.amount} />}
      actions={
        key && (
          <>
            <Button id="give-back" kind="quiet" disabled={k.session.pending} press={() => k.session.finish(key)}>
              {back}
            </Button>
            <Button id="keep" disabled={k.session.pending} press={() => k.session.accept(key)}>
              {keep}
            </Button>
          </>
        )
      }
    />
  );
}

export function Voiding({ k }: { k: Kiosk }) {
  return <Care k={k} title={k.t.voiding.title} text={k.t.voiding.text} />;
}
