package agent

import (
	"fmt"

	"kioskd/agent/pay"
)

// Shop is what may change while the kiosk runs: what it sells, and for whom.
type Shop struct {
	Catalogue Catalogue
	Store     pay.Store // on the slip

	// AppLimit bounds an order whose amounts a page sets; 0 for that of the policy.
	AppLimit pay.Amount
}

// onSale is a Shop that is in force, with its number among those of this run.
type onSale struct {
	Shop
	number uint64
}

// SetShop has the next order priced, and the next slip written, by another shop.
// An order that is stored keeps its price. What is wrong with the catalogue is
// said, and changes nothing.
func (a *Agent) SetShop(s Shop) error {
	if err := s.Catalogue.Check(); err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	for {
		old := a.shop.Load()
		if a.shop.CompareAndSwap(old, &onSale{s, old.number + 1}) {
			a.Refresh()
			return nil
		}
	}
}

// Catalogue returns what is on sale.
func (a *Agent) Catalogue() Catalogue { return a.shop.Load().Catalogue }

// Store returns the shop that slips are printed for.
func (a *Agent) Store() pay.Store { return a.shop.Load().Store }

// AppLimit returns the bound of an order whose amounts a page sets.
func (a *Agent) AppLimit() pay.Amount {
	if n := a.shop.Load().AppLimit; n > 0 {
		return n
	}
	return a.o.Policy.AppLimit
}
