/** One line of the log. Only these members are ever written: no address, no body, no header, no secret. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  /** A stable name, in snake case. */
  readonly event: string;
  readonly requestId?: string;
  readonly eventId?: string;
  readonly customer?: string;
  readonly member?: string;
  readonly outcome?: string;
  readonly count?: number;
  /** What names it and where it arose are written, never its message, which may quote input. */
  readonly error?: unknown;
}

export type Log = (line: LogLine) => void;

/** What Stripe's and AWS's errors say of themselves without quoting what was sent. */
const ERROR_MEMBERS = ['type', 'code', 'param', 'statusCode', 'requestId'] as const;

export function createLog(write: (text: string) => void): Log {
  return ({ level, event, requestId, eventId, customer, member, outcome, count, error }) => {
    write(
      JSON.stringify({
        level,
        event,
        requestId,
        eventId,
        customer,
        member,
        outcome,
        count,
        ...(error !== undefined && { error: describe(error) }),
      }),
    );
  };
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const named = Object.fromEntries(
    ERROR_MEMBERS.flatMap((member) => {
      const value: unknown = Reflect.get(error, member);
      return typeof value === 'string' || typeof value === 'number' ? [[member, value]] : [];
    }),
  );
  return { name: error.name, ...named, at: frames.slice(0, 8).map((line) => line.trim()) };
}
