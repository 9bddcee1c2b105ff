import { Heading, Lead, Page } from "../parts/page";
import { Actions, Picture } from "./actions";
import type { Action, Asked } from "./types";

export interface OnboardingPageProps extends Asked {
  image?: string;
  /** What to do, in order. */
  steps?: string[];
  next: Action;
}

/** OnboardingPage tells who sets the kiosk up, or uses it first, what comes. */
export function OnboardingPage({ title, text, image, steps = [], next, back }: OnboardingPageProps) {
  return (
    <Page
      told={
        <>
          <Picture src={image} wide />
          <Heading>{title}</Heading>
          <Lead>{text}</Lead>
          {steps.length > 0 && (
            <ol class="told-steps">
              {steps.map((s) => (
                <li key={s}>{s}</li>
              ))}
            </ol>
          )}
        </>
      }
      actions={<Actions back={back} main={next} />}
    />
  );
}
