/** This page lies over a web app's own, and has a payment to show or nothing. */
export const overApp = location.pathname.startsWith("/sdk/screen/");
