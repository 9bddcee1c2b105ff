// The first page: whoever has signed in goes on to work, others sign in.
(async () => {
  const { value: token } = await sdk.storage.get({ key: "token" });
  location.href = token ? "./home.html" : "./onboarding.html";
})();
