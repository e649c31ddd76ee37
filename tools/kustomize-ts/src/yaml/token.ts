import type { ScalarStyle } from './node.ts';

/** The tokens of the YAML 1.1 grammar. */
export const TokenType = {
  StreamEnd: 0,
  VersionDirective: 1,
  TagDirective: 2,
  DocumentStart: 3,
  DocumentEnd: 4,
  BlockSequenceStart: 5,
  BlockMappingStart: 6,
  BlockEnd: 7,
  FlowSequenceStart: 8,
  FlowSequenceEnd: 9,
  FlowMappingStart: 10,
  FlowMappingEnd: 11,
  BlockEntry: 12,
  FlowEntry: 13,
  Key: 14,
  Value: 15,
  Alias: 16,
  Anchor: 17,
  Tag: 18,
  Scalar: 19,
} as const;

export type TokenType = (typeof TokenType)[keyof typeof TokenType];

/** Line and column count from 0. */
export interface Token {
  type: TokenType;
  line: number;
  column: number;
  /** The text of a scalar, the name of an anchor or alias, the handle of a tag or of a %TAG directive, the version of a %YAML directive. */
  value: string;
  /** The suffix of a tag, the prefix of a %TAG directive. */
  suffix: string;
  style: ScalarStyle;
  /** Of the end of a document: a comment stands between it and the token before. */
  afterComment: boolean;
}
