// The idle page. A payment that was begun and whose end this plugin has not seen
// (the power went, the page was closed) is looked up before anybody buys again.
(async () => {
  const { value } = await sdk.storage.get({ key: "pending" });
  if (value) await settle(JSON.parse(value));
  const merchant = await sdk.app.getMerchant();
  sdk.template.renderIdlePage({
    type: "twoButton",
    title: { text1: merchant.name, text2: "오늘의 책을 만나 보세요" },
    description: { text: "카드로 바로 결제할 수 있어요" },
    primaryButton: { text: "책 고르기", onClick: () => (location.href = "./order.html") },
    secondaryButton: { text: "환불하기", onClick: () => (location.href = "./refund.html") },
  });
})();

async function settle(pending) {
  try {
    const { response } = await sdk.payment.getPayment({ paymentKey: pending.paymentKey });
    await sdk.storage.set({ key: "last", value: JSON.stringify({ ...pending, response }) });
  } catch (error) {
    if (error.code !== "PAYMENT_NOT_FOUND") throw error;
  }
  await sdk.storage.remove({ key: "pending" });
}
