package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// dns asks a name server, as often as it is told to; the records are those of the last answer.
func dns(ctx context.Context, asked question) answer {
	server := asked.Server
	if server == "" {
		servers := readResolvConf().Nameservers
		if len(servers) == 0 {
			return answer{Result: "failed", Message: "resolv.conf has no name server"}
		}
		server = servers[0]
	}
	if _, _, err := net.SplitHostPort(server); err != nil {
		server = net.JoinHostPort(server, "53")
	}
	told := answer{Failed: map[string]int{}}
	times := []float64{}
	var failed error
	for number := range max(asked.Times, 1) {
		limited, cancel := limit(ctx, asked.Timeout)
		began := time.Now()
		reply, truncated, err := query(limited, server, asked, uint16(number+1))
		took := since(began)
		cancel()
		told.Sent++
		if number == 0 {
			told.Took = took
		}
		if err != nil {
			failed = err
			told.Failed[outcomeOf(err)]++
			if ctx.Err() != nil {
				break
			}
			continue
		}
		times = append(times, took)
		told.Rcode, told.Records, told.Truncated = rcodeName(reply.RCode), recordsOf(reply.Answers), truncated
	}
	told.P50, told.P99 = quantile(times, 0.5), quantile(times, 0.99)
	told.Result = "answered"
	if len(times) == 0 {
		told.Result, told.Message = outcomeOf(failed), failed.Error()
	}
	return told
}

// query asks by UDP, and by TCP where the answer is too long for it (RFC 7766).
func query(ctx context.Context, server string, asked question, id uint16) (dnsmessage.Message, bool, error) {
	var reply dnsmessage.Message
	packed, err := pack(asked.Name, asked.Type, id)
	if err != nil {
		return reply, false, err
	}
	reply, err = queryBy(ctx, "udp", server, packed)
	if err != nil || !reply.Truncated {
		return reply, false, err
	}
	reply, err = queryBy(ctx, "tcp", server, packed)
	return reply, true, err
}

func queryBy(ctx context.Context, network, server string, packed []byte) (dnsmessage.Message, error) {
	var reply dnsmessage.Message
	connection, err := (&net.Dialer{}).DialContext(ctx, network, server)
	if err != nil {
		return reply, err
	}
	defer connection.Close()
	answered, err := exchange(ctx, connection, packed)
	if err != nil {
		return reply, err
	}
	if err := reply.Unpack(answered); err != nil {
		return reply, fmt.Errorf("an answer that is no DNS message: %w", err)
	}
	if reply.ID != binary.BigEndian.Uint16(packed) {
		return reply, errors.New("an answer to another question")
	}
	return reply, nil
}

// exchange sends one message and reads one; those of TCP have their length before them (RFC 1035, 4.2.2).
func exchange(ctx context.Context, connection net.Conn, message []byte) ([]byte, error) {
	if deadline, limited := ctx.Deadline(); limited {
		if err := connection.SetDeadline(deadline); err != nil {
			return nil, err
		}
	}
	if connection.LocalAddr().Network() != "tcp" {
		if _, err := connection.Write(message); err != nil {
			return nil, err
		}
		buffer := make([]byte, 65_535)
		length, err := connection.Read(buffer)
		return buffer[:length], err
	}
	framed := binary.BigEndian.AppendUint16(nil, uint16(len(message)))
	if _, err := connection.Write(append(framed, message...)); err != nil {
		return nil, err
	}
	var length uint16
	if err := binary.Read(connection, binary.BigEndian, &length); err != nil {
		return nil, err
	}
	buffer := make([]byte, length)
	_, err := io.ReadFull(connection, buffer)
	return buffer, err
}

func pack(name, kind string, id uint16) ([]byte, error) {
	number, known := typeNumbers[strings.ToUpper(kind)]
	if !known {
		return nil, fmt.Errorf("the type %q is not known", kind)
	}
	if !strings.HasSuffix(name, ".") {
		name += "."
	}
	packedName, err := dnsmessage.NewName(name)
	if err != nil {
		return nil, fmt.Errorf("%q is no name: %w", name, err)
	}
	message := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: id, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: packedName, Type: number, Class: dnsmessage.ClassINET}},
	}
	return message.Pack()
}
