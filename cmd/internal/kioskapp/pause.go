package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// ErrBusy says that a payment did not end in time.
var ErrBusy = errors.New("a payment is open, and was for as long as could be waited")

// Pause implements [Engineer].
func (a *App) Pause(ctx context.Context) (resume func(), err error) {
	held, release := context.WithCancel(context.WithoutCancel(ctx))
	paused, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- a.agent.BeforeStop(ctx, func(context.Context) error {
			close(paused)
			<-held.Done()
			return nil
		})
	}()
	resume = func() {
		release()
		<-ended
	}
	select {
	case <-paused:
		return resume, nil
	case err := <-ended:
		release()
		return nil, busy(err)
	}
}

func busy(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return ErrBusy
	}
	return err
}

// servePause holds the pause for as long as the asker keeps the line: one that
// dies lets the kiosk go on.
func servePause(w http.ResponseWriter, r *http.Request, e Engineer) {
	// Only behind the end of the body does the server see that a line is hung up.
	_, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, 8192))
	resume := func() {}
	if err == nil {
		resume, err = e.Pause(r.Context())
	}
	if err != nil {
		writeResult(w, nil, err)
		return
	}
	defer resume()
	writeJSON(w, http.StatusOK, struct{}{})
	if err := http.NewResponseController(w).Flush(); err != nil {
		return
	}
	<-r.Context().Done()
}

// Pause implements [Engineer]: the line that is kept is the pause.
func (c client) Pause(ctx context.Context) (resume func(), err error) {
	line, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, hangUp)
	answer, err := c.open(line, http.MethodPost, "/pause", struct{}{}) //nolint:bodyclose // it is closed by resume, and by begun where there is no pause
	if err == nil && !stop() {
		err = errors.Join(ErrBusy, answer.Body.Close())
	}
	if err == nil {
		err = begun(answer)
	}
	if err != nil {
		hangUp()
		if ctx.Err() != nil {
			err = ErrBusy
		}
		return nil, err
	}
	return func() {
		hangUp()
		_ = answer.Body.Close() // hanging up is all there is to say
	}, nil
}

// begun reads the first line of an answer that goes on.
func begun(answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		defer func() { _ = answer.Body.Close() }()
		return readAnswer(answer, &struct{}{})
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(&struct{}{}); err != nil {
		return errors.Join(fmt.Errorf("%w in the middle of its answer: %w", ErrGone, err), answer.Body.Close())
	}
	return nil
}
