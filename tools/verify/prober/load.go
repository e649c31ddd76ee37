package main

import (
	"context"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// load says how busy the machine was: without it no figure means anything.
type load struct {
	// Runnable processes of the whole node in the last minute, before and after; 0 where it does not say.
	Before float64 `json:"before"`
	After  float64 `json:"after"`
	Cores  int     `json:"cores"`
	// Connections of this process to itself while it asked, in milliseconds: they meet no policy and no proxy, so that
	// what they wait for is the machine.
	Control control `json:"control"`
}

type control struct {
	Sent int     `json:"sent"`
	P50  float64 `json:"p50"`
	P99  float64 `json:"p99"`
	Max  float64 `json:"max"`
}

func loadAverage() float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), " ")
	average, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return 0
	}
	return average
}

// measureLoad watches until the function that it gives is called.
func measureLoad(ctx context.Context) (stop func() load, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go closeEach(listener)
	measuring, cancel := context.WithCancel(ctx)
	before := loadAverage()
	times := []float64{}
	var measurer sync.WaitGroup
	measurer.Go(func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			times = append(times, connectOnce(listener.Addr().String()))
			select {
			case <-tick.C:
			case <-measuring.Done():
				return
			}
		}
	})
	return func() load {
		cancel()
		measurer.Wait()
		listener.Close()
		return load{
			Before: before,
			After:  loadAverage(),
			Cores:  runtime.NumCPU(),
			Control: control{
				Sent: len(times), P50: quantile(times, 0.5), P99: quantile(times, 0.99), Max: quantile(times, 1),
			},
		}
	}, nil
}

// closeEach closes every connection at once, until nobody listens any more.
func closeEach(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		connection.Close()
	}
}

func connectOnce(address string) float64 {
	began := time.Now()
	if connection, err := net.DialTimeout("tcp", address, 10*time.Second); err == nil {
		connection.Close()
	}
	return since(began)
}
