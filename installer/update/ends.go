package update

import (
	"context"
	"io"
)

// ending is a reader that ends with its context.
type ending struct {
	ctx context.Context
	r   io.Reader
}

func endsWith(ctx context.Context, r io.Reader) io.Reader { return ending{ctx, r} }

func (e ending) Read(b []byte) (int, error) {
	if err := e.ctx.Err(); err != nil {
		return 0, err
	}
	return e.r.Read(b)
}
