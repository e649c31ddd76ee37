package main

import (
	"context"
	"net"
	"time"
)

// connect opens one connection. UDP has none: something is sent, and an answer means open, silence a time-out.
func connect(ctx context.Context, asked question) answer {
	began := time.Now()
	err := dial(ctx, asked)
	if err != nil {
		return answer{Result: outcomeOf(err), Message: err.Error(), Took: since(began)}
	}
	return answer{Result: "open", Took: since(began)}
}

func dial(ctx context.Context, asked question) error {
	network := asked.Network
	if network == "" {
		network = "tcp"
	}
	dialer := net.Dialer{Resolver: resolver}
	connection, err := dialer.DialContext(ctx, network, asked.Address)
	if err != nil {
		return err
	}
	defer connection.Close()
	if network != "udp" {
		return nil
	}
	// A question for the name servers of the root: any UDP server that answers at all answers a name server's client
	// or an echo's.
	query, err := pack(".", "NS", 1)
	if err != nil {
		return err
	}
	_, err = exchange(ctx, connection, query)
	return err
}

func since(began time.Time) float64 { return milliseconds(time.Since(began)) }

func milliseconds(duration time.Duration) float64 {
	return float64(duration.Microseconds()) / 1000
}
