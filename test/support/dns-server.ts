import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 12: 'PTR', 28: 'AAAA' };

export interface DnsServer extends AsyncDisposable {
  readonly resolver: Resolver;
  /** Questions asked, such as `PTR 1.66.249.66.in-addr.arpa`, in order. */
  readonly asked: readonly string[];
}

/**
 * A real name server on a free port of the loopback (RFC 1035 section 4).
 *
 * @param records what is answered to `A crawl.example` and the like; any other name does not exist, and `undefined`
 *   is a server that fails
 */
export async function startDnsServer(
  records: Readonly<Record<string, readonly string[] | undefined>>,
): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4', (query, from) => {
    const { name, type, end } = readQuestion(query);
    const question = `${TYPES[type] ?? type} ${name}`;
    asked.push(question);
    const answers = records[question] ?? [];
    const code = question in records ? (records[question] === undefined ? 2 : 0) : 3;
    const header = Buffer.from([
      query[0] ?? 0,
      query[1] ?? 0,
      0x81,
      0x80 + code,
      0,
      1,
      0,
      answers.length,
      0,
      0,
      0,
      0,
    ]);
    const resources = answers.map((answer) => resource(type, dataOf(type, answer)));
    socket.send(Buffer.concat([header, query.subarray(12, end), ...resources]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver({ timeout: 1_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return {
    resolver,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** The name is the question's own, by a pointer to it; class IN, a minute to live. */
function resource(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([head, data]);
}

function dataOf(type: number, answer: string): Buffer {
  if (type === 1) return Buffer.from(answer.split('.').map(Number));
  if (type === 28) return Buffer.from(answer.split(':').flatMap((group) => [...Buffer.from(group, 'hex')]));
  const labels = answer.split('.').map((label) => [label.length, ...Buffer.from(label, 'latin1')]);
  return Buffer.from([...labels.flat(), 0]);
}
