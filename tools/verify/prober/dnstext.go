package main

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

var typeNumbers = map[string]dnsmessage.Type{
	"A":     dnsmessage.TypeA,
	"AAAA":  dnsmessage.TypeAAAA,
	"CNAME": dnsmessage.TypeCNAME,
	"MX":    dnsmessage.TypeMX,
	"NS":    dnsmessage.TypeNS,
	"PTR":   dnsmessage.TypePTR,
	"SOA":   dnsmessage.TypeSOA,
	"SRV":   dnsmessage.TypeSRV,
	"TXT":   dnsmessage.TypeTXT,
}

// Response codes, as RFC 6895 names them.
var rcodeNames = []string{
	"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE",
}

func rcodeName(code dnsmessage.RCode) string {
	if int(code) < len(rcodeNames) {
		return rcodeNames[code]
	}
	return strconv.Itoa(int(code))
}

func typeName(number dnsmessage.Type) string {
	return strings.TrimPrefix(number.String(), "Type")
}

// recordsOf gives records as people write them; names in lower case, because servers may answer in the asker's letters.
func recordsOf(resources []dnsmessage.Resource) []record {
	records := make([]record, len(resources))
	for at, resource := range resources {
		records[at] = record{
			Name:  strings.ToLower(resource.Header.Name.String()),
			Type:  typeName(resource.Header.Type),
			TTL:   resource.Header.TTL,
			Value: valueOf(resource.Body),
		}
	}
	return records
}

func valueOf(body dnsmessage.ResourceBody) string {
	switch body := body.(type) {
	case *dnsmessage.AResource:
		return netip.AddrFrom4(body.A).String()
	case *dnsmessage.AAAAResource:
		return netip.AddrFrom16(body.AAAA).String()
	case *dnsmessage.CNAMEResource:
		return strings.ToLower(body.CNAME.String())
	case *dnsmessage.NSResource:
		return strings.ToLower(body.NS.String())
	case *dnsmessage.PTRResource:
		return strings.ToLower(body.PTR.String())
	case *dnsmessage.MXResource:
		return fmt.Sprintf("%d %s", body.Pref, strings.ToLower(body.MX.String()))
	case *dnsmessage.SRVResource:
		return fmt.Sprintf("%d %d %d %s", body.Priority, body.Weight, body.Port, strings.ToLower(body.Target.String()))
	case *dnsmessage.TXTResource:
		return strings.Join(body.TXT, " ")
	case *dnsmessage.SOAResource:
		return fmt.Sprintf("%s %s", strings.ToLower(body.NS.String()), strings.ToLower(body.MBox.String()))
	default:
		return body.GoString()
	}
}
