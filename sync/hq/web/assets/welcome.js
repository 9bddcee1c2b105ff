// The code of a one-time link stands behind the #, which no browser sends and no
// proxy logs. It is put into its field here, and taken out of the address.
const code = location.hash.slice(1);
const field = document.getElementById("code");
if (code && field) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
}
