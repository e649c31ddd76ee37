package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

// who is the answer to every HTTP request. podinfo also says its `hostname` at `/`.
type who struct {
	Hostname string `json:"hostname"`
	Port     int    `json:"port"`
	Remote   string `json:"remote"`
	// How the answer looked: the HTTP status and the media type.
	status int
	media  string
}

// serve answers on every port, TCP and UDP, until it is told to end; then it leaves at once, open connections and all.
// Every HTTP path is answered with 200, so that any readiness probe passes.
func serve(ports []string) error {
	hostname, err := os.Hostname()
	if err != nil {
		return err
	}
	failed := make(chan error, 2*len(ports))
	for _, text := range ports {
		port, err := strconv.ParseUint(text, 10, 16)
		if err != nil || port == 0 {
			return fmt.Errorf("%q is no port: give numbers from 1 to 65535", text)
		}
		if err := listen(hostname, int(port), failed); err != nil {
			return err
		}
	}
	go func() {
		untilTold()
		failed <- nil
	}()
	return <-failed
}

func listen(hostname string, port int, failed chan<- error) error {
	address := net.JoinHostPort("", strconv.Itoa(port))
	tcp, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	udp, err := net.ListenPacket("udp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: tellWho(hostname, port), ReadHeaderTimeout: 10 * time.Second}
	// One request for each connection, so that every request is balanced anew.
	server.SetKeepAlivesEnabled(false)
	go func() { failed <- server.Serve(tcp) }()
	go func() { failed <- echo(udp) }()
	return nil
}

func tellWho(hostname string, port int) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(response).Encode(who{Hostname: hostname, Port: port, Remote: request.RemoteAddr})
	}
}

func echo(connection net.PacketConn) error {
	buffer := make([]byte, 65_536)
	for {
		length, from, err := connection.ReadFrom(buffer)
		if err != nil {
			return err
		}
		_, _ = connection.WriteTo(buffer[:length], from)
	}
}
