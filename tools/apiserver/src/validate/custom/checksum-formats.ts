/** A number of a credit card, whatever stands between its digits. */
export function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/[^0-9]+/gu, '');
  const isKnown =
    /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$/u;
  if (!isKnown.test(digits)) return false;
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** A book number of ten characters, whatever space and dashes are in it. */
export function isIsbn10(text: string): boolean {
  const number = withoutDashes(text);
  if (!/^(?:[0-9]{9}X|[0-9]{10})$/u.test(number)) return false;
  const sum = [...number].reduce(
    (total, digit, index) => total + (index + 1) * (digit === 'X' ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

/** A book number of 13 digits. */
export function isIsbn13(text: string): boolean {
  const number = withoutDashes(text);
  if (!/^[0-9]{13}$/u.test(number)) return false;
  const sum = [...number].reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3),
    0,
  );
  return sum % 10 === 0;
}

function withoutDashes(text: string): string {
  return text.replaceAll(/[ \t\n\f\r-]+/gu, '');
}
