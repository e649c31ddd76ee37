package main

import (
	"context"
	"sync"
	"time"
)

// hopeless is how many connections are made before anybody said their name: what is behind the address does not speak
// HTTP, does not tell, or is not there.
const hopeless = 3

// spread makes new connections and counts who answers them.
func spread(ctx context.Context, asked question) answer {
	told := answer{Result: "done", Failed: map[string]int{}, Hosts: map[string]int{}, Ports: map[int]int{}}
	times := []float64{}
	isNamed := false
	began := time.Now()
	var lock sync.Mutex
	var workers sync.WaitGroup
	turns := make(chan struct{}, max(asked.Times, 1))
	for range cap(turns) {
		turns <- struct{}{}
	}
	close(turns)
	for range max(asked.Parallel, 1) {
		workers.Go(func() {
			for range turns {
				lock.Lock()
				isHopeless := !isNamed && told.Sent >= hopeless
				lock.Unlock()
				if isHopeless || ctx.Err() != nil {
					return
				}
				limited, cancel := limit(ctx, asked.Timeout)
				connected := time.Now()
				host, err := fetch(limited, asked.URL)
				took := since(connected)
				cancel()
				lock.Lock()
				told.Sent++
				if err != nil {
					told.Failed[outcomeOf(err)]++
					told.Message = err.Error()
				} else {
					told.Hosts[host.Hostname]++
					isNamed = isNamed || host.Hostname != nameless
					if host.Port != 0 {
						told.Ports[host.Port]++
					}
					times = append(times, took)
				}
				lock.Unlock()
			}
		})
	}
	workers.Wait()
	told.Took, told.P50, told.P99 = since(began), quantile(times, 0.5), quantile(times, 0.99)
	return told
}
