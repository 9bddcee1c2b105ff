package padapp

// Close gives the pad's end of the line free when it is not run after all. Run
// does the same at its end.
func (a *App) Close() error {
	if a.jack == nil {
		return nil
	}
	return a.jack.close()
}
