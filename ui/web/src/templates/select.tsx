import { Heading, Page } from "../parts/page";
import { Roll } from "../parts/roll";
import { Actions, Picture } from "./actions";
import type { Asked, Choice } from "./types";

export interface SelectPageProps extends Asked {
  choices: Choice[];
  select: (id: string) => void;
}

/** SelectPage offers choices one below the other. */
export function SelectPage(props: SelectPageProps) {
  return <Choosing {...props} shape="rows" />;
}

/** SelectGridPage offers choices as tiles. */
export function SelectGridPage(props: SelectPageProps) {
  return <Choosing {...props} shape="tiles" />;
}

function Choosing({ title, text, choices, select, back, shape }: SelectPageProps & { shape: "rows" | "tiles" }) {
  return (
    <Page
      kind="list"
      told={<Question title={title} text={text} />}
      work={
        <Roll class="choices">
          <div class={shape}>
            {choices.map((c) => (
              <ChoiceButton key={c.id} choice={c} press={() => select(c.id)} />
            ))}
          </div>
        </Roll>
      }
      actions={back && <Actions back={back} />}
    />
  );
}

/** Question is the heading of a template, and its second sentence. */
export function Question({ title, text }: { title: string; text?: string | undefined }) {
  return (
    <>
      <Heading>{title}</Heading>
      {text && <p class="lead">{text}</p>}
    </>
  );
}

interface ChoiceProps {
  choice: Choice;
  /** Set where several may be chosen. */
  chosen?: boolean;
  press: () => void;
}

/** ChoiceButton is one choice, as a row or a tile; the shape is the list's. */
export function ChoiceButton({ choice, chosen, press }: ChoiceProps) {
  return (
    <button type="button" class="choice" data-testid={`choice-${choice.id}`} disabled={choice.disabled} aria-pressed={chosen} onClick={press}>
      <Picture src={choice.image} />
      <span class="choice-words">
        <strong>{choice.label}</strong>
        {choice.text && <span>{choice.text}</span>}
      </span>
      {choice.value && <span class="choice-value">{choice.value}</span>}
      {chosen !== undefined && <Tick on={chosen} />}
    </button>
  );
}

const Tick = ({ on }: { on: boolean }) => (
  <svg class="tick" viewBox="0 0 100 100" aria-hidden="true">
    <rect x="8" y="8" width="84" height="84" rx="18" />
    {on && <path d="M28 52l16 16 30-34" />}
  </svg>
);
