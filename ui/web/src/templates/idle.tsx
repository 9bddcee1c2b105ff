import { Button } from "../parts/button";
import { Heading, Lead, Page } from "../parts/page";
import { Picture } from "./actions";
import type { Action } from "./types";

export interface IdlePageProps {
  title: string;
  text?: string;
  image?: string;
  /** None, one, or two ways to begin. */
  buttons?: Action[];
  /** A touch anywhere, where there is no button. */
  press?: () => void;
}

/** IdlePage invites the next customer. */
export function IdlePage({ title, text, image, buttons = [], press }: IdlePageProps) {
  const anywhere = press ?? (buttons.length === 1 ? buttons[0]?.press : undefined);
  return (
    <Page
      told={
        <div class="welcome" onClick={anywhere}>
          <Picture src={image} wide />
          <Heading>{title}</Heading>
          <Lead>{text}</Lead>
        </div>
      }
      actions={buttons.map((b, i) => (
        <Button key={b.label} id={b.id ?? `start-${i}`} kind={i === 0 ? "main" : "quiet"} disabled={b.disabled ?? false} press={b.press}>
          {b.label}
        </Button>
      ))}
    />
  );
}
