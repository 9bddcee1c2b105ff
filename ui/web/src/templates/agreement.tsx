import { useState } from "preact/hooks";
import { Page } from "../parts/page";
import { Roll } from "../parts/roll";
import { wordsNow } from "../strings/parts";
import { Actions } from "./actions";
import { ChoiceButton, Question } from "./select";
import type { Asked } from "./types";

export interface Term {
  id: string;
  label: string;
  /** The whole text, to be read on request. */
  text?: string;
  required?: boolean;
}

export interface AgreementPageProps extends Asked {
  terms: Term[];
  done: (agreed: string[]) => void;
  button?: string;
}

/** AgreementPage asks for each consent by itself, and goes on when all required ones are given. */
export function AgreementPage({ title, text, terms, done, button, back }: AgreementPageProps) {
  const [agreed, setAgreed] = useState<string[]>([]);
  const [open, setOpen] = useState<string>();
  const t = wordsNow().template;
  const all = agreed.length === terms.length;
  const toggle = (id: string) => setAgreed(agreed.includes(id) ? agreed.filter((a) => a !== id) : [...agreed, id]);
  const ready = terms.every((term) => !term.required || agreed.includes(term.id));
  return (
    <Page
      kind="list"
      told={<Question title={title} text={text} />}
      work={
        <Roll class="choices">
          <div class="rows">
            <ChoiceButton choice={{ id: "all", label: t.agreeAll }} chosen={all} press={() => setAgreed(all ? [] : terms.map((term) => term.id))} />
            {terms.map((term) => (
              <OneTerm
                key={term.id}
                term={term}
                agreed={agreed.includes(term.id)}
                open={open === term.id}
                toggle={() => toggle(term.id)}
                read={() => setOpen(open === term.id ? undefined : term.id)}
              />
            ))}
          </div>
        </Roll>
      }
      actions={<Actions back={back} main={{ label: button ?? t.agree, press: () => done(agreed), disabled: !ready }} />}
    />
  );
}

interface TermProps {
  term: Term;
  agreed: boolean;
  open: boolean;
  toggle: () => void;
  read: () => void;
}

function OneTerm({ term, agreed, open, toggle, read }: TermProps) {
  const t = wordsNow().template;
  return (
    <div class="term">
      <div class="term-row">
        <ChoiceButton choice={{ id: term.id, label: term.label, text: term.required ? t.required : t.optional }} chosen={agreed} press={toggle} />
        {term.text && (
          <button type="button" class="button quiet" data-testid={`read-${term.id}`} aria-expanded={open} aria-label={`${t.read}: ${term.label}`} onClick={read}>
            {open ? t.fold : t.read}
          </button>
        )}
      </div>
      {open && <p class="term-text">{term.text}</p>}
    </div>
  );
}
