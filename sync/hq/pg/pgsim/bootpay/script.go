package bootpay

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
)

// errParams says that parameters are not those of this provider's window.
var errParams = errors.New("these are not the parameters of a window of Bootpay")

// WindowOf returns what sdk.js opens for the parameters of HQ's page: a path of the
// simulator's, with its query. See [kioskd/sync/hq/pg/pgsim.ParamsOf].
func WindowOf(params []byte) (string, error) {
	var v struct {
		ClientKey string      `json:"client_key"`
		Price     json.Number `json:"price"`
		TaxFree   json.Number `json:"tax_free"`
		Name      string      `json:"order_name"`
		Order     string      `json:"order_id"`
		Extra     struct {
			Separately bool   `json:"separately_confirmed"`
			Redirect   string `json:"redirect_url"`
		} `json:"extra"`
	}
	if err := json.Unmarshal(params, &v); err != nil {
		return "", fmt.Errorf("%w: %w", errParams, err)
	}
	if v.Order == "" {
		return "", errParams
	}
	return "/window?" + url.Values{
		"client_key": {v.ClientKey}, "price": {v.Price.String()}, "tax_free": {v.TaxFree.String()}, "order_name": {v.Name}, "order_id": {v.Order},
		"separately_confirmed": {fmt.Sprint(v.Extra.Separately)}, "redirect_url": {v.Extra.Redirect},
	}.Encode(), nil
}
