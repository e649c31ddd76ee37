import { object, text, texts } from '@fingerpost/apiserver';
import type { JsonObject } from 'kustomize-ts';
import { everything } from '../labels/selector.ts';
import type { Selector } from '../labels/selector.ts';
import { allIPv6, parseNetwork } from './addresses.ts';
import type { Addresses } from './addresses.ts';
import { intersect, intervalsOf, subtract } from './intervals.ts';
import type { AddressPeer, Peer } from './policy.ts';
import { readSelector } from './read-selector.ts';
import type { LeaveOut } from './read-selector.ts';

/** An entry of `from` or `to`. */
export function readPeer(peer: JsonObject, field: string, leaveOut: LeaveOut): Peer {
  const block = object(peer, 'ipBlock');
  const read = (key: string): Selector | undefined => {
    const written = object(peer, key);
    return written && readSelector(written, `${field}.${key}`, leaveOut);
  };
  const namespaceSelector = read('namespaceSelector');
  const podSelector = read('podSelector');
  if (block) {
    if (podSelector !== undefined || namespaceSelector !== undefined) {
      leaveOut(field, 'it has an ipBlock and selectors; only the ipBlock is taken');
    }
    return readBlock(block, field, leaveOut);
  }
  if (podSelector === undefined && namespaceSelector === undefined) {
    leaveOut(field, 'it says neither pods nor addresses; it is taken to be nobody');
    return { field, namespaceSelector, podSelector: null };
  }
  return { field, namespaceSelector, podSelector: podSelector ?? everything };
}

function readBlock(block: JsonObject, field: string, leaveOut: LeaveOut): AddressPeer {
  const network = readNetwork(text(block, 'cidr'), `${field}.ipBlock.cidr`, leaveOut);
  const exceptions = texts(block, 'except').flatMap((cidr, index) => {
    const [first, end] = readNetwork(cidr, `${field}.ipBlock.except[${index}]`, leaveOut);
    return first === undefined || end === undefined ? [] : [[first, end] as const];
  });
  return { field, network, addresses: subtract(network, intervalsOf(exceptions)) };
}

function readNetwork(cidr: string, field: string, leaveOut: LeaveOut): Addresses {
  const network = parseNetwork(cidr);
  if (!network) {
    leaveOut(field, `${JSON.stringify(cidr)} is no network; it is taken to be empty`);
    return [];
  }
  if (field.endsWith('.cidr') && intersect(network, allIPv6).length > 0) {
    leaveOut(field, 'only connections with IPv4 addresses are listed; ask for an IPv6 one by name');
  }
  return network;
}
