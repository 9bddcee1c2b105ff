package toss

import (
	"strings"

	"kioskd/sync/hq/pg"
)

// class is what an error code means for the money.
type class int

const (
	unknown  class = iota // in no table: nobody can tell
	refused               // final
	misset                // final, and the operator has to look
	passing               // the same request may go well
	expiring              // its time is over
	mustLook              // it may have been done already
)

func classes(lists map[class]string) map[string]class {
	all := map[string]class{}
	for c, codes := range lists {
		for code := range strings.FieldsSeq(codes) {
			all[code] = c
		}
	}
	return all
}

// confirmCodes are those of the vendor's table for confirm.
var confirmCodes = classes(map[class]string{
	mustLook: `ALREADY_PROCESSED_PAYMENT CARD_PROCESSING_ERROR UNAPPROVED_ORDER_ID UNKNOWN_PAYMENT_ERROR`,
	passing: `ALREADY_PROCESSING_REQUEST PROVIDER_ERROR NOT_AVAILABLE_PAYMENT NOT_AVAILABLE_BANK IDEMPOTENT_REQUEST_PROCESSING
		FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING FAILED_INTERNAL_SYSTEM_PROCESSING`,
	misset: `INVALID_API_KEY NOT_FOUND_TERMINAL_ID INVALID_UNREGISTERED_SUBMALL NOT_REGISTERED_BUSINESS UNAUTHORIZED_KEY FORBIDDEN_REQUEST
		INCORRECT_BASIC_AUTH_FORMAT INVALID_IDEMPOTENCY_KEY INVALID_REQUEST`,
	expiring: `NOT_FOUND_PAYMENT_SESSION`,
	refused: `EXCEED_MAX_CARD_INSTALLMENT_PLAN NOT_ALLOWED_POINT_USE INVALID_REJECT_CARD BELOW_MINIMUM_AMOUNT INVALID_CARD_EXPIRATION
		INVALID_STOPPED_CARD EXCEED_MAX_DAILY_PAYMENT_COUNT NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT INVALID_CARD_INSTALLMENT_PLAN
		NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN EXCEED_MAX_PAYMENT_AMOUNT INVALID_AUTHORIZE_AUTH INVALID_CARD_LOST_OR_STOLEN
		RESTRICTED_TRANSFER_ACCOUNT INVALID_CARD_NUMBER EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT
		EXCEED_MAX_AMOUNT INVALID_ACCOUNT_INFO_RE_REGISTER EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT REJECT_ACCOUNT_PAYMENT REJECT_CARD_PAYMENT
		REJECT_CARD_COMPANY REJECT_TOSSPAY_INVALID_ACCOUNT EXCEED_MAX_AUTH_COUNT EXCEED_MAX_ONE_DAY_AMOUNT INVALID_PASSWORD FDS_ERROR
		NOT_FOUND_PAYMENT`,
})

// cancelCodes are those of the vendor's table for cancel.
var cancelCodes = classes(map[class]string{
	mustLook: `ALREADY_CANCELED_PAYMENT ALREADY_REFUND_PAYMENT NOT_MATCHES_REFUNDABLE_AMOUNT FAILED_PARTIAL_REFUND`,
	passing: `PROVIDER_ERROR FORBIDDEN_CONSECUTIVE_REQUEST NOT_AVAILABLE_BANK IDEMPOTENT_REQUEST_PROCESSING FAILED_INTERNAL_SYSTEM_PROCESSING
		FAILED_REFUND_PROCESS FAILED_METHOD_HANDLING_CANCEL COMMON_ERROR FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING`,
	misset: `UNAUTHORIZED_KEY FORBIDDEN_REQUEST INCORRECT_BASIC_AUTH_FORMAT INVALID_IDEMPOTENCY_KEY INVALID_REQUEST`,
	refused: `INVALID_REFUND_ACCOUNT_INFO EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT INVALID_REFUND_ACCOUNT_NUMBER INVALID_BANK REFUND_REJECTED
		FORBIDDEN_BANK_REFUND_REQUEST NOT_CANCELABLE_AMOUNT NOT_CANCELABLE_PAYMENT EXCEED_MAX_REFUND_DUE
		NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT NOT_ALLOWED_PARTIAL_REFUND NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER EXCEED_CANCEL_LIMIT
		NOT_FOUND_PAYMENT`,
})

func confirmFault(f fault) pg.Result {
	r := pg.Result{Outcome: pg.Unknown, Code: f.Code, Reason: f.Message}
	switch confirmCodes[f.Code] {
	case refused:
		r.Outcome = pg.Refused
	case misset:
		r.Outcome, r.Alarm = pg.Refused, true
	case expiring:
		r.Outcome = pg.Expired
	case passing:
		r.Again = true
	}
	return r
}

func cancelFault(f fault) pg.Returned {
	r := pg.Returned{Outcome: pg.Unknown, Code: f.Code, Reason: f.Message}
	switch cancelCodes[f.Code] {
	case refused:
		r.Outcome = pg.Refused
	case misset:
		r.Outcome, r.Alarm = pg.Refused, true
	case passing:
		r.Again = true
	}
	return r
}

// lookupFault: two codes say that there is no such payment. All others say nothing
// about it.
func lookupFault(f fault) pg.Result {
	r := pg.Result{Outcome: pg.Unknown, Code: f.Code, Reason: f.Message}
	switch f.Code {
	case "NOT_FOUND_PAYMENT", "NOT_FOUND":
		r.Outcome = pg.Absent
	case "UNAUTHORIZED_KEY", "INCORRECT_BASIC_AUTH_FORMAT":
		r.Alarm = true
	}
	return r
}
