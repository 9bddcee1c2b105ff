// Choose a book, look at the order, pay, see how it ended.
const books = [
  { label: "작은 정원의 사계절", value: 15000 },
  { label: "밤의 도서관", value: 13500 },
  { label: "바다로 가는 길", value: 22000 },
];

const home = () => (location.href = "./home.html");

function choose() {
  sdk.template.renderSelectPage({
    title: "어떤 책을 고르시겠어요?",
    options: books.map((book) => ({
      title: book.label,
      subtitle: `${book.value.toLocaleString("ko-KR")}원`,
      onClick: () => check(book),
    })),
    onBack: home,
  });
}

function check(book) {
  // One key for one order: pressed twice, or called again after a reload, it is
  // the same payment.
  const paymentKey = crypto.randomUUID();
  sdk.template.renderOrderPage({
    localeCode: "ko",
    order: { items: [{ ...book, quantity: 1 }], discounts: [], summary: { totalAmount: book.value } },
    onClick: () => pay(paymentKey, book),
    onBack: choose,
  });
}

async function pay(paymentKey, book) {
  const tax = Math.floor(book.value / 11);
  const amounts = { tax, supplyValue: book.value - tax, taxExemptValue: 0, tip: 0 };
  // What was asked for is kept before the pad hears of it: the answer does not repeat it.
  await sdk.storage.set({ key: "pending", value: JSON.stringify({ paymentKey, amounts, book }) });
  try {
    const result = await sdk.payment.requestPayment({ paymentKey, ...amounts, installment: 0, timeoutMs: 60000, localeCode: "ko" });
    if (result.type === "SUCCESS") return paid(paymentKey, amounts, book, result.response);
    await sdk.storage.remove({ key: "pending" });
    failed(result.type === "TIMEOUT" ? "시간이 지나 결제하지 않았어요" : "결제를 취소했어요");
  } catch (error) {
    console.error(error.code, error.detail, error.advice);
    failed(error.code === "PAYMENT_UNRESOLVED" ? "직원이 결제를 확인하고 있어요. 다시 결제하지 마세요" : "지금은 결제할 수 없어요");
  }
}

async function paid(paymentKey, amounts, book, response) {
  await sdk.storage.set({ key: "last", value: JSON.stringify({ paymentKey, amounts, book, response }) });
  await sdk.storage.remove({ key: "pending" });
  const { approvalNumber } = response.card ?? response.barcode;
  sdk.template.renderResultPage({
    type: "image",
    status: "success",
    title: "결제가 완료됐어요",
    description: `${book.label} · 승인번호 ${approvalNumber}`,
    timerMs: 10000,
    onTimeout: home,
    buttons: [{ label: "확인", onClick: home }],
  });
}

function failed(title) {
  sdk.template.renderResultPage({ type: "image", status: "error", title, timerMs: 5000, onTimeout: home, buttons: [{ label: "처음으로", onClick: home }] });
}

choose();
