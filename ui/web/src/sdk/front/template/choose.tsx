import { AgreementPage, MultiSelectPage, SearchPage, SelectGridPage, SelectPage, type Choice } from "../../../templates";
import { run, show } from "./mount";
import { words } from "./words";

interface Option {
  id?: string;
  value?: string;
  title?: string;
  label?: string;
  subtitle?: string;
  description?: string;
  imageUrl?: string;
  disabled?: boolean;
  onClick?: () => unknown;
}

interface Asked {
  title?: string;
  subtitle?: string;
  onBack?: () => unknown;
  navbarButton?: { label?: string; text?: string; onClick?: () => unknown };
  localeCode?: string;
}

/** What renderSelectPage and renderSelectGridPage take. */
export interface SelectParams extends Asked {
  options: Option[];
  onSubmit?: (option: Option) => unknown;
}

export const renderSelectPage = (p: SelectParams): void => select("select", SelectPage, p);
export const renderSelectGridPage = (p: SelectParams): void => select("select-grid", SelectGridPage, p);

function select(kind: string, Page: typeof SelectPage, p: SelectParams): void {
  const all = [...p.options, ...fromBar(p)];
  const choose = (id: string): void => {
    const option = all[Number(id)];
    run(option?.onClick ?? (() => p.onSubmit?.(option ?? {})));
  };
  show(kind, <Page {...asked(p)} choices={all.map(choiceOf)} select={choose} />, p.localeCode);
}

/** fromBar is the button in the device's bar, which is a choice like any other here. */
const fromBar = ({ navbarButton: b }: Asked): Option[] => (b ? [{ title: b.label ?? b.text ?? "", ...(b.onClick ? { onClick: b.onClick } : {}) }] : []);

function choiceOf(o: Option, i: number): Choice {
  const text = [o.subtitle, o.description].filter(Boolean).join(" · ");
  return {
    id: String(i),
    label: o.title ?? o.label ?? "",
    ...(text ? { text } : {}),
    ...(o.imageUrl ? { image: o.imageUrl } : {}),
    ...(o.disabled ? { disabled: true } : {}),
  };
}

function asked(p: Asked, otherwise = words().choose) {
  return {
    title: p.title ?? otherwise,
    ...(p.subtitle ? { text: p.subtitle } : {}),
    ...(p.onBack ? { back: { label: words().back, press: () => run(p.onBack) } } : {}),
  };
}

/** What renderMultiSelectPage takes. */
export interface MultiSelectParams extends Asked {
  options: Option[];
  button?: { text?: string | ((chosen: Option[]) => string); label?: string; onClick?: (chosen: Option[]) => unknown };
  onSubmit?: (chosen: Option[]) => unknown;
}

export function renderMultiSelectPage(p: MultiSelectParams): void {
  const done = (ids: string[]): void => {
    const chosen = ids.flatMap((id) => p.options[Number(id)] ?? []);
    run(p.onSubmit ?? p.button?.onClick, chosen);
  };
  const label = typeof p.button?.text === "string" ? p.button.text : p.button?.label;
  show("multi-select", <MultiSelectPage {...asked(p)} choices={p.options.map(choiceOf)} done={done} {...(label ? { button: label } : {})} />, p.localeCode);
}

/** What renderSearchPage takes. */
export interface SearchParams extends Asked {
  placeholder?: string;
  input?: { placeholder?: string };
  getOptions: (words: string) => Option[] | Promise<Option[]>;
  onSubmit?: (option: Option) => unknown;
}

export function renderSearchPage(p: SearchParams): void {
  let found: Option[] = [];
  const find = async (text: string): Promise<Choice[]> => {
    found = await p.getOptions(text);
    return found.map(choiceOf);
  };
  const choose = (id: string): void => {
    const option = found[Number(id)];
    if (option) run(option.onClick ?? (() => p.onSubmit?.(option)));
  };
  const example = p.placeholder ?? p.input?.placeholder;
  show("search", <SearchPage {...asked(p, words().search)} find={find} select={choose} {...(example ? { example } : {})} />, p.localeCode);
}

interface Term {
  id: string;
  title: string;
  text?: string;
  /** Where the whole text stands: on a kiosk nothing opens that is not in the access list. */
  href?: string;
}

/** What renderAgreementPage takes. */
export interface AgreementParams extends Asked {
  agreements: { required?: Term[]; optional?: Term[] };
  onSubmit?: (agreed: string[]) => unknown;
}

export function renderAgreementPage(p: AgreementParams): void {
  const terms = [
    ...(p.agreements.required ?? []).map((t) => termOf(t, true)),
    ...(p.agreements.optional ?? []).map((t) => termOf(t, false)),
  ];
  show("agreement", <AgreementPage {...asked(p, words().agreement)} terms={terms} done={(ids) => run(p.onSubmit, ids)} />, p.localeCode);
}

function termOf({ id, title, text, href }: Term, required: boolean) {
  const whole = text ?? href;
  return { id, label: title, required, ...(whole ? { text: whole } : {}) };
}
