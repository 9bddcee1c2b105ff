// Package kakao takes payments at Kakao Pay, by its REST for single online payments.
//
// # Facts
//
// As the vendor's developer pages and public integrations have them. The base is
// https://open-api.kakaopay.com, for tests too: there the merchant's code is
// TC0ONETIME and the secret key is one for development. A call carries
// "Authorization: SECRET_KEY …". Money is whole won.
//
// Ready reserves a payment and answers its tid and the addresses for the customer: a
// phone goes on at the mobile one, which is the QR code. The phone comes back with a
// pg_token that counts once. Approve wants the tid, the same two partner ids as ready,
// and the token; all four are kept with the attempt, since the phone is another
// device than the one that began. The customer has 15 minutes.
//
// # What the answers mean
//
// An approval names the amount, so nothing has to be looked up before it. There is no
// idempotency key: a tid is approved once, and a second approval is answered -702.
// Error -780 is a refusal of the card company's, but for USER_LOCKED, which passes.
// A refund carries the balance that must be left before it, so that sending it twice
// gives nothing back twice. VAT is sent as the order splits it, rounded down, and
// refunds carry their share. There are no webhooks: HQ looks.
package kakao
