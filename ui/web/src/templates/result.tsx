import { Heading, Lead, Page } from "../parts/page";
import { Mark } from "../parts/mark";
import { useCountdown } from "../timers";
import { Actions, Picture } from "./actions";
import { Total, type OrderSum } from "./order";
import { Timer } from "./timer";
import type { Action } from "./types";

export type ResultKind = "good" | "bad" | "care" | "plain";

export interface ResultPageProps {
  kind?: ResultKind;
  title: string;
  text?: string;
  /** A picture instead of the mark. */
  image?: string;
  /** 3 to 10; 5 where absent. What is outside is brought inside. */
  seconds?: number;
  /** The time is over, or the button was pressed: called once. */
  end: () => void;
  button?: string;
}

const shortest = 3;
const usual = 5;
const longest = 10;

/** ResultPage says how something ended, and leaves by itself. */
export function ResultPage({ kind = "good", title, text, image, seconds = usual, end, button }: ResultPageProps) {
  const left = useCountdown(Math.min(longest, Math.max(shortest, seconds)), end);
  return (
    <Page
      told={
        <div class="result" data-tone={kind} data-testid="result">
          {image ? <Picture src={image} wide /> : kind !== "plain" && <Mark kind={kind} />}
          <Heading>{title}</Heading>
          <Lead>{text}</Lead>
        </div>
      }
      note={<Timer left={left} />}
      actions={button && <Actions main={{ label: button, press: end, id: "end" }} />}
    />
  );
}

export interface OrderResultPageProps {
  title: string;
  text?: string;
  /** The number that is called out. */
  number?: OrderSum;
  total?: OrderSum;
  next: Action;
}

/** OrderResultPage says that the order is taken, and under which number. */
export function OrderResultPage({ title, text, number, total, next }: OrderResultPageProps) {
  return (
    <Page
      told={
        <>
          <Mark kind="good" />
          <Heading>{title}</Heading>
          {number && (
            <div class="reference">
              <span class="reference-label">{number.label}</span>
              <strong class="reference-number" data-testid="number">
                {number.value}
              </strong>
            </div>
          )}
          <Lead>{text}</Lead>
        </>
      }
      sum={total && <Total total={total} />}
      actions={<Actions main={next} />}
    />
  );
}
