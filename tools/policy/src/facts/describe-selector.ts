import type { Selector } from '@fingerpost/discovery';

/** `app.kubernetes.io/name=go-server`; '' where everything is selected. */
export function describeSelector(selector: Selector): string {
  return (selector ?? [])
    .map(({ key, operator, values }) => {
      if (operator === 'In') return `${key}=${values.join('|')}`;
      if (operator === 'NotIn') return `${key}!=${values.join('|')}`;
      return operator === 'Exists' ? key : `!${key}`;
    })
    .join(', ');
}
