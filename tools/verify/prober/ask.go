package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"
)

// beginning is the first line of the output: the questions are read, and asked from now on.
type beginning struct {
	Hostname string `json:"hostname"`
	// Clock is the time of this node, in milliseconds since 1970.
	Clock      float64    `json:"clock"`
	ResolvConf resolvConf `json:"resolvConf"`
}

// ending is the last line: where it is missing, the prober was cut off.
type ending struct {
	Load load `json:"load"`
}

// ask reads one document and writes one JSON line at the beginning, one for each answer in the order of the questions,
// as soon as it and those before it are there, and one at the end. It does not wait for the end of the input, which not
// every way into a container can tell.
func ask(input io.Reader, output io.Writer) error {
	var asked request
	decoder := json.NewDecoder(input)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		return fmt.Errorf("the questions cannot be read: %w", err)
	}
	hostname, err := os.Hostname()
	if err != nil {
		return err
	}
	lines := json.NewEncoder(output)
	begun := beginning{Hostname: hostname, Clock: sinceEpoch(time.Now()), ResolvConf: readResolvConf()}
	if err := lines.Encode(begun); err != nil {
		return err
	}
	seconds := asked.Seconds
	if seconds <= 0 {
		seconds = 60
	}
	ctx, cancel := limit(context.Background(), seconds*1000)
	defer cancel()
	stop, err := measureLoad(ctx)
	if err != nil {
		return err
	}
	for _, answered := range askAll(ctx, asked) {
		if err := lines.Encode(<-answered); err != nil {
			return err
		}
	}
	return lines.Encode(ending{Load: stop()})
}

// askAll gives a channel for each question, on which its answer comes.
func askAll(ctx context.Context, asked request) []chan answer {
	atOnce := asked.Concurrency
	if atOnce <= 0 {
		atOnce = 16
	}
	answers := make([]chan answer, len(asked.Questions))
	turns := make(chan int, len(asked.Questions))
	for at := range asked.Questions {
		answers[at] = make(chan answer, 1)
		turns <- at
	}
	close(turns)
	for range min(atOnce, len(asked.Questions)) {
		go func() {
			for at := range turns {
				answers[at] <- answerTo(ctx, asked.Questions[at])
			}
		}()
	}
	return answers
}

func answerTo(ctx context.Context, asked question) answer {
	if ctx.Err() != nil {
		return answer{Result: "not-asked", Message: "the time for all questions was over"}
	}
	if asked.Timeout <= 0 {
		asked.Timeout = 3000
	}
	switch asked.Kind {
	case "alike":
		return alike(ctx, asked)
	case "dns":
		return dns(ctx, asked)
	case "spread":
		return spread(ctx, asked)
	case "watch":
		return watch(ctx, asked)
	}
	limited, cancel := limit(ctx, asked.Timeout)
	defer cancel()
	switch asked.Kind {
	case "lookup":
		return lookup(limited, asked)
	case "connect":
		return connect(limited, asked)
	default:
		return answer{Result: "failed", Message: fmt.Sprintf("the question %q is not known", asked.Kind)}
	}
}

// sinceEpoch gives milliseconds since 1970.
func sinceEpoch(at time.Time) float64 { return float64(at.UnixMicro()) / 1000 }

func limit(ctx context.Context, milliseconds float64) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, duration(milliseconds))
}

func duration(milliseconds float64) time.Duration {
	return time.Duration(milliseconds * float64(time.Millisecond))
}
