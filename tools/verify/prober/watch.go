package main

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// watch makes a new connection at every tick, whether those before have ended or not, and keeps when which failed.
func watch(ctx context.Context, asked question) answer {
	began := time.Now()
	told := answer{
		Result:   "done",
		Began:    sinceEpoch(began),
		Failed:   map[string]int{},
		Hosts:    map[string]int{},
		Failures: []failure{},
		Seen:     map[string]seen{},
	}
	times := []float64{}
	var lock sync.Mutex
	var connections sync.WaitGroup
	every := asked.Every
	if every <= 0 {
		every = 20
	}
	tick := time.NewTicker(duration(every))
	defer tick.Stop()
	ended, cancel := limit(ctx, asked.For)
	defer cancel()
	for ended.Err() == nil {
		told.Sent++
		connections.Go(func() {
			at := since(began)
			limited, cancel := limit(ctx, asked.Timeout)
			defer cancel()
			host, err := once(limited, asked)
			answered := since(began)
			lock.Lock()
			defer lock.Unlock()
			if err != nil {
				told.Failed[outcomeOf(err)]++
				told.Failures = append(told.Failures, failure{At: at, Why: outcomeOf(err)})
				return
			}
			times = append(times, answered-at)
			told.Hosts[host]++
			known, isKnown := told.Seen[host]
			if !isKnown {
				known = seen{First: answered, Last: answered}
			}
			told.Seen[host] = seen{First: min(known.First, answered), Last: max(known.Last, answered)}
		})
		select {
		case <-tick.C:
		case <-ended.Done():
		}
	}
	connections.Wait()
	slices.SortFunc(told.Failures, func(one, other failure) int { return cmp.Compare(one.At, other.At) })
	told.Took, told.P50, told.P99 = since(began), quantile(times, 0.5), quantile(times, 0.99)
	return told
}

func once(ctx context.Context, asked question) (string, error) {
	if asked.URL == "" {
		return nameless, dial(ctx, asked)
	}
	host, err := fetch(ctx, asked.URL)
	return host.Hostname, err
}
