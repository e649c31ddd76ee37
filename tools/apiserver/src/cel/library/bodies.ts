import type { Bodies } from '../run/functions.ts';
import { authorizerBodies } from './authorizer.ts';
import { cidrBodies } from './cidr.ts';
import { conversionBodies } from './conversions.ts';
import { ipBodies } from './ip.ts';
import { listBodies } from './lists.ts';
import { namedFormatBodies } from './named-format.ts';
import { operatorBodies } from './operators.ts';
import { optionalBodies } from './optional.ts';
import { quantityBodies } from './quantity.ts';
import { regexBodies } from './regex.ts';
import { semverBodies } from './semver.ts';
import { stringBodies } from './strings.ts';
import { timeBodies } from './time.ts';
import { urlBodies } from './url.ts';

/** The body of every overload that `signatures` names. */
export const bodies: Bodies = {
  ...operatorBodies,
  ...conversionBodies,
  ...stringBodies,
  ...listBodies,
  ...optionalBodies,
  ...regexBodies,
  ...timeBodies,
  ...ipBodies,
  ...cidrBodies,
  ...quantityBodies,
  ...semverBodies,
  ...urlBodies,
  ...namedFormatBodies,
  ...authorizerBodies,
};
