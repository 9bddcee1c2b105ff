package world

// did notes that a command is being done, which happens once and to no forged one.
func (p *promises) did(id string) {
	p.mu.Lock()
	again, forged := p.done[id], p.forges[id]
	p.done[id] = true
	p.mu.Unlock()
	if again {
		p.w.found(Doubled, "%s was done twice", id)
	}
	if forged {
		p.w.found(Unexplained, "%s was done, and nobody had signed it who may", id)
	}
}

// forged notes that a command's signature is wrong.
func (p *promises) forged(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forges[id] = true
}

// offered notes what kind of settings a version is.
func (p *promises) offered(version uint64, kind string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kinds[version] = kind
}

// kindOf returns what kind of settings a version is; what nobody offered is the
// kiosk's own.
func (p *promises) kindOf(version uint64) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if kind, ok := p.kinds[version]; ok {
		return kind
	}
	return "good"
}
