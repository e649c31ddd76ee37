import type { SliceRecord } from '../../src/index.ts';

/** What controllers made. */
export interface RealAnswer {
  readonly slices: readonly RealSlice[];
  readonly endpoints: readonly RealEndpoints[];
}

/** An EndpointSlice as the API serves it, as far as it is compared. */
export interface RealSlice {
  readonly metadata: RealMetadata;
  readonly addressType: string;
  readonly ports?: readonly RealPort[] | null;
  readonly endpoints?: readonly RealEndpoint[] | null;
}

interface RealMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RealEndpoint {
  readonly addresses: readonly string[];
  readonly conditions?: {
    readonly ready?: boolean;
    readonly serving?: boolean;
    readonly terminating?: boolean;
  };
  readonly targetRef?: { readonly name: string };
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly hints?: NonNullable<SliceRecord['endpoints'][number]['hints']>;
}

export interface RealEndpoints {
  readonly metadata: RealMetadata;
  readonly subsets?: readonly {
    readonly addresses?: readonly RealAddress[];
    readonly notReadyAddresses?: readonly RealAddress[];
    readonly ports?: readonly RealPort[];
  }[];
}

export interface RealAddress {
  readonly ip: string;
  readonly hostname?: string;
}

export interface RealPort {
  readonly name?: string;
  readonly port?: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}
