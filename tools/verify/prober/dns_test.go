package main

import (
	"encoding/binary"
	"io"
	"reflect"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestDnsAsksAgainByTCPWhereTheAnswerIsTooLong(t *testing.T) {
	server := nameServer(t)
	for name, want := range map[string]answer{
		"short.example.": {Rcode: "NOERROR", Records: []record{{"short.example.", "A", 5, "192.0.2.1"}}},
		"long.example.":  {Rcode: "NOERROR", Truncated: true, Records: []record{{"long.example.", "A", 5, "192.0.2.1"}}},
		"none.example.":  {Rcode: "NXDOMAIN", Records: []record{}},
	} {
		got := answerTo(t.Context(), question{Kind: "dns", Name: name, Type: "A", Server: server, Times: 3})
		if got.Result != "answered" || got.Sent != 3 || got.P50 == 0 {
			t.Errorf("%s: %+v", name, got)
		}
		if got.Rcode != want.Rcode || got.Truncated != want.Truncated || !reflect.DeepEqual(got.Records, want.Records) {
			t.Errorf("%s: %+v, not %+v", name, got, want)
		}
	}
}

func TestDnsSaysWhyThereIsNoAnswer(t *testing.T) {
	server := nameServer(t)
	got := answerTo(t.Context(), question{Kind: "dns", Name: "silent.example.", Type: "A", Server: server, Timeout: 100})
	if got.Result != "timeout" || got.Failed["timeout"] != 1 {
		t.Errorf("silence: %+v", got)
	}
	if got := answerTo(t.Context(), question{Kind: "dns", Name: "a.", Type: "XYZ", Server: server}); got.Result != "failed" {
		t.Errorf("an unknown type: %+v", got)
	}
}

func TestValuesOfRecords(t *testing.T) {
	name := dnsmessage.MustNewName("Event-Log-0.Peers.data.svc.cluster.local.")
	got := recordsOf([]dnsmessage.Resource{
		{Header: dnsmessage.ResourceHeader{Name: name, Type: dnsmessage.TypeSRV, TTL: 5},
			Body: &dnsmessage.SRVResource{Priority: 0, Weight: 33, Port: 6222, Target: name}},
		{Header: dnsmessage.ResourceHeader{Name: name, Type: dnsmessage.TypeAAAA},
			Body: &dnsmessage.AAAAResource{AAAA: [16]byte{0x20, 1, 0xd, 0xb8, 15: 1}}},
	})
	want := []record{
		{"event-log-0.peers.data.svc.cluster.local.", "SRV", 5, "0 33 6222 event-log-0.peers.data.svc.cluster.local."},
		{"event-log-0.peers.data.svc.cluster.local.", "AAAA", 0, "2001:db8::1"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// nameServer has an address for `short`, the same by TCP alone for `long`, no reply for `silent` and nothing else.
func nameServer(t *testing.T) string {
	t.Helper()
	udp, tcp := listenOnBoth(t)
	t.Cleanup(func() { udp.Close(); tcp.Close() })
	go func() {
		buffer := make([]byte, 512)
		for {
			length, from, err := udp.ReadFrom(buffer)
			if err != nil {
				return
			}
			if reply := replyTo(buffer[:length], true); reply != nil {
				_, _ = udp.WriteTo(reply, from)
			}
		}
	}()
	go func() {
		for {
			connection, err := tcp.Accept()
			if err != nil {
				return
			}
			var length uint16
			_ = binary.Read(connection, binary.BigEndian, &length)
			query := make([]byte, length)
			_, _ = io.ReadFull(connection, query)
			reply := replyTo(query, false)
			_, _ = connection.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
			connection.Close()
		}
	}()
	return udp.LocalAddr().String()
}

func replyTo(query []byte, byUDP bool) []byte {
	var message dnsmessage.Message
	if err := message.Unpack(query); err != nil {
		return nil
	}
	name := message.Questions[0].Name
	message.Response = true
	switch name.String() {
	case "silent.example.":
		return nil
	case "none.example.":
		message.RCode = dnsmessage.RCodeNameError
	case "long.example.":
		message.Truncated = byUDP
	}
	if message.RCode == dnsmessage.RCodeSuccess && !message.Truncated {
		message.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET, TTL: 5},
			Body:   &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}},
		}}
	}
	packed, err := message.Pack()
	if err != nil {
		return nil
	}
	return packed
}
