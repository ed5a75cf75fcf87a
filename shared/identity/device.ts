const PROGRAMS = [
  'app',
  'browser',
  'Chrome',
  'Edge',
  'Firefox',
  'Opera',
  'Safari',
  'Samsung Internet',
] as const;
const SYSTEMS = ['Android', 'ChromeOS', 'iPad', 'iPhone', 'Linux', 'Mac', 'Windows'] as const;
export { PROGRAMS as DEVICE_PROGRAMS, SYSTEMS as DEVICE_SYSTEMS };

/** What its owner tells a signed-in device by. The header that it is read from is kept nowhere. */
export interface Device {
  /** `browser` and `app` where no name is known. */
  readonly program: (typeof PROGRAMS)[number];
  readonly system?: (typeof SYSTEMS)[number];
}

/** The first that fits names it: most browsers also claim to be the ones below them here. */
const PROGRAM_MARKS: readonly (readonly [Device['program'], RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|Opera|OPiOS|OPT)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Headless)?Chrome\/|\bCriOS\//],
  ['Safari', /\bVersion\/\S+ .*\bSafari\//],
];

/** An iPad that asks for desktop pages calls itself a Macintosh, and can not be told from one. */
const SYSTEM_MARKS: readonly (readonly [NonNullable<Device['system']>, RegExp])[] = [
  ['iPhone', /\b(?:iPhone|iPod)\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMacintosh\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b|\bX11\b/],
];

const READ_LENGTH = 512;

/** @param userAgent as sent: any text at all (RFC 9110 section 10.1.5) */
export function deviceOf(kind: 'browser' | 'app', userAgent: string | undefined): Device {
  const text = (userAgent ?? '').slice(0, READ_LENGTH);
  const named = kind === 'browser' ? firstOf(PROGRAM_MARKS, text) : undefined;
  const system = firstOf(SYSTEM_MARKS, text);
  return { program: named ?? kind, ...(system !== undefined && { system }) };
}

/** "Firefox on Windows", "A browser on Linux", "An app". */
export function deviceWords({ program, system }: Device): string {
  const name = program === 'browser' ? 'A browser' : program === 'app' ? 'An app' : program;
  return system === undefined ? name : `${name} on ${system}`;
}

function firstOf<Name>(marks: readonly (readonly [Name, RegExp])[], text: string): Name | undefined {
  return marks.find(([, mark]) => mark.test(text))?.[0];
}
