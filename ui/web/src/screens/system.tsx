import { closedWords } from "../closed";
import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { Heading, Page } from "../parts/page";
import { PaymentSum } from "../parts/sum";
import { Mark } from "../parts/mark";
import { UnpluggedDrawing, WaitDrawing } from "../parts/pad";
import { Reference } from "../parts/reference";
import { StaffCode } from "../parts/staff-code";

/** NoPad says what still works, and whom to ask. */
export function NoPad({ k }: { k: Kiosk }) {
  const { session, t } = k;
  const looking = k.lines.length > 0;
  return (
    <Page
      told={
        <>
          <UnpluggedDrawing />
          <Heading>{t.noPad.title}</Heading>
          <p class="lead strong">{t.noPad.text}</p>
          <p class="lead">{t.noPad.works}</p>
          <StaffCode k={k} code={k.view?.fault?.number ?? 201} />
        </>
      }
      actions={
        <>
          <Button id="back" kind="quiet" back press={() => session.go(looking ? "cart" : "idle")}>
            {t.noPad.back}
          </Button>
          <Button id="look" press={() => session.go("choose")}>
            {t.noPad.look}
          </Button>
        </>
      }
    />
  );
}

/** Closed says why nobody is served, and what to do. */
export function Closed({ k }: { k: Kiosk }) {
  const { title, text, code } = closedWords(k);
  return (
    <Page
      told={
        <>
          <Mark kind="link" />
          <Heading>{title}</Heading>
          <p class="lead">{text}</p>
          {code && <StaffCode k={k} code={code} />}
        </>
      }
    />
  );
}

/** Starting lasts while the agent settles what the last run left open. */
export function Starting({ k }: { k: Kiosk }) {
  return (
    <Page
      told={
        <>
          <WaitDrawing />
          <Heading>{k.t.starting.title}</Heading>
          {k.screen === "starting" && <p class="lead">{k.t.starting.text}</p>}
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.amount} />}
    />
  );
}

/** Lost is shown while the agent cannot be heard. What it last said may be old. */
export function Lost({ k }: { k: Kiosk }) {
  const paying = k.view?.payment !== undefined;
  return (
    <Page
      told={
        <>
          <Mark kind={paying ? "care" : "link"} />
          <Heading>{k.t.lost.title}</Heading>
          {paying && <p class="warn">{k.t.lost.paying}</p>}
          {paying && <Reference k={k} />}
          <p class="lead">{k.t.lost.text}</p>
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.amount} />}
    />
  );
}
