// The pages that a kiosk's application is made of: plain props in, callbacks
// out. They know neither the agent nor a visit; the words of their own keys are
// those of the language that setLanguage was last told.

export { AgreementPage, type AgreementPageProps, type Term } from "./agreement";
export { IdlePage, type IdlePageProps } from "./idle";
export { InputPage, type InputPageProps } from "./input";
export { MultiSelectPage, type MultiSelectPageProps } from "./multi";
export { OnboardingPage, type OnboardingPageProps } from "./onboarding";
export { OrderPage, type OrderItem, type OrderPageProps, type OrderSum } from "./order";
export { PointsPage, type PointsPageProps } from "./points";
export { OrderResultPage, ResultPage, type OrderResultPageProps, type ResultKind, type ResultPageProps } from "./result";
export { ScanPage, type ScanPageProps } from "./scan";
export { SearchPage, type SearchPageProps } from "./search";
export { SelectGridPage, SelectPage, type SelectPageProps } from "./select";
export { SignPage, type Point, type SignPageProps, type Stroke } from "./sign";
export { Timer } from "./timer";
export { Toast, type ToastProps } from "./toast";
export type { Action, Asked, Choice } from "./types";
export { setLanguage, type Language } from "../strings/parts";
