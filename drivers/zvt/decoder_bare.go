package zvt

// bare takes one byte of a TCP connection.
func (d *Decoder) bare(b byte) {
	if d.state == lost {
		return
	}
	d.frame = append(d.frame, b)
	if !plausible(d.frame[0]) {
		d.state, d.frame = lost, nil
		return
	}
	head, n, ok := frameSize(d.frame)
	if ok && len(d.frame) == head+n && !lacksLength(d.frame) {
		d.whole(d.frame)
	}
}

// lacksLength recognises a habit of some pads: the result of an end of day comes
// without its length, so that what stands there is BMP 27, and what follows it is
// a result code and no BMP.
func lacksLength(raw []byte) bool {
	const result = 0x27
	return len(raw) > 3 && codeOf(raw) == CodeResult && raw[2] == result && bmps[raw[3]].form == unknown
}

// expireBare ends a frame that seemed to lack its length.
func (d *Decoder) expireBare() {
	if head, n, ok := frameSize(d.frame); ok && len(d.frame) == head+n {
		d.whole(d.frame)
	} else if !d.mended() {
		d.fail(ErrCutOff)
	}
}

// mended reads a frame without its length: what came before the line fell silent
// is all of it, and has to be made of fields.
func (d *Decoder) mended() bool {
	data := d.frame[2:]
	if _, err := ParseFields(data); err != nil {
		return false
	}
	d.emit(Token{Kind: Whole, Frame: Frame{Code: CodeResult, Data: append([]byte(nil), data...)}})
	return true
}
