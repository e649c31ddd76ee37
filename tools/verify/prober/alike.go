package main

import (
	"context"
	"fmt"
	"time"
)

// alike asks one address and then others the same, and tells which of these answer as the first does, in the same form. Who
// answers does not count, so that an address that is balanced can be compared.
func alike(ctx context.Context, asked question) answer {
	began := time.Now()
	first, err := formOf(ctx, asked.URL, asked.Timeout)
	if err != nil {
		return answer{Result: first, Message: err.Error(), Took: since(began)}
	}
	told := answer{Result: "done", Took: since(began)}
	for _, other := range asked.Others {
		if form, err := formOf(ctx, other, asked.Timeout); err == nil && form == first {
			told.Alike = append(told.Alike, other)
		}
	}
	return told
}

// formOf says how an answer looks; where nobody is connected to, why not. What is connected to and does not speak HTTP may
// say so in several ways from one time to the next.
func formOf(ctx context.Context, url string, timeout float64) (string, error) {
	limited, cancel := limit(ctx, timeout)
	defer cancel()
	told, err := fetch(limited, url)
	if err == nil {
		return fmt.Sprintf("%d %s named=%t port=%d", told.status, told.media, told.Hostname != nameless, told.Port), nil
	}
	switch outcome := outcomeOf(err); outcome {
	case "closed", "not-http", "reset", "silent":
		return "no HTTP", nil
	default:
		return outcome, err
	}
}
