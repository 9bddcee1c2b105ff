// Takes the last payment back. Everything that names it was kept when it was made.
const home = () => (location.href = "./home.html");

(async () => {
  const { value } = await sdk.storage.get({ key: "last" });
  if (!value) return tell("error", "환불할 결제가 없어요");
  const { paymentKey, amounts, book, response } = JSON.parse(value);
  sdk.template.renderOrderPage({
    title: "이 결제를 환불할까요?",
    order: { items: [{ ...book, quantity: 1 }], summary: { totalAmount: book.value } },
    button: { label: "환불하기" },
    onClick: () => refund(paymentKey, amounts, response),
    onBack: home,
  });
})();

async function refund(paymentKey, amounts, { paymentMethod, card, barcode, extraData }) {
  const { timestamp, approvalNumber, installment } = card ?? barcode;
  try {
    const result = await sdk.payment.requestPaymentCancel({ paymentKey, paymentMethod, ...amounts, timestamp, approvalNumber, installment, extraData });
    if (result.type !== "SUCCESS") return tell("error", "환불하지 못했어요");
    await sdk.storage.remove({ key: "last" });
    tell("success", "환불했어요");
  } catch (error) {
    console.error(error.code, error.detail, error.advice);
    tell("error", error.code === "NOT_REFUNDED" ? "아직 환불되지 않았어요. 직원에게 알려 주세요" : "환불하지 못했어요");
  }
}

function tell(status, title) {
  sdk.template.renderResultPage({ type: "image", status, title, timerMs: 5000, onTimeout: home, buttons: [{ label: "처음으로", onClick: home }] });
}
