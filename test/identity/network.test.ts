// Claims:
// - An IPv4 address is counted by itself, and an IPv6 address with its /64, however either is written.
// - What is no address is counted with nobody.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf } from '../../shared/identity/network.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
  ['2001:DB8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1::/64'],
  ['2001:0db8:0000:0001:0:0:0:1', '2001:db8:0:1::/64'],
  ['2001:db8:0:2::1', '2001:db8:0:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
])('%s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  '',
  '203.0.113',
  '203.0.113.256',
  '203.0.113.7:443',
  '203.0.113.7, 198.51.100.1',
  'example.com',
  '2001:db8:::1',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '12345::',
  'g::',
])('%j is no address', (text) => {
  expect(networkOf(text)).toBeUndefined();
});

test('any two addresses of a /64 are counted together, and with no other', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
  const four = fc.tuple(group, group, group, group);
  fc.assert(
    fc.property(four, four, four, four, (line, one, other, another) => {
      const at = (host: string[], network: string[] = line) => networkOf([...network, ...host].join(':'));
      expect(at(one)).toBe(at(other));
      expect(at(one) === at(one, another)).toBe(line.join() === another.join());
    }),
    { seed: 20_270_115 },
  );
});
