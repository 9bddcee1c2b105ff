package zvt

// MarshalBinary returns the data of 04 0F.
func (r Result) MarshalBinary() ([]byte, error) {
	fields, err := r.Fields()
	if err != nil {
		return nil, err
	}
	return fields.MarshalBinary()
}

// Fields returns the result as bitmaps, leaving out what is not told.
func (r Result) Fields() (Fields, error) {
	w := &fieldWriter{}
	if r.Told {
		w.add(bmpResult, []byte{byte(r.ID)}, nil)
	}
	if r.Amount != 0 || r.Totals != nil {
		w.amount(r.Amount)
	}
	r.writeNumbers(w)
	if r.Payment != 0 {
		w.add(bmpPaymentType, []byte{r.Payment}, nil)
	}
	if !r.Card.IsZero() {
		w.add(bmpPAN, packPAN(r.Card), nil)
	}
	if r.Currency != "" {
		w.currency(r.Currency)
	}
	r.writeTexts(w)
	if r.Totals != nil {
		totals, err := r.Totals.MarshalBinary()
		w.add(bmpTotals, totals, err)
	}
	if c := r.container(); len(c) > 0 {
		w.objects(c)
	}
	return w.fields, w.err
}

func (r Result) writeNumbers(w *fieldWriter) {
	short := r
	if len(short.Trace) > 6 {
		short.Trace = "000000"
	}
	for _, n := range []byte{bmpTrace, bmpTime, bmpDate, bmpOrigTrace, bmpTerminal, bmpReceipt, bmpTurnover} {
		if s := *short.number(n); s != "" {
			w.digits(n, s)
		}
	}
}

func (r Result) writeTexts(w *fieldWriter) {
	if r.Authorised != "" {
		w.text(bmpAuthorised, r.Authorised, 8, 0)
	}
	if r.CardType > 0 && r.CardType <= 0xFE {
		w.add(bmpCardType, []byte{byte(r.CardType)}, nil)
	}
	if r.CardName != "" {
		w.text(bmpCardName, r.CardName+"\x00", 0, 0)
	}
	if r.Contract != "" {
		w.text(bmpContract, r.Contract, 15, ' ')
	}
	if r.Text != "" {
		w.text(bmpText, r.Text, 0, 0)
	}
}

func (r Result) container() (all Objects) {
	if len(r.Trace) > 6 {
		if b, err := packed(r.Trace, (len(r.Trace)+1)/2); err == nil {
			all = append(all, Object{tagLongTrace, b})
		}
	}
	if r.CardType > 0xFE {
		all = append(all, Object{tagCardType, []byte{byte(r.CardType >> 8), byte(r.CardType)}})
	}
	var payment []Object
	if r.Offline {
		payment = append(payment, Object{tagOnline, []byte{0}})
	}
	if r.Technology > 0 {
		payment = append(payment, Object{tagTechnology, []byte{r.Technology - 1}})
	}
	if payment != nil {
		all = append(all, constructed(tagPayment, payment...))
	}
	return all
}
