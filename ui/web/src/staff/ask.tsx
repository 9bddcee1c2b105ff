import { useEffect, useRef, useState } from "preact/hooks";
import type { Words } from "./words";

interface Props {
  t: Words;
  /** What will happen, to whom, for how much. */
  says: string;
  wants: ("name" | "reason")[];
  action: string;
  cancel: () => void;
  done: (answers: string[]) => void;
}

/** Ask says what will happen and wants a reason before it does. */
export function Ask({ t, says, wants, action, cancel, done }: Props) {
  const [answers, setAnswers] = useState(wants.map(() => ""));
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const ready = answers.every((a) => a.trim().length >= 2);
  return (
    <dialog ref={dialog} aria-labelledby="ask" onCancel={cancel} data-testid="ask">
      <p id="ask">{says}</p>
      {wants.map((want, i) => (
        <label key={want}>
          {want === "name" ? t.name : t.reason}
          <input
            data-testid={`ask-${want}`}
            maxLength={100}
            value={answers[i]}
            onInput={(e) => {
              const { value } = e.currentTarget;
              setAnswers((all) => all.map((a, j) => (i === j ? value : a)));
            }}
          />
        </label>
      ))}
      <div class="row">
        <button type="button" data-testid="ask-cancel" onClick={cancel}>
          {t.cancel}
        </button>
        <button type="button" class="main" data-testid="ask-do" disabled={!ready} onClick={() => done(answers.map((a) => a.trim()))}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
