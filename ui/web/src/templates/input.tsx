import { useEffect } from "preact/hooks";
import { Keys, type Keyboard } from "../parts/keys";
import { Page } from "../parts/page";
import { useTyping, type Typing } from "../parts/typing";
import { languageNow, wordsNow } from "../strings/parts";
import { Actions } from "./actions";
import { Question } from "./select";
import type { Asked } from "./types";

export interface InputPageProps extends Asked {
  keyboard?: Keyboard;
  /** What stands in the field at first. */
  value?: string;
  /** An example, shown while the field is empty. */
  example?: string;
  /** In characters. */
  least?: number;
  most?: number;
  /** Shows dots; speech then says only how many there are. */
  secret?: boolean;
  done: (text: string) => void;
  /** Told with every key. */
  change?: (text: string) => void;
  button?: string;
}

const longest = 60;

/** InputPage asks for a number or a text. A real keyboard writes into it as well. */
export function InputPage({ title, text, keyboard = "text", value = "", example, least = 1, most = longest, secret = false, done, change, button, back }: InputPageProps) {
  const typing = useTyping(value, most, keyboard === "number" ? /\d/ : /./u);
  useEffect(() => {
    if (typing.text !== value) change?.(typing.text);
  }, [typing.text]);
  const ready = [...typing.text].length >= least;
  const finish = () => ready && done(typing.text.trim());
  return (
    <Page
      kind="list"
      told={<Question title={title} text={text} />}
      work={
        <div class="input" data-keys="raw">
          <Field label={title} typing={typing} example={example} secret={secret} number={keyboard === "number"} done={finish} />
          <Keys keyboard={keyboard} language={languageNow()} press={typing.press} rub={typing.rub} />
        </div>
      }
      actions={<Actions back={back} main={{ label: button ?? wordsNow().template.done, press: finish, disabled: !ready }} />}
    />
  );
}

interface FieldProps {
  label: string;
  typing: Typing;
  example?: string | undefined;
  secret?: boolean;
  number?: boolean;
  done: () => void;
}

/** Field is the line that is written into. The kiosk's own keys stand below it, never the system's. */
export function Field({ label, typing, example, secret = false, number = false, done }: FieldProps) {
  const keys = (e: KeyboardEvent) => {
    if (e.key !== "Enter") return;
    e.preventDefault();
    done();
  };
  return (
    <input
      class="field"
      data-testid="field"
      aria-label={label}
      type={secret ? "password" : "text"}
      inputMode="none"
      autocomplete="off"
      spellcheck={false}
      placeholder={example}
      pattern={number ? "[0-9]*" : undefined}
      value={typing.text}
      onInput={(e) => typing.set(e.currentTarget.value)}
      onKeyDown={keys}
    />
  );
}
