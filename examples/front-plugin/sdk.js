// The SDK under the short name that the pages use. The overrides stand in for a
// device where there is none; a kiosk that takes real money ignores them.
var sdk = window.TossFrontSDK;

sdk.overrides({
  serialNumber: "000000000000",
  merchant: { id: 1, name: "동네 서점", businessNumber: "0000000000" },
});
