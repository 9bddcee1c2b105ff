// Signing in. A real plugin sends the values to its own server, which answers
// with a token; the host of that server then has to be in the kiosk's access list.
sdk.template.renderOnboardingPage({
  title: "동네 서점에 로그인해 주세요",
  inputs: {
    id: { label: "매장 아이디", type: "text", placeholder: "bookshop" },
    password: { label: "숫자 비밀번호", type: "password", mode: "numeric", maxLength: 4 },
  },
  onSubmit: async ({ id }) => {
    const { serialNumber } = await sdk.app.getSerialNumber();
    await sdk.storage.set({ key: "token", value: `${id}@${serialNumber}` });
    location.href = "./home.html";
  },
});
