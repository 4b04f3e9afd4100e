/** Whom an interviewer can call who is worried. */
export interface Call {
  label: string;
  number: string;
  note: string;
}

const digits = (number: string) => number.replace(/\D/g, '');

/** Each number once and never that of the begeleider, the emergency number at the end. */
export function emergencyLast(calls: readonly Call[], coach = ''): Call[] {
  const others = calls.filter(({ number }) => digits(number) !== digits(coach));
  const once = others.filter(
    (call, at) => others.findIndex(({ number }) => digits(number) === digits(call.number)) === at,
  );
  const urgent = ({ number }: Call) => Number(digits(number) === '112');
  return once.sort((a, b) => urgent(a) - urgent(b));
}
