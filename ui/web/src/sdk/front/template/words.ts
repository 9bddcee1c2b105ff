import { languageNow } from "../../../strings/parts";

// What a plugin may leave to the template, in the two languages that the front
// SDK has.

interface Words {
  order: string;
  total: string;
  pay: string;
  paid: string;
  cancelled: string;
  next: string;
  points: string;
  usePoints: string;
  noPoints: string;
  toPay: string;
  back: string;
  scan: string;
  search: string;
  sign: string;
  agreement: string;
  choose: string;
  input: string;
  yes: string;
  moreTime: string;
  goOn: string;
  end: string;
  touch: string;
}

const ko: Words = {
  order: "주문 내역을 확인해 주세요",
  total: "결제할 금액",
  pay: "결제하기",
  paid: "결제가 완료됐어요",
  cancelled: "결제가 취소됐어요",
  next: "확인",
  points: "포인트를 사용할까요?",
  usePoints: "사용하기",
  noPoints: "사용 안 함",
  toPay: "결제할 금액",
  back: "뒤로",
  scan: "코드를 스캐너에 비춰 주세요",
  search: "검색",
  sign: "서명해 주세요",
  agreement: "약관에 동의해 주세요",
  choose: "선택해 주세요",
  input: "입력해 주세요",
  yes: "확인",
  moreTime: "시간이 더 필요하세요?",
  goOn: "계속 사용",
  end: "끝내기",
  touch: "시작하기",
};

const en: Words = {
  order: "Please check your order",
  total: "To pay",
  pay: "Pay",
  paid: "Paid",
  cancelled: "The payment is cancelled",
  next: "OK",
  points: "Use your points?",
  usePoints: "Use points",
  noPoints: "Do not use points",
  toPay: "To pay",
  back: "Back",
  scan: "Hold the code before the scanner",
  search: "Search",
  sign: "Please sign",
  agreement: "Please agree to the terms",
  choose: "Please choose",
  input: "Please enter",
  yes: "OK",
  moreTime: "Do you need more time?",
  goOn: "Go on",
  end: "End",
  touch: "Start",
};

export const words = (): Words => (languageNow() === "ko" ? ko : en);
