import { openToast, startTimer } from "./above";
import { renderAgreementPage, renderMultiSelectPage, renderSearchPage, renderSelectGridPage, renderSelectPage } from "./choose";
import { renderInputPage, renderKeypadInputPage, renderOnboardingPage, renderQRScanPage, renderSignPage } from "./enter";
import { renderIdlePage } from "./idle";
import { unmountRendering } from "./mount";
import { renderOrderPage, renderOrderResultPage, renderUsePointPage } from "./order";
import { renderResultPage } from "./result";

/** sdk.template: each call draws a whole page of the kiosk's own look into #app. */
export const template = {
  renderIdlePage,
  renderOnboardingPage,
  renderOrderPage,
  renderOrderResultPage,
  renderUsePointPage,
  renderResultPage,
  renderSelectPage,
  renderSelectGridPage,
  renderMultiSelectPage,
  renderQRScanPage,
  renderInputPage,
  renderKeypadInputPage,
  renderSearchPage,
  renderSignPage,
  renderAgreementPage,
  unmountRendering,
  openToast,
  startTimer,
};
