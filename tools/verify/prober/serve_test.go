package main

import (
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// The test binary is the prober where it is told so.
func TestMain(m *testing.M) {
	if os.Getenv("PROBER") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestServeAnswersAndLeavesAtOnce(t *testing.T) {
	port := freePort(t)
	command := exec.Command(os.Args[0], "serve", strconv.Itoa(port))
	command.Env = append(os.Environ(), "PROBER=1")
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	hostname, _ := os.Hostname()
	until(t, func() bool {
		return answerTo(t.Context(), question{Kind: "connect", Address: address}).Result == "open"
	})
	spread := answerTo(t.Context(), question{Kind: "spread", URL: "http://" + address + "/readyz", Times: 20, Parallel: 4})
	if spread.Hosts[hostname] != 20 || spread.Ports[port] != 20 || spread.P99 == 0 {
		t.Errorf("20 connections: %+v", spread)
	}
	if udp := answerTo(t.Context(), question{Kind: "connect", Network: "udp", Address: address}); udp.Result != "open" {
		t.Errorf("UDP: %+v", udp)
	}
	// A client that says nothing must not hold it back.
	idle, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	began := time.Now()
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %v to leave", took)
	}
	if refused := answerTo(t.Context(), question{Kind: "connect", Address: address}); refused.Result != "refused" {
		t.Errorf("after it left: %+v", refused)
	}
}

func TestServeRefusesWhatIsNoPort(t *testing.T) {
	for _, port := range []string{"0", "65536", "-1", "http", ""} {
		if err := serve([]string{port}); err == nil {
			t.Errorf("%q was taken for a port", port)
		}
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	udp, tcp := listenOnBoth(t)
	defer udp.Close()
	defer tcp.Close()
	return tcp.Addr().(*net.TCPAddr).Port
}

// listenOnBoth takes a port that is free for TCP and UDP, below those that connections are made from: another process
// may take one of these between two calls.
func listenOnBoth(t *testing.T) (net.PacketConn, net.Listener) {
	t.Helper()
	for range 100 {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(20_000+rand.IntN(12_000)))
		udp, err := net.ListenPacket("udp", address)
		if err != nil {
			continue
		}
		if tcp, err := net.Listen("tcp", address); err == nil {
			return udp, tcp
		}
		udp.Close()
	}
	t.Fatal("no port is free")
	return nil, nil
}

func until(t *testing.T, holds func() bool) {
	t.Helper()
	for range 100 {
		if holds() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("it never happened")
}
