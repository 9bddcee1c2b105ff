import { useEffect, useState } from "preact/hooks";
import { Keys } from "../parts/keys";
import { Page } from "../parts/page";
import { Roll } from "../parts/roll";
import { useTyping } from "../parts/typing";
import { languageNow, wordsNow } from "../strings/parts";
import { Actions } from "./actions";
import { Field } from "./input";
import { ChoiceButton, Question } from "./select";
import type { Asked, Choice } from "./types";

export interface SearchPageProps extends Asked {
  example?: string;
  /** Finds what fits; called while the customer writes. */
  find: (words: string) => Choice[] | Promise<Choice[]>;
  select: (id: string) => void;
}

const restBeforeSearch = 250;

/** SearchPage finds while one writes. */
export function SearchPage({ title, text, example, find, select, back }: SearchPageProps) {
  const typing = useTyping("", 40);
  const found = useFound(typing.text.trim(), find);
  return (
    <Page
      kind="list"
      told={<Question title={title} text={text} />}
      work={
        <div class="input search" data-keys="raw">
          <Field label={title} typing={typing} example={example} done={() => found?.[0] && select(found[0].id)} />
          <Found found={found} select={select} />
          <Keys keyboard="text" language={languageNow()} press={typing.press} rub={typing.rub} />
        </div>
      }
      actions={back && <Actions back={back} />}
    />
  );
}

function Found({ found, select }: { found: Choice[] | undefined; select: (id: string) => void }) {
  return (
    <Roll class="choices found">
      <div class="rows" role="status" aria-label={wordsNow().template.found}>
        {found?.map((c) => (
          <ChoiceButton key={c.id} choice={c} press={() => select(c.id)} />
        ))}
        {found?.length === 0 && <p class="lead">{wordsNow().template.nothingFound}</p>}
      </div>
    </Roll>
  );
}

/** useFound asks when the writing rests; an answer that comes too late is not shown. */
function useFound(words: string, find: SearchPageProps["find"]): Choice[] | undefined {
  const [found, setFound] = useState<Choice[]>();
  useEffect(() => {
    if (words === "") return setFound(undefined);
    let late = false;
    const timer = window.setTimeout(async () => {
      const choices = await Promise.resolve(find(words)).catch(() => []);
      if (!late) setFound(choices);
    }, restBeforeSearch);
    return () => {
      late = true;
      window.clearTimeout(timer);
    };
  }, [words]);
  return found;
}
