/**
 * CloudWatch Logs' filter patterns for JSON, as far as ours go: comparisons of a property with a quoted string, in which `*`
 * stands for anything, or with a number, joined by `&&` and `||`
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html).
 */
export type Matches = (line: string) => boolean;

type Test = (line: unknown) => boolean;

const TOKEN = /\s*(&&|\|\||[()]|\$(?:\.\w+)+|!=|>=|<=|[=<>]|"[^"]*"|-?\d+(?:\.\d+)?)/y;

const COMPARISONS: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  '=': (one, other) => one === other,
  '!=': (one, other) => one !== other,
  '>=': (one, other) => one >= other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '<': (one, other) => one < other,
};

/** @throws {Error} where a pattern is none that this understands */
export function readFilterPattern(pattern: string): Matches {
  const body = /^\{(.*)\}$/s.exec(pattern.trim())?.[1];
  if (body === undefined) throw new Error(`Not a pattern for JSON: ${pattern}`);
  const tokens = tokensOf(body);
  const test = anyOf(tokens);
  if (tokens.length > 0) throw new Error(`Left over: ${tokens.join(' ')}`);
  return (line) => {
    try {
      return test(JSON.parse(line));
    } catch (error) {
      // A line that is no JSON fits no pattern for JSON.
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  };
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw new Error(`Not understood: ${text.slice(at)}`);
    tokens.push(token);
  }
  return tokens;
}

function anyOf(tokens: string[]): Test {
  const tests = [allOf(tokens)];
  while (tokens[0] === '||') {
    tokens.shift();
    tests.push(allOf(tokens));
  }
  return (line) => tests.some((test) => test(line));
}

function allOf(tokens: string[]): Test {
  const tests = [one(tokens)];
  while (tokens[0] === '&&') {
    tokens.shift();
    tests.push(one(tokens));
  }
  return (line) => tests.every((test) => test(line));
}

function one(tokens: string[]): Test {
  const [first = '', operator = '', operand = ''] = tokens;
  if (first === '(') {
    tokens.shift();
    const inner = anyOf(tokens);
    if (tokens.shift() !== ')') throw new Error('A parenthesis is not closed.');
    return inner;
  }
  if (!first.startsWith('$.')) throw new Error(`Not a property: ${first}`);
  tokens.splice(0, 3);
  const compare = operand.startsWith('"')
    ? compareText(operator, operand.slice(1, -1))
    : compareNumber(operator, Number(operand));
  return (line) => compare(valueAt(line, first.slice(2).split('.')));
}

function compareText(operator: string, text: string): Test {
  const fits = new RegExp(`^${text.split('*').map(escape).join('[^]*')}$`);
  if (operator !== '=' && operator !== '!=') throw new Error(`Text is not compared by ${operator}`);
  return (value) => typeof value === 'string' && fits.test(value) === (operator === '=');
}

function compareNumber(operator: string, number: number): Test {
  const compare = COMPARISONS[operator];
  if (compare === undefined || Number.isNaN(number))
    throw new Error(`Not a comparison: ${operator} ${number}`);
  return (value) => typeof value === 'number' && compare(value, number);
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function valueAt(line: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? Reflect.get(value, name)
        : undefined,
    line,
  );
}
