package toss

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
)

// errParams says that parameters are not those of this provider's window.
var errParams = errors.New("these are not the parameters of a window of Toss Payments")

// WindowOf returns what sdk.js opens for the parameters of HQ's page: a path of the
// simulator's, with its query. See [kioskd/sync/hq/pg/pgsim.ParamsOf].
func WindowOf(params []byte) (string, error) {
	var v struct { // JSON names fold case
		ClientKey, OrderID, OrderName, SuccessURL, FailURL string
		Amount, TaxFree                                    json.Number
	}
	if err := json.Unmarshal(params, &v); err != nil {
		return "", fmt.Errorf("%w: %w", errParams, err)
	}
	if v.SuccessURL == "" {
		return "", errParams
	}
	return "/window?" + url.Values{
		"clientKey": {v.ClientKey}, "orderId": {v.OrderID}, "orderName": {v.OrderName},
		"amount": {v.Amount.String()}, "taxFreeAmount": {v.TaxFree.String()}, "successUrl": {v.SuccessURL}, "failUrl": {v.FailURL},
	}.Encode(), nil
}
