import { useState } from "preact/hooks";
import { Page } from "../parts/page";
import { Roll } from "../parts/roll";
import { wordsNow } from "../strings/parts";
import { Actions } from "./actions";
import { ChoiceButton, Question } from "./select";
import type { Asked, Choice } from "./types";

export interface MultiSelectPageProps extends Asked {
  choices: Choice[];
  /** Chosen at first. */
  chosen?: string[];
  least?: number;
  most?: number;
  done: (ids: string[]) => void;
  /** On the button; "Done" where absent. */
  button?: string;
}

/** MultiSelectPage lets several things be chosen. */
export function MultiSelectPage({ title, text, choices, chosen = [], least = 0, most = choices.length, done, button, back }: MultiSelectPageProps) {
  const [ids, setIds] = useState<string[]>(chosen);
  const t = wordsNow().template;
  const toggle = (id: string) => setIds(ids.includes(id) ? ids.filter((i) => i !== id) : [...ids, id]);
  const full = ids.length >= most;
  return (
    <Page
      kind="list"
      told={<Question title={title} text={text} />}
      work={
        <Roll class="choices">
          <div class="rows">
            {choices.map((c) => {
              const on = ids.includes(c.id);
              return <ChoiceButton key={c.id} choice={{ ...c, disabled: (c.disabled ?? false) || (full && !on) }} chosen={on} press={() => toggle(c.id)} />;
            })}
          </div>
        </Roll>
      }
      actions={<Actions back={back} main={{ label: button ?? t.done, press: () => done(ids), disabled: ids.length < least }} />}
    />
  );
}
