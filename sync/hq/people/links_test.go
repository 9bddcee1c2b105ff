package people

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestFirstAdmin(t *testing.T) {
	story(t, func(o office) {
		old, err := o.FirstLink(o.ctx)
		o.must(err)
		code, err := o.FirstLink(o.ctx)
		o.must(err)
		if _, err := o.UseLink(o.ctx, old, "kim", secret); !errors.Is(err, ErrLink) {
			t.Errorf("a link that another took the place of: %v", err)
		}
		for name, password := range map[string]string{"kim": "short", "K": secret, "tea": secret, "lee": "aaaaaaaaaaaaaaaa"} {
			if _, err := o.UseLink(o.ctx, code, name, password); !errors.Is(err, ErrInput) {
				t.Errorf("%s, %s: %v", name, password, err)
			}
		}
		var in atomic.Int64
		var all sync.WaitGroup
		for _, name := range []string{"kim", "lee", "park"} {
			all.Go(func() {
				if _, err := o.UseLink(o.ctx, code, name, secret); err == nil {
					in.Add(1)
				} else if !errors.Is(err, ErrLink) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		users, err := o.Users(o.ctx)
		if in.Load() != 1 || err != nil || len(users) != 1 || users[0].Role != Admin {
			t.Errorf("%d came in: %+v, %v", in.Load(), users, err)
		}
		if code, err := o.FirstLink(o.ctx); code != "" || err != nil {
			t.Errorf("a first link for a second: %q, %v", code, err)
		}
	})
}

func TestLinks(t *testing.T) {
	story(t, func(o office) {
		o.hire("kim", Admin)
		code, err := o.NewLink(o.ctx, "kim")
		o.must(err)
		if name, err := o.LinkFor(o.ctx, code); name != "kim" || err != nil {
			t.Errorf("%q, %v", name, err)
		}
		time.Sleep(LinkWithin + time.Second)
		if _, err := o.UseLink(o.ctx, code, "", secret); !errors.Is(err, ErrLink) {
			t.Errorf("an old link: %v", err)
		}
		if _, err := o.NewLink(o.ctx, "nobody"); !errors.Is(err, ErrInput) {
			t.Errorf("a link for nobody: %v", err)
		}
	})
}
